import { type AppError, type ErrorCode, storableText } from '@crossdock/contracts/errors'
import type { Database, Tx } from '#platform/db/database.ts'

/** All SQL of lanes and work rows. Functions that cross tenants are defined in migration 000005. */

export interface WorkRow {
  tenant_id: string
  id: string
  kind: string
  version: number
  payload: unknown
  attempts: number
  correlation_id: string
  subject_kind: string | null
  subject_id: string | null
}

export interface NewWork {
  id: string
  lane: string
  kind: string
  version: number
  payload: unknown
  correlationId: string
  subject: { kind: string; id: string } | null
}

export async function insertWork(tx: Tx, tenantId: string, work: NewWork): Promise<void> {
  await tx.query(
    `insert into work (tenant_id, id, lane, kind, version, payload, correlation_id, subject_kind, subject_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      tenantId,
      work.id,
      work.lane,
      work.kind,
      work.version,
      JSON.stringify(work.payload),
      work.correlationId,
      work.subject?.kind ?? null,
      work.subject?.id ?? null,
    ],
  )
}

export async function isWaiting(tx: Tx, tenantId: string, lane: string, kind: string): Promise<boolean> {
  const rows = await tx.query(
    `select from work where tenant_id = $1 and lane = $2 and kind = $3 and state = 'waiting' limit 1`,
    [tenantId, lane, kind],
  )
  return rows.length > 0
}

/** @returns the token while the lane is ours, or null when somebody else has it */
export async function takeLane(
  database: Database,
  lane: string,
  holder: string,
  leaseMs: number,
): Promise<string | null> {
  const [row] = await database.call<{ token: string | null }>('select take_lane($1, $2, $3) as token', [
    lane,
    holder,
    leaseMs,
  ])
  return row?.token ?? null
}

export async function renewLane(database: Database, lane: string, token: string, leaseMs: number): Promise<boolean> {
  const [row] = await database.call<{ renewed: boolean }>('select renew_lane($1, $2, $3) as renewed', [
    lane,
    token,
    leaseMs,
  ])
  return row?.renewed ?? false
}

export async function releaseLane(database: Database, lane: string, token: string): Promise<void> {
  await database.call('select release_lane($1, $2)', [lane, token])
}

export async function holdLane(tx: Tx, lane: string, token: string): Promise<boolean> {
  const [row] = await tx.query<{ held: boolean }>('select hold_lane($1, $2) as held', [lane, token])
  return row?.held ?? false
}

export function dueWork(database: Database, lane: string, token: string, limit: number): Promise<WorkRow[]> {
  return database.call<WorkRow>('select * from due_work($1, $2, $3)', [lane, token, limit])
}

export async function forgottenLanes(database: Database, limit: number): Promise<string[]> {
  const rows = await database.call<{ lane: string }>('select lane from forgotten_lanes($1)', [limit])
  return rows.map((row) => row.lane)
}

export async function markDone(tx: Tx, tenantId: string, workIds: string[]): Promise<void> {
  await tx.query(
    `update work set state = 'done', attempts = attempts + 1, finished_at = clock_timestamp(), cause_code = null, cause_facts = null, cause_detail = null
     where tenant_id = $1 and id = any($2) and state = 'waiting'`,
    [tenantId, workIds],
  )
}

export async function markForRetry(
  tx: Tx,
  tenantId: string,
  workId: string,
  error: AppError,
  delayMs: number,
  detail: string,
): Promise<void> {
  await tx.query(
    `update work set attempts = attempts + 1, next_at = clock_timestamp() + make_interval(secs => $3 / 1000.0),
       cause_code = $4, cause_facts = $5, cause_detail = $6
     where tenant_id = $1 and id = $2 and state = 'waiting'`,
    [tenantId, workId, delayMs, error.code, JSON.stringify(error.facts), detail],
  )
}

export async function markDead(
  tx: Tx,
  tenantId: string,
  workId: string,
  error: AppError,
  detail: string,
): Promise<void> {
  await tx.query(
    `update work set state = 'dead', attempts = attempts + 1, finished_at = clock_timestamp(),
       cause_code = $3, cause_facts = $4, cause_detail = $5
     where tenant_id = $1 and id = $2 and state = 'waiting'`,
    [tenantId, workId, error.code, JSON.stringify(error.facts), detail],
  )
}

export interface DeadLetter {
  id: string
  kind: string
  lane: string
  subject_kind: string | null
  subject_id: string | null
  correlation_id: string
  cause_code: string
  cause_facts: Record<string, string>
  attempts: number
  finished_at: Date
}

/** What followed from an event, oldest first. */
export function workOf(
  tx: Tx,
  tenantId: string,
  subject: { kind: string; id: string },
): Promise<
  {
    id: string
    kind: string
    state: 'waiting' | 'done' | 'dead' | 'dismissed'
    attempts: number
    next_at: Date
    cause_code: string | null
    cause_facts: Record<string, string> | null
  }[]
> {
  return tx.query(
    `select id, kind, state, attempts, next_at, cause_code, cause_facts from work
     where tenant_id = $1 and subject_kind = $2 and subject_id = $3 order by seq limit 20`,
    [tenantId, subject.kind, subject.id],
  )
}

/** Dead letters of one cause: what is wrong and how much of it. */
export interface DeadGroup {
  causeCode: string
  letters: number
  oldest: Date
  newest: Date
  /** Orders it concerns, newest first, at most three. */
  orderIds: string[]
  /** The facts of the newest: fill the cause's sentence as an example. */
  facts: Record<string, string>
}

export async function deadByCause(tx: Tx, tenantId: string): Promise<DeadGroup[]> {
  const rows = await tx.query<{
    cause_code: string
    letters: number
    oldest: Date
    newest: Date
    order_ids: string[] | null
    facts: Record<string, string> | null
  }>(
    `select cause_code, count(*)::int as letters, min(finished_at) as oldest, max(finished_at) as newest,
       (array_agg(subject_id order by finished_at desc) filter (where subject_kind in ('order', 'refetch')))[1:3] as order_ids,
       (array_agg(cause_facts order by finished_at desc))[1] as facts
     from work where tenant_id = $1 and state = 'dead' group by cause_code order by count(*) desc, cause_code`,
    [tenantId],
  )
  return rows.map((row) => ({
    causeCode: row.cause_code,
    letters: row.letters,
    oldest: row.oldest,
    newest: row.newest,
    orderIds: row.order_ids ?? [],
    facts: row.facts ?? {},
  }))
}

export interface ReplayFilter {
  /** An order: its own dead letters, and those of the events it came in. */
  orderId?: string
  /** Several orders: their own dead letters. */
  orderIds?: string[]
  cause?: string
  workId?: string
}

export interface Replayed {
  id: string
  lane: string
  /** Of an order's own letter. */
  subjectId: string | null
}

/** A third of what one Odoo confirms in a second (odoo-perf.md §2): the orders of the day keep going first. */
export const safeReplaysPerMinute = 300

/**
 * Dead work waits again, with its attempts forgotten, spread over time, longest dead first. Its payload says that a
 * person asked: some things are done again only then. @returns the lanes to ring
 */
export async function replay(
  tx: Tx,
  tenantId: string,
  filter: ReplayFilter,
  perMinute = safeReplaysPerMinute,
): Promise<Replayed[]> {
  const rows = await tx.query<{ id: string; lane: string; subject_id: string | null }>(
    `with chosen as (${chosen('id, row_number() over (order by finished_at, seq) - 1 as place')})
     update work w set state = 'waiting', attempts = 0, payload = w.payload || '{"replayed": true}', finished_at = null,
       next_at = clock_timestamp() + make_interval(secs => chosen.place * 60.0 / $6)
     from chosen where w.tenant_id = $1 and w.id = chosen.id and w.state = 'dead'
     returning w.id, w.lane, case when w.subject_kind = 'order' then w.subject_id end as subject_id`,
    [...filterValues(tenantId, filter), perMinute],
  )
  return rows.map((row) => ({ id: row.id, lane: row.lane, subjectId: row.subject_id }))
}

/** The same letters that a replay would take, untouched. */
export function findDead(tx: Tx, tenantId: string, filter: ReplayFilter, limit: number): Promise<DeadLetter[]> {
  return tx.query<DeadLetter>(
    `${chosen('id, kind, lane, subject_kind, subject_id, correlation_id, cause_code, cause_facts, attempts, finished_at')}
     order by finished_at, seq limit $6`,
    [...filterValues(tenantId, filter), limit],
  )
}

/** A person looked at it and lets it go. @returns what was dismissed */
export async function dismiss(tx: Tx, tenantId: string, filter: ReplayFilter, reason: string): Promise<Replayed[]> {
  const rows = await tx.query<{ id: string; lane: string; subject_id: string | null }>(
    `with chosen as (${chosen('id')})
     update work w set state = 'dismissed', dismissed_reason = $6, finished_at = clock_timestamp()
     from chosen where w.tenant_id = $1 and w.id = chosen.id and w.state = 'dead'
     returning w.id, w.lane, case when w.subject_kind = 'order' then w.subject_id end as subject_id`,
    [...filterValues(tenantId, filter), storableText(reason)],
  )
  return rows.map((row) => ({ id: row.id, lane: row.lane, subjectId: row.subject_id }))
}

function chosen(columns: string): string {
  return `select ${columns} from work
     where tenant_id = $1 and state = 'dead'
       and ($2::text is null or (subject_kind in ('order', 'refetch') and subject_id = $2) or (subject_kind = 'event' and subject_id in (
         select e.id::text from events e join orders o
           on o.tenant_id = e.tenant_id and o.connection_id = e.connection_id and o.source_id = e.subject_id
         where o.tenant_id = $1 and o.id = $2::uuid)))
       and ($3::text is null or cause_code = $3)
       and ($4::uuid is null or id = $4)
       and ($5::text[] is null or (subject_kind = 'order' and subject_id = any($5)))`
}

function filterValues(tenantId: string, { orderId, orderIds, cause, workId }: ReplayFilter): unknown[] {
  return [tenantId, orderId ?? null, cause ?? null, workId ?? null, orderIds ?? null]
}

/** What a subject's work waits for is there: it is due now. @returns the lanes to ring */
export async function makeDue(tx: Tx, tenantId: string, subject: { kind: string; id: string }): Promise<string[]> {
  const rows = await tx.query<{ lane: string }>(
    `update work set next_at = clock_timestamp()
     where tenant_id = $1 and subject_kind = $2 and subject_id = $3 and state = 'waiting' and next_at > clock_timestamp() returning lane`,
    [tenantId, subject.kind, subject.id],
  )
  return rows.map(({ lane }) => lane)
}

/** Dead letters of subjects that have arrived some other way need nobody any more. */
export async function supersedeDead(
  tx: Tx,
  tenantId: string,
  { kind, id }: { kind: string; id: string | readonly string[] },
): Promise<void> {
  await tx.query(
    `update work set state = 'done', finished_at = clock_timestamp()
     where tenant_id = $1 and subject_kind = $2 and subject_id = any($3) and state = 'dead'`,
    [tenantId, kind, typeof id === 'string' ? [id] : id],
  )
}

/** Of these causes, dead letters of events that are older than what is known of their subject need nobody any more. */
export async function supersedeOlderEvents(
  tx: Tx,
  tenantId: string,
  older: { connectionId: string; subjectId: string; than: Date; causes: readonly ErrorCode[] },
): Promise<void> {
  await tx.query(
    `update work set state = 'done', finished_at = clock_timestamp()
     where tenant_id = $1 and subject_kind = 'event' and state = 'dead' and cause_code = any($5) and subject_id in (
       select id::text from events where tenant_id = $1 and connection_id = $2 and subject_id = $3 and occurred_at < $4)`,
    [tenantId, older.connectionId, older.subjectId, older.than, older.causes],
  )
}

/** The same, seen from the other side: an event that became a dead letter after a newer version of its order was read. */
export async function supersedeIfOutdated(tx: Tx, tenantId: string, workId: string, eventId: string): Promise<void> {
  await tx.query(
    `update work set state = 'done', finished_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and state = 'dead' and exists (
       select from events e join orders o on o.tenant_id = e.tenant_id and o.connection_id = e.connection_id and o.source_id = e.subject_id
       where e.tenant_id = $1 and e.id = $3 and e.occurred_at < o.source_occurred_at)`,
    [tenantId, workId, eventId],
  )
}

/** In portions, so that no statement holds the table for long. */
export async function forgetDoneWork(database: Database, olderThanDays: number): Promise<void> {
  const portion = 10_000
  for (let forgotten = portion; forgotten >= portion; ) {
    const [row] = await database.call<{ n: string }>('select forget_done_work(make_interval(days => $1), $2) as n', [
      olderThanDays,
      portion,
    ])
    forgotten = Number(row?.n ?? 0)
  }
  await database.call('select forget_abandoned_lanes()', [])
}

/**
 * Makes the months to come and drops those that are over. Both give way to whoever reads the inbox for long, a backup for
 * instance, or webhooks would wait behind them (migration 000017).
 * @returns false when something is left for the next time
 */
export async function tidyDeliveries(database: Database, retentionDays: number): Promise<boolean> {
  const made = await unlessHeld(database.call('select ensure_delivery_partitions()', []))
  const dropped = await unlessHeld(
    database.call('select drop_old_deliveries(make_interval(days => $1))', [retentionDays]),
  )
  return made && dropped
}

async function unlessHeld(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (thrown) {
    if ((thrown as { sqlState?: string }).sqlState === lockNotAvailable) return false
    throw thrown
  }
}

const lockNotAvailable = '55P03'
