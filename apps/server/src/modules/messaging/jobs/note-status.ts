import { defineJob } from '#jobs/define-job.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/database.ts'
import { applyStatus } from '../apply-status.ts'
import * as outbox from '../outbox-store.ts'
import * as store from '../store.ts'
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
    const providerKey = digest(status.providerMessageId)
    await context.commit(tenantId, async (tx) => {
      await store.lockProviderKey(tx, tenantId, providerKey)
      const messageId = await messageOf(tx, tenantId, connectionId, providerKey, status.reference)
      if (messageId === null) return outbox.keepEarlyStatus(tx, tenantId, connectionId, providerKey, status)
      const { providerMessageId } = status
      await applyStatus(tx, { tenantId, messageId, account, providerMessageId, status }, deps)
    })
  },
})

/** By the provider's id; by our reference while that is not known, because nobody has told it to us yet. */
async function messageOf(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
  reference: string | null,
): Promise<string | null> {
  const known = await store.findByProviderKey(tx, tenantId, connectionId, providerKey)
  if (known) return known.messageId
  if (reference === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reference)) return null
  const ours = await store.findMessage(tx, tenantId, reference)
  const isIt = ours?.direction === 'out' && ours.connectionId === connectionId && ours.providerKey === null
  return isIt ? ours.messageId : null
}
