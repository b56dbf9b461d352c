import { defineJob } from '#jobs/define-job.ts'
import { receiveMessage as receive } from '../receive-message.ts'
import { type EventPayload, type MessagingEventDeps, messagingEventJob, readItem } from './messaging-event.ts'

/** Somebody wrote to a number of ours. */
export const receiveMessage = defineJob<EventPayload, MessagingEventDeps>({
  name: 'messaging.receive',
  ...messagingEventJob,
  async run({ payload, correlationId }, context, deps) {
    const { event, item } = await readItem(payload, ['message'], context, deps)
    const { tenantId, connectionId } = event
    await context.commit(tenantId, (tx) =>
      receive(tx, { tenantId, connectionId, correlationId, receivedAt: event.receivedAt, message: item.message }, deps),
    )
  },
})
