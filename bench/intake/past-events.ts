import pg from 'pg'

export interface Past {
  tenantId: string
  connectionId: string
  endpointId: string
}

/** Rows a statement: small enough for its memory, large enough to be quick. */
const chunk = 100_000

/**
 * A shop that has been here for a while: `count` events, each with its delivery and its finished work, as they lie after
 * the hub recorded them (time-ordered ids spread over the last 25 days). `sample` is one event that the hub did record; its
 * sealed body stands for all of them, for nobody opens these.
 */
export async function fillWithPast(
  ownerUrl: string,
  count: number,
  { tenantId, connectionId, endpointId }: Past,
  sample: string,
): Promise<void> {
  const client = new pg.Client({
    connectionString: ownerUrl,
    options: '-c search_path=crossdock -c synchronous_commit=off',
  })
  await client.connect()
  try {
    for (let first = 1; first <= count; first += chunk) {
      const last = Math.min(count, first + chunk - 1)
      await client.query(
        `with past as (
           select i, now() - interval '25 days' * (1 - i::float8 / $4::float8) as at from generate_series($5::int, $6::int) i
         ), named as (
           select i, at, ${uuidAt} as event_id, ${uuidAt} as delivery_id, ${uuidAt} as work_id,
             gen_random_uuid() as correlation_id
           from past
         ), delivered as (
           insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
           select $1, n.delivery_id, $3, n.at, d.headers, d.body, d.body_bytes
           from named n cross join (select * from deliveries where id = (select delivery_id from events where id = $7::uuid)) d
         ), told as (
           insert into events (tenant_id, id, connection_id, dedupe_key, topic, subject_kind, subject_id, occurred_at,
             triggered_at, cause_id, digest, correlation_id, delivery_id, received_at)
           select $1, event_id, $2, gen_random_uuid()::text, 'orders/create', 'order', (6000000000000 + i)::text, at, at,
             gen_random_uuid()::text, encode(sha256(int8send(i)), 'hex'), correlation_id, delivery_id, at
           from named
         )
         insert into work (tenant_id, id, lane, kind, version, payload, state, attempts, next_at, correlation_id, subject_kind,
           subject_id, created_at, finished_at)
         select $1, work_id, 'order:' || $2 || ':' || (6000000000000 + i), 'orders.import', 1,
           jsonb_build_object('tenantId', $1::text, 'eventId', event_id, 'connectionId', $2::text), 'done', 1, at,
           correlation_id, 'event', event_id::text, at, at
         from named`,
        [tenantId, connectionId, endpointId, count, first, last, sample],
      )
    }
    await client.query('vacuum analyze deliveries, events, work')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

/** A UUID of version 7 of this time, made in the database. */
const uuidAt = `encode(
  substring(int8send((extract(epoch from at) * 1000)::bigint) from 3) || set_byte(
    substring(uuid_send(gen_random_uuid()) from 7), 0,
    (get_byte(uuid_send(gen_random_uuid()), 6) & 15) | 112
  ), 'hex')::uuid`
