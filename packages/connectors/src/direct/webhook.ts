import type { HeardEvent } from '../ports/commerce.ts'
import { directTopic } from './mapping.ts'

/**
 * The event of an order that is handed in. Nobody posts such events: our own API records them, after it knows who asks,
 * so there is no signature and no webhook port, and an endpoint of this provider has no secret (it refuses every post).
 * @param idempotencyKey the sender's; another key for each version of an order
 */
export function directOrderEvent(order: {
  providerKey: string
  idempotencyKey: string
  sourceId: string
  updatedAt: string
}): HeardEvent {
  return {
    providerKey: order.providerKey,
    dedupeKey: `order:${order.idempotencyKey}`,
    topic: directTopic,
    meaning: 'order',
    subject: { kind: 'order', sourceId: order.sourceId },
    occurredAt: order.updatedAt,
    triggeredAt: null,
    causeId: null,
  }
}
