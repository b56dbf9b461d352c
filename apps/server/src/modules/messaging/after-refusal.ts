import { AppError } from '@crossdock/contracts/errors'
import { exponential } from '#jobs/backoff.ts'
import type { Tx } from '#platform/db/database.ts'
import { applyStatus, pausesNumber, pauseTemplate, type StatusDeps } from './apply-status.ts'
import { pauseNumber } from './channel-pause.ts'
import { lockConversation } from './conversation-store.ts'
import type { ToDecide } from './decide.ts'
import { tellStep } from './message-story.ts'
import type { KnownNumber } from './messaging-registry.ts'
import * as outbox from './outbox-store.ts'
import * as store from './store.ts'

const again = exponential({ firstMs: 2_000, maxMs: 900_000 })
const dayMs = 24 * 3_600_000
const pausedMs = 60_000

/**
 * The provider answered, and the message is not out. What follows depends on what it said: try again later, wait until a
 * person has mended something, or let it go. @returns what the work row has to say, null when it is through
 */
export async function surelyNotSent(
  tx: Tx,
  { tenantId, message: { messageId, conversationId, connectionId }, correlationId }: ToDecide,
  error: AppError,
  { account, access }: KnownNumber,
  deps: StatusDeps,
): Promise<AppError | null> {
  await lockConversation(tx, tenantId, conversationId)
  const now = deps.clock.now()
  if (pausesNumber(error.code)) {
    const withTheseCredentials = error.code === 'number-blocked' ? null : access
    await pauseNumber(tx, { tenantId, connectionId, correlationId }, error, now, withTheseCredentials)
  }
  const message = await store.findMessage(tx, tenantId, messageId, { lock: true })
  // A status says that it is out all the same: that is the surer word.
  if (message?.state !== 'sending') return null

  if (pausesNumber(error.code)) {
    await outbox.markQueued(tx, tenantId, messageId)
    return waits(error.say, pausedMs)
  }
  if (error.code === 'message-too-soon' && message.withheldAt === null) {
    await outbox.markQueued(tx, tenantId, messageId)
    await outbox.markWithheld(
      tx,
      tenantId,
      messageId,
      now,
      new Date(now.getTime() + Math.max(error.retryAfterMs ?? 0, dayMs)),
    )
    await tellStep(tx, tenantId, message, 'withheld')
    return waits('the provider withheld it', dayMs)
  }
  if (error.retry === 'later' && error.code !== 'message-too-soon') {
    await outbox.markQueued(tx, tenantId, messageId)
    return new AppError(error.code, error.message, {
      cause: error,
      facts: error.facts,
      retryAfterMs: again(message.attempts, error, Math.random),
    })
  }
  if (error.code === 'template-refused' || error.code === 'message-window-closed') {
    if (error.code === 'template-refused') await pauseTemplate(tx, { tenantId, account, message }, error, now)
    await outbox.markRefused(tx, tenantId, messageId, { code: error.code, facts: error.facts })
    await tellStep(tx, tenantId, message, 'refused', error.say)
    return error
  }
  const failure = { code: error.code, providerCode: null, detail: error.facts.detail ?? error.say, retryAfterMs: null }
  const status = { state: 'failed', at: now.toISOString(), failure, pricing: null } as const
  await applyStatus(tx, { tenantId, messageId, account, providerMessageId: null, status }, deps)
  return null
}

function waits(detail: string, retryAfterMs: number): AppError {
  return new AppError('message-waits', detail, { retryAfterMs, facts: { detail } })
}
