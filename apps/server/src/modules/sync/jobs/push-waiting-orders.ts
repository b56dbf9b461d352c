import { AppError, asAppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { exponential } from '#jobs/backoff.ts'
import { type BatchContext, defineJob, type WorkItem } from '#jobs/define-job.ts'
import { enqueue, type Ringer } from '#jobs/enqueue.ts'
import { replay } from '#jobs/store.ts'
import { mappedMeanwhile } from '#modules/mappings/index.ts'
import { addToTimeline, findByIds, type OrderListener, openDocument, setErpOutcome } from '#modules/orders/index.ts'
import { type ChannelConnection, findChannel } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { type FenceDeps, settleFences } from '../confirm-behind-fence.ts'
import type { ErpRegistry } from '../erp-registry.ts'
import { Flight, type FlightDeps } from '../flight.ts'
import type { Passenger } from '../passenger.ts'
import { databaseLimits } from '../store.ts'

export interface PushWaitingOrdersDeps {
  erps: ErpRegistry
  vault: Vault
  database: Database
  clock: Clock
  fenceMs: number
  ringer: Ringer
  /** Hears what came of orders, in the transaction that writes it down. */
  orderListener: OrderListener
}

const payload = z.object({
  tenantId: z.uuid(),
  orderId: z.uuid(),
  erpDatabaseId: z.uuid(),
  replayed: z.boolean().optional(),
})
type Push = z.output<typeof payload>

/**
 * The one writer of an ERP database: takes whatever waits, of all tenants and connections that share the database, and
 * carries it batch by batch, connection by connection. While a batch is confirmed the next one's drafts are written: they
 * reserve nothing, and confirmations stay one at a time.
 */
export const pushWaitingOrders = defineJob<Push, PushWaitingOrdersDeps>({
  name: 'sync.push-waiting-orders',
  version: 1,
  payload,
  // An ERP may be down for a day: about 33 hours at two minutes.
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 120_000 }),
  lane: ({ erpDatabaseId }) => `erp:${erpDatabaseId}`,
  // Four batches of the usual size.
  batch: { max: 200, run },
  async onDead(tx, { workId, tenantId, correlationId, payload: { orderId } }, error) {
    // A mapping that was saved while this order was on its way did not find it among those that wait.
    if (error.facts.needs !== undefined && (await mappedMeanwhile(tx, tenantId, orderId))) {
      await replay(tx, tenantId, { workId })
      return
    }
    await setErpOutcome(tx, tenantId, orderId, { erpState: 'parked', reasonCode: error.code, reasonFacts: error.facts })
    await addToTimeline(tx, tenantId, orderId, correlationId, {
      kind: 'parked',
      message: error.say,
      facts: { code: error.code },
    })
  },
})

async function run(items: WorkItem<Push>[], context: BatchContext, deps: PushWaitingOrdersDeps): Promise<void> {
  const [first] = items
  if (!first) return
  const databaseId = first.payload.erpDatabaseId
  const fence: FenceDeps = {
    database: deps.database,
    clock: deps.clock,
    databaseId,
    token: context.token,
    signal: context.signal,
    fenceMs: deps.fenceMs,
  }
  await settleFences((standing) => deps.erps.port(standing.tenantId, standing.connectionId), fence)

  const { maxBatch, minIntervalMs } = await databaseLimits(deps.database, databaseId)
  const batches = inBatches(items, maxBatch)
  // Of a database with a least interval no two calls may overlap (Odoo Online).
  const overlap = minIntervalMs === 0
  const settled = new Set<string>()
  const settling: BatchContext = {
    ...context,
    settle(item, outcome) {
      settled.add(item.workId)
      context.settle(item, outcome)
    },
  }
  const open = (batch: WorkItem<Push>[]): WorkItem<Push>[] => batch.filter(({ workId }) => !settled.has(workId))
  const board = async (batch: WorkItem<Push>[]): Promise<Flight[]> => {
    const flights = await flightsOf(batch, settling, deps, fence)
    if (overlap) for (const flight of flights) await flight.writeDrafts()
    return flights
  }
  const boardNext = (batch: WorkItem<Push>[]): Promise<Flight[]> => {
    const next = board(batch)
    // Heard of when its turn comes; until then nobody waits for it.
    next.catch(() => undefined)
    return next
  }
  let boarding = board(batches[0] ?? [])
  try {
    for (const [index, batch] of batches.entries()) {
      let flights = await boarding
      if (context.draining.aborted) throw asAppError(context.draining.reason)
      if (await areOutdated(flights)) flights = await board(open(batch))
      const next = batches[index + 1] ?? []
      if (overlap) boarding = boardNext(next)
      try {
        for (const flight of flights) await flight.carry()
      } catch (thrown) {
        // Whoever's turn it has not been may go as soon as it is settled what became of this one.
        if (asAppError(thrown).retry === 'settle')
          for (const item of open(batches.slice(index + 1).flat())) context.settle(item, 'left')
        throw thrown
      }
      if (!overlap) boarding = boardNext(next)
    }
  } finally {
    await boarding.catch(() => undefined)
  }
}

async function areOutdated(flights: Flight[]): Promise<boolean> {
  for (const flight of flights) if (await flight.isOutdated()) return true
  return false
}

/** So many orders a batch. Rows about the same order share its outcome, so they stay together. */
function inBatches(items: WorkItem<Push>[], maxBatch: number): WorkItem<Push>[][] {
  const byOrder = Map.groupBy(items, (item) => item.payload.orderId)
  const orders = [...byOrder.values()]
  const batches: WorkItem<Push>[][] = []
  for (let start = 0; start < orders.length; start += maxBatch)
    batches.push(orders.slice(start, start + maxBatch).flat())
  return batches
}

/** Rows of orders that need nothing (any more) are settled here. */
async function flightsOf(
  items: WorkItem<Push>[],
  context: BatchContext,
  deps: PushWaitingOrdersDeps,
  fence: FenceDeps,
): Promise<Flight[]> {
  const groups = new Map<string, { tenantId: string; connectionId: string; passengers: Passenger[] }>()
  const moved: { rows: WorkItem<Push>[]; databaseId: string }[] = []
  const databaseId = items[0]?.payload.erpDatabaseId
  const tenants = new Set(items.map((item) => item.tenantId))
  for (const tenantId of tenants) {
    const mine = items.filter((item) => item.tenantId === tenantId)
    await context.read(tenantId, async (tx) => {
      const orders = await findByIds(tx, tenantId, [...new Set(mine.map((item) => item.payload.orderId))])
      const channels = new Map<string, ChannelConnection>()
      for (const stored of orders) {
        const rows = mine.filter((item) => item.payload.orderId === stored.orderId)
        const channel = channels.get(stored.connectionId) ?? (await findChannel(tx, tenantId, stored.connectionId))
        channels.set(stored.connectionId, channel)
        if (stored.wanted === 'none' || !channel.erp) {
          const outcome =
            stored.wanted === 'none'
              ? 'done'
              : new AppError('erp-connection-missing', 'the channel has no ERP any more')
          for (const row of rows) context.settle(row, outcome)
          continue
        }
        if (channel.erp.databaseId !== databaseId) {
          moved.push({ rows, databaseId: channel.erp.databaseId })
          continue
        }
        // One document that cannot be opened is that order's trouble, not the database's.
        const order = await openDocument(deps.vault, tenantId, stored).catch(asAppError)
        if (order instanceof AppError) {
          for (const row of rows) context.settle(row, order)
          continue
        }
        const key = `${tenantId}|${channel.erp.connectionId}`
        const group = groups.get(key) ?? { tenantId, connectionId: channel.erp.connectionId, passengers: [] }
        groups.set(key, group)
        group.passengers.push({
          stored,
          order,
          correlationId: rows[0]?.correlationId ?? stored.correlationId,
          replayed: rows.some((row) => row.payload.replayed === true),
        })
      }
    })
  }
  // The channel got another ERP meanwhile: its writer takes over.
  for (const { rows, databaseId: next } of moved) await handOver(rows, next, context, deps)
  const flightDeps: FlightDeps = {
    ...deps,
    lane: context,
    fence,
    listener: deps.orderListener,
    settle: (orderId, outcome) => {
      for (const item of items) if (item.payload.orderId === orderId) context.settle(item, outcome)
    },
  }
  return [...groups.values()].map(({ passengers, ...connection }) => new Flight(connection, passengers, flightDeps))
}

async function handOver(
  rows: WorkItem<Push>[],
  databaseId: string,
  context: BatchContext,
  deps: PushWaitingOrdersDeps,
): Promise<void> {
  for (const row of rows) {
    const { tenantId, correlationId, payload } = row
    await context.commit(tenantId, (tx) =>
      enqueue(
        tx,
        deps.ringer,
        pushWaitingOrders,
        { ...payload, erpDatabaseId: databaseId },
        {
          tenantId,
          correlationId,
          subject: { kind: 'order', id: payload.orderId },
        },
      ),
    )
    context.settle(row, 'done')
  }
}
