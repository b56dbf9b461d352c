import { createHmac, timingSafeEqual } from 'node:crypto'
import type { HeardEvent, WebhookPort } from '@crossdock/connectors/ports/commerce'

/** One thing that the provider of these tests says of an account. */
export interface Item {
  kind: 'message' | 'status' | 'account'
  /** Unique in its account. */
  id: string
  /** Whose message it is: a phone, as providers write it. */
  person?: string
  /** Which message it is about, by an id that holds the phone, as WhatsApp's do. */
  message?: string
  at?: string
  text?: string
}

/** A body: accounts and what is said of each. One account may stand there more than once. */
export type Batch = { account: string; items: Item[] }[]

const meanings = { message: 'message', status: 'message-status', account: 'messaging-account' } as const

/** Speaks for many accounts in one body, as Meta does, and is simple enough to see through. */
export const messageProvider: WebhookPort = {
  provider: 'test-messages',

  hear(rawBody, headers, secrets) {
    const given = Buffer.from(String(headers['x-test-signature'] ?? ''))
    if (given.length === 0) return { ok: false, reason: 'signature-missing' }
    const fits = secrets.some((secret) => {
      const expected = Buffer.from(signatureOf(rawBody, secret))
      return given.length === expected.length && timingSafeEqual(given, expected)
    })
    if (!fits) return { ok: false, reason: 'signature-wrong' }
    const batch = JSON.parse(Buffer.from(rawBody).toString('utf8')) as Batch
    const accounts = [...new Set(batch.map(({ account }) => account))]
    const partOf = (account: string): Uint8Array =>
      Buffer.from(JSON.stringify(batch.filter((entry) => entry.account === account)))
    return {
      ok: true,
      events: batch.flatMap(({ account, items }) => items.map((item) => eventOf(account, item))),
      ...(accounts.length > 1 ? { parts: new Map(accounts.map((account) => [account, partOf(account)])) } : {}),
    }
  },

  acknowledge: () => ({ status: 200 }),

  challenge(query, secrets) {
    const asked = new URLSearchParams(query)
    const token = asked.get('hub.verify_token')
    if (asked.get('hub.mode') !== 'subscribe' || token === null || !secrets.includes(token)) return null
    return { status: 200, contentType: 'text/plain', body: asked.get('hub.challenge') ?? '' }
  },
}

export function signatureOf(body: Uint8Array | string, secret: string): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}

export function eventOf(account: string, { kind, id, person, message, at }: Item): HeardEvent {
  return {
    providerKey: account,
    dedupeKey: `${kind}:${id}`,
    topic: kind,
    subject: subjectOf(kind, person, message),
    meaning: meanings[kind],
    occurredAt: at ?? null,
    triggeredAt: null,
    causeId: null,
  }
}

function subjectOf(kind: Item['kind'], person?: string, message?: string): HeardEvent['subject'] {
  if (kind === 'message' && person !== undefined) return { kind: 'conversation', sourceId: person }
  if (kind === 'status' && message !== undefined) return { kind: 'message', sourceId: message }
  return null
}
