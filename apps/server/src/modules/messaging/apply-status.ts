import type { MessageStatus, OutboundContent } from '@crossdock/connectors/ports/messaging'
import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import { makeDue } from '#jobs/store.ts'
import type { Clock } from '#platform/clock.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { scrubText } from '#platform/log.ts'
import { pauseNumber } from './channel-pause.ts'
import { addConsent } from './consent-store.ts'
import { keysOfPerson, lockConversation, noteReached, noteUnreachable } from './conversation-store.ts'
import { furthest, hasArrived } from './delivery-progress.ts'
import { askAPerson, nobodyNeeded, type Step, tellStep } from './message-story.ts'
import * as outbox from './outbox-store.ts'
import { queueMessage } from './queue-message.ts'
import * as store from './store.ts'
import { noteTemplateChange } from './template-store.ts'

export type Told = Pick<MessageStatus, 'state' | 'at' | 'failure' | 'pricing'>

export interface StatusDeps {
  vault: Vault
  clock: Clock
  ringer: Ringer
}

export interface ToApply {
  tenantId: string
  messageId: string
  /** Whose templates it was made of. */
  account: string
  /** Null when it never got one. */
  providerMessageId: string | null
  status: Told
}

/** So often in a row, and nothing more is tried until the person writes. */
const mostUnreachable = 3
const minuteMs = 60_000
const dayMs = 24 * 3_600_000

/** One thing the provider told of a message of ours. The furthest ever told holds; what follows from a failure follows once. */
export async function applyStatus(
  tx: Tx,
  { tenantId, messageId, account, providerMessageId, status }: ToApply,
  deps: StatusDeps,
): Promise<void> {
  const seen = await store.findMessage(tx, tenantId, messageId)
  if (seen?.direction !== 'out') return
  await lockConversation(tx, tenantId, seen.conversationId)
  const error = status.failure && failureOf(status.failure, seen)
  // The number before the message, as everywhere.
  const at = new Date(status.at)
  const isNews = async (): Promise<boolean> => {
    const now = await store.findMessage(tx, tenantId, messageId)
    return now !== null && furthest(now.state, status.state) !== now.state
  }
  if (error && pausesNumber(error.code) && (await isNews())) {
    const { connectionId, correlationId, sendingAt } = seen
    // It shows how things stood when the message went out, however late it is told.
    await pauseNumber(tx, { tenantId, connectionId, correlationId }, error, sendingAt ?? at)
  }
  const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
  if (!message) return

  const state = furthest(message.state, status.state)
  await outbox.markProgress(tx, tenantId, messageId, {
    state,
    told: status.state,
    at,
    providerKey: providerMessageId === null ? null : digest(providerMessageId),
    providerId:
      providerMessageId === null
        ? null
        : await deps.vault.seal(tenantId, store.placeOf('provider_id', messageId), providerMessageId),
    failure: error && { code: error.code, facts: error.facts, providerCode: status.failure?.providerCode ?? null },
    pricing: status.pricing,
  })
  if (state === message.state) return
  if (message.state === 'outcome-unknown') await settled(tx, tenantId, messageId, deps)
  if (error) return afterFailure(tx, { tenantId, account, message }, error, at, deps)
  await tellProgress(tx, tenantId, message, status.state)
  if (hasArrived(state)) {
    await noteReached(tx, tenantId, message.conversationId)
    await nobodyNeeded(tx, tenantId, message)
  }
}

/** The work that waits to ask a person need wait no more. */
async function settled(tx: Tx, tenantId: string, messageId: string, { ringer }: StatusDeps): Promise<void> {
  const lanes = await makeDue(tx, tenantId, { kind: 'message', id: messageId })
  tx.afterCommit(() => {
    for (const lane of lanes) ringer.ring(lane)
  })
}

const steps: Partial<Record<Told['state'], Step>> = {
  accepted: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
}

/** That it was taken and that it was sent are one thing to people: told once. */
async function tellProgress(
  tx: Tx,
  tenantId: string,
  message: store.StoredMessage,
  told: Told['state'],
): Promise<void> {
  const step = steps[told]
  if (step === undefined || (told === 'sent' && message.state === 'accepted')) return
  await tellStep(tx, tenantId, message, step)
  // It was asked what became of it; now it is known.
  if (message.state === 'outcome-unknown') await nobodyNeeded(tx, tenantId, message)
}

function failureOf(failure: NonNullable<Told['failure']>, { templateName }: store.StoredMessage): AppError {
  const facts = {
    detail: scrubText(failure.detail).slice(0, 500),
    ...(templateName === null ? {} : { template: templateName }),
  }
  const wait = failure.retryAfterMs === null ? {} : { retryAfterMs: failure.retryAfterMs }
  return new AppError(failure.code, failure.detail, { facts, ...wait })
}

/** No message of this number would go out. */
export function pausesNumber(code: ErrorCode): boolean {
  return code === 'number-blocked' || code === 'credentials-rejected' || code === 'rights-missing'
}

export async function pauseTemplate(
  tx: Tx,
  { tenantId, account, message }: Failed,
  error: AppError,
  at: Date,
): Promise<void> {
  const { templateName: name, templateLanguage: language } = message
  if (name === null || language === null) return
  const reason = error.facts.detail ?? null
  const change = {
    name,
    language,
    templateId: null,
    status: 'paused',
    category: null,
    quality: null,
    reason,
    at: null,
  } as const
  await noteTemplateChange(tx, tenantId, account, change, at)
}

interface Failed {
  tenantId: string
  account: string
  message: store.StoredMessage
}

async function afterFailure(tx: Tx, failed: Failed, error: AppError, at: Date, deps: StatusDeps): Promise<void> {
  const { tenantId, message } = failed
  // It came all the same, whatever failed then: a second one would be one too many.
  const arrived = hasArrived(message.state)
  if (
    error.retry === 'later' &&
    !arrived &&
    message.withheldAt === null &&
    (await onceMore(tx, failed, error, at, deps))
  )
    return
  await tellStep(tx, tenantId, message, 'failed', error.say)
  if (error.code === 'message-opted-out') {
    const keys = await keysOfPerson(tx, tenantId, message.conversationId)
    const consent = {
      scope: 'marketing',
      choice: 'stop',
      source: 'provider-error',
      at,
      messageId: message.messageId,
    } as const
    await addConsent(tx, deps.vault, tenantId, keys, consent)
    return
  }
  if (error.code === 'message-unreachable')
    await noteUnreachable(tx, tenantId, message.conversationId, mostUnreachable, at)
  if (error.code === 'template-refused') await pauseTemplate(tx, failed, error, at)
  await askAPerson(tx, tenantId, message, error.say)
}

/**
 * Accepted, and then not delivered for a reason that passes: it is tried once more, and that is a message of its own, since
 * this one has failed. What the provider withheld waits for a day.
 */
async function onceMore(
  tx: Tx,
  { tenantId, message }: Failed,
  error: AppError,
  at: Date,
  deps: StatusDeps,
): Promise<boolean> {
  const { messageId, idempotencyKey, purpose } = message
  if (idempotencyKey === null || purpose === null) return false
  const content = JSON.parse(
    await deps.vault.unseal(tenantId, store.placeOf('content', messageId), message.content),
  ) as OutboundContent
  const waitMs = Math.max(error.retryAfterMs ?? 0, error.code === 'message-too-soon' ? dayMs : minuteMs)
  const next = await queueMessage(tx, deps, tenantId, {
    connectionId: message.connectionId,
    to: { conversationId: message.conversationId },
    content,
    purpose,
    idempotencyKey: `${idempotencyKey}:once-more`,
    ...(message.notice === null ? {} : { notice: message.notice }),
    ...(message.orderId === null ? {} : { orderId: message.orderId }),
    notBefore: new Date(at.getTime() + waitMs),
    expiresAt: new Date(at.getTime() + waitMs + dayMs),
    correlationId: message.correlationId,
  })
  await outbox.markWithheld(tx, tenantId, next.messageId, at, null)
  await outbox.markAgainAs(tx, tenantId, messageId, next.messageId)
  await tellStep(tx, tenantId, message, 'withheld')
  return true
}
