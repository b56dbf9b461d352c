import { AppError, type AppErrorOptions, type ErrorCode } from '@crossdock/contracts/errors'
import { causeCode, neverConnected } from '../lib/no-answer.ts'
import { withoutPeople } from '../lib/without-people.ts'
import type { ErrorAnswer } from './send-schemas.ts'

const provider = 'WhatsApp'
const second = 1_000
const minute = 60 * second
const hour = 60 * minute

interface Ruling {
  code: ErrorCode
  /** For people, where ours say more than Meta's words. */
  words?: string
  /** Least wait before the next attempt, when the answer names none. May grow with the attempts before. */
  waitMs?: number | ((earlierAttempts: number) => number)
  /** After so many attempts more it is final: `message-refused`. */
  again?: number
}

const account = (words: string): Ruling => ({ code: 'number-blocked', words })
const refused: Ruling = { code: 'message-refused' }
const template: Ruling = { code: 'template-refused' }

/**
 * What each code means, the same in an answer and in a status. The HTTP status says little (rate limits are documented as
 * 400 and seen as 429), titles are being retired: the code alone decides.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes
 */
const byCode: Record<number, Ruling> = {
  0: { code: 'credentials-rejected' },
  1: { code: 'provider-busy', again: 1 },
  2: { code: 'provider-busy' },
  3: { code: 'rights-missing' },
  4: { code: 'provider-busy', waitMs: minute },
  10: { code: 'rights-missing' },
  33: refused,
  100: refused,
  190: { code: 'credentials-rejected' },
  368: account('the account is blocked for a breach of policy'),
  80007: { code: 'provider-busy', waitMs: minute },
  80008: { code: 'provider-busy', waitMs: minute },
  130429: { code: 'provider-busy' },
  // Neither says that the phone cannot be reached: only 131026 does, after which nothing more is tried.
  130472: { code: 'message-refused', words: 'the customer is part of an experiment of Meta' },
  130497: { code: 'message-refused', words: 'this business may not write to people in that country' },
  131000: { code: 'provider-busy', again: 3 },
  131005: { code: 'rights-missing' },
  131008: refused,
  131009: refused,
  131016: { code: 'provider-busy' },
  131021: { code: 'message-refused', words: 'the number would write to itself' },
  131026: { code: 'message-unreachable', words: 'not on WhatsApp, an old app, or its terms were not accepted' },
  131030: { code: 'message-refused', words: 'a test number only writes to people on its list' },
  131031: account('the account is locked'),
  131037: account('its display name is not approved'),
  131042: account('there is a problem with the payment'),
  131044: account('there is a problem with the payment'),
  131045: account('its registration or certificate is not valid'),
  131047: { code: 'message-window-closed' },
  131048: account('too many of its messages were blocked or marked as spam'),
  131049: { code: 'message-too-soon', waitMs: 24 * hour },
  131050: { code: 'message-opted-out' },
  131051: refused,
  131052: { code: 'provider-busy', again: 1 },
  131053: { code: 'provider-busy', again: 1 },
  // About one message in six seconds to one person; after a burst longer and longer.
  131056: { code: 'provider-busy', waitMs: (earlier) => 4 ** Math.min(earlier, 6) * second },
  131057: { code: 'provider-busy', waitMs: 2 * minute },
  131062: { code: 'message-refused', words: 'this kind of message needs a phone number, a user id is not enough' },
  131063: account('marketing has to go through the Marketing Messages API'),
  131064: account('it is limited because its templates were put into wrong categories'),
  132000: template,
  132001: template,
  132005: template,
  132007: template,
  132008: template,
  132012: template,
  132015: { code: 'template-refused', words: 'it is paused because of low quality' },
  132016: { code: 'template-refused', words: 'it is disabled for good because of low quality' },
  132068: { code: 'template-refused', words: 'its flow is blocked' },
  132069: { code: 'provider-busy', waitMs: hour },
  133000: account('its registration is not complete'),
  133004: { code: 'provider-busy' },
  133005: account('its PIN is wrong'),
  133006: account('it has to be verified again'),
  133008: account('its PIN was wrong too often'),
  133009: account('its PIN was tried too fast'),
  133010: account('it is not registered'),
  133015: account('it was deleted just now'),
  133016: account('it was registered too often'),
  134011: account('the terms of payment are not accepted'),
  135000: refused,
  137000: { code: 'message-refused', words: 'the customer’s identity changed and has to be verified again' },
}

/** All of 200 to 299 are permissions. */
function known(code: number): Ruling | undefined {
  return byCode[code] ?? (code >= 200 && code <= 299 ? { code: 'rights-missing' } : undefined)
}

/** `once`: a message, which must not be repeated unseen. `repeatable`: a question. */
export type CallKind = 'once' | 'repeatable'

export interface Circumstances {
  kind: CallKind
  /** Null in webhooks. */
  status: number | null
  retryAfter?: string | null
  earlierAttempts?: number | undefined
  template?: string | undefined
  /** Names, phones, texts: whatever Meta could quote and nothing of which may stand in the error. */
  personal?: readonly string[] | undefined
}

type MetaError = Pick<ErrorAnswer['error'], 'code' | 'message' | 'error_data'> &
  Partial<Pick<ErrorAnswer['error'], 'error_subcode' | 'fbtrace_id' | 'is_transient'>>

/** A refusal in Meta's own words. With one, the message was not sent. */
export function refusalOf(error: MetaError, circumstances: Circumstances): AppError {
  const { kind, status, retryAfter = null, earlierAttempts = 0, template, personal } = circumstances
  const ruling = known(error.code) ?? byStatus(status, error.is_transient ?? false)
  const final = ruling.again !== undefined && earlierAttempts >= ruling.again
  const said = without(error.error_data?.details ?? error.message ?? '', personal)
  const log = [
    status === null ? '' : `HTTP ${status}`,
    `code ${error.code}${error.error_subcode ? `/${error.error_subcode}` : ''}`,
    said,
    error.fbtrace_id ? `trace ${error.fbtrace_id}` : '',
  ]
  return new AppError(ofKind(final ? 'message-refused' : ruling.code, kind), log.filter(Boolean).join(' '), {
    facts: {
      provider,
      detail: ruling.words ?? (said || `code ${error.code}`),
      ...(template === undefined ? {} : { template }),
    },
    ...(final ? {} : longer(waitOf(ruling, earlierAttempts), askedFor(retryAfter))),
  })
}

/** A question was no message: what is said of one means that the question was refused. */
function ofKind(code: ErrorCode, kind: CallKind): ErrorCode {
  return kind === 'repeatable' && /^(message|template)-/.test(code) ? 'provider-refused' : code
}

/** A code nobody told us of: a person may look and replay, unless the answer says that it passes by itself. */
function byStatus(status: number | null, transient: boolean): Ruling {
  if (transient || status === 429 || (status !== null && status >= 500)) return { code: 'provider-busy' }
  if (status === 401) return { code: 'credentials-rejected' }
  if (status === 403) return { code: 'rights-missing' }
  return { code: 'provider-refused' }
}

/**
 * An answer without Meta's words, so from something in between. Below 500 the call was turned away before it did anything;
 * from 500 on, and with 408, somebody may have passed it on and lost the answer.
 */
export function refusalOfStatus(status: number, retryAfter: string | null, kind: CallKind): AppError {
  const log = `HTTP ${status} without a readable error`
  const facts = { provider, detail: `HTTP ${status}` }
  if (status >= 500 || status === 408 || status < 300) return unsettled(log, kind)
  if (status >= 300 && status < 400)
    return new AppError('provider-refused', log, { facts: { provider, detail: 'its address leads to another one' } })
  const { code } = byStatus(status, false)
  return new AppError(code, log, { facts, ...askedFor(retryAfter) })
}

/** No answer, or half of one: only a connection that never stood proves that nothing went out. */
export function silenceOf(thrown: unknown, kind: CallKind): AppError {
  const code = causeCode(thrown)
  const detail = `no answer: ${code || (thrown instanceof Error ? thrown.name : typeof thrown)}`
  if (neverConnected(code)) return new AppError('provider-unreachable', detail, { facts: { provider }, cause: thrown })
  return unsettled(detail, kind, thrown)
}

/** Somebody may have acted on it. A question is simply asked again. */
export function unsettled(detail: string, kind: CallKind, cause?: unknown): AppError {
  return new AppError(kind === 'once' ? 'outcome-unknown' : 'provider-busy', detail, { facts: { provider }, cause })
}

/** Refused here, before Meta was asked. */
export function notSendable(detail: string): AppError {
  return new AppError('message-refused', detail, { facts: { provider, detail } })
}

export function broken(detail: string): AppError {
  return new AppError('provider-contract-broken', detail, { facts: { provider } })
}

/** Another's words without anything that was sent and without what looks like a phone or an address. */
export function without(words: string, personal: readonly string[] = []): string {
  const longestFirst = [...new Set(personal)].filter((text) => text.length > 2).sort((a, b) => b.length - a.length)
  return withoutPeople(longestFirst.reduce((text, secret) => text.replaceAll(secret, '…'), words))
}

type Wait = Pick<AppErrorOptions, 'retryAfterMs'>

function waitOf({ waitMs }: Ruling, earlierAttempts: number): Wait {
  if (waitMs === undefined) return {}
  return { retryAfterMs: typeof waitMs === 'function' ? waitMs(earlierAttempts) : waitMs }
}

function askedFor(retryAfter: string | null): Wait {
  const seconds = /^\d{1,6}$/.test(retryAfter ?? '') ? Number(retryAfter) : Number.NaN
  return Number.isFinite(seconds) ? { retryAfterMs: seconds * second } : {}
}

function longer(one: Wait, other: Wait): Wait {
  return (one.retryAfterMs ?? -1) >= (other.retryAfterMs ?? -1) ? one : other
}
