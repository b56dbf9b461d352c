import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { InvalidRequest } from '#http/invalid-request.ts'
import { route } from '#http/route.ts'
import { type HandInOrderDeps, handInOrder } from '../hand-in-order.ts'

export const createOrder = route(
  operations.createOrder,
  async ({ tenantId, caller, body, idempotencyKey: key, isRepetition }, deps: HandInOrderDeps) => {
    const { connectionId, ...order } = body
    const { eventId, sourceId, isNew } = await handInOrder(tenantId, { connectionId, key, order }, deps).catch(inWords)
    if (!isNew) isRepetition()
    const tenant = `/v1/tenants/${caller.slug}`
    const wanted = new URLSearchParams({ connectionId, sourceId })
    return {
      eventId,
      connectionId,
      sourceId,
      links: { event: `${tenant}/events/${eventId}`, order: `${tenant}/orders?${wanted}` },
    }
  },
)

/** The sentence for an unreadable order speaks of one that a channel sent and that is kept. */
function inWords(thrown: unknown): never {
  if (thrown instanceof AppError && thrown.code === 'payload-unreadable')
    throw new InvalidRequest([{ in: 'body', pointer: '', message: thrown.facts.detail ?? 'it cannot be read' }])
  throw thrown
}
