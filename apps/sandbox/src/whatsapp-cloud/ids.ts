import { createHash, randomBytes } from 'node:crypto'

/**
 * A message id as WhatsApp makes them: base64 of a few bytes around the customer's digits and a random part. That the
 * phone can be read out of it is no invention of ours, and what a hub has to mind.
 */
export function wamid(waId: string, from: 'business' | 'customer'): string {
  const random = Buffer.from(
    randomBytes(from === 'customer' ? 10 : 9)
      .toString('hex')
      .toUpperCase(),
  )
  const bytes = Buffer.concat([
    Buffer.from([0x1c, 0x18, waId.length]),
    Buffer.from(waId),
    Buffer.from([0x15, 0x02, 0x00, from === 'customer' ? 0x12 : 0x11, 0x18, random.length]),
    random,
    Buffer.from([0x00]),
  ])
  return `wamid.${bytes.toString('base64')}`
}

/** A Graph object's id: digits only. */
export function graphId(): string {
  return String(10n ** 15n + (randomBytes(8).readBigUInt64BE() % (9n * 10n ** 15n)))
}

/** What Meta's support asks for. */
export function traceId(): string {
  return randomBytes(16).toString('base64url').replace(/[-_]/g, 'A')
}

/** 64-bit, and beyond what a JavaScript number holds. */
export function templateId(...parts: string[]): bigint {
  return 10n ** 16n + (digest(parts).readBigUInt64BE() % (8n * 10n ** 16n))
}

/** A business-scoped user id: the same person has another one with every portfolio, and a new one with a new number. */
export function userIdOf(portfolio: string, waId: string, generation = 0): string {
  const digits = digest([portfolio, waId, String(generation)]).readBigUInt64BE() % (9n * 10n ** 15n)
  return `${countryOf(waId)}.${10n ** 15n + digits}`
}

/** Only as far as an invented world needs it; `XX` is nobody's country. */
function countryOf(waId: string): string {
  const found = Object.entries(countries).find(([prefix]) => waId.startsWith(prefix))
  return found?.[1] ?? 'XX'
}

const countries: Record<string, string> = {
  '971': 'AE',
  '880': 'BD',
  '977': 'NP',
  '91': 'IN',
  '94': 'LK',
  '65': 'SG',
  '55': 'BR',
  '52': 'MX',
  '49': 'DE',
  '44': 'GB',
  '1': 'US',
}

function digest(parts: string[]): Buffer {
  return createHash('sha256').update(parts.join('|')).digest()
}
