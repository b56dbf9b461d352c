-- Lists that are read page by page, each along one index that ends with what makes its order unique; and the SKUs that orders
-- have named. Indexes that only lacked their last column are replaced; older code finds its rows by the new ones as well.

-- Orders: by time placed or changed, alone or of one state or channel; cancelled ones are few, open ones are nearly all.
create index orders_by_erp_state_and_time on orders (tenant_id, erp_state, placed_at desc, id desc);
drop index orders_by_erp_state;
create index orders_by_connection on orders (tenant_id, connection_id, placed_at desc, id desc);
create index orders_cancelled on orders (tenant_id, placed_at desc, id desc) where state = 'cancelled';
create index orders_by_change on orders (tenant_id, updated_at desc, id desc);
-- the channel's id, as people type it, without its connection
create index orders_by_source on orders (tenant_id, source_id);

create index events_by_connection on events (tenant_id, connection_id, received_at desc, id desc);

create index work_dead_by_time on work (tenant_id, finished_at desc, id desc) where state = 'dead';
create index work_dead_by_cause_and_time on work (tenant_id, cause_code, finished_at desc, id desc) where state = 'dead';
drop index work_dead_by_cause;

create index tasks_by_state on tasks (tenant_id, state, created_at desc, id desc);
drop index tasks_open_by_time;
create index tasks_of_order on tasks (tenant_id, order_id, created_at desc, id desc);

create index privacy_requests_by_state on privacy_requests (tenant_id, state, due_at, id);
drop index privacy_requests_by_due;
create index privacy_requests_by_time on privacy_requests (tenant_id, due_at, id);

-- SKUs as order lines named them: the documents they stand in are encrypted, and nothing can be searched there. Kept from
-- this migration on.
create table seen_skus (
  tenant_id uuid not null,
  connection_id uuid not null,
  -- by bytes, so that "begins with" is a range of the index
  sku text collate "C" not null check (sku <> ''),
  title text not null,
  product_source_id text,
  variant_source_id text,
  first_seen_at timestamptz not null default clock_timestamp(),
  -- to the hour: a popular article must not make every order wait for its row
  last_seen_at timestamptz not null default clock_timestamp(),
  primary key (tenant_id, connection_id, sku),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index seen_skus_by_sku on seen_skus (tenant_id, sku, connection_id);
alter table seen_skus enable row level security;
create policy one_tenant on seen_skus using (tenant_id = current_tenant());
grant select, insert, update on seen_skus to crossdock_app;
