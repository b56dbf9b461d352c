import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { singleHeader } from '../lib/single-header.ts'
import type { Acknowledgement, EventMeaning, Heard, HeardEvent, WebhookPort } from '../ports/commerce.ts'
import { type Item, partsOf, piecesOf, sha256 } from './body.ts'
import { readEndpointSecrets } from './config.ts'
import { isObject, type JsonObject, objectAt, textAt } from './loosely.ts'
import { personOf, phoneOf, senderOf } from './person.ts'
import { isDeliveryState } from './read-status.ts'
import { timeOf } from './time.ts'

/**
 * Meta's webhooks: one address for all numbers of an app, many accounts and kinds of news in one body, signed as a whole.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview
 */
export const whatsappCloudWebhooks: WebhookPort = {
  provider: 'whatsapp-cloud',

  hear(rawBody, headers, secrets): Heard {
    const { appSecrets } = readEndpointSecrets(secrets)
    if (appSecrets.length === 0) return { ok: false, reason: 'no-secret' }
    const signature = singleHeader(headers, 'x-hub-signature-256')
    if (signature === undefined) return { ok: false, reason: 'signature-missing' }
    if (!isSignedByOneOf(appSecrets, rawBody, signature)) return { ok: false, reason: 'signature-wrong' }

    const pieces = piecesOf(rawBody)
    const events = eachOnce(pieces.flatMap((piece) => piece.items))
      .map(eventOf)
      .sort((a, b) => rank(a.meaning) - rank(b.meaning))
    const parts = partsOf(rawBody, pieces)
    return parts === undefined ? { ok: true, events } : { ok: true, events, parts }
  },

  /** Any other status, and silence, are tried again for up to seven days. */
  acknowledge: () => ({ status: 200 }),

  /** The dots are literal: parsers that turn `hub.mode` into something else must not have been at work. */
  challenge(query, secrets): Acknowledgement | null {
    const asked = new URLSearchParams(query)
    const only = (name: string): string | null => (asked.getAll(name).length === 1 ? asked.get(name) : null)
    const token = only('hub.verify_token')
    const challenge = only('hub.challenge')
    if (only('hub.mode') !== 'subscribe' || token === null || !challenge || challenge.length > 1_000) return null
    return isOneOf(readEndpointSecrets(secrets).verifyTokens, token)
      ? { status: 200, contentType: 'text/plain', body: challenge }
      : null
  },
}

/** Over the bytes as they came: Meta escapes what it signs, and writing the JSON anew gives another digest. */
function isSignedByOneOf(appSecrets: readonly string[], rawBody: Uint8Array, signature: string): boolean {
  if (!/^sha256=[0-9a-f]{64}$/.test(signature)) return false
  const given = Buffer.from(signature.slice('sha256='.length), 'hex')
  // Every secret is tried, so that the time taken does not tell which one fitted.
  const fits = appSecrets.map((secret) => timingSafeEqual(given, createHmac('sha256', secret).update(rawBody).digest()))
  return fits.includes(true)
}

/** Digests are compared, which are of one length. */
function isOneOf(tokens: readonly string[], given: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const fits = tokens.map((token) => timingSafeEqual(digest(given), digest(token)))
  return fits.includes(true)
}

/** The first of those that are the same: that is the one a reader finds. */
function eachOnce(items: Item[]): Item[] {
  const seen = new Set<string>()
  return items.filter(({ providerKey, dedupeKey }) => {
    const key = `${providerKey} ${dedupeKey}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** What somebody wrote comes before what became of our own: a status that fails must hold up no customer. */
function rank(meaning: EventMeaning): number {
  const order: EventMeaning[] = ['message', 'messaging-account', 'message-status']
  const place = order.indexOf(meaning)
  return place < 0 ? order.length : place
}

function eventOf(item: Item): HeardEvent {
  const { providerKey, dedupeKey, field: topic, time } = item
  const content = isObject(item.content) ? item.content : null
  return {
    providerKey,
    dedupeKey,
    topic,
    subject: content === null ? null : subjectOf(item, content),
    meaning: meaningOf(item, content),
    occurredAt: timeOf(textAt(content, 'timestamp')),
    triggeredAt: timeOf(time),
    causeId: null,
  }
}

function meaningOf({ kind, field, dedupeKey }: Item, content: JsonObject | null): EventMeaning {
  switch (kind) {
    case 'message':
      return 'message'
    case 'status':
      return isDeliveryState(textAt(content, 'status')) ? 'message-status' : 'other'
    case 'unreadable':
      // Somebody has to look at it, whatever it was; a status that cannot be read is at least known to be one.
      if (dedupeKey.startsWith('status:')) return 'message-status'
      return field === 'messages' || field === 'unknown' ? 'message' : 'messaging-account'
    case 'other':
      return 'other'
    default:
      return 'messaging-account'
  }
}

/**
 * A person's messages share a lane by the business-scoped user id: Meta sends it always, the phone only sometimes. It is
 * looked for in the contacts, too. The phone stands in only where Meta sends no user ids at all (accounts with an old
 * payload version, deliveries from before April 2026): one person could be in two lanes only in the days of the change.
 * Who gets a new user id stays in the old one's lane for that news, since that is where their conversation is.
 */
function subjectOf({ kind, contacts }: Item, content: JsonObject): HeardEvent['subject'] {
  if (kind === 'status') {
    const id = textAt(content, 'id')
    return id === null ? null : { kind: 'message', sourceId: sha256(id) }
  }
  if (kind !== 'message' && kind !== 'preference') return null
  const system = objectAt(content, 'system')
  const person =
    kind === 'message'
      ? senderOf(content, contacts)
      : personOf(
          { phone: phoneOf(textAt(content, 'wa_id')), userId: textAt(content, 'user_id'), parentUserId: null },
          contacts,
        )
  const sourceId =
    textAt(system, 'previous_user_id') ??
    person?.userId ??
    person?.phone ??
    textAt(system, 'user_id') ??
    phoneOf(textAt(system, 'wa_id'))
  return sourceId === null ? null : { kind: 'conversation', sourceId }
}
