import type { CanonicalOrder } from '@crossdock/contracts/order'

/** One thing a channel told us, before it is read: just enough to route it and to recognise a repetition. */
export interface HeardEvent {
  /** The provider's own key of the account it concerns (shop domain, phone_number_id): finds the connection. */
  providerKey: string
  /** Unique per connection and made by the connector, never empty: a repetition carries the same one. */
  dedupeKey: string
  /** The provider's topic, as it names it: `orders/create`. */
  topic: string
  /** What it is about; events of one subject are worked off one at a time. Null when it has no subject. */
  subject: { kind: 'order'; sourceId: string } | null
  /** The body is meant to be a whole order; whether it can be read shows later. */
  carriesOrder: boolean
  /** When the subject last changed according to the payload, and when the provider raised the event. RFC 3339. */
  occurredAt: string | null
  triggeredAt: string | null
  /** The provider's id of the causing action, shared by the events it triggered. Correlates, never dedupes. */
  causeId: string | null
}

export type Heard =
  | { ok: true; events: HeardEvent[] }
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
}

export interface ReadOptions {
  /** ISO 3166-1 alpha-2, for phones written without a country. */
  defaultCountry: string
}

/** How a channel's payload becomes our order. Pure; throws AppError `payload-unreadable` and the like. */
export interface OrderReader {
  readonly provider: string
  readOrder(rawBody: Uint8Array, topic: string, options: ReadOptions): CanonicalOrder
}
