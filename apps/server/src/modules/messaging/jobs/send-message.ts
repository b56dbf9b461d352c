import type { Sent } from '@crossdock/connectors/ports/messaging'
import { AppError, asAppError } from '@crossdock/contracts/errors'
import { z } from 'zod'
import { exponential } from '#jobs/backoff.ts'
import { defineJob, type LaneContext } from '#jobs/define-job.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Tx } from '#platform/db/database.ts'
import { surelyNotSent } from '../after-refusal.ts'
import { applyStatus, type StatusDeps, type Told } from '../apply-status.ts'
import { pauseNumber } from '../channel-pause.ts'
import { type Decision, decide, type ToDecide } from '../decide.ts'
import { isOutside } from '../delivery-progress.ts'
import { askAPerson, tellStep } from '../message-story.ts'
import type { KnownNumber, MessagingRegistry } from '../messaging-registry.ts'
import * as outbox from '../outbox-store.ts'
import { type SendPayload, sendRequest } from '../queue-message.ts'
import { refreshTemplates } from '../refresh-templates.ts'
import * as store from '../store.ts'
import { learnAlias } from '../whose-conversation.ts'

export interface SendMessageDeps extends StatusDeps {
  messaging: MessagingRegistry
  /** How long a status may take to settle a call that nobody answered. */
  settleMs: number
}

const payload = z.object({
  tenantId: z.uuid(),
  messageId: z.uuid(),
  conversationId: z.uuid(),
  replayed: z.boolean().optional(),
})

const bySurprise = exponential({ firstMs: 1_000, maxMs: 60_000 })
/** How soon it is worth looking whether a number may send again. */
const pausedMs = 60_000

/**
 * Sends one message, at most once: what is about to go out is written down before the call, and a call without an answer is
 * never repeated. A status that bears our reference settles it; else, after its time, a person decides.
 */
export const sendMessage = defineJob<SendPayload, SendMessageDeps>({
  ...sendRequest,
  payload,
  // A message waits for the morning, for its turn, for a number to be let free; it ends by its own time (`expires_at`).
  maxAttempts: 100_000,
  backoff: (attempt, error, random) => error.retryAfterMs ?? bySurprise(attempt, error, random),
  async run({ payload: { tenantId, messageId, replayed }, correlationId }, context, deps) {
    const message = await takeUp(tenantId, messageId, replayed === true, context)
    if (message === null) return
    const about = { tenantId, message, correlationId }
    if (message.state !== 'queued') return settle(about, context, deps)

    const number = await numberOf(about, context, deps)
    await refreshTemplates(about, number, context, { ...deps, mended: replayed === true })
    const decision = await context.commit(tenantId, (tx) => decide(tx, about, number, deps))
    if (decision.do === 'nothing') return
    if (decision.do === 'wait') throw waiting(decision.why, decision.until.getTime() - deps.clock.now().getTime())
    if (decision.do === 'park') throw decision.error
    await call(about, number, decision, context, deps)
  },
  async onDead(tx, { payload: { tenantId, messageId } }, error) {
    const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
    if (!message || (message.state !== 'queued' && message.state !== 'refused')) return
    if (message.state === 'queued') {
      await outbox.markRefused(tx, tenantId, messageId, { code: error.code, facts: error.facts })
      await tellStep(tx, tenantId, message, 'refused', error.say)
    }
    await askAPerson(tx, tenantId, message, error.say)
  },
})

/** Null: it is through. */
async function takeUp(
  tenantId: string,
  messageId: string,
  replayed: boolean,
  { read, commit }: LaneContext,
): Promise<store.StoredMessage | null> {
  const message = await read(tenantId, (tx) => store.findMessage(tx, tenantId, messageId))
  if (!message) throw new AppError('not-found', `no message ${messageId}`)
  if (message.state === 'refused' && replayed) return mended(tenantId, messageId, commit)
  return isOutside(message.state) || message.state === 'refused' ? null : message
}

/** A person mended what stood against it, and asked for it once more; null when another one was sent in its place. */
async function mended(
  tenantId: string,
  messageId: string,
  commit: LaneContext['commit'],
): Promise<store.StoredMessage | null> {
  return commit(tenantId, async (tx) => {
    const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
    if (message?.state !== 'refused' || !isMendable(message)) return null
    await outbox.markQueued(tx, tenantId, messageId)
    return { ...message, state: 'queued', slotAt: null }
  })
}

function isMendable({ failureCode, againAs }: store.StoredMessage): boolean {
  return againAs === null && failureCode !== null && new AppError(failureCode, '').retry !== 'never'
}

function waiting(detail: string, ms: number): AppError {
  return new AppError('message-waits', detail, { retryAfterMs: Math.max(ms, 50), facts: { detail } })
}

/**
 * A status makes the work that waits for it due, but not when it comes in the moment between our note and that of the work
 * row: so it looks by itself too, ever more seldom.
 */
function nextLookMs(sinceMs: number, leftMs: number): number {
  return Math.min(leftMs, Math.min(60_000, Math.max(2_000, sinceMs / 2)))
}

/** A call that was begun and of which nothing is known: a worker died in it, or nobody answered. */
async function settle({ tenantId, message }: ToDecide, { commit }: LaneContext, deps: SendMessageDeps): Promise<void> {
  const waitMs = await commit(tenantId, async (tx) => {
    const now = await store.findMessage(tx, tenantId, message.messageId, { lock: true })
    if (!now || (now.state !== 'sending' && now.state !== 'outcome-unknown')) return 0
    if (now.state === 'sending') await silent(tx, tenantId, now)
    const since = deps.clock.now().getTime() - (now.sendingAt?.getTime() ?? 0)
    const left = deps.settleMs - since
    const why =
      'Nobody answered when it was sent, and nothing was heard of it since. Ask the customer whether it came, or send it again.'
    if (left <= 0) await askAPerson(tx, tenantId, now, why)
    return left <= 0 ? 0 : nextLookMs(since, left)
  })
  if (waitMs > 0) throw waiting('nobody answered when it was sent', waitMs)
}

async function silent(tx: Tx, tenantId: string, message: store.StoredMessage): Promise<void> {
  await outbox.markUnknown(tx, tenantId, message.messageId)
  await tellStep(tx, tenantId, message, 'outcome-unknown')
}

async function numberOf(
  { tenantId, message: { connectionId }, correlationId }: ToDecide,
  { commit }: LaneContext,
  deps: SendMessageDeps,
): Promise<KnownNumber> {
  try {
    return await deps.messaging.number(tenantId, connectionId)
  } catch (thrown) {
    const error = asAppError(thrown)
    if (error.code !== 'credentials-rejected') throw error
    // Nothing to compare with later: it goes on as soon as the settings can be used.
    await commit(tenantId, (tx) =>
      pauseNumber(tx, { tenantId, connectionId, correlationId }, error, deps.clock.now(), ''),
    )
    throw waiting(error.say, pausedMs)
  }
}

type Go = Extract<Decision, { do: 'send' }>

async function call(
  about: ToDecide,
  number: KnownNumber,
  go: Go,
  context: LaneContext,
  deps: SendMessageDeps,
): Promise<void> {
  const { tenantId, message } = about
  const outcome = await outcomeOf(number, go, context)
  if (outcome instanceof AppError && outcome.code === 'credentials-rejected')
    deps.messaging.forget(tenantId, message.connectionId)
  const next = await context.commit(tenantId, async (tx): Promise<AppError | null> => {
    if (!(outcome instanceof AppError)) {
      await accepted(tx, about, outcome, number, deps)
      return null
    }
    if (outcome.retry !== 'settle') return surelyNotSent(tx, about, outcome, number, deps)
    const now = await store.findMessage(tx, tenantId, message.messageId, { lock: true })
    // A status was quicker than the end of our patience.
    if (now?.state !== 'sending') return null
    await silent(tx, tenantId, now)
    return waiting('nobody answered when it was sent', nextLookMs(0, deps.settleMs))
  })
  if (next !== null) throw next
}

/** Only what the port says was answered is believed not to be out; any surprise is silence. */
async function outcomeOf(
  { port }: KnownNumber,
  { outbound, earlierAttempts }: Go,
  { signal }: LaneContext,
): Promise<Sent | AppError> {
  try {
    return await port.send(outbound, { signal, earlierAttempts })
  } catch (thrown) {
    if (thrown instanceof AppError && !signal.aborted) return thrown
    return new AppError('outcome-unknown', thrown instanceof Error ? thrown.message : String(thrown), { cause: thrown })
  }
}

/** The provider has it; what it told of it before we knew its id is applied now. */
async function accepted(
  tx: Tx,
  { tenantId, message }: ToDecide,
  sent: Sent,
  { account }: KnownNumber,
  deps: SendMessageDeps,
): Promise<void> {
  const { connectionId, conversationId, messageId } = message
  const providerKey = digest(sent.providerMessageId)
  await store.lockProviderKey(tx, tenantId, providerKey)
  const { waId, userId } = sent.recipient
  const recipient = { phone: waId === null ? null : `+${waId}`, userId }
  await learnAlias(tx, deps.vault, { tenantId, connectionId }, conversationId, recipient, deps.clock.now())
  const told: Told[] = [
    { state: 'accepted', at: deps.clock.now().toISOString(), failure: null, pricing: null },
    ...(await outbox.takeEarlyStatuses(tx, tenantId, connectionId, providerKey)),
  ]
  for (const status of told)
    await applyStatus(tx, { tenantId, messageId, account, providerMessageId: sent.providerMessageId, status }, deps)
}
