-- Why the staff noted what a person wants: where and when they said so.
-- A new column; older code leaves it empty.

-- encrypted
alter table consents add column reason text;
