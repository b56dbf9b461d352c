import type { ErrorCode } from '@crossdock/contracts/errors'
import type { WebhookHeaders, WebhookPort } from '../commerce.ts'
import type { MessageReader, MessagingPort, Recipient, TemplateCall } from '../messaging.ts'

/**
 * A provider as the battery finds it: one number of ours that may send, nothing of an earlier test, and people made up on
 * demand. Whom a test writes to decides what happens; nothing is intercepted.
 */
export interface MessagingUnderTest extends AsyncDisposable {
  /** The port of the number; `fetch` stands between it and the provider, `secret` in the place of its credentials. */
  connect(deps?: { fetch?: typeof fetch; secret?: string; callTimeoutMs?: number }): MessagingPort
  /** How what the provider posts is heard and read, with what our endpoint would hold for it. */
  webhooks: WebhookPort
  reader: MessageReader
  endpointSecrets: readonly string[]
  /** The keys under which the number's events are heard. */
  providerKeys: readonly string[]
  /** Somebody new who has written to us just now. `user-id`: whose phone the provider keeps to itself. */
  customer(known?: 'phone' | 'user-id'): Promise<Recipient>
  /** Somebody new to whom every message is refused with this code at once, and is not sent. */
  refusing(code: RefusedAtOnce): Promise<Recipient>
  /** Somebody new to whom messages are accepted; a status tells later that they failed with this code. */
  failingLater(code: RefusedLater): Promise<Recipient>
  /** Somebody new who gets messages while the sender never gets an answer. */
  leavingUnanswered(): Promise<Recipient>
  /** An approved template, filled in as it wants to be. */
  templateCall(category: 'utility' | 'marketing'): TemplateCall
  /** What a person's phone shows, oldest first. */
  inbox(of: Recipient): Promise<Received[]>
  /** What the provider posted to us so far, in the order it did; accepted by us with 200 each. */
  posted(): Promise<Posted[]>
  /** What people do with their phones. */
  byHand: {
    write(from: Recipient, text: string): Promise<void>
    /** Opens the chat: what was received is read. */
    read(by: Recipient): Promise<void>
    /** Taps the button with this id on the newest message that has it. */
    tap(by: Recipient, buttonId: string): Promise<void>
    /** Uses the provider's own switch against marketing. */
    stopMarketing(by: Recipient): Promise<void>
  }
  /** Posts again what was posted so far, backwards, and as many as possible in one body. */
  postAgain(): Promise<void>
}

export interface Received {
  providerMessageId: string
  text: string
}

export interface Posted {
  body: Uint8Array
  headers: WebhookHeaders
}

/** Every class of refusal that an answer to `send` can carry. */
export const refusedAtOnce = [
  'message-refused',
  'message-unreachable',
  'message-window-closed',
  'message-opted-out',
  'message-too-soon',
  'template-refused',
  'number-blocked',
  'provider-busy',
  'rights-missing',
  'credentials-rejected',
] as const satisfies ErrorCode[]
export type RefusedAtOnce = (typeof refusedAtOnce)[number]

/** And those that only a status tells. */
export const refusedLater = [
  'message-unreachable',
  'message-window-closed',
  'message-opted-out',
  'message-too-soon',
] as const satisfies ErrorCode[]
export type RefusedLater = (typeof refusedLater)[number]
