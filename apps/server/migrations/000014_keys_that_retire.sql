-- Data keys that can be rotated while everything runs: a key is retired once every process has learnt the next one, nothing
-- can be sealed with it any more from then on, and it is deleted when nothing refers to it.
-- A new column with a default and triggers that older code never notices; it goes on working.

alter table data_keys add column retired_at timestamptz;

-- A process that was frozen for a while may come back with a value that it sealed under a key that is gone meanwhile: nobody
-- could ever open it. It is refused here, and whoever brought it tries again with the key of now.
-- Called for each table of platform/crypto/sealed-columns.ts, after every migration; changes nothing that is as it should be.
create function guard_sealed(p_table text, p_columns text[]) returns void
  language plpgsql volatile set search_path = crossdock, pg_temp
as $$
declare
  guard text := 'guard_sealed_' || p_table;
  checks text;
begin
  select string_agg(format(
    'if new.%1$I is not null and not exists (select from data_keys k where k.tenant_id = new.tenant_id '
    'and k.id = split_part(new.%1$I, ''.'', 2) and k.purpose = ''encrypt'' and k.retired_at is null) then '
    'raise exception ''%2$s.%1$s is sealed with a key that is retired or gone'' using errcode = ''XD002''; end if;',
    name, p_table), E'\n  ' order by place)
  into checks from unnest(p_columns) with ordinality as c(name, place);
  execute format(
    E'create or replace function %I() returns trigger\n  language plpgsql security definer set search_path = crossdock, pg_temp\n'
    'as $guard$\nbegin\n  %s\n  return new;\nend $guard$', guard, checks);
  execute format('revoke all on function %I() from public', guard);
  if exists (
    select from pg_trigger t
    where t.tgrelid = p_table::regclass and t.tgname = 'sealed_with_a_key_of_now'
      and (select array_agg(a.attname::text order by a.attname) from pg_attribute a
           where a.attrelid = t.tgrelid and a.attnum = any (t.tgattr)) = (select array_agg(c order by c) from unnest(p_columns) c)
  ) then return; end if;
  execute format('drop trigger if exists sealed_with_a_key_of_now on %I', p_table);
  execute format('create trigger sealed_with_a_key_of_now before insert or update of %s on %I for each row execute function %I()',
    (select string_agg(format('%I', c), ', ') from unnest(p_columns) c), p_table, guard);
end $$;
revoke all on function guard_sealed(text, text[]) from public;
