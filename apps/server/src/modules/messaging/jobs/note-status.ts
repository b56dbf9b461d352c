import { defineJob } from '#jobs/define-job.ts'
import { noteStatus as note } from '../note-status.ts'
import { type EventPayload, type MessagingEventDeps, messagingEventJob, readItem } from './messaging-event.ts'

/** What became of a message we sent. It may come before the call that sent it has returned, late, twice, in any order. */
export const noteStatus = defineJob<EventPayload, MessagingEventDeps>({
  name: 'messaging.note-status',
  ...messagingEventJob,
  async run({ payload }, context, deps) {
    const { event, item } = await readItem(payload, ['status'], context, deps)
    const { tenantId, connectionId } = event
    const { status } = item
    const account =
      status.failure?.code === 'template-refused' ? await deps.messaging.account(tenantId, connectionId) : connectionId
    await context.commit(tenantId, (tx) => note(tx, { tenantId, connectionId, account, status }, deps))
  },
})
