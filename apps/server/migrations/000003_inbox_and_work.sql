-- The inbox (deliveries hold events) and the work rows that the events cause.
-- New tables only; older code is not affected.

-- Raw bodies, packed and encrypted; partitions are dropped after their retention time.
create table deliveries (
  tenant_id uuid not null,
  id uuid not null,
  endpoint_id uuid not null,
  received_at timestamptz not null,
  headers jsonb not null,
  body text not null,
  body_bytes int not null,
  primary key (tenant_id, id, received_at)
) partition by range (received_at);
alter table deliveries enable row level security;
create policy one_tenant on deliveries using (tenant_id = current_tenant());
grant select on deliveries to crossdock_app;

-- Each partition is a table of its own to the catalogue, so it gets the same lock as its parent.
create function ensure_delivery_partitions() returns void
  language plpgsql security definer set search_path = crossdock, pg_temp
as $$
declare
  month timestamptz;
  name text;
begin
  for i in -1..2 loop
    month := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => i);
    name := 'deliveries_' || to_char(month at time zone 'UTC', 'YYYY_MM');
    if to_regclass('crossdock.' || name) is null then
      execute format('create table %I partition of deliveries for values from (%L) to (%L)', name, month, month + interval '1 month');
      execute format('alter table %I enable row level security', name);
      execute format('create policy one_tenant on %I using (tenant_id = current_tenant())', name);
    end if;
  end loop;
end $$;
revoke all on function ensure_delivery_partitions() from public;
grant execute on function ensure_delivery_partitions() to crossdock_app;

-- Drops whole months whose newest row is past its retention time. Returns how many went.
create function drop_old_deliveries(retention interval) returns int
  language plpgsql security definer set search_path = crossdock, pg_temp
as $$
declare
  partition record;
  dropped int := 0;
begin
  for partition in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = 'deliveries'::regclass
  loop
    if to_date(right(partition.relname, 7), 'YYYY_MM') + interval '1 month' < now() - greatest(retention, interval '7 days') then
      execute format('drop table %I', partition.relname);
      dropped := dropped + 1;
    end if;
  end loop;
  return dropped;
end $$;
revoke all on function drop_old_deliveries(interval) from public;
grant execute on function drop_old_deliveries(interval) to crossdock_app;

create table events (
  tenant_id uuid not null,
  id uuid not null,
  connection_id uuid not null,
  -- made by the connector, never empty: a repetition carries the same one
  dedupe_key text not null check (dedupe_key <> ''),
  topic text not null,
  subject_kind text,
  subject_id text,
  occurred_at timestamptz,
  triggered_at timestamptz,
  cause_id text,
  -- digest of the body, last part of the source version
  digest text not null,
  correlation_id uuid not null,
  delivery_id uuid not null,
  received_at timestamptz not null,
  primary key (tenant_id, id),
  unique (tenant_id, connection_id, dedupe_key),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index events_by_subject on events (tenant_id, connection_id, subject_id, received_at);
create index events_by_time on events (tenant_id, received_at desc, id desc);
alter table events enable row level security;
create policy one_tenant on events using (tenant_id = current_tenant());
grant select on events to crossdock_app;

create table work (
  tenant_id uuid not null references tenants,
  id uuid not null,
  lane text not null,
  seq bigint not null generated always as identity,
  kind text not null,
  version int not null,
  -- ids, never rows
  payload jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'dead')),
  attempts int not null default 0,
  next_at timestamptz not null default now(),
  correlation_id uuid not null,
  -- what it is about, for finding its dead letters: order and its id
  subject_kind text,
  subject_id text,
  -- last error: code and facts make the sentence for people, detail is for the log; none of them personal
  cause_code text,
  cause_facts jsonb,
  cause_detail text,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (tenant_id, id)
);
-- what a lane has to do, in order; the sweeper goes from lane to lane along it
create index work_waiting_by_lane on work (lane, seq) where state = 'waiting';
create index work_dead_by_cause on work (tenant_id, cause_code, finished_at desc) where state = 'dead';
create index work_by_subject on work (tenant_id, subject_kind, subject_id, seq);
create index work_done_by_time on work (finished_at) where state = 'done';
alter table work enable row level security;
create policy one_tenant on work using (tenant_id = current_tenant());
grant select, insert, update on work to crossdock_app;

-- Who works on a lane. No tenant, no right for anybody: the functions in 000005 are the only way in.
create table lanes (
  lane text primary key,
  token bigint not null,
  holder text not null,
  leased_until timestamptz not null
);
-- Tokens only ever rise, also over lanes that were forgotten meanwhile.
create sequence lane_tokens;
