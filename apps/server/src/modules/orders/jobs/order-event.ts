import type { OrderReader } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { z } from 'zod'
import type { InboxEvent, InboxReader } from '#intake/inbox.ts'
import { exponential } from '#jobs/backoff.ts'
import type { Job, LaneContext } from '#jobs/define-job.ts'
import { enqueue, type Ringer } from '#jobs/enqueue.ts'
import { recogniseCustomer } from '#modules/customers/index.ts'
import { type ChannelConnection, findChannel } from '#modules/tenants/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Applied, applyNews, noErp } from '../apply-order.ts'
import type { News } from '../order-story.ts'
import { askWhenUnclear } from '../refetch-request.ts'
import { setErpOutcome } from '../store.ts'

/** What the jobs have in common that each learn one piece of news about an order, most of them from a recorded event. */

export interface PushRequest {
  tenantId: string
  orderId: string
  erpDatabaseId: string
}

export interface OrderEventDeps {
  inbox: InboxReader
  orderReaders: ReadonlyMap<string, OrderReader>
  vault: Vault
  ringer: Ringer
  /** The job that carries an order on; handed in, so that orders need not know how. */
  pushOrder: Pick<Job<PushRequest, never>, 'name' | 'version' | 'lane'>
}

export const eventPayload = z.object({ tenantId: z.uuid(), eventId: z.uuid(), connectionId: z.uuid() })
export type EventPayload = z.output<typeof eventPayload>

/** Intake has put the row into the order's own lane; this is for whoever files one by hand. */
export const eventJob = {
  version: 1,
  payload: eventPayload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 1_000, maxMs: 60_000 }),
  lane: ({ connectionId, eventId }: EventPayload) => `order:${connectionId}:${eventId}`,
}

export interface OrderEvent {
  event: InboxEvent
  channel: ChannelConnection
  reader: OrderReader
}

export async function readOrderEvent(
  { tenantId, eventId }: EventPayload,
  { read }: LaneContext,
  deps: OrderEventDeps,
): Promise<OrderEvent> {
  const { event, channel } = await read(tenantId, async (tx) => {
    const found = await deps.inbox.mustFind(tx, tenantId, eventId)
    return { event: found, channel: await findChannel(tx, tenantId, found.connectionId) }
  })
  const reader = deps.orderReaders.get(channel.provider)
  if (!reader) throw new AppError('internal', `no order reader for ${channel.provider}`)
  return { event, channel, reader }
}

/** The id of the order that a topic without a body of its own is about; intake has read it. */
export function subjectOf({ subjectId, topic }: InboxEvent): string {
  if (subjectId !== null) return subjectId
  throw new AppError('payload-unreadable', `${topic} names no order`, {
    facts: { detail: 'it does not say which order it is about' },
  })
}

/**
 * Learns the news, files the order for the ERP when there is something to do, and then whatever else belongs to it, in one
 * transaction.
 */
export async function learnOfOrder(
  found: Pick<OrderEvent, 'event' | 'channel'>,
  news: OrderNews,
  context: LaneContext,
  deps: LearnDeps,
  also?: AlsoDone,
): Promise<void> {
  // The order is recorded all the same; the event waits for a person.
  if (!(await learn({ channel: found.channel, topic: found.event.topic }, news, context, deps, also)))
    throw new AppError(noErp, `channel ${found.channel.connectionId} has no ERP`)
}

export interface OrderNews {
  sourceId: string
  news: News
  correlationId: string
}

type LearnDeps = Pick<OrderEventDeps, 'vault' | 'ringer' | 'pushOrder'>
type AlsoDone = (tx: Tx, applied: Applied) => Promise<void>

/** @returns false when the order would have to be carried and its channel has no ERP */
export async function learn(
  { channel, topic }: { channel: ChannelConnection; topic: string },
  news: OrderNews,
  { commit }: LaneContext,
  deps: LearnDeps,
  also: AlsoDone = async () => undefined,
): Promise<boolean> {
  const { tenantId, connectionId } = channel
  const { correlationId } = news
  return unstorableIsUnreadable(() =>
    commit(tenantId, async (tx) => {
      const recognise = async (customer: CanonicalOrder['customer']): Promise<string | null> =>
        customer ? recogniseCustomer(tx, deps.vault, tenantId, { connectionId, ...customer }) : null
      const applied = await applyNews(tx, deps.vault, { channel, topic, recognise, ...news })
      await also(tx, applied)
      await askWhenUnclear(tx, deps.ringer, channel, applied, news)
      const { orderId, carry } = applied
      if (!carry || orderId === null) return true
      if (!channel.erp) {
        await setErpOutcome(tx, tenantId, orderId, { erpState: 'parked', reasonCode: noErp, reasonFacts: null })
        return false
      }
      const request = { tenantId, orderId, erpDatabaseId: channel.erp.databaseId }
      const subject = { kind: 'order', id: orderId }
      await enqueue(tx, deps.ringer, deps.pushOrder, request, { tenantId, correlationId, subject })
      return true
    }),
  )
}

/**
 * A value the database refuses (SQLSTATE class 22; 54 for one too long for an index) or our own shape does is the channel's,
 * and no retry mends it.
 */
export async function unstorableIsUnreadable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    const { sqlState } = thrown as { sqlState?: string }
    if (/^(22|54)/.test(sqlState ?? '') || thrown instanceof z.core.$ZodError) {
      throw new AppError('payload-unreadable', (thrown as Error).message, {
        cause: thrown,
        facts: { detail: 'a value in it is out of range' },
      })
    }
    throw thrown
  }
}
