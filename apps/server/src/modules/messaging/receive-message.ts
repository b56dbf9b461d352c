import type { InboundMessage } from '@crossdock/connectors/ports/messaging'
import { storableText } from '@crossdock/contracts/errors'
import { recogniseCustomer } from '#modules/customers/index.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { StatusDeps } from './apply-status.ts'
import { addConsent, wantsOf } from './consent-store.ts'
import { hasCustomer, keysOf, keysOfPerson, noteInbound, setCustomer } from './conversation-store.ts'
import { saidAboutMessages, stopIsHeard } from './opt-out-words.ts'
import { queueMessage } from './queue-message.ts'
import { messagingSettings } from './settings-store.ts'
import * as store from './store.ts'
import { conversationOf, type Found, rekey } from './whose-conversation.ts'

export interface Received {
  tenantId: string
  connectionId: string
  correlationId: string
  receivedAt: Date
  message: InboundMessage
}

/** The provider repeats for a week what we did not take: what is so old is stored, and nobody answers it by himself. */
const answeredForMs = 24 * 3_600_000

/**
 * One row, whatever is repeated and in whatever order things come: the message, whom it is from, the window it opens, and
 * what it says about being written to. All of it in one transaction.
 */
export async function receiveMessage(tx: Tx, received: Received, deps: StatusDeps): Promise<void> {
  const { tenantId, connectionId, message } = received
  const providerKey = digest(message.providerMessageId)
  // Told again: nothing is learnt from it, about whose number it is neither.
  if (await store.findByProviderKey(tx, tenantId, connectionId, providerKey)) return
  const sentAt = timeOf(received)
  const found = await conversationFor(tx, received, sentAt, deps)
  if (found === null) return
  const { conversationId } = found
  const messageId = newId()
  const isNew = await store.insertInbound(tx, deps.vault, tenantId, {
    messageId,
    connectionId,
    conversationId,
    providerKey,
    providerId: message.providerMessageId,
    type: storableText(message.type).slice(0, 60) || 'unknown',
    text: message.text,
    content: JSON.stringify(contentOf(message)),
    repliesTo: message.repliesTo === null ? null : digest(message.repliesTo),
    occurredAt: sentAt,
    correlationId: received.correlationId,
  })
  if (!isNew) return
  await noteInbound(tx, tenantId, conversationId, { messageId, opensWindowAt: opensWindow(message) ? sentAt : null })
  await recognise(tx, received, found, deps)
  await listen(tx, received, { conversationId, messageId, sentAt }, deps)
}

/** The provider's own time. A clock that runs ahead must not hold a window open for longer than it may be. */
function timeOf({ message, receivedAt }: Received): Date {
  const sentAt = new Date(message.sentAt)
  return sentAt > receivedAt ? receivedAt : sentAt
}

async function conversationFor(
  tx: Tx,
  { tenantId, connectionId, message }: Received,
  at: Date,
  { vault }: StatusDeps,
): Promise<Found | null> {
  const where = { tenantId, connectionId }
  const { content, from } = message
  const person = content.kind === 'system' ? content.person : null
  const changed = content.kind === 'system' && (content.change === 'number' || content.change === 'user-id')
  if (changed && person !== null) {
    const before = [
      { phone: null, userId: content.previousUserId },
      { phone: from?.phone ?? null, userId: from?.userId ?? null },
    ].filter(({ phone, userId }) => phone !== null || userId !== null)
    const conversationId = await rekey(tx, vault, where, { before, after: person, at })
    if (conversationId !== null) return { conversationId, isNew: false, changedHands: false }
  }
  // Somebody of whom nothing was known before the change is reached as they are now.
  const whom = changed ? (person ?? from) : (from ?? person)
  // Nobody is named, so there is nobody to keep it with; the event itself stays.
  if (whom === null || (whom.phone === null && whom.userId === null)) return null
  return conversationOf(tx, vault, where, whom, at)
}

/**
 * What the person said to us. A reaction is no message of theirs that everybody counts, a system message none at all, and a
 * group is not a person.
 */
function opensWindow({ content, groupId }: InboundMessage): boolean {
  return groupId === null && content.kind !== 'reaction' && content.kind !== 'system'
}

/** As understood, with what surrounds it; the provider's ids of messages hold phones, so all of it is sealed. */
function contentOf({ content, forwarded, referral, aboutProduct, groupId, repliesTo }: InboundMessage): object {
  return { content, forwarded, referral, aboutProduct, groupId, repliesTo }
}

/**
 * Once: who a conversation is with is settled by its keys from then on. A number that has changed hands says nothing about who writes from it now: then the provider's id alone counts. */
async function recognise(
  tx: Tx,
  { tenantId, connectionId, message: { from, content } }: Received,
  { conversationId, changedHands }: Found,
  { vault }: StatusDeps,
): Promise<void> {
  if (from === null || content.kind === 'system' || (await hasCustomer(tx, tenantId, conversationId))) return
  const customerId = await recogniseCustomer(tx, vault, tenantId, {
    connectionId,
    sourceId:
      from.userId === null
        ? null
        : ((await keysOf(vault, tenantId, { phone: null, userId: from.userId }))[0]?.key ?? null),
    name: from.name,
    email: null,
    phone: changedHands ? null : from.phone,
  })
  if (customerId !== null) await setCustomer(tx, tenantId, conversationId, customerId)
}

/** STOP and START. That a STOP was heard is said once, and only to whoever waits for an answer still. */
async function listen(
  tx: Tx,
  { tenantId, connectionId, correlationId, message }: Received,
  { conversationId, messageId, sentAt }: { conversationId: string; messageId: string; sentAt: Date },
  deps: StatusDeps,
): Promise<void> {
  const words = wordsOf(message)
  const said = words === null ? null : saidAboutMessages(words)
  if (said === null || message.groupId !== null) return
  const keys = await keysOfPerson(tx, tenantId, conversationId)
  const before = await wantsOf(tx, tenantId, keys)
  const [scope, choice] = said.said === 'stop' ? ([said.scope, 'stop'] as const) : (['all', 'allow'] as const)
  await addConsent(tx, deps.vault, tenantId, keys, { scope, choice, source: 'word', at: sentAt, messageId })

  const stopped = said.said === 'stop' && scope === 'all' && before.all?.choice !== 'stop'
  const isOld = deps.clock.now().getTime() - sentAt.getTime() > answeredForMs
  const isOvertaken = before.all !== null && before.all.at > sentAt
  if (!stopped || isOld || isOvertaken || !(await messagingSettings(tx, tenantId)).confirmsOptOut) return
  await queueMessage(tx, deps, tenantId, {
    connectionId,
    to: { conversationId },
    content: { kind: 'text', body: stopIsHeard(said.language) },
    purpose: 'opt-out-confirmation',
    idempotencyKey: `opt-out:${messageId}`,
    repliesTo: digest(message.providerMessageId),
    expiresAt: new Date(sentAt.getTime() + answeredForMs),
    correlationId,
  })
}

/** What somebody typed, or the words on the button they tapped. */
function wordsOf({ content, forwarded }: InboundMessage): string | null {
  if (content.kind === 'text') return forwarded ? null : content.body
  return content.kind === 'choice' ? content.title : null
}
