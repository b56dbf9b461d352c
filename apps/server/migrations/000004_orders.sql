-- Customers, orders, their timeline, and what the ERP holds of them.
-- New tables only; older code is not affected.

create table customers (
  tenant_id uuid not null references tenants,
  id uuid not null,
  -- encrypted; null when the channel never told
  name text,
  email text,
  phone text,
  -- keyed hash of the last four digits, for staff search
  phone_last4 text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
create index customers_by_last4 on customers (tenant_id, phone_last4);
alter table customers enable row level security;
create policy one_tenant on customers using (tenant_id = current_tenant());
grant select, insert, update on customers to crossdock_app;

-- One customer, many keys: hashed phone, hashed e-mail, a channel's own customer id.
create table customer_keys (
  tenant_id uuid not null,
  kind text not null,
  key text not null,
  customer_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, kind, key),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index customer_keys_by_customer on customer_keys (tenant_id, customer_id);
alter table customer_keys enable row level security;
create policy one_tenant on customer_keys using (tenant_id = current_tenant());
grant select, insert on customer_keys to crossdock_app;

create table orders (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- the channel's own id; identity is (connection, source id)
  source_id text not null check (source_id <> ''),
  name text not null,
  state text not null check (state in ('open', 'cancelled')),
  payment_status text not null,
  -- recorded: kept, not carried; waiting: on its way; held: a draft that waits for payment or verification
  erp_state text not null check (erp_state in ('recorded', 'waiting', 'parked', 'held', 'confirmed', 'short', 'cancelled')),
  -- what the ERP should come to hold: nothing, a draft, a confirmed order, a cancelled one
  wanted text not null check (wanted in ('none', 'draft', 'confirmed', 'cancelled')),
  -- why it is recorded only or parked: code and facts of the sentence
  reason_code text,
  reason_facts jsonb,
  currency char(3) not null,
  total bigint not null,
  tax bigint not null,
  presentment_currency char(3) not null,
  presentment_total bigint not null,
  test boolean not null,
  customer_id uuid,
  placed_at timestamptz not null,
  -- the source version: newest wins, whatever the order of arrival
  source_occurred_at timestamptz not null,
  source_triggered_at timestamptz,
  source_digest text not null,
  -- set when two versions cannot be told apart by time: the channel has to be asked
  needs_refetch boolean not null default false,
  -- digest of what the ERP must hold; revision rises when it changes
  content_digest text not null,
  revision int not null default 1,
  -- the canonical order, encrypted
  document text not null,
  correlation_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, source_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, customer_id) references customers (tenant_id, id)
);
create index orders_by_time on orders (tenant_id, placed_at desc, id desc);
create index orders_by_name on orders (tenant_id, name);
create index orders_by_erp_state on orders (tenant_id, erp_state, placed_at desc);
create index orders_by_customer on orders (tenant_id, customer_id, placed_at desc);
alter table orders enable row level security;
create policy one_tenant on orders using (tenant_id = current_tenant());
grant select, insert, update on orders to crossdock_app;

-- What happened to an order, in sentences for people. No personal data.
create table timeline (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  correlation_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  message text not null,
  facts jsonb not null default '{}',
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index timeline_of_order on timeline (tenant_id, order_id, id);
alter table timeline enable row level security;
create policy one_tenant on timeline using (tenant_id = current_tenant());
grant select, insert on timeline to crossdock_app;

-- What a person has to look at. One open task a kind and order.
create table tasks (
  tenant_id uuid not null,
  id uuid not null,
  order_id uuid not null,
  kind text not null,
  message text not null,
  state text not null default 'open' check (state in ('open', 'closed')),
  created_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create unique index tasks_open on tasks (tenant_id, order_id, kind) where state = 'open';
create index tasks_open_by_time on tasks (tenant_id, created_at desc) where state = 'open';
alter table tasks enable row level security;
create policy one_tenant on tasks using (tenant_id = current_tenant());
grant select, insert, update on tasks to crossdock_app;

-- Frozen rows of one order revision, and how far they have come in the ERP. A retry sends the same rows.
create table erp_documents (
  tenant_id uuid not null,
  id uuid not null,
  -- the ERP connection
  connection_id uuid not null,
  order_id uuid not null,
  revision int not null,
  external_id text not null,
  -- encrypted: partner rows hold people
  document text not null,
  state text not null default 'planned' check (state in ('planned', 'sent', 'loaded', 'confirmed', 'short', 'cancelled', 'done')),
  erp_id text,
  erp_name text,
  expected jsonb not null,
  read_back jsonb,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id),
  -- by order first: the writer asks for an order's documents in this ERP and in any other
  unique (tenant_id, order_id, connection_id, revision),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id),
  foreign key (tenant_id, order_id) references orders (tenant_id, id)
);
create index erp_documents_by_erp_id on erp_documents (tenant_id, connection_id, erp_id);
alter table erp_documents enable row level security;
create policy one_tenant on erp_documents using (tenant_id = current_tenant());
grant select, insert, update on erp_documents to crossdock_app;

-- Confirmations on their way, per ERP database and therefore over tenants: written before the call, removed on an answer.
-- No right for anybody; only the holder of the database's lane reads and writes it, through the functions in 000005.
create table erp_fences (
  erp_database_id uuid not null references erp_databases,
  id uuid not null,
  tenant_id uuid not null,
  connection_id uuid not null,
  erp_ids text[] not null,
  token bigint not null,
  sent_at timestamptz not null default clock_timestamp(),
  primary key (erp_database_id, id)
);
alter table erp_fences enable row level security;
create policy one_tenant on erp_fences using (tenant_id = current_tenant());
