import { type DeliveryState, deliveryStates, type MessageStatus } from '../ports/messaging.ts'
import { refusalOf } from './errors.ts'
import { isObject, objectAt, textAt } from './loosely.ts'
import { personOf, phoneOf } from './person.ts'
import { messageStatus } from './schemas.ts'
import { mustBeTime } from './time.ts'
import { unreadable } from './unreadable.ts'

export function isDeliveryState(word: string | null): boolean {
  return stateOf(word) !== null
}

function stateOf(word: string | null): DeliveryState | null {
  return deliveryStates.find((state) => state === word?.toLowerCase()) ?? null
}

/** Matched by its id or our reference, never by whom it went to: a failure names the recipient only sometimes. */
export function readStatus(content: unknown, contacts: unknown[]): MessageStatus {
  const read = messageStatus.parse(content)
  const state = stateOf(read.status)
  if (read.id === null) throw unreadable('a status does not say of which message')
  if (state === null) throw unreadable('a status has no state')
  return {
    providerMessageId: read.id,
    reference: read.biz_opaque_callback_data,
    state,
    at: mustBeTime(read.timestamp, 'the timestamp of a status'),
    recipient: recipientOf(read, contacts),
    failure: state === 'failed' ? failureOf(read, contacts) : null,
    pricing: read.pricing && {
      billable: read.pricing.billable,
      type: read.pricing.type,
      category: read.pricing.category,
      model: read.pricing.pricing_model,
    },
  }
}

type Read = ReturnType<typeof messageStatus.parse>

/** A group has an id as well, and is nobody. */
function recipientOf(
  { recipient_type, recipient_id, recipient_user_id }: Read,
  contacts: unknown[],
): MessageStatus['recipient'] {
  const named = { phone: phoneOf(recipient_id), userId: recipient_user_id, parentUserId: null }
  const person = recipient_type?.toLowerCase() === 'group' ? null : personOf(named, contacts, false)
  return { phone: person?.phone ?? null, userId: person?.userId ?? null }
}

function failureOf({ errors, recipient_id, recipient_user_id }: Read, contacts: unknown[]): MessageStatus['failure'] {
  const [error] = errors
  if (!error) return { code: 'provider-refused', providerCode: null, detail: 'it gave no reason', retryAfterMs: null }
  const names = contacts.filter(isObject).flatMap((contact) => {
    const profile = objectAt(contact, 'profile')
    return [textAt(profile, 'name'), textAt(profile, 'username'), textAt(contact, 'wa_id'), textAt(contact, 'user_id')]
  })
  const refusal = refusalOf(
    { code: error.code, message: error.message ?? error.title, error_data: error.error_data },
    {
      kind: 'once',
      status: null,
      personal: [recipient_id, recipient_user_id, ...names].filter((name) => name !== null),
    },
  )
  return {
    code: refusal.code,
    providerCode: String(error.code),
    detail: refusal.facts.detail ?? '',
    retryAfterMs: refusal.retryAfterMs ?? null,
  }
}
