import type { OutboundContent, TemplateCategory, TemplateInfo } from '@crossdock/connectors/ports/messaging'
import { whatDoesNotFit } from '@crossdock/connectors/ports/template-fit'
import type { ErrorCode } from '@crossdock/contracts/errors'
import { type QuietHours, quietUntil } from './quiet-hours.ts'

/** Why a message is sent. A notice is the shop's own wish, an answer of the staff somebody's; both ask the same policy. */
export type Purpose = 'notice' | 'opt-out-confirmation' | 'staff'

/** What a person last said they want, and when. */
export interface Choice {
  choice: 'stop' | 'allow'
  at: Date
}

/** All that a decision about one message rests on; gathered in the transaction that acts on it. */
export interface SendFacts {
  now: Date
  purpose: Purpose
  content: OutboundContent
  /** Something made it pointless since it was queued, in words: its order was cancelled, for one. */
  outdated: string | null
  notBefore: Date | null
  expiresAt: Date | null
  /** The provider's rule for free texts: so long after the person wrote last. Null: it has none. */
  window: { hours: number } | null
  /** By the provider's clock. */
  lastInboundAt: Date | null
  wants: { all: Choice | null; marketing: Choice | null }
  /** Deliveries failed again and again: since when nothing is tried. */
  suppressedAt: Date | null
  /** We have an address that this provider can write to. */
  reachable: boolean
  channel: { status: 'active' | 'paused' | 'disconnected'; paused: { code: string; say: string } | null }
  /** As it stands at the provider; null when nothing is known of it. */
  template: TemplateInfo | null
  quiet: QuietHours | null
  /** An earlier message about the same order is still on its way. */
  waitsBehind: boolean
  /** When the provider's pace lets it go: so many to one person, so many from one number. */
  slotAt: Date
}

export type Verdict =
  | { verdict: 'send' }
  /** `pace`: nothing stands against it but the provider's limits, and its turn comes by itself. */
  | { verdict: 'wait'; until: Date; why: string; pace: boolean }
  | { verdict: 'refuse'; code: ErrorCode; facts: Record<string, string> }

/** Our clock and the provider's may differ, and the call takes its time. */
export const windowMarginMs = 5 * 60_000
/** How soon it is worth looking again at what has no known end. */
const pausedMs = 60_000
const behindMs = 2_000

/**
 * The one place that decides whether a message may go now. Pure. Refusals first, each with the rule it keeps; then what only
 * takes time. (The full policy engine, with costs and consent by purpose, will stand behind this same function.)
 */
export function maySend(facts: SendFacts): Verdict {
  return refusal(facts) ?? delay(facts) ?? { verdict: 'send' }
}

function refusal(facts: SendFacts): Verdict | null {
  const { now, content, expiresAt, channel } = facts
  if (facts.outdated !== null) return refuse('message-outdated', { detail: facts.outdated })
  if (expiresAt !== null && expiresAt <= now)
    return refuse('message-outdated', { detail: 'it could not be sent in time' })
  if (channel.status === 'disconnected')
    return refuse('number-blocked', { detail: 'the number is not connected any more' })
  if (!facts.reachable) return refuse('message-unreachable', { detail: 'there is no address it could be sent to' })
  if (isOptedOut(facts)) return refuse('message-opted-out')
  if (facts.suppressedAt !== null)
    return refuse('message-unreachable', { detail: 'several messages before could not be delivered' })
  if (content.kind !== 'template') return isWindowOpen(facts) ? null : refuse('message-window-closed')

  const { template: call } = content
  if (call.category === 'marketing' && facts.wants.marketing?.choice !== 'allow') return refuse('message-no-consent')
  // Nothing goes out now, and what the provider has could not be asked: looked at when it goes on.
  if (channel.paused !== null) return null
  const mismatch = facts.template ? whatDoesNotFit(facts.template, call) : 'there is none of this name and language'
  return mismatch === null ? null : refuse('template-refused', { template: call.name, detail: mismatch })
}

function delay({ now, content, channel, ...facts }: SendFacts): Verdict | null {
  if (facts.notBefore !== null && facts.notBefore > now) return wait(facts.notBefore, 'it is to be sent later')
  if (channel.status === 'paused') return wait(inMs(now, pausedMs), 'the number was paused here')
  if (channel.paused !== null) return wait(inMs(now, pausedMs), channel.paused.say)
  // A free text answers somebody who wrote: only what we begin ourselves is kept for the morning.
  const quiet = content.kind === 'template' && facts.quiet ? quietUntil(now, facts.quiet) : null
  if (quiet !== null) return wait(quiet, 'quiet hours')
  if (facts.waitsBehind) return wait(inMs(now, behindMs), 'an earlier message about the order goes first')
  return facts.slotAt > now ? { ...wait(facts.slotAt, 'not so many messages at once'), pace: true } : null
}

/**
 * A typed STOP ends everything that we begin. Whoever writes again afterwards is answered, in the window that this opens;
 * and that the STOP was heard is said once. A choice against marketing ends marketing only.
 */
function isOptedOut({ purpose, content, wants, lastInboundAt }: SendFacts): boolean {
  const marketing = content.kind === 'template' && content.template.category === 'marketing'
  if (marketing && wants.marketing?.choice === 'stop') return true
  if (wants.all?.choice !== 'stop') return false
  if (purpose === 'opt-out-confirmation') return false
  const wroteSince = lastInboundAt !== null && lastInboundAt > wants.all.at
  return content.kind === 'template' || !wroteSince
}

function isWindowOpen({ window, lastInboundAt, now }: SendFacts): boolean {
  if (window === null) return true
  return lastInboundAt !== null && now.getTime() < lastInboundAt.getTime() + window.hours * 3_600_000 - windowMarginMs
}

const refuse = (code: ErrorCode, facts: Record<string, string> = {}): Verdict => ({ verdict: 'refuse', code, facts })
const wait = (until: Date, why: string) => ({ verdict: 'wait', until, why, pace: false }) as const
const inMs = (now: Date, ms: number): Date => new Date(now.getTime() + ms)

export function categoryOf(content: OutboundContent): TemplateCategory | null {
  return content.kind === 'template' ? content.template.category : null
}
