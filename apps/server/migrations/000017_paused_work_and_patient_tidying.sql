-- Work that waits until a person lets it go on. A restored copy beside the installation that it was copied from would
-- otherwise carry what waited in the backup, to the same ERP and the same customers.
-- And: making or dropping a month of `deliveries` needs the table for itself, and whoever waits for that has every webhook
-- behind it. While a backup reads the table they would wait as long as it takes, so the tidier gives up after a second and
-- comes again.
-- A new table; older code takes lanes by the same functions.

-- A row: no lane is taken. The pause of a queue is no match for this: it is forgotten with the queue, and nobody asks the
-- queue while it is away.
create table work_paused (
  only_row boolean primary key default true check (only_row),
  since timestamptz not null default clock_timestamp()
);

create function work_paused_since() returns timestamptz
  language sql stable security definer set search_path = crossdock, pg_temp
as $$ select since from work_paused $$;
revoke all on function work_paused_since() from public;
grant execute on function work_paused_since() to crossdock_app;

create or replace function take_lane(p_lane text, p_holder text, p_lease_ms int) returns bigint
  language plpgsql volatile security definer set search_path = crossdock, pg_temp
as $$
declare
  taken bigint;
begin
  if exists (select from work_paused) then return null; end if;
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

create or replace function forgotten_lanes(p_limit int) returns table (lane text)
  language sql volatile security definer set search_path = crossdock, pg_temp
as $$
  with recursive waiting(lane) as (
    (select w.lane from work w where w.state = 'waiting' order by w.lane limit 1)
    union all
    select (select w.lane from work w where w.state = 'waiting' and w.lane > waiting.lane order by w.lane limit 1)
    from waiting where waiting.lane is not null
  )
  select waiting.lane from waiting
  where waiting.lane is not null and not exists (select from work_paused)
    and exists (select from work w where w.lane = waiting.lane and w.state = 'waiting' and w.next_at <= clock_timestamp())
    and not exists (select from lanes l where l.lane = waiting.lane and l.leased_until >= clock_timestamp())
  limit p_limit
$$;

alter function ensure_delivery_partitions() set lock_timeout = '1s';
alter function drop_old_deliveries(interval) set lock_timeout = '1s';
