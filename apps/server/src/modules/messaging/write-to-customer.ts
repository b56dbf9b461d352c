import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import { findByIds, openDocument } from '#modules/orders/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { addConsent, type ConsentScope, wantsOf } from './consent-store.ts'
import { findConversation, keysOf, keysOfPerson, type PersonKey } from './conversation-store.ts'
import type { Choice } from './may-send.ts'
import { nobodyNeeded } from './message-story.ts'
import { phoneOf } from './order-notices.ts'
import * as outbox from './outbox-store.ts'
import { type NewMessage, type QueueDeps, type Queued, queueMessage } from './queue-message.ts'
import * as store from './store.ts'

/** What staff and programs do with messages. All of it goes the same way as a notice, past the same policy. */

export type Addressee = { conversationId: string } | { phone: string } | { userId: string }
/** Also whoever placed an order. */
export type StaffAddressee = Addressee | { orderId: string }

export interface StaffMessage {
  /** The number of ours. */
  connectionId: string
  to: StaffAddressee
  content: OutboundContent
  /** Of whoever asks: the same key is the same message, however often it is asked for. */
  idempotencyKey: string
  orderId?: string
  /** A message of the customer that is answered, by our id of it. */
  answers?: string
  correlationId: string
}

/** So long it may wait for its turn, the morning or a number that is blocked. */
const usefulForMs = 24 * 3_600_000

export async function writeToCustomer(
  tx: Tx,
  deps: QueueDeps,
  tenantId: string,
  { to, answers, idempotencyKey, ...message }: StaffMessage,
): Promise<Queued> {
  await findChannel(tx, tenantId, message.connectionId)
  const answered = answers === undefined ? null : await store.findMessage(tx, tenantId, answers)
  if (answers !== undefined && answered?.direction !== 'in')
    throw new AppError('not-found', `no message ${answers} to answer`)
  return queueMessage(tx, deps, tenantId, {
    ...message,
    to: await addressOf(tx, deps, tenantId, message.connectionId, to),
    ...('orderId' in to ? { orderId: to.orderId, askedFor: to } : {}),
    purpose: 'staff',
    idempotencyKey: await staffKey(deps.vault, tenantId, idempotencyKey),
    ...(answered?.providerKey ? { repliesTo: answered.providerKey } : {}),
    expiresAt: new Date(deps.clock.now().getTime() + usefulForMs),
  })
}

/** Theirs may be made of anything, a phone too. */
export async function staffKey(vault: QueueDeps['vault'], tenantId: string, idempotencyKey: string): Promise<string> {
  return `staff:${await vault.hash(tenantId, 'idempotency-key', idempotencyKey)}`
}

export async function addressOf(
  tx: Tx,
  { vault }: Pick<QueueDeps, 'vault'>,
  tenantId: string,
  connectionId: string,
  to: StaffAddressee,
): Promise<NewMessage['to']> {
  if ('conversationId' in to) {
    const conversation = await findConversation(tx, vault, tenantId, to.conversationId)
    if (conversation?.connectionId !== connectionId)
      throw new AppError('not-found', `no conversation ${to.conversationId} at this number`)
    return { conversationId: to.conversationId }
  }
  if ('orderId' in to) {
    const [stored] = await findByIds(tx, tenantId, [to.orderId])
    if (!stored) throw new AppError('not-found', `no order ${to.orderId}`)
    const order = await openDocument(vault, tenantId, stored)
    const phone = phoneOf(order)
    const detail = 'the order names no phone number'
    if (phone === null) throw new AppError('message-unreachable', detail, { facts: { detail } })
    return { phone, userId: null, name: order.customer?.name ?? null }
  }
  if ('userId' in to) return { phone: null, userId: to.userId, name: null }
  if (!/^\+[1-9]\d{6,14}$/.test(to.phone)) throw new AppError('bad-request', 'a phone is written as +919000000001')
  return { phone: to.phone, userId: null, name: null }
}

/**
 * A person decides that a message that failed, was refused or may be out is sent once more, as a message of its own: whatever
 * is still told of the first one is told of that one.
 */
export async function sendAgain(tx: Tx, deps: QueueDeps, tenantId: string, messageId: string): Promise<Queued> {
  const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
  if (!message || message.direction === 'in') throw new AppError('not-found', `no message ${messageId} of ours`)
  const { idempotencyKey, purpose, state, againAs } = message
  // Somebody asked before, or the hub tries it once more by itself, a day later perhaps: one in its place is enough.
  if (againAs !== null) return { messageId: againAs, isNew: false, isSame: true }
  if (
    (state !== 'failed' && state !== 'refused' && state !== 'outcome-unknown') ||
    idempotencyKey === null ||
    purpose === null
  )
    throw nothingToSend(state)
  const sealed = await deps.vault.unseal(tenantId, store.placeOf('content', messageId), message.content)
  const queued = await queueMessage(tx, deps, tenantId, {
    connectionId: message.connectionId,
    to: { conversationId: message.conversationId },
    content: JSON.parse(sealed) as OutboundContent,
    purpose,
    idempotencyKey: `${idempotencyKey}:again`,
    ...(message.notice === null ? {} : { notice: message.notice }),
    ...(message.orderId === null ? {} : { orderId: message.orderId }),
    ...(message.repliesTo === null ? {} : { repliesTo: message.repliesTo }),
    expiresAt: new Date(deps.clock.now().getTime() + usefulForMs),
    correlationId: message.correlationId,
  })
  await outbox.markAgainAs(tx, tenantId, messageId, queued.messageId)
  await nobodyNeeded(tx, tenantId, message)
  return queued
}

function nothingToSend(state: store.StoredMessage['state']): AppError {
  const detail = `the message is ${state}, so there is nothing to send again`
  return new AppError('conflict', detail, { facts: { detail } })
}

/** Somebody told the staff, off the channel, what they want. @returns when, as it is written down */
export async function noteWish(
  tx: Tx,
  { vault, clock }: Pick<QueueDeps, 'vault' | 'clock'>,
  tenantId: string,
  whom: Addressee,
  wish: { scope: ConsentScope; choice: Choice['choice']; reason?: string },
): Promise<Date> {
  const keys = await keysOfAddressee(tx, vault, tenantId, whom)
  const at = clock.now()
  await addConsent(tx, vault, tenantId, keys, { ...wish, source: 'staff', at, messageId: null })
  return at
}

export async function wishesOf(
  tx: Tx,
  vault: QueueDeps['vault'],
  tenantId: string,
  whom: Addressee,
): Promise<{ all: Choice | null; marketing: Choice | null }> {
  return wantsOf(tx, tenantId, await keysOfAddressee(tx, vault, tenantId, whom))
}

async function keysOfAddressee(
  tx: Tx,
  vault: QueueDeps['vault'],
  tenantId: string,
  whom: Addressee,
): Promise<PersonKey[]> {
  if ('conversationId' in whom) {
    const keys = await keysOfPerson(tx, tenantId, whom.conversationId)
    if (keys.length === 0) throw new AppError('not-found', `no conversation ${whom.conversationId}`)
    return keys
  }
  return keysOf(vault, tenantId, {
    phone: 'phone' in whom ? whom.phone : null,
    userId: 'userId' in whom ? whom.userId : null,
  })
}
