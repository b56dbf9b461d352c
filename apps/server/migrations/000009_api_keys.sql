-- Keys for the HTTP API, what a tenant allows browsers, and answers that a repeated request gets again.
-- New tables, and a new column with a default; older code goes on working.

-- Only a digest of the secret: it is 256 random bits, so nothing can be guessed from it and nothing slower is needed.
create table api_keys (
  tenant_id uuid not null references tenants,
  id uuid not null,
  name text not null check (name <> ''),
  -- as in packages/contracts/src/scopes.ts
  scopes text[] not null,
  -- sha256 of the secret part, hexadecimal
  secret_hash text not null check (secret_hash ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  -- null: does not end by itself
  expires_at timestamptz,
  revoked_at timestamptz,
  -- to the minute
  last_used_at timestamptz,
  primary key (tenant_id, id)
);
-- a key names itself before anybody knows whose it is
create unique index api_keys_by_id on api_keys (id);
alter table api_keys enable row level security;
create policy one_tenant on api_keys using (tenant_id = current_tenant());
grant select, insert, update on api_keys to crossdock_app;

-- Crosses tenants, and gives nothing to anybody who does not hold the secret: a wrong digest finds no row.
create function find_api_key(p_id uuid, p_secret_hash text)
  returns table (tenant_id uuid, slug text, id uuid, name text, scopes text[], expires_at timestamptz, revoked_at timestamptz)
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select k.tenant_id, t.slug, k.id, k.name, k.scopes, k.expires_at, k.revoked_at
    from api_keys k join tenants t on t.tenant_id = k.tenant_id
    where k.id = p_id and k.secret_hash = p_secret_hash;
  end;

-- Origins of pages whose scripts may call the API with a key of this tenant: https://shop.example.com
alter table tenants add column cors_origins text[] not null default '{}';

-- A browser asks before it sends a key. Answers one question about one origin; lists nothing.
create function tenant_allows_origin(p_tenant text, p_origin text) returns boolean
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select exists (
      select from tenants t where (t.slug = p_tenant or t.tenant_id::text = p_tenant) and p_origin = any (t.cors_origins));
  end;

-- What a request with an Idempotency-Key was answered. The key may be anything a caller chose, a phone too, so only keyed
-- hashes are kept.
create table idempotent_requests (
  tenant_id uuid not null references tenants,
  key_hash text not null,
  -- of route and body: another request under the same key is a mistake of the caller's
  request_hash text not null,
  -- null while the first one is being served
  status int,
  -- encrypted
  answer text,
  started_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, key_hash)
);
create index idempotent_requests_by_age on idempotent_requests (tenant_id, started_at);
alter table idempotent_requests enable row level security;
create policy one_tenant on idempotent_requests using (tenant_id = current_tenant());
grant select, insert, update, delete on idempotent_requests to crossdock_app;

revoke all on function find_api_key(uuid, text), tenant_allows_origin(text, text) from public;
grant execute on function find_api_key(uuid, text), tenant_allows_origin(text, text) to crossdock_app;
