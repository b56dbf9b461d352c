-- Two rows that turn out to be one ERP database become one, with their connections, fences and waiting work; and calls to
-- a database with limits take turns over all processes. New columns and one new table; older code keeps working.

-- Turns: only databases with a least interval use them. The holder may have died, so a turn ends by itself.
alter table erp_databases
  add column next_call_at timestamptz not null default '-infinity',
  add column turn_holder uuid,
  add column turn_until timestamptz;

-- The lane that a merged database had, and where its work went. Belongs to no tenant; kept for good, since whoever read
-- the old id before the merge may still queue work for it.
create table erp_merged_lanes (
  lane text primary key,
  erp_database_id uuid not null references erp_databases
);

-- Waiting work of a lane that was merged moves to the lane that took its place.
create function forward_merged_lane(p_lane text) returns boolean
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  target uuid;
begin
  select m.erp_database_id into target from erp_merged_lanes m where m.lane = p_lane;
  if target is null then return false; end if;
  update work set lane = 'erp:' || target, payload = payload || jsonb_build_object('erpDatabaseId', target)
  where lane = p_lane and state = 'waiting';
  return true;
end $$;

-- As before; a lane that was merged away is nobody's, and work that still came there is sent on.
create or replace function take_lane(p_lane text, p_holder text, p_lease_ms int) returns bigint
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  taken bigint;
begin
  insert into lanes (lane, token, holder, leased_until)
  values (p_lane, nextval('lane_tokens'), p_holder, clock_timestamp() + make_interval(secs => p_lease_ms / 1000.0))
  on conflict (lane) do update
    set token = excluded.token, holder = excluded.holder, leased_until = excluded.leased_until
    where lanes.leased_until < clock_timestamp()
  returning token into taken;
  -- Looked at with the lane's row locked: a merge either is over, or will take the lane away from us again.
  if taken is null or p_lane not like 'erp:%' or not forward_merged_lane(p_lane) then return taken; end if;
  delete from lanes where lane = p_lane;
  return null;
end $$;

-- `p_loser` becomes `p_winner`. Whoever works in the loser's lane loses it, as to a successor: what he writes is refused,
-- and his unanswered confirmations stand as fences in the winner's lane before anything is confirmed there.
create function merge_erp_databases(p_winner uuid, p_loser uuid) returns void
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
begin
  insert into lanes (lane, token, holder, leased_until)
  values ('erp:' || p_loser, nextval('lane_tokens'), 'merged', clock_timestamp())
  on conflict (lane) do update set token = excluded.token, holder = excluded.holder, leased_until = excluded.leased_until;
  update erp_merged_lanes set erp_database_id = p_winner where erp_database_id = p_loser;
  insert into erp_merged_lanes (lane, erp_database_id) values ('erp:' || p_loser, p_winner);
  perform forward_merged_lane('erp:' || p_loser);
  update erp_fences set erp_database_id = p_winner where erp_database_id = p_loser;
  -- A tenant that was connected under both keeps both connections; the key of the second stays what it was.
  update connections c set provider_key = p_winner || ':' || c.erp_company_id
  where c.erp_database_id = p_loser and not exists (
    select from connections o where o.tenant_id = c.tenant_id and o.provider = c.provider
      and o.provider_key = p_winner || ':' || c.erp_company_id);
  update connections set erp_database_id = p_winner where erp_database_id = p_loser;
  update erp_database_names set erp_database_id = p_winner where erp_database_id = p_loser;
  -- The stricter of the two limits.
  update erp_databases w set min_interval_ms = greatest(w.min_interval_ms, l.min_interval_ms),
    max_batch = least(w.max_batch, l.max_batch), next_call_at = greatest(w.next_call_at, l.next_call_at)
  from erp_databases l where w.id = p_winner and l.id = p_loser;
  delete from erp_databases where id = p_loser;
end $$;

-- Any of the names finds it, and the others are learnt. Names that led to different rows were two addresses of one
-- database: the surest name wins.
create or replace function ensure_erp_database(p_id uuid, p_names text[], p_min_interval_ms int) returns uuid
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  known uuid;
  other uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('crossdock erp databases', 0));
  select n.erp_database_id into known from erp_database_names n
  where n.name = any (p_names) order by array_position(p_names, n.name) limit 1;
  if known is null then
    insert into erp_databases (id, min_interval_ms) values (p_id, p_min_interval_ms);
    known := p_id;
  end if;
  for other in
    select distinct n.erp_database_id from erp_database_names n where n.name = any (p_names) and n.erp_database_id <> known
  loop
    perform merge_erp_databases(known, other);
  end loop;
  insert into erp_database_names (name, erp_database_id) select name, known from unnest(p_names) as name on conflict (name) do nothing;
  return known;
end $$;

-- One call at a time and the least interval between their starts. Returns 0 when the turn is the caller's, else how many
-- milliseconds later it is worth asking again.
create function take_erp_turn(p_database uuid, p_holder uuid, p_longest_ms int) returns double precision
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  wanted uuid := coalesce((select m.erp_database_id from erp_merged_lanes m where m.lane = 'erp:' || p_database), p_database);
  d erp_databases;
begin
  select * into d from erp_databases where id = wanted for update;
  if not found then return 0; end if;
  if d.next_call_at > clock_timestamp() then
    return ceil(extract(epoch from d.next_call_at - clock_timestamp()) * 1000);
  end if;
  -- Nobody knows when the one before is through.
  if d.turn_holder is not null and d.turn_until > clock_timestamp() then return 100; end if;
  update erp_databases set turn_holder = p_holder,
    turn_until = clock_timestamp() + make_interval(secs => p_longest_ms / 1000.0),
    next_call_at = clock_timestamp() + make_interval(secs => d.min_interval_ms / 1000.0)
  where id = wanted;
  return 0;
end $$;

create function end_erp_turn(p_holder uuid) returns void
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$ update erp_databases set turn_holder = null, turn_until = null where turn_holder = p_holder $$;

revoke all on function forward_merged_lane(text), merge_erp_databases(uuid, uuid), take_erp_turn(uuid, uuid, int),
  end_erp_turn(uuid) from public;
grant execute on function take_erp_turn(uuid, uuid, int), end_erp_turn(uuid) to crossdock_app;
