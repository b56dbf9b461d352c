-- Consents are looked up by a number, and one that passed to somebody else since it was given is none any more: found by the
-- key over all connections. A partial index over the few keys that have ended; older code is not affected.
create index conversation_keys_passed on conversation_keys (tenant_id, kind, key, ended_at) where ended_at is not null;
