-- The floor: tenants, their data keys, and the rule every later table follows.
-- First migration; no older code exists.
--
-- Rule: a table of tenants has tenant_id first in its primary key, row level security on, and one policy that compares
-- tenant_id with the setting of the transaction. The owner is not held by policies, which is what lets the functions in
-- 000005 cross tenants where they must; no other role may.

create function current_tenant() returns uuid
  language sql stable
  return nullif(current_setting('crossdock.tenant_id', true), '')::uuid;

grant usage on schema crossdock to crossdock_app, crossdock_intake;
grant execute on function current_tenant() to crossdock_app, crossdock_intake;

create table tenants (
  tenant_id uuid primary key,
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null check (name <> ''),
  -- ISO 3166-1 alpha-2: how phones written without a country are read
  country char(2) not null check (country ~ '^[A-Z]{2}$'),
  created_at timestamptz not null default now()
);
alter table tenants enable row level security;
create policy one_tenant on tenants using (tenant_id = current_tenant());
grant select, insert, update on tenants to crossdock_app;

-- Wrapped by the master key, which is not in the database. Newest of a purpose encrypts, all of them decrypt.
create table data_keys (
  tenant_id uuid not null references tenants,
  id text not null,
  purpose text not null check (purpose in ('encrypt', 'hash')),
  wrapped text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
alter table data_keys enable row level security;
create policy one_tenant on data_keys using (tenant_id = current_tenant());
grant select, insert on data_keys to crossdock_app;

-- Intake has no right on any table; it opens the secrets of endpoints with these.
create function data_keys_of_tenant() returns table (id text, purpose text, wrapped text)
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select k.id, k.purpose, k.wrapped from data_keys k where k.tenant_id = current_tenant() order by k.created_at desc, k.id desc;
  end;
revoke all on function data_keys_of_tenant() from public;
grant execute on function data_keys_of_tenant() to crossdock_app, crossdock_intake;

-- People and organisations come into this schema with the dashboard; the role is there so that nothing else grows into it.
create schema crossdock_auth authorization crossdock_auth;
