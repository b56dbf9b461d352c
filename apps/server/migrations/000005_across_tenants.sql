-- The only places that cross tenants, all in this file: the endpoint look-up, the record function, the lanes with their
-- sweeper, and the writer of a shared ERP. Each is owned by the owner (whom policies do not hold) and does one thing.
-- New functions only; older code is not affected.
--
-- pg_temp stands last in every search path: left out it would be searched first, and a temporary table of the caller's
-- could take the place of ours inside a function that runs as the owner.

-- Intake: which endpoint is this, and what does it need to be verified? ---------------------------------------------
create function find_endpoint(p_endpoint uuid)
  returns table (tenant_id uuid, id uuid, provider text, secrets text, body_limit_bytes int)
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select e.tenant_id, e.id, e.provider, e.secrets, e.body_limit_bytes from endpoints e where e.id = p_endpoint and e.active;
  end;

-- Intake: one verified delivery with its events and the work they cause, in one statement. -------------------------
-- p_events: [{id, workId, correlationId, providerKey, dedupeKey, topic, subjectKind, subjectId, occurredAt, triggeredAt,
--             causeId, digest, jobKind, jobVersion, laneKind, laneKey}]; jobKind null = recorded only.
-- The body is kept only when at least one event is new. Returns a row an event: recorded | duplicate | nobody.
create function record_delivery(
  p_endpoint uuid, p_delivery uuid, p_received_at timestamptz, p_headers jsonb, p_body text, p_body_bytes int, p_events jsonb
) returns table (event_id uuid, outcome text, lane text)
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with heard as (
    select * from jsonb_to_recordset(p_events) as h(
      "id" uuid, "workId" uuid, "correlationId" uuid, "providerKey" text, "dedupeKey" text, "topic" text,
      "subjectKind" text, "subjectId" text, "occurredAt" timestamptz, "triggeredAt" timestamptz, "causeId" text,
      "digest" text, "jobKind" text, "jobVersion" int, "laneKind" text, "laneKey" text)
  ), found as (
    select h.*, c.tenant_id, c.connection_id,
      h."laneKind" || ':' || c.connection_id || ':' || h."laneKey" as lane
    from heard h
    join endpoints e on e.id = p_endpoint
    left join endpoint_connections c on c.tenant_id = e.tenant_id and c.endpoint_id = e.id and c.provider_key = h."providerKey"
  ), fresh as (
    insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, occurred_at,
      triggered_at, cause_id, digest, correlation_id, delivery_id, received_at)
    select f.tenant_id, f.id, f.connection_id, f."dedupeKey", f.topic, f."subjectKind", f."subjectId", f."occurredAt",
      f."triggeredAt", f."causeId", f.digest, f."correlationId", p_delivery, p_received_at
    from found f where f.tenant_id is not null
    on conflict (tenant_id, connection_id, dedupe_key) do nothing
    returning events.id
  ), kept as (
    insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
    select e.tenant_id, p_delivery, p_endpoint, p_received_at, p_headers, p_body, p_body_bytes
    from endpoints e where e.id = p_endpoint and exists (select from fresh)
  ), queued as (
    insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, subject_kind, subject_id)
    select f.tenant_id, f."workId", f.lane, f."jobKind", f."jobVersion",
      jsonb_build_object('tenantId', f.tenant_id, 'eventId', f.id, 'connectionId', f.connection_id),
      f."correlationId", 'event', f.id::text
    from found f join fresh on fresh.id = f.id where f."jobKind" is not null
  ), nobody as (
    insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
    select e.tenant_id, p_endpoint, (p_received_at at time zone 'UTC')::date, 'nobody', count(*)
    from found f join endpoints e on e.id = p_endpoint where f.tenant_id is null
    group by e.tenant_id
    on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
  )
  select f.id,
    case when f.tenant_id is null then 'nobody' when fresh.id is null then 'duplicate' else 'recorded' end,
    case when fresh.id is not null and f."jobKind" is not null then f.lane end
  from found f left join fresh on fresh.id = f.id
$$;

-- Intake: refusals are counted in memory and written down now and then.
create function count_at_endpoint(p_endpoint uuid, p_outcome text, p_n bigint) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
  select e.tenant_id, e.id, (now() at time zone 'UTC')::date, p_outcome, p_n from endpoints e where e.id = p_endpoint
  on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
$$;

-- Lanes: one conditional upsert takes a lane and raises its token; null = somebody else has it. ---------------------
create function take_lane(p_lane text, p_holder text, p_lease_ms int) returns bigint
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  insert into lanes (lane, token, holder, leased_until)
  values (p_lane, nextval('lane_tokens'), p_holder, clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0))
  on conflict (lane) do update
    set token = excluded.token, holder = excluded.holder, leased_until = excluded.leased_until
    where lanes.leased_until < clock_timestamp()
  returning token
$$;

create function renew_lane(p_lane text, p_token bigint, p_lease_ms int) returns boolean
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with renewed as (
    update lanes set leased_until = clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0)
    where lane = p_lane and token = p_token returning 1
  ) select exists (select from renewed)
$$;

create function release_lane(p_lane text, p_token bigint) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$ delete from lanes where lane = p_lane and token = p_token $$;

-- Called inside the transaction that writes a result: true while the token is the lane's own, and nobody can take the
-- lane before that transaction ends.
create function hold_lane(p_lane text, p_token bigint) returns boolean
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
begin
  perform from lanes where lane = p_lane and token = p_token for share;
  return found;
end $$;

create function due_work(p_lane text, p_token bigint, p_limit int)
  returns table (tenant_id uuid, id uuid, kind text, version int, payload jsonb, attempts int, correlation_id uuid,
    subject_kind text, subject_id text)
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  select w.tenant_id, w.id, w.kind, w.version, w.payload, w.attempts, w.correlation_id, w.subject_kind, w.subject_id
  from work w
  where w.lane = p_lane and w.state = 'waiting' and w.next_at <= clock_timestamp()
    and exists (select from lanes l where l.lane = p_lane and l.token = p_token)
  order by w.seq limit p_limit
$$;

-- Lanes with due work that nobody works on: rung again, whatever the queue thinks it knows.
-- Goes from lane to lane along the index, so a lane with ten thousand rows costs what a lane with one does.
create function forgotten_lanes(p_limit int) returns table (lane text)
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with recursive waiting(lane) as (
    (select w.lane from work w where w.state = 'waiting' order by w.lane limit 1)
    union all
    select (select w.lane from work w where w.state = 'waiting' and w.lane > waiting.lane order by w.lane limit 1)
    from waiting where waiting.lane is not null
  )
  select waiting.lane from waiting
  where waiting.lane is not null
    and exists (select from work w where w.lane = waiting.lane and w.state = 'waiting' and w.next_at <= clock_timestamp())
    and not exists (select from lanes l where l.lane = waiting.lane and l.leased_until >= clock_timestamp())
  limit p_limit
$$;

-- Done work is kept for a while for people who look, then forgotten.
create function forget_done_work(p_older_than interval, p_limit int) returns bigint
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with gone as (
    delete from work where (tenant_id, id) in (
      select w.tenant_id, w.id from work w where w.state = 'done' and w.finished_at < now() - p_older_than limit p_limit
    ) returning 1
  ) select count(*) from gone
$$;

-- What killed workers left behind; tokens come from a sequence, so a lane that was forgotten never repeats one.
create function forget_abandoned_lanes() returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$ delete from lanes where leased_until < now() - interval '1 day' $$;

-- The writer of a shared ERP ----------------------------------------------------------------------------------------
-- Any of the names finds it, and the others are learnt: a tenant that knows the address only and one that knows the
-- database's own id must end at the same writer.
create function ensure_erp_database(p_id uuid, p_names text[], p_min_interval_ms int) returns uuid
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  known uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('crossdock erp databases', 0));
  select n.erp_database_id into known from erp_database_names n
  where n.name = any (p_names) order by array_position(p_names, n.name) limit 1;
  if known is null then
    insert into erp_databases (id, min_interval_ms) values (p_id, p_min_interval_ms);
    known := p_id;
  end if;
  insert into erp_database_names (name, erp_database_id) select name, known from unnest(p_names) as name on conflict (name) do nothing;
  return known;
end $$;

create function erp_database_limits(p_database uuid) returns table (min_interval_ms int, max_batch int)
  language sql stable security definer set search_path = crossdock, pg_temp
as $$ select d.min_interval_ms, d.max_batch from erp_databases d where d.id = p_database $$;

-- Fences are read and written by whoever holds the database's lane, and by nobody else.
create function put_fence(p_token bigint, p_database uuid, p_id uuid, p_tenant uuid, p_connection uuid, p_erp_ids text[])
  returns void language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
begin
  if not hold_lane('erp:' || p_database, p_token) then raise exception 'lane lost' using errcode = 'XD001'; end if;
  insert into erp_fences (erp_database_id, id, tenant_id, connection_id, erp_ids, token)
  values (p_database, p_id, p_tenant, p_connection, p_erp_ids, p_token);
end $$;

create function open_fences(p_token bigint, p_database uuid)
  returns table (id uuid, tenant_id uuid, connection_id uuid, erp_ids text[], age_ms double precision)
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  select f.id, f.tenant_id, f.connection_id, f.erp_ids, extract(epoch from clock_timestamp() - f.sent_at) * 1000
  from erp_fences f
  where f.erp_database_id = p_database and hold_lane('erp:' || p_database, p_token)
  order by f.sent_at
$$;

create function remove_fence(p_token bigint, p_database uuid, p_id uuid) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  delete from erp_fences where erp_database_id = p_database and id = p_id and hold_lane('erp:' || p_database, p_token)
$$;

-- Rights -------------------------------------------------------------------------------------------------------------
do $$
declare
  f record;
begin
  for f in select p.oid::regprocedure as signature from pg_proc p where p.pronamespace = 'crossdock'::regnamespace and p.prosecdef loop
    execute format('revoke all on function %s from public', f.signature);
  end loop;
end $$;
grant execute on function find_endpoint(uuid), record_delivery(uuid, uuid, timestamptz, jsonb, text, int, jsonb),
  count_at_endpoint(uuid, text, bigint) to crossdock_intake;
grant execute on function take_lane(text, text, int), renew_lane(text, bigint, int), release_lane(text, bigint),
  hold_lane(text, bigint), due_work(text, bigint, int), forgotten_lanes(int), forget_done_work(interval, int), forget_abandoned_lanes(),
  ensure_erp_database(uuid, text[], int), erp_database_limits(uuid),
  put_fence(bigint, uuid, uuid, uuid, uuid, text[]), open_fences(bigint, uuid), remove_fence(bigint, uuid, uuid)
  to crossdock_app;
