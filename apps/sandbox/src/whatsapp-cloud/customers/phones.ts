import { nameOfNumber } from '../../invented-names.ts'
import type { BusinessNumber } from '../business.ts'
import { userIdOf } from '../ids.ts'
import type { Bubble } from './bubble.ts'

/** A customer's phone, invented the first time somebody writes to it or from it. It keeps what it got. */
export interface Phone {
  /** The number as the business writes it, digits without the plus. */
  digits: string
  /** WhatsApp's id of it; mostly the same. */
  waId: string
  name: string
  username: string | null
  /** With a username the number may be kept back from businesses. */
  sharesNumber: boolean
  /** Off or without network: nothing arrives. */
  off: boolean
  readReceipts: boolean
  /** How often the user id has changed (a changed number, or Meta's own doing). */
  generation: number
  chats: Map<string, Chat>
}

/** One phone and one business number. */
export interface Chat {
  phone: Phone
  with: BusinessNumber
  messages: ChatMessage[]
  /** Milliseconds of the customer's last message; null: never wrote. Opens the 24 hours. */
  lastWroteAt: number | null
  /** Came through an advertisement: free until then. */
  freeUntil: number | null
  adConversationId: string | null
  blocked: boolean
  stoppedMarketing: boolean
  /** The business shows that it writes, until then. */
  typingUntil: number
}

export type ChatMessage = FromBusiness | FromCustomer

export interface FromBusiness {
  by: 'business'
  id: string
  at: number
  type: string
  bubble: Bubble
  /** The send request's body, as it came. */
  request: Record<string, unknown>
  /** What came with it as `biz_opaque_callback_data`. */
  reference: string | null
  state: 'accepted' | 'held' | 'sent' | 'delivered' | 'read' | 'failed'
  /** The code with which it failed. */
  failure: number | null
  /** The customer had blocked the number: it never arrives. */
  lost: boolean
  /** How it was addressed: statuses follow that. */
  addressedBy: 'phone' | 'user-id'
  category: string
  repliesTo: string | null
  reactions: { customer: string | null; business: string | null }
}

export interface FromCustomer {
  by: 'customer'
  id: string
  at: number
  type: string
  bubble: Bubble
  readByBusiness: boolean
  repliesTo: string | null
  reactions: { customer: string | null; business: string | null }
}

export const windowMs = 24 * 3_600_000

export class Phones {
  readonly #byWaId = new Map<string, Phone>()

  all(): Phone[] {
    return [...this.#byWaId.values()]
  }

  find(waId: string): Phone | undefined {
    return this.#byWaId.get(waId)
  }

  /** By the number a person types, however WhatsApp calls it. */
  findByDigits(digits: string): Phone | undefined {
    return this.#byWaId.get(digits) ?? this.all().find((phone) => phone.digits === digits)
  }

  findByUserId(number: BusinessNumber, userId: string): Phone | undefined {
    return this.all().find((phone) => userIdFor(phone, number) === userId)
  }

  at(digits: string, waId = digits): Phone {
    const known = this.#byWaId.get(waId)
    if (known) return known
    const phone: Phone = {
      digits,
      waId,
      name: Object.values(nameOfNumber(waId)).join(' '),
      username: null,
      sharesNumber: true,
      off: false,
      readReceipts: true,
      generation: 0,
      chats: new Map(),
    }
    this.#byWaId.set(waId, phone)
    return phone
  }

  /** The same phone under a new number; its chats stay. */
  move(phone: Phone, digits: string): void {
    this.#byWaId.delete(phone.waId)
    phone.digits = digits
    phone.waId = digits
    phone.generation += 1
    this.#byWaId.set(phone.waId, phone)
  }

  forget(): void {
    this.#byWaId.clear()
  }
}

export function chatOf(phone: Phone, number: BusinessNumber): Chat {
  const known = phone.chats.get(number.phoneNumberId)
  if (known) return known
  const chat: Chat = {
    phone,
    with: number,
    messages: [],
    lastWroteAt: null,
    freeUntil: null,
    adConversationId: null,
    blocked: false,
    stoppedMarketing: false,
    typingUntil: 0,
  }
  phone.chats.set(number.phoneNumberId, chat)
  return chat
}

/** Takes a username; from then on businesses hear the user id alone. */
export function keepPrivate(phone: Phone): void {
  phone.username = phone.name.toLowerCase().replace(/[^a-z]+/g, '.')
  phone.sharesNumber = false
}

/** Scoped to the portfolio, for which the account stands here. */
export function userIdFor(phone: Phone, number: BusinessNumber): string {
  return userIdOf(number.account.wabaId, phone.waId, phone.generation)
}

export function windowIsOpen(chat: Chat, now: number): boolean {
  return chat.lastWroteAt !== null && now - chat.lastWroteAt < windowMs
}

/** What lies on the phone; what failed, waits at Meta or was never let through does not. */
export function arrived(message: ChatMessage): boolean {
  return message.by === 'customer' || message.state === 'delivered' || message.state === 'read'
}
