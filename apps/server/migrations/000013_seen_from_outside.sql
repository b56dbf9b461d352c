-- Seen from outside: how much work waits and since when, who is at work, and what people are told of. New tables and
-- functions, and two partial indexes on work: while they are built, writes to work wait (seconds for a million rows).
-- Older code keeps working; its workers write no heartbeat, so until they are replaced /health says that none is alive.

-- What waits and what is dead, by kind. Partial and small: a row leaves the first one when it is done.
create index work_waiting_by_kind on work (kind, next_at) where state = 'waiting';
create index work_dead_by_kind on work (kind) where state = 'dead';

-- From kind to kind along the index, so a look costs what there are kinds; each is counted to p_most at the most.
create function work_backlog(p_most int)
  returns table (kind text, lane_kind text, waiting bigint, oldest_due_ms double precision, dead bigint)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$
  with recursive waiting_kinds(kind) as (
    (select w.kind from work w where w.state = 'waiting' order by w.kind limit 1)
    union all
    select (select w.kind from work w where w.state = 'waiting' and w.kind > k.kind order by w.kind limit 1)
    from waiting_kinds k where k.kind is not null
  ), dead_kinds(kind) as (
    (select w.kind from work w where w.state = 'dead' order by w.kind limit 1)
    union all
    select (select w.kind from work w where w.state = 'dead' and w.kind > k.kind order by w.kind limit 1)
    from dead_kinds k where k.kind is not null
  ), kinds as (
    select w.kind from waiting_kinds w where w.kind is not null union select d.kind from dead_kinds d where d.kind is not null
  )
  select k.kind, split_part(oldest.lane, ':', 1),
    (select count(*) from (select from work w where w.state = 'waiting' and w.kind = k.kind limit p_most) counted),
    coalesce(greatest(0, extract(epoch from clock_timestamp() - oldest.next_at) * 1000), 0)::double precision,
    (select count(*) from (select from work w where w.state = 'dead' and w.kind = k.kind limit p_most) counted)
  from kinds k
  left join lateral (
    select w.lane, w.next_at from work w where w.state = 'waiting' and w.kind = k.kind order by w.next_at limit 1
  ) oldest on true
$$;

-- Confirmations without an answer, over all databases. Few at any time.
create function fence_backlog() returns table (open bigint, oldest_ms double precision)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$
  select count(*), coalesce(extract(epoch from clock_timestamp() - min(f.sent_at)) * 1000, 0)::double precision from erp_fences f
$$;

-- A tenant's own, for people.
create function fences_of_tenant(p_older_than interval)
  returns table (connection_id uuid, orders bigint, oldest timestamptz)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$
  select f.connection_id, sum(cardinality(f.erp_ids)), min(f.sent_at) from erp_fences f
  where f.tenant_id = current_tenant() and f.sent_at < clock_timestamp() - p_older_than
  group by f.connection_id
$$;

-- Who is at work. Belongs to no tenant; the functions are the only way in.
create table worker_beats (
  worker text primary key,
  started_at timestamptz not null default clock_timestamp(),
  beat_at timestamptz not null default clock_timestamp(),
  -- when it last looked for forgotten work
  swept_at timestamptz,
  -- how it found the outside systems: {provider: {ok, code, sinceMs, lastMs}}, times on the system clock
  providers jsonb not null default '{}'
);

create function note_worker_beat(p_worker text, p_swept_ms_ago double precision, p_providers jsonb) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  insert into worker_beats as b (worker, swept_at, providers)
  values (p_worker, clock_timestamp() - make_interval(secs => p_swept_ms_ago / 1000.0), p_providers)
  on conflict (worker) do update set beat_at = clock_timestamp(), swept_at = excluded.swept_at, providers = excluded.providers
$$;

-- It stopped in good order, and nobody has to miss it.
create function end_worker_beat(p_worker text) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$ delete from worker_beats where worker = p_worker $$;

create function seen_workers()
  returns table (worker text, up_ms double precision, beat_ms_ago double precision, swept_ms_ago double precision, providers jsonb)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$
  select b.worker, extract(epoch from clock_timestamp() - b.started_at)::double precision * 1000,
    extract(epoch from clock_timestamp() - b.beat_at)::double precision * 1000,
    extract(epoch from clock_timestamp() - b.swept_at)::double precision * 1000, b.providers
  from worker_beats b order by b.started_at, b.worker
$$;

-- Killed and never seen again. A day later nobody wants to hear of it.
create function forget_lost_workers() returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$ delete from worker_beats where beat_at < clock_timestamp() - interval '1 day' $$;

create function migrations_head() returns int
  language sql stable security definer set search_path = crossdock, pg_temp
as $$ select coalesce(max(number), 0) from migrations $$;

-- Whom to look after; ids only.
create function tenant_ids() returns table (tenant_id uuid)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$ select t.tenant_id from tenants t order by t.tenant_id $$;

-- What people should know of. A row is one trouble from its beginning to its end. What concerns the installation and no
-- tenant stands under the nil uuid, which is why there is no foreign key.
create table alerts (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null,
  -- two findings with the same key are the same trouble
  dedupe_key text not null check (dedupe_key <> ''),
  state text not null default 'open' check (state in ('open', 'told', 'closed')),
  -- how large it is: it is told again when it has grown
  size int not null,
  -- fills the sentences; nothing personal
  facts jsonb not null,
  opened_at timestamptz not null,
  closed_at timestamptz,
  primary key (tenant_id, id)
);
create unique index alerts_of_key on alerts (tenant_id, dedupe_key) where state <> 'closed';
create index alerts_closed on alerts (tenant_id, dedupe_key, closed_at desc) where state = 'closed';
alter table alerts enable row level security;
create policy one_tenant on alerts using (tenant_id = current_tenant());
grant select, insert, update, delete on alerts to crossdock_app;

-- Who wants to be told of what, and when not.
create table alert_recipients (
  tenant_id uuid not null references tenants,
  id uuid not null,
  channel text not null check (channel in ('mail', 'whatsapp')),
  -- sealed; found again by its keyed hash
  address text not null,
  address_hash text not null,
  -- null: all of them
  kinds text[],
  -- "22:00", in its time zone
  quiet_from text check (quiet_from ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  quiet_until text check (quiet_until ~ '^([01]\d|2[0-3]):[0-5]\d$'),
  time_zone text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, channel, address_hash),
  check ((quiet_from is null) = (quiet_until is null))
);
alter table alert_recipients enable row level security;
create policy one_tenant on alert_recipients using (tenant_id = current_tenant());
grant select, insert, update, delete on alert_recipients to crossdock_app;

-- What each of them was told last: who sleeps is told later than the others.
create table alert_tellings (
  tenant_id uuid not null,
  alert_id uuid not null,
  -- an id of alert_recipients, or 'operator' for whom the settings name
  recipient text not null,
  told_at timestamptz not null,
  size int not null,
  primary key (tenant_id, alert_id, recipient),
  foreign key (tenant_id, alert_id) references alerts (tenant_id, id) on delete cascade
);
alter table alert_tellings enable row level security;
create policy one_tenant on alert_tellings using (tenant_id = current_tenant());
grant select, insert, update, delete on alert_tellings to crossdock_app;

-- Over all tenants, for metrics: what and how many, never whose.
create function open_alerts() returns table (kind text, open bigint)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$ select a.kind, count(*) from alerts a where a.state <> 'closed' group by a.kind $$;

-- How much each channel said in each hour of the last weeks: what may be expected of it. Hours without a word have no row.
create table channel_hours (
  tenant_id uuid not null,
  connection_id uuid not null,
  hour timestamptz not null,
  events int not null,
  primary key (tenant_id, connection_id, hour),
  foreign key (tenant_id, connection_id) references connections (tenant_id, id)
);
create index channel_hours_by_time on channel_hours (tenant_id, hour desc);
alter table channel_hours enable row level security;
create policy one_tenant on channel_hours using (tenant_id = current_tenant());
grant select, insert, update, delete on channel_hours to crossdock_app;

revoke all on function work_backlog(int), fence_backlog(), fences_of_tenant(interval),
  note_worker_beat(text, double precision, jsonb), end_worker_beat(text), seen_workers(), forget_lost_workers(),
  migrations_head(), tenant_ids(), open_alerts() from public;
grant execute on function work_backlog(int), fence_backlog(), fences_of_tenant(interval),
  note_worker_beat(text, double precision, jsonb), end_worker_beat(text), seen_workers(), forget_lost_workers(),
  migrations_head(), tenant_ids(), open_alerts() to crossdock_app;
