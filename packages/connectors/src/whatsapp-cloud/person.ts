import type { ChannelPerson } from '../ports/messaging.ts'
import { isObject, type JsonObject, objectAt, textAt } from './loosely.ts'
import { userIdPattern } from './send-schemas.ts'

/** E.164 of what Meta calls a wa_id: digits without the plus. Null for what is none. */
export function phoneOf(waId: string | null): string | null {
  const digits = waId?.replace(/^\+/, '') ?? ''
  return /^[1-9]\d{5,14}$/.test(digits) ? `+${digits}` : null
}

/** Who wrote a message: what it says itself, filled up from the contacts that came with it. */
export function senderOf(message: JsonObject, contacts: unknown[]): ChannelPerson | null {
  const from = textAt(message, 'from')
  return personOf(
    {
      phone: phoneOf(from),
      userId: textAt(message, 'from_user_id') ?? userIdIn(from),
      parentUserId: textAt(message, 'from_parent_user_id'),
    },
    contacts,
    // Of a system message the only contact may be somebody else than its subject.
    textAt(message, 'type') !== 'system',
  )
}

/** @param alone whether the only contact is taken for the person when nobody is named */
export function personOf(
  named: { phone: string | null; userId: string | null; parentUserId: string | null },
  contacts: unknown[],
  alone = true,
): ChannelPerson | null {
  const all = contacts.filter(isObject)
  const nobody = named.phone === null && named.userId === null
  const contact = all.find((one) => isSame(named, one)) ?? (nobody && alone && all.length === 1 ? all[0] : undefined)
  const profile = objectAt(contact ?? null, 'profile')
  const person = {
    phone: named.phone ?? phoneOf(textAt(contact ?? null, 'wa_id')),
    userId: named.userId ?? textAt(contact ?? null, 'user_id'),
    parentUserId: named.parentUserId ?? textAt(contact ?? null, 'parent_user_id'),
    name: textAt(profile, 'name'),
    username: textAt(profile, 'username'),
  }
  return person.phone === null && person.userId === null ? null : person
}

function isSame({ phone, userId }: { phone: string | null; userId: string | null }, contact: JsonObject): boolean {
  const theirs = textAt(contact, 'user_id')
  if (userId !== null && theirs !== null) return userId === theirs
  return phone !== null && phone === phoneOf(textAt(contact, 'wa_id'))
}

/** Some who pass messages on put the user id where the phone belongs. */
function userIdIn(from: string | null): string | null {
  return from !== null && userIdPattern.test(from) ? from : null
}
