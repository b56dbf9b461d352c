import { eventsByHour, spokeSince } from '#intake/event-hours.ts'
import { stoppedNumbers } from '#modules/messaging/index.ts'
import { openTasksOf, stuckOrders } from '#modules/orders/index.ts'
import { oldFences, parkedByCause } from '#modules/sync/index.ts'
import { activeNumbers, endingKeys, listChannels, listErpConnections } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { nearEnd } from './key-days.ts'
import type { Finding } from './kinds.ts'
import { silentStretch, unusualSilence, weekMs } from './silence.ts'
import { countedUntil, forgetHours, heardHours, sameHoursBefore, saveHours } from './store.ts'

/** How long is too long. */
export interface Limits {
  /** An order on its way to the ERP. */
  waitingMs: number
  /** A confirmation without an answer: longer than the fence, after which it settles itself. */
  unansweredMs: number
}

export const usualLimits = (fenceMs: number): Limits => ({ waitingMs: 30 * 60_000, unansweredMs: 2 * fenceMs })

const keysAheadMs = 14 * 24 * 3_600_000
const hourMs = 3_600_000
/** An event is committed a little after it was received. */
const settledAfterMs = 5 * 60_000

/** Everything that is wrong for a tenant right now. */
export async function tenantTroubles(tx: Tx, tenantId: string, now: Date, limits: Limits): Promise<Finding[]> {
  return [
    ...(await parked(tx, tenantId)),
    ...(await waiting(tx, tenantId, now, limits)),
    ...(await short(tx, tenantId)),
    ...(await keys(tx, tenantId, now)),
    ...(await stopped(tx, tenantId)),
    ...(await unanswered(tx, tenantId, now, limits)),
    ...(await silence(tx, tenantId, now)),
  ]
}

async function parked(tx: Tx, tenantId: string): Promise<Finding[]> {
  return (await parkedByCause(tx, tenantId)).map(({ cause, title, remedy, letters, orders }) => ({
    kind: 'orders-parked',
    key: `orders-parked:${cause}`,
    size: letters,
    facts: { cause, title, remedy, n: String(letters), orders: someOf(orders, letters) },
  }))
}

async function waiting(tx: Tx, tenantId: string, now: Date, { waitingMs }: Limits): Promise<Finding[]> {
  const stuck = await stuckOrders(tx, tenantId, new Date(now.getTime() - waitingMs))
  if (!stuck) return []
  const { orders, names, since } = stuck
  const facts = { n: String(orders), orders: someOf(names, orders), minutes: minutesSince(since, now) }
  return [{ kind: 'orders-waiting', key: 'orders-waiting', size: orders, facts }]
}

async function short(tx: Tx, tenantId: string): Promise<Finding[]> {
  const tasks = await openTasksOf(tx, tenantId, 'short')
  if (!tasks) return []
  const facts = { n: String(tasks.orders), orders: someOf(tasks.names, tasks.orders) }
  return [{ kind: 'orders-short', key: 'orders-short', size: tasks.orders, facts }]
}

async function keys(tx: Tx, tenantId: string, now: Date): Promise<Finding[]> {
  const ending = await endingKeys(tx, tenantId, new Date(now.getTime() + keysAheadMs))
  return ending.flatMap(({ connectionId, name, expiresAt }): Finding[] => {
    const near = nearEnd(expiresAt, now)
    if (!near) return []
    // Another end is another trouble: the key was renewed, and dies again later.
    const key = `credentials-dying:${connectionId}:${expiresAt.toISOString().slice(0, 10)}`
    return [{ kind: 'credentials-dying', key, size: near.stage, facts: { connection: name, ends: near.ends } }]
  })
}

async function stopped(tx: Tx, tenantId: string): Promise<Finding[]> {
  return (await stoppedNumbers(tx, tenantId)).map(({ connectionId, name, since, why, remedy }) => ({
    kind: 'number-stopped',
    // Stopped anew is another trouble: somebody had settled it.
    key: `number-stopped:${connectionId}:${since.toISOString()}`,
    size: 1,
    facts: { connection: name, why, remedy },
  }))
}

async function unanswered(tx: Tx, tenantId: string, now: Date, { unansweredMs }: Limits): Promise<Finding[]> {
  const fences = await oldFences(tx, unansweredMs)
  if (fences.length === 0) return []
  const names = new Map((await listErpConnections(tx, tenantId)).map(({ connectionId, name }) => [connectionId, name]))
  return fences.map(({ connectionId, orders, oldest }) => ({
    kind: 'erp-unanswered',
    key: `erp-unanswered:${connectionId}`,
    size: orders,
    facts: { connection: names.get(connectionId) ?? 'The ERP', n: String(orders), minutes: minutesSince(oldest, now) },
  }))
}

async function silence(tx: Tx, tenantId: string, now: Date): Promise<Finding[]> {
  const until = new Date(Math.floor((now.getTime() - settledAfterMs) / hourMs) * hourMs)
  await countHours(tx, tenantId, until)
  const channels = await listened(tx, tenantId)
  const heard = await heardHours(
    tx,
    tenantId,
    channels.map(({ connectionId }) => connectionId),
  )
  const findings: Finding[] = []
  for (const { connectionId, name } of channels) {
    const hours = heard.get(connectionId)
    const stretch = hours ? silentStretch(hours.lastHour, until) : null
    if (!hours || !stretch || (await spokeSince(tx, tenantId, connectionId, stretch.from))) continue
    const unusual = unusualSilence(stretch, hours.firstHour, await sameHoursBefore(tx, tenantId, connectionId, stretch))
    if (!unusual) continue
    findings.push({
      kind: 'channel-silent',
      key: `channel-silent:${connectionId}`,
      size: unusual.hours,
      facts: { connection: name, hours: String(unusual.hours), fewest: String(unusual.fewest) },
    })
  }
  return findings
}

/** Of a number that the provider has stopped it is told that it is stopped. */
async function listened(tx: Tx, tenantId: string): Promise<{ connectionId: string; name: string }[]> {
  const shops = (await listChannels(tx, tenantId)).filter(({ status }) => status === 'active')
  const stopped = new Set((await stoppedNumbers(tx, tenantId)).map(({ connectionId }) => connectionId))
  const numbers = (await activeNumbers(tx, tenantId)).filter(({ connectionId }) => !stopped.has(connectionId))
  return [...shops, ...numbers]
}

/** Whole hours that are over; each is counted once, whoever looks. */
async function countHours(tx: Tx, tenantId: string, until: Date): Promise<void> {
  const oldest = new Date(until.getTime() - 8 * weekMs)
  const counted = await countedUntil(tx, tenantId)
  const from = counted && counted > oldest ? counted : oldest
  if (from >= until) return
  await saveHours(tx, tenantId, await eventsByHour(tx, tenantId, from, until))
  await forgetHours(tx, tenantId, new Date(oldest.getTime() - weekMs))
}

/** ": #1042, #1043 …" */
function someOf(names: readonly string[], all: number): string {
  if (names.length === 0) return ''
  const shown = names.slice(0, 3)
  return `: ${shown.join(', ')}${all > shown.length ? ' …' : ''}`
}

function minutesSince(at: Date, now: Date): string {
  return String(Math.max(1, Math.round((now.getTime() - at.getTime()) / 60_000)))
}
