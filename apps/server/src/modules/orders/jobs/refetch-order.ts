import type { OrderSource } from '@crossdock/connectors/ports/channel'
import { AppError } from '@crossdock/contracts/errors'
import { exponential } from '#jobs/backoff.ts'
import { defineJob } from '#jobs/define-job.ts'
import { type ChannelAccess, findChannel, findChannelAccess } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import { digest } from '#platform/crypto/seal.ts'
import { recordRefunds } from '../record-refunds.ts'
import { type RefetchPayload, refetchPayload, refetchRequest } from '../refetch-request.ts'
import { answeredAt } from '../source-version.ts'
import { addToTimeline, findByIds } from '../store.ts'
import { learn, type OrderEventDeps } from './order-event.ts'

/** How a channel is asked for an order, by provider; `main/` knows them. */
export type OrderSources = ReadonlyMap<string, (access: ChannelAccess) => OrderSource>

export type RefetchDeps = Pick<OrderEventDeps, 'orderReaders' | 'vault' | 'ringer' | 'pushOrder'> & {
  orderSources: OrderSources
  clock: Clock
}

/**
 * Asks the channel for an order of which nobody can tell whether we have the newest version. The answer holds against
 * everything that was told before (`source-version.ts`). Whatever goes wrong, the order stays as it is and goes on
 * its way; only what is unclear of it stays unclear.
 */
export const refetchOrder = defineJob<RefetchPayload, RefetchDeps>({
  ...refetchRequest,
  payload: refetchPayload,
  maxAttempts: 1_000,
  backoff: exponential({ firstMs: 2_000, maxMs: 900_000 }),
  async run({ payload, correlationId }, context, deps) {
    const { tenantId, connectionId, orderId, sourceId } = payload
    const { stored, channel, access } = await context.read(tenantId, async (tx) => ({
      stored: (await findByIds(tx, tenantId, [orderId]))[0],
      channel: await findChannel(tx, tenantId, connectionId),
      access: await findChannelAccess(tx, deps.vault, tenantId, connectionId),
    }))
    // Settled meanwhile by a later version, or nobody is there any more to be asked.
    if (!stored?.needsRefetch || stored.deletedAt !== null || !channel.canBeAsked) return

    const reader = deps.orderReaders.get(channel.provider)
    const source = deps.orderSources.get(channel.provider)?.(access)
    if (!reader || !source) throw new AppError('internal', `nobody here can ask ${channel.provider}`)

    const askedAt = deps.clock.now()
    const body = await source.fetchOrder(sourceId, { signal: context.signal })
    if (body === null) {
      const message = `${channel.name} was asked for the order as it is now, and shows none. That does not prove that it was deleted there: it may be older than what we are allowed to see. What is stored stays, and may be out of date.`
      const entry = { kind: 'asked', message }
      return context.commit(tenantId, (tx) => addToTimeline(tx, tenantId, orderId, correlationId, entry))
    }
    const order = reader.readOrder(body, source.topic, { defaultCountry: channel.country })
    const told = [stored.editedAt, ...stored.rivals.map(({ triggeredAt }) => triggeredAt)]
    const version = {
      occurredAt: new Date(order.updatedAt),
      triggeredAt: answeredAt(askedAt, told),
      digest: digest(body),
      answer: true,
    } as const
    if (order.sourceId !== sourceId) throw answeredOddly(channel.provider, 'another order than the one asked for')
    if (version.occurredAt < stored.version.occurredAt) throw isBehind(channel.provider)

    const about = { channel, topic: source.topic }
    const news = { sourceId, news: { kind: 'version', version, order }, correlationId } as const
    // Without an ERP there is nobody to carry it; the event it came with waits for one already.
    await learn(about, news, context, deps, (tx) =>
      recordRefunds(tx, {
        tenantId,
        connectionId,
        orderSourceId: sourceId,
        refunds: order.refunds,
        toldAt: version.triggeredAt,
        correlationId,
        order: { orderId, isNew: false },
      }),
    )
  },
  async onDead(tx, { payload: { tenantId, orderId }, correlationId }, error) {
    const message = `The channel could not be asked for the order as it is now. ${error.say} What is stored stays, and may be out of date.`
    await addToTimeline(tx, tenantId, orderId, correlationId, { kind: 'not-asked', message })
  },
})

const answeredOddly = (provider: string, detail: string): AppError =>
  new AppError('provider-contract-broken', detail, { facts: { provider } })

/** A webhook has told of a later state: the part of the channel that answered has not caught up yet. */
const isBehind = (provider: string): AppError =>
  new AppError('provider-busy', 'it answered with an older state than it has told of', { facts: { provider } })
