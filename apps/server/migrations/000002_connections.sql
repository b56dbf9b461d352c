-- What a tenant is connected to, and where providers may call us.
-- New tables only; older code is not affected.

-- One row a real ERP database, however many tenants and connections use it: the writer is serialised on it.
-- It belongs to no tenant, so no role but the owner reads it; ensure_erp_database() hands out the id.
create table erp_databases (
  id uuid primary key,
  min_interval_ms int not null default 0 check (min_interval_ms >= 0),
  max_batch int not null default 50 check (max_batch between 1 and 200),
  created_at timestamptz not null default now()
);

-- What a database is known by, as digests: its own id where it tells one, and its address, which may change.
create table erp_database_names (
  name text primary key,
  erp_database_id uuid not null references erp_databases
);

create table connections (
  tenant_id uuid not null references tenants,
  id uuid not null,
  provider text not null,
  name text not null,
  status text not null default 'active' check (status in ('active', 'paused', 'disconnected')),
  -- the provider's own key of the account: shop domain, phone_number_id; an ERP's is its database and company
  provider_key text not null,
  -- without secrets
  config jsonb not null default '{}',
  -- encrypted JSON
  secrets text,
  -- ERP connections: which database, company and warehouse
  erp_database_id uuid references erp_databases,
  erp_company_id text,
  erp_warehouse_id text,
  -- channels: the ERP connection that carries their orders
  erp_connection_id uuid,
  -- channels: orders placed before this are recorded and not pushed
  cut_over_at timestamptz not null,
  push_policy jsonb not null default '{}',
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, provider, provider_key),
  foreign key (tenant_id, erp_connection_id) references connections (tenant_id, id)
);
alter table connections enable row level security;
create policy one_tenant on connections using (tenant_id = current_tenant());
grant select, insert, update on connections to crossdock_app;

-- Where a provider calls: the id stands in the URL. Secrets: encrypted JSON list, up to two valid at once.
create table endpoints (
  tenant_id uuid not null references tenants,
  id uuid not null,
  provider text not null,
  secrets text not null,
  body_limit_bytes int not null check (body_limit_bytes between 1 and 4194304),
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create unique index endpoints_by_id on endpoints (id);
alter table endpoints enable row level security;
create policy one_tenant on endpoints using (tenant_id = current_tenant());
grant select, insert, update on endpoints to crossdock_app;

-- Which of an endpoint's accounts belongs to which connection: one app URL may serve many shops of a tenant.
create table endpoint_connections (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  provider_key text not null,
  connection_id uuid not null,
  primary key (tenant_id, endpoint_id, provider_key),
  foreign key (tenant_id, endpoint_id) references endpoints (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
alter table endpoint_connections enable row level security;
create policy one_tenant on endpoint_connections using (tenant_id = current_tenant());
grant select, insert, delete on endpoint_connections to crossdock_app;

-- Refusals and events of nobody are counted, not stored.
create table endpoint_counters (
  tenant_id uuid not null,
  endpoint_id uuid not null,
  day date not null,
  outcome text not null,
  n bigint not null default 0,
  primary key (tenant_id, endpoint_id, day, outcome)
);
alter table endpoint_counters enable row level security;
create policy one_tenant on endpoint_counters using (tenant_id = current_tenant());
grant select on endpoint_counters to crossdock_app;
