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
  const book = bookOf(contacts)
  const nobody = named.phone === null && named.userId === null
  const contact = lookUp(book, named) ?? (nobody && alone && book.count === 1 ? book.first : undefined)
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

/** The people of a change, found without going through all of them for each of its messages. */
interface Book {
  count: number
  first: JsonObject | undefined
  byUser: Map<string, Entry>
  byPhone: Map<string, Entry>
  /** Those that name no user id: only their phone can tell. */
  byPhoneAlone: Map<string, Entry>
}

interface Entry {
  contact: JsonObject
  place: number
}

const books = new WeakMap<unknown[], Book>()

function bookOf(contacts: unknown[]): Book {
  const known = books.get(contacts)
  if (known) return known
  const all = contacts.filter(isObject)
  const book: Book = {
    count: all.length,
    first: all[0],
    byUser: new Map(),
    byPhone: new Map(),
    byPhoneAlone: new Map(),
  }
  for (const [place, contact] of all.entries()) {
    const [userId, phone] = [textAt(contact, 'user_id'), phoneOf(textAt(contact, 'wa_id'))]
    const add = (into: Map<string, Entry>, key: string | null): void => {
      if (key !== null && !into.has(key)) into.set(key, { contact, place })
    }
    add(book.byUser, userId)
    add(book.byPhone, phone)
    if (userId === null) add(book.byPhoneAlone, phone)
  }
  books.set(contacts, book)
  return book
}

/** The first of the same user id; where either side has none, of the same phone. */
function lookUp(
  book: Book,
  { phone, userId }: { phone: string | null; userId: string | null },
): JsonObject | undefined {
  const byUser = userId === null ? undefined : book.byUser.get(userId)
  const byPhone = phone === null ? undefined : (userId === null ? book.byPhone : book.byPhoneAlone).get(phone)
  if (!byUser || !byPhone) return (byUser ?? byPhone)?.contact
  return byUser.place < byPhone.place ? byUser.contact : byPhone.contact
}

/** Some who pass messages on put the user id where the phone belongs. */
function userIdIn(from: string | null): string | null {
  return from !== null && userIdPattern.test(from) ? from : null
}
