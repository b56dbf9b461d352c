import type { CanonicalOrder, OrderRefund } from '@crossdock/contracts/order'

/**
 * What an event is, in our words. The hub has one piece of work for each of them; `other` is recorded and nothing follows.
 */
export type EventMeaning =
  /** The body is meant to be a whole order; whether it can be read shows later. */
  | 'order'
  /** The lines of an order were edited; the order itself is not in the body. */
  | 'order-edited'
  /** The merchant deleted an order in the channel. */
  | 'order-deleted'
  | 'refund'
  /** The merchant took our access away. */
  | 'disconnected'
  /** The law gives us a time to answer or to erase. */
  | 'privacy-request'
  /** Somebody wrote to a number of ours. */
  | 'message'
  /** What became of a message we sent. */
  | 'message-status'
  /** About the number or its templates: approval, quality, restriction, a person's choice to be left alone. */
  | 'messaging-account'
  | 'other'

/** One thing a channel told us, before it is read: just enough to route it and to recognise a repetition. */
export interface HeardEvent {
  /** The provider's own key of the account it concerns (shop domain, phone_number_id): finds the connection. */
  providerKey: string
  /** Unique per connection and made by the connector, never empty: a repetition carries the same one. */
  dedupeKey: string
  /** The provider's topic, as it names it: `orders/create`. */
  topic: string
  /**
   * What it is about; events of one subject are worked off one at a time. Null when it has no subject. The `sourceId` of a
   * conversation names a person (a phone in E.164, or the provider's id of a user): whoever stores it or makes a lane of it
   * puts a keyed hash in its place first. That of a message is already a hash.
   */
  subject: { kind: 'order' | 'conversation' | 'message'; sourceId: string } | null
  meaning: EventMeaning
  /** When the subject last changed according to the payload, and when the provider raised the event. RFC 3339. */
  occurredAt: string | null
  triggeredAt: string | null
  /** The provider's id of the causing action, shared by the events it triggered. Correlates, never dedupes. */
  causeId: string | null
}

export type Heard =
  | {
      ok: true
      events: HeardEvent[]
      /**
       * When the body concerns several accounts: what of it concerns each, by `providerKey`. Only that part is stored with an
       * account's events, and every key it was heard under is found in it again. Without an entry it is the whole body.
       */
      parts?: ReadonlyMap<string, Uint8Array>
    }
  /** `reason` goes to the log and the counter, never to the caller. */
  | { ok: false; reason: 'no-secret' | 'signature-missing' | 'signature-wrong' | 'headers-missing' }

export type WebhookHeaders = Record<string, string | string[] | undefined>

/** The answer a provider wants to see. */
export interface Acknowledgement {
  status: number
  contentType?: string
  body?: string
}

/** How a provider calls us. Pure: no I/O, no clock. */
export interface WebhookPort {
  readonly provider: string
  /** Checks the signature over the raw bytes against each valid secret, then names the events. Never throws on a signed body. */
  hear(rawBody: Uint8Array, headers: WebhookHeaders, secrets: readonly string[]): Heard
  acknowledge(): Acknowledgement
  /**
   * Answers a provider that checks whether the address is ours before it posts there (Meta: GET with `hub.challenge`). Null:
   * refused. Providers without such a check leave it out. `query` as it came, undecoded.
   */
  challenge?(query: string, secrets: readonly string[]): Acknowledgement | null
}

export interface ReadOptions {
  /** ISO 3166-1 alpha-2, for phones written without a country. */
  defaultCountry: string
}

/** How a channel's payload becomes our order. Pure; throws AppError `payload-unreadable` and the like. */
export interface OrderReader {
  readonly provider: string
  readOrder(rawBody: Uint8Array, topic: string, options: ReadOptions): CanonicalOrder
  /** A refund that comes as an event of its own, and the order it belongs to. */
  readRefund(rawBody: Uint8Array): { orderSourceId: string; refund: OrderRefund }
  /** What an edit says of itself; the order as it stands afterwards has to come another way. */
  readEdit(rawBody: Uint8Array): OrderEdit
}

export interface OrderEdit {
  orderSourceId: string
  /** RFC 3339; null when the channel does not say. */
  at: string | null
  /** Lines. */
  added: number
  removed: number
}

/** How a channel says that somebody asks for their data, or wants it gone. Pure; throws AppError `payload-unreadable`. */
export interface PrivacyReader {
  readonly provider: string
  readPrivacyRequest(rawBody: Uint8Array, topic: string): PrivacyRequest
}

export interface PrivacyRequest {
  /** `hand-over`: give the merchant what is stored of a person. `erase-*`: erase or anonymise it. */
  kind: 'hand-over' | 'erase-person' | 'erase-shop'
  /** The channel's own id of the request; null when it has none. */
  sourceId: string | null
  /** Whom it is about; null when it is about the whole shop. */
  person: { sourceId: string | null; email: string | null; phone: string | null } | null
  /** The channel's ids of the orders it names. */
  orders: string[]
}
