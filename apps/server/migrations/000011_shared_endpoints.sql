-- One endpoint may serve accounts of several tenants, as one Meta app or one Shopify app does, and a body that concerns
-- several of them is recorded in parts, each under its tenant (docs/decisions/0016).
-- Older code keeps working while it is replaced: its inserts get the defaults below, and record_delivery(), which it
-- calls, stays as it is until a later migration. What other tenants have on a shared endpoint is nobody's to it.

-- Endpoints ----------------------------------------------------------------------------------------------------------
-- It belongs to one tenant: that one's key seals its secrets, and its counters are that one's to see. Shared: accounts of
-- other tenants may be attached to it, by the operator alone, and the owner's accounts by nobody else either.
alter table endpoints add column shared boolean not null default false;
alter table endpoints add constraint endpoints_with_sharing unique (tenant_id, id, shared);
-- Whoever could take `shared` back could attach what he likes afterwards.
revoke update on endpoints from crossdock_app;
grant update (secrets, body_limit_bytes, active) on endpoints to crossdock_app;

-- Accounts of endpoints ----------------------------------------------------------------------------------------------
-- tenant_id says whose account it is. Whose endpoint it is, and whether that is shared, the application may not say:
-- the defaults stand, so that the foreign key lets it attach to endpoints of its own tenant that are not shared, and to
-- no others. The check keeps every account of an endpoint that is not shared with the endpoint's own tenant.
alter table endpoint_connections
  add column endpoint_tenant_id uuid,
  add column endpoint_shared boolean not null default false;
update endpoint_connections set endpoint_tenant_id = tenant_id;
alter table endpoint_connections
  alter column endpoint_tenant_id set default current_tenant(),
  alter column endpoint_tenant_id set not null,
  drop constraint endpoint_connections_tenant_id_endpoint_id_fkey,
  add constraint endpoint_connections_endpoint_fkey foreign key (endpoint_tenant_id, endpoint_id, endpoint_shared)
    references endpoints (tenant_id, id, shared) on update cascade,
  add constraint endpoint_connections_of_others_where_shared check (endpoint_shared or endpoint_tenant_id = tenant_id);
-- An account is one tenant's; events find it here.
create unique index endpoint_connections_by_account on endpoint_connections (endpoint_id, provider_key);
create index endpoint_connections_of_connection on endpoint_connections (tenant_id, connection_id);
revoke insert on endpoint_connections from crossdock_app;
grant insert (tenant_id, endpoint_id, provider_key, connection_id) on endpoint_connections to crossdock_app;

-- A number that people write to: it brings messages and no orders, so no ERP carries anything of it.
alter table connections add column messaging boolean not null default false;

-- Intake: which endpoint is this, and what does it need to be verified? ----------------------------------------------
drop function find_endpoint(uuid);
create function find_endpoint(p_endpoint uuid)
  returns table (tenant_id uuid, id uuid, provider text, secrets text, body_limit_bytes int, shared boolean)
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select e.tenant_id, e.id, e.provider, e.secrets, e.body_limit_bytes, e.shared
    from endpoints e where e.id = p_endpoint and e.active;
  end;

-- Intake: whose are these accounts of a shared endpoint? What is sealed for a tenant is sealed before it is recorded.
create function find_accounts(p_endpoint uuid, p_keys text[]) returns table (provider_key text, tenant_id uuid)
  language sql stable security definer set search_path = crossdock, pg_temp
  begin atomic
    select c.provider_key, c.tenant_id from endpoint_connections c
    where c.endpoint_id = p_endpoint and c.provider_key = any (p_keys);
  end;

-- Intake: verified deliveries with their events and the work they cause, in one statement. ---------------------------
-- Each element of the arrays is a delivery: what one body says to one tenant, sealed for it. p_tenants: null for what is
-- said of accounts that nobody here has; such a delivery is never kept.
-- p_events: [{id, workId, correlationId, providerKey, dedupeKey, topic, subjectKind, subjectId, occurredAt, triggeredAt,
--             causeId, digest, jobKind, jobVersion, laneKind, laneKey}]; jobKind null = recorded only. Ids rise in the
-- order in which things came: work is filed in that order.
-- A body is kept only when at least one of its events is new. Returns a row an event:
--   recorded | duplicate | nobody: no such account | moved: the account is another tenant's than the body is sealed for;
--   nothing was written of it, and the caller asks find_accounts() again.
create function record_deliveries(
  p_endpoints uuid[], p_tenants uuid[], p_deliveries uuid[], p_received_at timestamptz[], p_headers jsonb[],
  p_bodies text[], p_body_bytes int[], p_events jsonb[]
) returns table (place bigint, event_id uuid, outcome text, lane text)
  language sql volatile security definer set search_path = crossdock, pg_temp
  -- From PostgreSQL 18 on a plan outlives its statement. Left to itself it would be made anew for each, since one delivery
  -- looks cheaper than the ten that are guessed; making it takes longer than carrying it out.
  set plan_cache_mode = force_generic_plan
as $$
  with delivered as (
    select * from unnest(p_endpoints, p_tenants, p_deliveries, p_received_at, p_headers, p_bodies, p_body_bytes, p_events)
      with ordinality as d(endpoint_id, tenant_id, id, received_at, headers, body, body_bytes, events, place)
  ), found as (
    select d.place, d.endpoint_id, d.id as delivery_id, d.received_at, h.*, c.tenant_id, c.connection_id,
      c.tenant_id is not null and c.tenant_id is not distinct from d.tenant_id as ours,
      h."laneKind" || ':' || c.connection_id || ':' || h."laneKey" as lane
    from delivered d
    cross join lateral jsonb_to_recordset(d.events) as h(
      "id" uuid, "workId" uuid, "correlationId" uuid, "providerKey" text, "dedupeKey" text, "topic" text,
      "subjectKind" text, "subjectId" text, "occurredAt" timestamptz, "triggeredAt" timestamptz, "causeId" text,
      "digest" text, "jobKind" text, "jobVersion" int, "laneKind" text, "laneKey" text)
    -- One at a time: the planner takes a body for a hundred events, and would rather read all accounts there are.
    left join lateral (
      select a.tenant_id, a.connection_id from endpoint_connections a
      where a.endpoint_id = d.endpoint_id and a.provider_key = h."providerKey" limit 1
    ) c on true
  ), fresh as (
    -- In one order everywhere: bodies that repeat each other's events wait for one another and never in a circle.
    insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, occurred_at,
      triggered_at, cause_id, digest, correlation_id, delivery_id, received_at)
    select f.tenant_id, f.id, f.connection_id, f."dedupeKey", f.topic, f."subjectKind", f."subjectId", f."occurredAt",
      f."triggeredAt", f."causeId", f.digest, f."correlationId", f.delivery_id, f.received_at
    from found f where f.ours
    order by f.tenant_id, f.connection_id, f."dedupeKey", f.id
    on conflict (tenant_id, connection_id, dedupe_key) do nothing
    returning events.id, events.delivery_id
  ), kept as (
    insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
    select d.tenant_id, d.id, d.endpoint_id, d.received_at, d.headers, d.body, d.body_bytes
    from delivered d where d.id in (select fresh.delivery_id from fresh)
  ), queued as (
    insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, subject_kind, subject_id)
    select f.tenant_id, f."workId", f.lane, f."jobKind", f."jobVersion",
      jsonb_build_object('tenantId', f.tenant_id, 'eventId', f.id, 'connectionId', f.connection_id),
      f."correlationId", 'event', f.id::text
    from found f join fresh on fresh.id = f.id where f."jobKind" is not null
    order by f.id
  ), nobody as (
    insert into endpoint_counters (tenant_id, endpoint_id, day, outcome, n)
    select e.tenant_id, e.id, (f.received_at at time zone 'UTC')::date, 'nobody', count(*)
    from found f join endpoints e on e.id = f.endpoint_id where f.tenant_id is null
    group by 1, 2, 3 order by 1, 2, 3
    on conflict (tenant_id, endpoint_id, day, outcome) do update set n = endpoint_counters.n + excluded.n
  )
  select f.place, f.id,
    case when f.tenant_id is null then 'nobody' when not f.ours then 'moved' when fresh.id is null then 'duplicate'
      else 'recorded' end,
    case when fresh.id is not null and f."jobKind" is not null then f.lane end
  from found f left join fresh on fresh.id = f.id
$$;

revoke all on function find_endpoint(uuid), find_accounts(uuid, text[]),
  record_deliveries(uuid[], uuid[], uuid[], timestamptz[], jsonb[], text[], int[], jsonb[]) from public;
grant execute on function find_endpoint(uuid), find_accounts(uuid, text[]),
  record_deliveries(uuid[], uuid[], uuid[], timestamptz[], jsonb[], text[], int[], jsonb[]) to crossdock_intake;
