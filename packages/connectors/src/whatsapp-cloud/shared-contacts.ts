import type { InboundMessage } from '../ports/messaging.ts'
import { phoneOf } from './person.ts'
import type { SharedContact } from './schemas.ts'

/** Cards that somebody sends on, or the customer's own number that we asked for. */
export function readContacts(cards: SharedContact[]): Pick<InboundMessage, 'content' | 'text'> | null {
  if (cards.length === 0) return null
  const contacts = cards.map((card) => ({ name: nameOf(card), phones: phonesOf(card) }))
  const shared = cards.some(({ origin }) => origin?.toLowerCase() === 'contact_request')
  const lines = contacts.map(({ name, phones }) => [name ?? 'Without a name', ...phones].join(' '))
  return {
    content: { kind: 'contacts', shared, contacts },
    text: `${shared ? 'Own number' : contacts.length === 1 ? 'Contact' : 'Contacts'}: ${lines.join('; ')}`,
  }
}

function nameOf({ name, vcard }: SharedContact): string | null {
  const parts = [name?.first_name, name?.last_name].filter((part) => part != null)
  return name?.formatted_name ?? (parts.join(' ') || (/^FN[^:\n]*:(.+)$/m.exec(vcard ?? '')?.[1]?.trim() ?? null))
}

/** As WhatsApp knows them, else as they were typed; the card's own lines only where nothing was read for us. */
function phonesOf({ phones, vcard }: SharedContact): string[] {
  const read = phones.map(({ phone, wa_id }) => phoneOf(wa_id) ?? phone).filter((phone) => phone !== null)
  if (read.length > 0) return read
  const lines = [...(vcard ?? '').matchAll(/^(?:\w+\.)?TEL([^:\n]*):(.+)$/gm)]
  return lines.flatMap(([, options = '', typed = '']) => {
    const waId = /waid=(\d+)/i.exec(options)?.[1] ?? null
    return phoneOf(waId) ?? (typed.trim() || [])
  })
}
