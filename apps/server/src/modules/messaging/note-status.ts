import type { MessageStatus } from '@crossdock/connectors/ports/messaging'
import { digest } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/database.ts'
import { applyStatus, type StatusDeps } from './apply-status.ts'
import * as outbox from './outbox-store.ts'
import * as store from './store.ts'
import { learnAlias } from './whose-conversation.ts'

export interface ToldStatus {
  tenantId: string
  connectionId: string
  /** Whose templates the message was made of. */
  account: string
  status: MessageStatus
}

/** What the provider tells of a message of ours: how far it came, and under which id whoever got it may answer. */
export async function noteStatus(
  tx: Tx,
  { tenantId, connectionId, account, status }: ToldStatus,
  deps: StatusDeps,
): Promise<void> {
  const { providerMessageId, recipient } = status
  const providerKey = digest(providerMessageId)
  await store.lockProviderKey(tx, tenantId, providerKey)
  const message = await messageOf(tx, tenantId, connectionId, providerKey, status.reference)
  if (message === null) return outbox.keepEarlyStatus(tx, tenantId, connectionId, providerKey, status)
  const { messageId, conversationId, sendingAt } = message
  // Told in whole seconds and by another clock: it was so when we wrote, at the earliest.
  const at = new Date(Math.max(Date.parse(status.at), sendingAt?.getTime() ?? 0))
  // People before conversations, as everywhere.
  await learnAlias(tx, deps.vault, { tenantId, connectionId }, conversationId, recipient, at)
  await applyStatus(tx, { tenantId, messageId, account, providerMessageId, status }, deps)
}

/** By the provider's id; by our reference while that is not known, because nobody has told it to us yet. */
async function messageOf(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
  reference: string | null,
): Promise<store.StoredMessage | null> {
  const known = await store.findByProviderKey(tx, tenantId, connectionId, providerKey)
  if (known) return known
  if (reference === null || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(reference)) return null
  const ours = await store.findMessage(tx, tenantId, reference)
  return ours?.direction === 'out' && ours.connectionId === connectionId && ours.providerKey === null ? ours : null
}
