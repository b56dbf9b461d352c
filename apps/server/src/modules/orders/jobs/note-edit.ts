import { defineJob } from '#jobs/define-job.ts'
import { type EventPayload, eventJob, learnOfOrder, type OrderEventDeps, readOrderEvent } from './order-event.ts'

/**
 * The channel says that an order was edited, but not what it holds now: the order is marked as needing a fresh read until
 * a later version of it comes.
 */
export const noteEdit = defineJob<EventPayload, OrderEventDeps>({
  name: 'orders.note-edit',
  ...eventJob,
  async run({ payload, correlationId }, context, deps) {
    const found = await readOrderEvent(payload, context, deps)
    const { event, reader } = found
    const { orderSourceId: sourceId, at, added, removed } = reader.readEdit(event.body)
    const editedAt = event.triggeredAt ?? (at === null ? event.receivedAt : new Date(at))
    const news = { kind: 'edited', at: editedAt, added, removed } as const
    await learnOfOrder(found, { sourceId, news, correlationId }, context, deps)
  },
})
