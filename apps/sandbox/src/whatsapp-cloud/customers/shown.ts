import {
  arrived,
  type Chat,
  type ChatMessage,
  type FromBusiness,
  type Phone,
  userIdFor,
  windowIsOpen,
  windowMs,
} from './phones.ts'

/** Phones as `GET /phones` and the command line show them. */

export interface PhoneLine {
  /** With the plus. */
  phone: string
  name: string
  messages: number
  /** Delivered, and nobody has opened the chat since. */
  unread: number
  latest: { at: string; by: 'business' | 'customer'; text: string } | null
}

/** What a phone shows of a chat, oldest first: what failed or is on its way does not lie there. */
export function shownIn(chat: Chat): ChatMessage[] {
  return chat.messages.filter((message) => arrived(message) && message.type !== 'reaction')
}

export function notArrivedIn(chat: Chat): FromBusiness[] {
  return chat.messages.filter((message): message is FromBusiness => message.by === 'business' && !arrived(message))
}

export function phoneLine(phone: Phone): PhoneLine {
  const messages = [...phone.chats.values()].flatMap(shownIn).toSorted((one, other) => one.at - other.at)
  const last = messages.at(-1)
  return {
    phone: `+${phone.digits}`,
    name: phone.name,
    messages: messages.length,
    unread: messages.filter((message) => message.by === 'business' && message.state === 'delivered').length,
    latest: last ? { at: iso(last.at), by: last.by, text: wholeText(last) } : null,
  }
}

export type PhoneShown = ReturnType<typeof phoneShown>

export function phoneShown(phone: Phone, now: number) {
  return {
    phone: `+${phone.digits}`,
    waId: phone.waId,
    name: phone.name,
    username: phone.username,
    sharesNumber: phone.sharesNumber,
    off: phone.off,
    chats: [...phone.chats.values()].map((chat) => chatShown(chat, now)),
  }
}

function chatShown(chat: Chat, now: number) {
  const { phone, with: number, lastWroteAt, blocked, stoppedMarketing } = chat
  return {
    with: { phoneNumberId: number.phoneNumberId, phone: `+${number.displayPhoneNumber}`, name: number.verifiedName },
    userId: userIdFor(phone, number),
    windowOpenUntil: windowIsOpen(chat, now) ? iso((lastWroteAt ?? 0) + windowMs) : null,
    blocked,
    stoppedMarketing,
    messages: shownIn(chat).map((message) => ({
      id: message.id,
      by: message.by,
      at: iso(message.at),
      type: message.type,
      text: message.bubble.text,
      header: message.bubble.header,
      footer: message.bubble.footer,
      media: message.bubble.media,
      choices: message.bubble.choices,
      template: message.bubble.template,
      state: message.by === 'business' ? message.state : null,
      repliesTo: message.repliesTo,
      reactions: message.reactions,
    })),
    notArrived: notArrivedIn(chat).map(({ id, at, type, bubble, state, failure }) => ({
      id,
      at: iso(at),
      type,
      text: bubble.text,
      state,
      failure,
    })),
  }
}

/** Header, words and footer as a person reads them. */
export function wholeText({ bubble }: Pick<ChatMessage, 'bubble'>): string {
  const media = bubble.media ? `[${bubble.media.kind}: ${bubble.media.name}]` : null
  return [bubble.header, media, bubble.text, bubble.footer].filter(Boolean).join('\n')
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
