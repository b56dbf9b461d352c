-- What follows from every topic of a channel: edits and deletions of orders, refunds, a shop that took its access away,
-- requests that the law gives us a time for. Older code goes on working: new columns have defaults, nothing is renamed.

-- When access was given last: an uninstall that was raised before it is old news. -----------------------------------
alter table connections add column installed_at timestamptz not null default now();
update connections set installed_at = created_at;
-- When access was taken away; null while the connection has it.
alter table connections add column disconnected_at timestamptz;

-- What happened to a connection, in sentences for people. No personal data.
create table connection_timeline (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  correlation_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  kind text not null,
  message text not null,
  primary key (tenant_id, id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index connection_timeline_of on connection_timeline (tenant_id, connection_id, id);
alter table connection_timeline enable row level security;
create policy one_tenant on connection_timeline using (tenant_id = current_tenant());
grant select, insert on connection_timeline to crossdock_app;

-- What a channel told about an order without sending it. It may come before the order does, and is never taken back.
create table order_notices (
  tenant_id uuid not null,
  connection_id uuid not null,
  -- the channel's own id of the order
  source_id text not null check (source_id <> ''),
  -- the newest edit that was told
  edited_at timestamptz,
  -- the merchant deleted it there
  deleted_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, connection_id, source_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
alter table order_notices enable row level security;
create policy one_tenant on order_notices using (tenant_id = current_tenant());
grant select, insert, update on order_notices to crossdock_app;

-- The notices that concern an order we have, beside it: what is shown and decided needs them.
alter table orders add column edited_at timestamptz;
alter table orders add column deleted_at timestamptz;
-- Versions of the very moment of the stored one, [{digest, triggeredAt}]: which of them holds cannot be told by time.
alter table orders add column source_rivals jsonb not null default '[]';
-- The version that last named the people of the order, {occurredAt, triggeredAt, digest}; a later one may withhold them.
alter table orders add column people_version jsonb;

-- Refunds as the channel tells them, inside their order or on their own and then perhaps before it. One a refund id.
create table order_refunds (
  tenant_id uuid not null,
  connection_id uuid not null,
  -- the channel's own id of the refund
  source_id text not null check (source_id <> ''),
  -- the channel's own id of the order
  order_source_id text not null check (order_source_id <> ''),
  refunded_at timestamptz,
  -- the shop's currency and what went back in it; null when the channel does not tell
  currency char(3),
  amount bigint,
  -- as the customer got it, when that was another currency
  presentment_currency char(3),
  presentment_amount bigint,
  -- on its way back
  pending_currency char(3),
  pending_amount bigint,
  -- [{lineSourceId, quantity, restock, net, tax}], amounts as strings of digits
  lines jsonb not null,
  -- {net, tax}
  shipping jsonb,
  -- newest wins, whatever the order of arrival
  source_at timestamptz not null,
  source_digest text not null,
  correlation_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, connection_id, source_id),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index order_refunds_of_order on order_refunds (tenant_id, connection_id, order_source_id);
alter table order_refunds enable row level security;
create policy one_tenant on order_refunds using (tenant_id = current_tenant());
grant select, insert, update on order_refunds to crossdock_app;

-- Requests for somebody's data, or to erase it. The law sets the time.
create table privacy_requests (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  kind text not null check (kind in ('hand-over', 'erase-person', 'erase-shop')),
  -- the same request, however often it is told
  request_key text not null check (request_key <> ''),
  -- whom and which orders it is about, encrypted
  subject text not null,
  -- set-aside: nothing is to be done, and the note says why
  state text not null default 'open' check (state in ('open', 'done', 'set-aside')),
  note text,
  requested_at timestamptz not null,
  due_at timestamptz not null,
  settled_at timestamptz,
  correlation_id uuid not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, request_key),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index privacy_requests_by_due on privacy_requests (tenant_id, state, due_at);
alter table privacy_requests enable row level security;
create policy one_tenant on privacy_requests using (tenant_id = current_tenant());
grant select, insert, update on privacy_requests to crossdock_app;
