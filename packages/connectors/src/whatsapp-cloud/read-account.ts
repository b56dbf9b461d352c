import { lookUp } from '../lib/look-up.ts'
import type { AccountNotice } from '../ports/messaging.ts'
import { refusalOf, without } from './errors.ts'
import { type AccountBody, accountNotice, webhookError } from './schemas.ts'
import { timeOf } from './time.ts'
import { unreadable } from './unreadable.ts'

type Severity = AccountNotice['severity']

/** Words of ours for what Meta tells most; [severity, sentence]. Keyed by field and event, or decision. */
const known: Record<string, [Severity, string]> = {
  'account_update ACCOUNT_DELETED': ['blocked', 'The WhatsApp business account was deleted.'],
  'account_update PARTNER_REMOVED': ['blocked', 'The WhatsApp business account took the partner’s access away.'],
  'account_update PARTNER_APP_UNINSTALLED': ['blocked', 'The app was removed from the WhatsApp business account.'],
  'account_update DISABLED_UPDATE': ['blocked', 'The WhatsApp business account is disabled.'],
  'account_update ACCOUNT_VIOLATION': ['warning', 'The WhatsApp business account broke a rule of the platform.'],
  'account_review_update REJECTED': ['blocked', 'The review of the WhatsApp business account ended with a rejection.'],
  'account_review_update APPROVED': ['info', 'The WhatsApp business account was reviewed and approved.'],
  'phone_number_quality_update FLAGGED': ['warning', 'Customers block or report the number; its quality is low.'],
  'phone_number_quality_update UNFLAGGED': ['info', 'The quality of the number is no longer low.'],
  'phone_number_quality_update DOWNGRADE': ['warning', 'The number may write to fewer people a day than before.'],
  'phone_number_quality_update UPGRADE': ['info', 'The number may write to more people a day than before.'],
  'phone_number_name_update APPROVED': ['info', 'The display name of the number was approved.'],
  'phone_number_name_update REJECTED': ['warning', 'The display name of the number was rejected.'],
  'security PIN_CHANGED': ['warning', 'Somebody changed the PIN of the number.'],
  'security PIN_RESET_REQUEST': ['warning', 'Somebody asked to turn off the PIN of the number.'],
  'security PIN_RESET_SUCCESS': ['warning', 'The PIN of the number was turned off.'],
}

const restrictions: Record<string, [Severity, string]> = {
  RESTRICTED_BIZ_INITIATED_MESSAGING: ['blocked', 'it may not write to customers first'],
  RESTRICTED_CUSTOMER_INITIATED_MESSAGING: ['blocked', 'it may not answer customers'],
  RESTRICTED_UTILITY_TEMPLATES: ['blocked', 'it may not send utility templates'],
  RESTRICTED_ADD_PHONE_NUMBER_ACTION: ['warning', 'it may not add numbers'],
}

const alerts: Record<string, Severity> = { CRITICAL: 'warning', WARNING: 'warning' }

export function readAccount(field: string, content: unknown, raised: string | null): AccountNotice {
  const read = accountNotice.parse(content)
  const [severity, message] = judge(field, read)
  const restricted = field === 'account_update' && read.restriction_info.length > 0
  return {
    topic: field,
    severity,
    message: `${message}${whichNumber(read)}`,
    at: timeOf(raised),
    until: restricted ? blockedUntil(read) : null,
    ban: restricted || field !== 'account_update' ? null : banOf(read),
  }
}

function judge(field: string, read: AccountBody): [Severity, string] {
  if (field === 'account_update' && read.restriction_info.length > 0) return restricted(read)
  if (field === 'account_update' && read.ban_info !== null) return banned(read)
  if (field === 'account_alerts') return alerted(read)
  const word = read.event ?? read.decision
  const ours = lookUp(known, `${field} ${word?.toUpperCase()}`)
  if (!ours) return ['info', `WhatsApp told ${word === null ? '' : `${shortWord(word)} of `}${field}.`]
  const more = [
    read.violation_info?.violation_type && `Rule: ${shortWord(read.violation_info.violation_type)}.`,
    read.current_limit && `Limit: ${shortWord(read.current_limit)}.`,
    read.rejection_reason &&
      read.rejection_reason.toUpperCase() !== 'NONE' &&
      `Reason: ${shortWord(read.rejection_reason)}.`,
  ].filter(Boolean)
  return [ours[0], [ours[1], ...more].join(' ')]
}

function eachRestriction({ restriction_info }: AccountBody) {
  return restriction_info.map(({ restriction_type, expiration }) => {
    const [severity, words] = lookUp(restrictions, restriction_type ?? '') ?? [
      'warning',
      shortWord(restriction_type ?? 'not told why'),
    ]
    return { severity, words, until: timeOf(expiration) }
  })
}

/** The last of those that block; null when one of them has no known end. */
function blockedUntil(read: AccountBody): string | null {
  const ends = eachRestriction(read).flatMap(({ severity, until }) => (severity === 'blocked' ? [until] : []))
  return ends.includes(null) ? null : (ends.sort().at(-1) ?? null)
}

function restricted(read: AccountBody): [Severity, string] {
  const each = eachRestriction(read).map(({ severity, words, until }) => ({
    severity,
    words: until === null ? words : `${words}, until ${until}`,
  }))
  const severity = each.some((one) => one.severity === 'blocked') ? 'blocked' : 'warning'
  return [severity, `The WhatsApp business account is restricted: ${each.map(({ words }) => words).join('; ')}.`]
}

function banned({ ban_info }: AccountBody): [Severity, string] {
  const state = ban_info?.waba_ban_state?.toUpperCase()
  const date = ban_info?.waba_ban_date
  const when = date && /^[\w ,:.+-]{1,40}$/.test(date) ? ` (${date})` : ''
  if (state === 'REINSTATE') return ['info', `The WhatsApp business account is allowed again${when}.`]
  if (state === 'SCHEDULE_FOR_DISABLE')
    return ['warning', `The WhatsApp business account is going to be disabled${when}.`]
  return ['blocked', `The WhatsApp business account is disabled${when}.`]
}

/** Without a state it is the event that tells. */
function banOf({ event, ban_info }: AccountBody): AccountNotice['ban'] {
  const state = ban_info?.waba_ban_state?.toUpperCase()
  if (state === 'REINSTATE') return 'ends'
  if (state === 'SCHEDULE_FOR_DISABLE') return null
  return ban_info !== null || event?.toUpperCase() === 'DISABLED_UPDATE' ? 'begins' : null
}

function alerted({ alert_info, ...flat }: AccountBody): [Severity, string] {
  const alert = alert_info ?? flat
  const words = without(alert.alert_description ?? '') || shortWord(alert.alert_type ?? 'without words')
  return [lookUp(alerts, alert.alert_severity?.toUpperCase() ?? '') ?? 'info', `WhatsApp alerts: ${words}`]
}

/** Errors that concern no single message. */
export function readError(content: unknown, raised: string | null): AccountNotice {
  const read = webhookError.safeParse(content)
  if (!read.success) throw unreadable('an error without a code')
  const { code, title, message, error_data } = read.data
  const refusal = refusalOf({ code, message: message ?? title, error_data }, { kind: 'once', status: null })
  const blocked = ['number-blocked', 'credentials-rejected', 'rights-missing'].includes(refusal.code)
  return {
    topic: 'errors',
    severity: blocked ? 'blocked' : 'warning',
    message: `WhatsApp reports error ${code}: ${refusal.facts.detail}`,
    at: timeOf(raised),
    until: null,
    ban: null,
  }
}

export function readOther(field: string, raised: string | null): AccountNotice {
  return {
    topic: field,
    severity: 'info',
    message: `WhatsApp told of ${field}, which Crossdock does not use.`,
    at: timeOf(raised),
    until: null,
    ban: null,
  }
}

/** Which of several numbers it is; the whole of it belongs in no log. */
function whichNumber({ display_phone_number, phone_number }: AccountBody): string {
  const digits = (display_phone_number ?? phone_number)?.replace(/\D/g, '') ?? ''
  return digits.length < 8 ? '' : ` (number ending in ${digits.slice(-4)})`
}

/** Meta's own constants; anything longer is no such word. */
function shortWord(word: string): string {
  return without(word).slice(0, 80)
}
