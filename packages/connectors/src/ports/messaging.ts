import type { ErrorCode } from '@crossdock/contracts/errors'
import type { CallOptions } from './erp.ts'

/**
 * A business number, as Crossdock needs it. The port says what happened and what it means to us; whether a message may be
 * sent at all is decided by the hub's policy before, never here.
 */
export interface MessagingPort {
  readonly provider: string
  readonly capabilities: MessagingCapabilities
  /**
   * Sends once. No provider has an idempotency key: no answer throws `outcome-unknown`, and a status that bears
   * `OutboundMessage.reference` settles it. Everything answered is classified: see the codes `message-…`,
   * `template-refused`, `number-blocked`, `provider-busy` (with `retryAfterMs`) in the error table. Whatever is thrown other
   * than `outcome-unknown` did not go out. `message-too-soon` is tried once more, not again and again.
   */
  send(message: OutboundMessage, call?: SendOptions): Promise<Sent>
  /** Whether the credentials work, whose number it is and what stands against sending. Sends nothing. */
  checkAccess(call?: CallOptions): Promise<MessagingAccess>
  /** Every template of the account, sendable or not, so that what it wants can be checked before sending. None: []. */
  listTemplates(call?: CallOptions): Promise<TemplateInfo[]>
}

export interface SendOptions extends CallOptions {
  /** How often this message was tried before: pauses grow with it, and some refusals are final only after a few. */
  earlierAttempts?: number
}

/** What may differ between providers; the hub asks these and never who the provider is. */
export interface MessagingCapabilities {
  /** Business-initiated messages need an approved template outside the customer service window. */
  window: { hours: number } | null
  templates: boolean
  /** `OutboundMessage.reference` comes back with each status. */
  echoesReference: boolean
  /** Can write to a `userId` that has no phone. */
  userIds: boolean
  /** Longest free text, code points. */
  textLimit: number
  /** Reply buttons of an interactive message; 0 = none. */
  buttons: number
}

/** Whom a message goes to. A `userId` is opaque and the provider's own (Meta: business-scoped user id). */
export type Recipient = { phone: string } | { userId: string }

export interface OutboundMessage {
  /** Ours, 512 characters at most, nothing personal: comes back with statuses where the provider can. */
  reference: string
  /** `phone` in E.164, with the plus. */
  to: Recipient
  content: OutboundContent
  /** The provider's id of the message that is answered. */
  replyTo?: string
}

export type OutboundContent =
  /** `linkPreview`: whether the first link is shown with a picture; not given, the provider decides. */
  | { kind: 'text'; body: string; linkPreview?: boolean }
  | { kind: 'template'; template: TemplateCall }
  | { kind: 'buttons'; body: string; header?: string; footer?: string; buttons: ReplyButton[] }

/** `id` is what comes back and the only thing to trust; it carries a version. */
export interface ReplyButton {
  id: string
  title: string
}

export interface TemplateCall {
  name: string
  /** As the provider writes it: `en`, `en_IN`, `hi`. */
  language: string
  category: TemplateCategory
  /** Positional (`name` null everywhere) or named (everywhere), never mixed. */
  body: { name: string | null; text: string }[]
  /** Words, or the file of a template that was approved with one; `link` is public and https. */
  header?:
    | { name: string | null; text: string }[]
    | { media: 'image' | 'video' | 'document'; link: string; fileName?: string }
  /** By the button's index in the template. */
  buttons?: ({ index: number; kind: 'url'; text: string } | { index: number; kind: 'reply'; payload: string })[]
}

export type TemplateCategory = 'marketing' | 'utility' | 'authentication'

/** A template as it stands at the provider. */
export interface TemplateInfo {
  name: string
  language: string
  /** Text: 64-bit. Null when not told. */
  templateId: string | null
  /** Null: a word we do not know. Sendable are `approved` and `flagged`. */
  status: TemplateChange['status']
  category: TemplateCategory | null
  quality: TemplateChange['quality']
  /** What has to be filled in: names, or null for positions. `template-fit.ts` compares them with a call. */
  header: { kind: 'none' | 'text' | 'image' | 'video' | 'document' | 'other'; parameters: (string | null)[] }
  body: (string | null)[]
  /** Only buttons that take something: a `url` must be given its ending, a `reply` may be given a payload. */
  buttons: { index: number; kind: 'url' | 'reply' | 'other'; required: boolean }[]
}

export interface Sent {
  /** The provider's id of the message; statuses are matched by it. */
  providerMessageId: string
  /** `accepted` is not delivered. `held`: the provider looks at it first; a status tells how that ended. */
  state: 'accepted' | 'held'
  /** The recipient as the provider knows it, when it says; digits of a phone without the plus, or a user id. */
  recipient: { waId: string | null; userId: string | null }
}

export interface MessagingAccess {
  /** As people read it: +91 80 4718 0000. Null when the provider does not tell. */
  displayNumber: string | null
  verifiedName: string | null
  quality: 'green' | 'yellow' | 'red' | 'unknown'
  /** When the credentials stop working, where that is known. RFC 3339. */
  expiresAt: string | null
  /** What stands against sending or receiving, in a sentence each. */
  problems: string[]
}

/**
 * How what a provider posted becomes our words. Pure; throws AppError `payload-unreadable`. A body holds many items: `key`
 * is the dedupe key under which `WebhookPort.hear` named one of them, in the whole body or in a part of it.
 */
export interface MessageReader {
  readonly provider: string
  readItem(rawBody: Uint8Array, key: string): ChannelItem
}

export type ChannelItem =
  | { kind: 'message'; message: InboundMessage }
  | { kind: 'status'; status: MessageStatus }
  | { kind: 'preference'; preference: MessagePreference }
  | { kind: 'template'; change: TemplateChange }
  | { kind: 'account'; notice: AccountNotice }

/** Whom we talk with, as far as the provider tells: at least one of phone and userId. */
export interface ChannelPerson {
  /** E.164 with the plus; null when the provider shares none. */
  phone: string | null
  userId: string | null
  parentUserId: string | null
  /** For display only. */
  name: string | null
  username: string | null
}

export interface InboundMessage {
  /** Made from the content where the provider gives none. */
  providerMessageId: string
  /** Null only where the provider names nobody at all (some system messages). */
  from: ChannelPerson | null
  /** RFC 3339, the provider's own time, not ours: windows are counted from it. May lie ahead of our clock. */
  sentAt: string
  /** The provider's word for the type, also an unknown one. */
  type: string
  content: InboundContent
  /** What people read in a list: one line or a few, in English where the provider sends no words. May hold anything personal. */
  text: string
  /** The provider's id of the message this one answers or taps. */
  repliesTo: string | null
  forwarded: boolean
  /** Came through an advertisement; opens longer free windows. */
  referral: {
    sourceId: string | null
    sourceType: string | null
    sourceUrl: string | null
    clickId: string | null
    headline: string | null
    body: string | null
  } | null
  /** A catalogue product that is asked about. */
  aboutProduct: { catalogId: string | null; retailerId: string } | null
  groupId: string | null
}

export type InboundContent =
  | { kind: 'text'; body: string }
  /** `source`: a reply button or list row of ours, or a template's quick reply. */
  | { kind: 'choice'; source: 'button' | 'list' | 'template'; id: string; title: string }
  /** A flow's or form's answer; `fields` as it came with numbers as text, null when it cannot be read. */
  | { kind: 'form'; name: string | null; fields: Record<string, unknown> | null }
  | {
      kind: 'media'
      media: 'image' | 'video' | 'audio' | 'voice' | 'document' | 'sticker'
      mediaId: string
      mimeType: string | null
      sha256: string | null
      fileName: string | null
      caption: string | null
    }
  | { kind: 'location'; latitude: number; longitude: number; name: string | null; address: string | null }
  /** `shared`: the customer gave us their own number when we asked. Phones in E.164 where the provider knows them so. */
  | { kind: 'contacts'; shared: boolean; contacts: { name: string | null; phones: string[] }[] }
  /** A cart. Prices are what the client showed, decimal text of major units, null when unreadable: never charged unchecked. */
  | {
      kind: 'cart'
      catalogId: string | null
      note: string | null
      items: { retailerId: string; quantity: number; price: string | null; currency: string | null }[]
    }
  /** `emoji` null: the reaction was taken back. */
  | { kind: 'reaction'; to: string; emoji: string | null }
  | {
      kind: 'system'
      change: 'number' | 'user-id' | 'identity' | 'other'
      /** As the person is reached from now on. */
      person: ChannelPerson | null
      previousUserId: string | null
    }
  | { kind: 'unsupported'; detail: string | null }

export interface MessageStatus {
  providerMessageId: string
  /** What we sent along; null when the provider does not echo it. */
  reference: string | null
  state: DeliveryState
  /** RFC 3339. */
  at: string
  /** Whom it went to, as far as the provider tells; the phone in E.164. Where it tells both, they are one person. */
  recipient: { phone: string | null; userId: string | null }
  /** Set when `failed`: in our codes, so that what to do is decided in one place. `detail` names nobody. */
  failure: { code: ErrorCode; providerCode: string | null; detail: string; retryAfterMs: number | null } | null
  /** As billed; null when not told. */
  pricing: { billable: boolean | null; type: string | null; category: string | null; model: string | null } | null
}

/** Only ever rises in this order; `failed` is terminal and may follow `sent`. */
export const deliveryStates = ['accepted', 'sent', 'delivered', 'read', 'played', 'failed'] as const
export type DeliveryState = (typeof deliveryStates)[number]

export interface MessagePreference {
  person: ChannelPerson
  scope: 'marketing'
  /** `resume` is also a first sign-up: both are the person's own consent. */
  value: 'stop' | 'resume'
  at: string
}

/** What one notice tells; null is "not told", so what was known stays. Apply only what is newer than the last `at`. */
export interface TemplateChange {
  name: string
  language: string
  /** Text: 64-bit. Null when not told. */
  templateId: string | null
  status:
    | 'approved'
    | 'pending'
    | 'rejected'
    | 'paused'
    | 'disabled'
    | 'flagged'
    | 'archived'
    | 'deleted'
    | 'locked'
    | null
  category: TemplateCategory | null
  quality: 'green' | 'yellow' | 'red' | 'unknown' | null
  /** Why, in the provider's words; nothing personal. */
  reason: string | null
  at: string | null
}

/** Something about the account itself: a restriction, a changed limit, errors that concern no single message. */
export interface AccountNotice {
  topic: string
  severity: 'info' | 'warning' | 'blocked'
  /** In words for people; nothing personal. */
  message: string
  at: string | null
  /** When a block ends by itself, where that is told. RFC 3339. */
  until: string | null
  /** The account was shut out, or is let in again: what a ban stopped goes on then. Any other block is none. */
  ban: 'begins' | 'ends' | null
}
