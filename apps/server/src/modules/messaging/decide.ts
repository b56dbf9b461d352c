import type { OutboundContent, OutboundMessage, Recipient } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import { findByIds, openDocument } from '#modules/orders/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { channelNow, pauseInWords } from './channel-pause.ts'
import { type ChannelState, takeNumberSlot } from './channel-store.ts'
import { wantsOf } from './consent-store.ts'
import { type Conversation, findConversation, keysOfPerson, takePairSlot } from './conversation-store.ts'
import { maySend, type SendFacts } from './may-send.ts'
import { askAPerson, tellStep } from './message-story.ts'
import type { KnownNumber } from './messaging-registry.ts'
import { noticeKey } from './notice-key.ts'
import * as outbox from './outbox-store.ts'
import { afterOne, freeAt, numberPace, pairPace } from './pace.ts'
import { messagingSettings } from './settings-store.ts'
import * as store from './store.ts'
import { findTemplate } from './template-store.ts'
import { whyOutdated } from './which-notices.ts'

export type Decision =
  /** Written down as being sent: the call has to follow now. */
  | { do: 'send'; outbound: OutboundMessage; earlierAttempts: number }
  | { do: 'wait'; until: Date; why: string }
  /** A person can mend what stands against it. */
  | { do: 'park'; error: AppError }
  | { do: 'nothing' }

export interface ToDecide {
  tenantId: string
  message: store.StoredMessage
  correlationId: string
}

interface DecideDeps {
  vault: Vault
  clock: Clock
}

/**
 * Gathers what the policy asks for, with the conversation, the number and the message held so that none of it moves, asks
 * it, and writes its answer down. Always in this order: conversation, number, message.
 */
export async function decide(
  tx: Tx,
  { tenantId, message: seen, correlationId }: ToDecide,
  number: KnownNumber,
  deps: DecideDeps,
): Promise<Decision> {
  const { connectionId, messageId } = seen
  const conversation = await findConversation(tx, deps.vault, tenantId, seen.conversationId, { lock: true })
  if (!conversation) throw new Error('a message without a conversation')
  const channel = await channelNow(tx, { tenantId, connectionId, correlationId }, number, deps.clock.now())
  const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
  // A status came meanwhile, or it was withdrawn.
  if (!message || message.state !== seen.state) return { do: 'nothing' }

  const now = deps.clock.now()
  const content = JSON.parse(
    await deps.vault.unseal(tenantId, store.placeOf('content', messageId), message.content),
  ) as OutboundContent
  const to = recipientOf(conversation, number) ?? (await whereTheyGoOn(tx, deps.vault, tenantId, conversation, number))
  const slotAt = message.slotAt ?? nextSlot(conversation, channel)
  const outdated = await whyNoUse(tx, deps.vault, tenantId, message)
  const verdict = maySend({
    now,
    purpose: message.purpose ?? 'staff',
    content,
    outdated,
    notBefore: message.notBefore,
    expiresAt: message.expiresAt,
    window: number.port.capabilities.window,
    lastInboundAt: conversation.lastInboundAt,
    wants: await wantsOf(tx, tenantId, await keysOfPerson(tx, tenantId, message.conversationId)),
    suppressedAt: conversation.suppressedAt,
    reachable: to !== null,
    channel: {
      status: channel.status,
      paused: channel.paused && { code: channel.paused.code, say: pauseInWords(channel.paused) },
    },
    template: content.kind === 'template' ? await findTemplate(tx, tenantId, number.account, content.template) : null,
    quiet: (await messagingSettings(tx, tenantId)).quiet,
    waitsBehind: message.orderId !== null && (await outbox.waitsBehind(tx, tenantId, message.orderId, messageId)),
    slotAt,
  })

  if (verdict.verdict === 'refuse') {
    const error = new AppError(verdict.code, 'refused by our policy', { facts: verdict.facts })
    await outbox.markRefused(tx, tenantId, messageId, { code: error.code, facts: error.facts })
    await tellStep(tx, tenantId, message, 'refused', error.say)
    if (needsAnotherWay(error, outdated)) await askAPerson(tx, tenantId, message, error.say)
    return error.retry === 'after-fix' ? { do: 'park', error } : { do: 'nothing' }
  }
  const takesSlot = message.slotAt === null && (verdict.verdict === 'send' || verdict.pace)
  if (takesSlot) await takePlace(tx, tenantId, { message, conversation, channel, slotAt, now })
  if (verdict.verdict === 'wait') {
    const isNews = !verdict.pace && (await outbox.noteWait(tx, tenantId, messageId, verdict.why))
    if (isNews) await tellStep(tx, tenantId, message, 'waits', verdict.why)
    return { do: 'wait', until: verdict.until, why: verdict.why }
  }
  if (to === null) throw new Error('nobody to send it to')
  await outbox.markSending(tx, tenantId, messageId, now)
  const replyTo =
    message.repliesTo === null ? null : await answered(tx, deps.vault, tenantId, connectionId, message.repliesTo)
  return {
    do: 'send',
    outbound: { reference: messageId, to, content, ...(replyTo === null ? {} : { replyTo }) },
    earlierAttempts: message.attempts,
  }
}

/** The phone first, since everything can be sent to it; a user id where the provider can. */
function recipientOf({ phone, userId }: Conversation, { port }: KnownNumber): Recipient | null {
  if (phone !== null) return { phone }
  return userId !== null && port.capabilities.userIds ? { userId } : null
}

/**
 * The customer ought to have heard of it, and will not by itself: nobody can be reached, or its time ran out. Not what they
 * do not want, nor what is of no use any more.
 */
function needsAnotherWay({ code }: AppError, outdated: SendFacts['outdated']): boolean {
  return code === 'message-unreachable' || (code === 'message-outdated' && outdated === null)
}

/** Their number or id became another conversation's, in which they are still who they were. */
async function whereTheyGoOn(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { movedTo }: Conversation,
  number: KnownNumber,
): Promise<Recipient | null> {
  const there = movedTo === null ? null : await findConversation(tx, vault, tenantId, movedTo)
  return there && recipientOf(there, number)
}

function nextSlot({ pairSpokenFor }: Conversation, { spokenFor, perSecond }: ChannelState): Date {
  const slots = [freeAt(pairSpokenFor, pairPace), freeAt(spokenFor, numberPace(perSecond))]
  return new Date(Math.max(...slots.map((slot) => slot.getTime())))
}

/** Its turn is its own from now on, so that a thousand that wait do not ask again and again. */
async function takePlace(
  tx: Tx,
  tenantId: string,
  place: { message: store.StoredMessage; conversation: Conversation; channel: ChannelState; slotAt: Date; now: Date },
): Promise<void> {
  const { message, conversation, channel, slotAt, now } = place
  await takePairSlot(tx, tenantId, message.conversationId, afterOne(conversation.pairSpokenFor, now, pairPace))
  await takeNumberSlot(
    tx,
    tenantId,
    message.connectionId,
    afterOne(channel.spokenFor, now, numberPace(channel.perSecond)),
  )
  await outbox.takeSlot(tx, tenantId, message.messageId, slotAt)
}

/** What a notice is about may have changed while it waited. */
async function whyNoUse(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { notice, orderId }: store.StoredMessage,
): Promise<SendFacts['outdated']> {
  if (notice === null || orderId === null) return null
  if (notice === 'order-cancelled') {
    const confirmations = await store.findWithAgain(tx, tenantId, noticeKey(orderId, 'order-confirmation'))
    const reached = confirmations.some(({ state }) => state !== 'failed' && state !== 'refused')
    return reached ? null : 'the confirmation before it has not reached the customer'
  }
  const [stored] = await findByIds(tx, tenantId, [orderId])
  return stored ? whyOutdated(notice, stored, await openDocument(vault, tenantId, stored)) : 'the order is gone'
}

async function answered(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  providerKey: string,
): Promise<string | null> {
  const sealed = await store.providerIdOf(tx, tenantId, connectionId, providerKey)
  return sealed && vault.unseal(tenantId, store.placeOf('provider_id', sealed.messageId), sealed.providerId)
}
