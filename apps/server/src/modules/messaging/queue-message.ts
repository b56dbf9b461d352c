import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import { enqueue, type Ringer } from '#jobs/enqueue.ts'
import { addToTimeline } from '#modules/orders/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { type Address, noteOutbound } from './conversation-store.ts'
import type { Purpose } from './may-send.ts'
import { noticeNames } from './message-story.ts'
import * as store from './store.ts'
import { conversationAt } from './whose-conversation.ts'

export interface NewMessage {
  /** The number of ours. */
  connectionId: string
  /** Whom it goes to: a conversation we have, or an address. */
  to: { conversationId: string } | (Address & { name: string | null })
  content: OutboundContent
  /** Whom it was asked for, where the address itself may change between two tries: it tells a repetition instead. */
  askedFor?: object
  purpose: Purpose
  /** One cause, one message: whoever causes it makes the key, and a second time changes nothing. */
  idempotencyKey: string
  notice?: NoticeKind
  orderId?: string
  /** SHA-256 of the provider's id of the message that is answered. */
  repliesTo?: string
  notBefore?: Date
  expiresAt?: Date
  correlationId: string
}

export interface Queued {
  messageId: string
  isNew: boolean
  /** Of a key that was used before: whether it was the same message. */
  isSame: boolean
}

export interface QueueDeps {
  vault: Vault
  ringer: Ringer
  clock: Clock
}

/** What filing the job needs; the job itself stands in jobs/send-message.ts. */
export const sendRequest = {
  name: 'messaging.send',
  version: 1,
  lane: ({ conversationId }: SendPayload): string => `chat:${conversationId}`,
}

export interface SendPayload {
  tenantId: string
  messageId: string
  conversationId: string
  /** A person asked for it once more. */
  replayed?: boolean | undefined
}

/** Writes the message in the transaction of its cause, with the work that sends it. Whether it may go is decided then. */
export async function queueMessage(
  tx: Tx,
  { vault, ringer, clock }: QueueDeps,
  tenantId: string,
  message: NewMessage,
): Promise<Queued> {
  const { connectionId, to, content, idempotencyKey, correlationId } = message
  const contentDigest = await vault.hash(
    tenantId,
    'message-content',
    JSON.stringify([connectionId, message.askedFor ?? to, content]),
  )
  const known = await store.findByKey(tx, tenantId, idempotencyKey)
  if (known) return { messageId: known.messageId, isNew: false, isSame: known.contentDigest === contentDigest }

  const now = clock.now()
  const conversationId =
    'conversationId' in to ? to.conversationId : await conversationAt(tx, vault, { tenantId, connectionId }, to, now)
  const messageId = newId()
  const template = content.kind === 'template' ? content.template : null
  const isNew = await store.insertOutbound(tx, vault, tenantId, {
    messageId,
    connectionId,
    conversationId,
    type: content.kind,
    text: inWords(content),
    content: JSON.stringify(content),
    repliesTo: message.repliesTo ?? null,
    idempotencyKey,
    contentDigest,
    purpose: message.purpose,
    notice: message.notice ?? null,
    orderId: message.orderId ?? null,
    template: template && { name: template.name, language: template.language, category: template.category },
    notBefore: message.notBefore ?? null,
    expiresAt: message.expiresAt ?? null,
    queuedAt: now,
    correlationId,
  })
  if (!isNew) {
    // Somebody else with the same key was a moment earlier, and has committed.
    const other = await store.findByKey(tx, tenantId, idempotencyKey)
    if (!other) throw new Error('a message that is there and cannot be seen')
    return { messageId: other.messageId, isNew: false, isSame: other.contentDigest === contentDigest }
  }
  await noteOutbound(tx, tenantId, conversationId, messageId)
  const subject = { kind: 'message', id: messageId }
  await enqueue(tx, ringer, sendRequest, { tenantId, messageId, conversationId }, { tenantId, correlationId, subject })
  if (message.orderId !== undefined && message.notice !== undefined) {
    const entry = { kind: 'notice-queued', message: `${noticeNames[message.notice]} is on its way to the customer.` }
    await addToTimeline(tx, tenantId, message.orderId, correlationId, entry)
  }
  return { messageId, isNew: true, isSame: true }
}

/** What people read in a list. The words of a template are the provider's; ours are those that fill it in. */
function inWords(content: OutboundContent): string {
  if (content.kind === 'text') return content.body
  if (content.kind === 'buttons') return [content.header, content.body, content.footer].filter(Boolean).join('\n')
  const { name, language, header, body } = content.template
  const values = [...(Array.isArray(header) ? header : []), ...body].map(({ text }) => text)
  return `${name} (${language}): ${values.join(' · ')}`
}
