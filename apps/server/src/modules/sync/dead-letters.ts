import { type ErrorCode, sentence } from '@crossdock/contracts/errors'
import { remedies } from '@crossdock/contracts/remedies'
import { pageOfDead } from '#jobs/dead-letter-pages.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import { type DeadLetter, deadByCause, dismiss, findDead, type ReplayFilter, replay } from '#jobs/store.ts'
import { addToTimeline, findByIds, setErpOutcome } from '#modules/orders/index.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import type { Page, PageWanted } from '#platform/db/keyset.ts'
import { newId } from '#platform/ids.ts'
import { scrubText } from '#platform/log.ts'

/** Dead letters of one cause, with what a person does about all of them. */
export interface ParkedGroup {
  cause: ErrorCode
  title: string
  remedy: string
  letters: number
  oldest: Date
  /** Labels of some orders it concerns, newest first. */
  orders: string[]
  /** The newest one's sentence. */
  example: string
}

/** What waits for a person, most letters first. */
export async function parkedByCause(tx: Tx, tenantId: string): Promise<ParkedGroup[]> {
  const groups = await deadByCause(tx, tenantId)
  const orders = await findByIds(tx, tenantId, [...new Set(groups.flatMap(({ orderIds }) => orderIds))])
  const names = new Map(orders.map(({ orderId, name }) => [orderId, name]))
  return groups.map(({ causeCode, letters, oldest, orderIds, facts }) => {
    const cause = causeCode as ErrorCode
    return {
      cause,
      ...remedies[cause],
      letters,
      oldest,
      orders: orderIds.flatMap((orderId) => names.get(orderId) ?? []),
      example: sentence(cause, facts),
    }
  })
}

export interface ParkedLetter {
  workId: string
  /** The order's label; null for an event that could not be read. */
  order: string | null
  /** Where it is about carrying that order; null where something has to be read again. */
  orderId: string | null
  cause: ErrorCode
  sentence: string
  at: Date
}

export async function parkedLetters(
  tx: Tx,
  tenantId: string,
  filter: ReplayFilter,
  limit: number,
): Promise<ParkedLetter[]> {
  return readable(tx, tenantId, await findDead(tx, tenantId, filter, limit))
}

/** Newest first, page by page. */
export async function pageOfLetters(
  tx: Tx,
  tenantId: string,
  filter: { cause: string | undefined },
  wanted: PageWanted,
): Promise<Page<ParkedLetter>> {
  const { rows, next } = await pageOfDead(tx, tenantId, filter, wanted)
  return { rows: await readable(tx, tenantId, rows), next }
}

async function readable(tx: Tx, tenantId: string, letters: DeadLetter[]): Promise<ParkedLetter[]> {
  const ofOrder = (one: DeadLetter) => (one.subject_kind === 'event' ? null : one.subject_id)
  const orderIds = letters.flatMap((one) => ofOrder(one) ?? [])
  const names = new Map((await findByIds(tx, tenantId, orderIds)).map(({ orderId, name }) => [orderId, name]))
  return letters.map((letter) => {
    const named = ofOrder(letter)
    const cause = letter.cause_code as ErrorCode
    return {
      workId: letter.id,
      order: named === null ? null : (names.get(named) ?? null),
      orderId: letter.subject_kind === 'order' ? letter.subject_id : null,
      cause,
      sentence: sentence(cause, letter.cause_facts),
      at: letter.finished_at,
    }
  })
}

/** Carries it again, at a speed that leaves room for the orders of the day. @returns how many */
export async function replayLetters(
  database: Database,
  ringer: Ringer,
  tenantId: string,
  filter: ReplayFilter,
  perMinute?: number,
): Promise<number> {
  return database.withTenant(tenantId, async (tx) => {
    const again = await replay(tx, tenantId, filter, perMinute)
    await tellOrders(tx, tenantId, again, { kind: 'replayed', message: 'Somebody asked to carry it again.' })
    tx.afterCommit(() => {
      for (const lane of new Set(again.map((one) => one.lane))) ringer.ring(lane)
    })
    return again.length
  })
}

/** Lets them go: nothing more is done about them until the channel changes the order. @returns how many */
export async function dismissLetters(
  database: Database,
  tenantId: string,
  filter: ReplayFilter,
  reason: string,
): Promise<number> {
  // People write down whom they called; this stands unencrypted.
  const said = scrubText(reason)
  return database.withTenant(tenantId, async (tx) => {
    const gone = await dismiss(tx, tenantId, filter, said)
    await tellOrders(tx, tenantId, gone, { kind: 'dismissed', message: `Somebody let it go: ${said}` })
    const orders = await findByIds(tx, tenantId, [...new Set(gone.flatMap(({ subjectId }) => subjectId ?? []))])
    for (const { orderId, erpState } of orders) {
      if (erpState !== 'parked') continue
      await setErpOutcome(tx, tenantId, orderId, { erpState: 'recorded', reasonCode: 'dismissed', reasonFacts: null })
    }
    return gone.length
  })
}

async function tellOrders(
  tx: Tx,
  tenantId: string,
  letters: { subjectId: string | null }[],
  entry: { kind: string; message: string },
): Promise<void> {
  const correlationId = newId()
  for (const orderId of new Set(letters.flatMap(({ subjectId }) => subjectId ?? [])))
    await addToTimeline(tx, tenantId, orderId, correlationId, entry)
}
