import { defineJob } from '#jobs/define-job.ts'
import {
  type EventPayload,
  eventJob,
  learnOfOrder,
  type OrderEventDeps,
  readOrderEvent,
  subjectOf,
} from './order-event.ts'

/** The merchant deleted an order in the channel. It is marked, perhaps before it comes, and nothing brings it back. */
export const noteDeletion = defineJob<EventPayload, OrderEventDeps>({
  name: 'orders.note-deletion',
  ...eventJob,
  async run({ payload, correlationId }, context, deps) {
    const found = await readOrderEvent(payload, context, deps)
    const { event } = found
    const news = { kind: 'deleted', at: event.triggeredAt ?? event.receivedAt } as const
    await learnOfOrder(found, { sourceId: subjectOf(event), news, correlationId }, context, deps)
  },
})
