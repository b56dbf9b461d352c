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
import { carryOrders } from '../carry-orders.ts'
import { type FenceDeps, settleFences } from '../confirm-behind-fence.ts'
import type { ErpRegistry } from '../erp-registry.ts'
import type { Passenger } from '../passenger.ts'
import { databaseLimits } from '../store.ts'
import { errorWithoutPeople } from '../without-people.ts'

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
 * carries it connection by connection.
 */
export const pushWaitingOrders = defineJob<Push, PushWaitingOrdersDeps>({
  name: 'sync.push-waiting-orders',
  version: 1,
  payload,
  // An ERP may be down for a day: about 33 hours at two minutes.
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 120_000 }),
  lane: ({ erpDatabaseId }) => `erp:${erpDatabaseId}`,
  batch: { max: 50, run },
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

  const { maxBatch } = await databaseLimits(deps.database, databaseId)
  for (const group of await groupByConnection(items, context, deps)) {
    // An order at most once in a batch: rows about the same order share its outcome.
    for (let start = 0; start < group.passengers.length; start += maxBatch) {
      const passengers = group.passengers.slice(start, start + maxBatch)
      await carry(passengers, group, items, context, deps, fence)
    }
  }
}

interface Group {
  tenantId: string
  connectionId: string
  passengers: Passenger[]
}

async function carry(
  passengers: Passenger[],
  group: Group,
  items: WorkItem<Push>[],
  context: BatchContext,
  deps: PushWaitingOrdersDeps,
  fence: FenceDeps,
): Promise<void> {
  const settled = new Set<string>()
  const settle = (orderId: string, outcome: AppError | 'done'): void => {
    settled.add(orderId)
    for (const item of items) if (item.payload.orderId === orderId) context.settle(item, outcome)
  }
  try {
    const erp = await deps.erps.port(group.tenantId, group.connectionId)
    await carryOrders(passengers, {
      erp,
      tenantId: group.tenantId,
      connectionId: group.connectionId,
      vault: deps.vault,
      lane: context,
      fence,
      listener: deps.orderListener,
      settle,
    })
  } catch (thrown) {
    const error = errorWithoutPeople(
      asAppError(thrown),
      passengers.map(({ order }) => order),
    )
    if (context.signal.aborted || error.code === 'lease-lost' || error.code === 'shutting-down') throw error
    if (error.code === 'credentials-rejected') deps.erps.forget(group.tenantId, group.connectionId)
    const left = passengers.filter(({ stored }) => !settled.has(stored.orderId))
    // An answer that refuses may be about one of them only: each goes alone, so that no poison order holds up another.
    if (left.length > 1 && isRefusal(error)) {
      for (const one of left) await carry([one], group, items, context, deps, fence)
      return
    }
    // Another tenant's connection in the same database goes on, unless a confirmation is still unanswered: then nothing
    // more is confirmed in this database.
    for (const { stored } of left) settle(stored.orderId, error)
    if (error.retry === 'settle') throw error
  }
}

/** Answered, or a fault of ours, and not about everybody as rejected credentials are. Silence is no answer. */
function isRefusal(error: AppError): boolean {
  const { code, retry } = error
  return code === 'internal' || ((retry === 'after-fix' || retry === 'never') && code !== 'credentials-rejected')
}

/** Rows of orders that need nothing (any more) are settled here. */
async function groupByConnection(
  items: WorkItem<Push>[],
  context: BatchContext,
  deps: PushWaitingOrdersDeps,
): Promise<Group[]> {
  const groups = new Map<string, Group>()
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
  return [...groups.values()]
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
