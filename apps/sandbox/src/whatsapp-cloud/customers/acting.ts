import { randomBytes } from 'node:crypto'
import type { BusinessNumber } from '../business.ts'
import { wamid } from '../ids.ts'
import { readAll } from '../sending/journey.ts'
import { contactOf, type Item, messageItem } from '../webhooks/items.ts'
import type { World } from '../world.ts'
import { type Bubble, type Choice, textBubble } from './bubble.ts'
import { arrived, type Chat, chatOf, type FromBusiness, type FromCustomer, type Phone, userIdFor } from './phones.ts'

/** What a person does with a phone. Each of these is one inbound webhook, or none when the business is not to hear of it. */

/** The `type` and the part of a message that goes with it, as webhooks carry it. */
export interface Said {
  type: string
  part: Record<string, unknown>
  bubble: Bubble
  /** The business's message that is answered or tapped. */
  repliesTo?: string
  context?: Record<string, unknown>
  referral?: Record<string, unknown>
  errors?: object[]
}

const freeEntryMs = 72 * 3_600_000

export function say(world: World, chat: Chat, said: Said): FromCustomer {
  const { phone } = chat
  // Whoever answers has read, and a blocked business is not written to without letting it in again.
  readAll(world, chat)
  chat.blocked = false
  const message: FromCustomer = {
    by: 'customer',
    id: wamid(phone.waId, 'customer'),
    at: world.clock.now(),
    type: said.type,
    bubble: said.bubble,
    readByBusiness: false,
    repliesTo: said.repliesTo ?? null,
    reactions: { customer: null, business: null },
  }
  chat.messages.push(message)
  chat.lastWroteAt = message.at
  if (said.referral) {
    chat.freeUntil = message.at + freeEntryMs
    chat.adConversationId = randomBytes(16).toString('hex')
  }
  void world.courier.push(messageItem(chat, bodyOf(chat, message, said, world.clock.seconds())))
  return message
}

function bodyOf({ phone, with: number }: Chat, { id, type }: FromCustomer, said: Said, timestamp: string): object {
  const context = {
    ...(said.repliesTo ? { from: number.displayPhoneNumber, id: said.repliesTo } : {}),
    ...said.context,
  }
  return {
    ...(phone.sharesNumber ? { from: phone.waId } : {}),
    from_user_id: userIdFor(phone, number),
    id,
    timestamp,
    ...(Object.keys(context).length > 0 ? { context } : {}),
    ...(said.referral ? { referral: said.referral } : {}),
    ...(said.errors ? { errors: said.errors } : {}),
    type,
    ...said.part,
  }
}

export function write(world: World, chat: Chat, text: string, repliesTo?: string): FromCustomer {
  return say(world, chat, {
    type: 'text',
    part: { text: { body: text } },
    bubble: textBubble(text),
    ...(repliesTo ? { repliesTo } : {}),
  })
}

export type Tapped = { ok: true; what: 'told' | 'opened'; choice: Choice } | { ok: false; reason: string }

/** Taps what reads or is called so, on the newest message that has it, or on the one that is named. */
export function tap(world: World, chat: Chat, labelOrId: string, messageId?: string): Tapped {
  const messages = chat.messages.filter((each): each is FromBusiness => each.by === 'business' && arrived(each))
  const candidates = messageId === undefined ? messages.toReversed() : messages.filter(({ id }) => id === messageId)
  for (const message of candidates) {
    const choice = message.bubble.choices.find(
      (each) => each.label === labelOrId || ('id' in each && each.id === labelOrId),
    )
    if (choice) return tapOn(world, chat, message, choice)
  }
  const there = messages.flatMap(({ bubble }) => bubble.choices.map(({ label }) => label))
  const offer = there.length > 0 ? `There is: ${there.join(', ')}.` : 'There is nothing to tap.'
  return { ok: false, reason: `Nothing on this phone is called "${labelOrId}". ${offer}` }
}

function tapOn(world: World, chat: Chat, { id: repliesTo }: FromBusiness, choice: Choice): Tapped {
  const { label, detail } = choice
  const bubble = textBubble(label)
  switch (choice.kind) {
    case 'url':
      return { ok: true, what: 'opened', choice }
    case 'other':
      return { ok: false, reason: `"${label}" opens something on the phone that the sandbox does not have.` }
    case 'template':
      say(world, chat, { type: 'button', part: { button: { payload: choice.id, text: label } }, bubble, repliesTo })
      // A template's own "Stop promotions" is the switch against marketing (contract section 15).
      if (label === 'Stop promotions') prefer(world, chat, 'stop')
      break
    case 'button': {
      const interactive = { type: 'button_reply', button_reply: { id: choice.id, title: label } }
      say(world, chat, { type: 'interactive', part: { interactive }, bubble, repliesTo })
      break
    }
    case 'row': {
      const reply = { id: choice.id, title: label, ...(detail === null ? {} : { description: detail }) }
      say(world, chat, {
        type: 'interactive',
        part: { interactive: { type: 'list_reply', list_reply: reply } },
        bubble,
        repliesTo,
      })
      break
    }
    case 'location': {
      const location = {
        latitude: 12.97194,
        longitude: 77.64115,
        name: 'Example Apartments',
        address: '100 Example Road',
      }
      say(world, chat, { type: 'location', part: { location }, bubble: textBubble('📍 Example Apartments'), repliesTo })
      break
    }
    case 'contact':
      shareNumber(world, chat, repliesTo)
      break
    case 'flow': {
      const nfm_reply = {
        name: 'flow',
        body: 'Sent',
        response_json: JSON.stringify({ flow_token: 'sandbox', pincode: '560038' }),
      }
      say(world, chat, {
        type: 'interactive',
        part: { interactive: { type: 'nfm_reply', nfm_reply } },
        bubble: textBubble('Form sent'),
        repliesTo,
      })
      break
    }
  }
  return { ok: true, what: 'told', choice }
}

/** The answer to "share my number": from here on the business may know it. */
export function shareNumber(world: World, chat: Chat, repliesTo?: string): void {
  const { name, waId, digits } = chat.phone
  const contact = {
    origin: 'contact_request',
    vcard: `BEGIN:VCARD\nVERSION:3.0\nFN:${name}\nTEL;type=CELL;waid=${waId}:+${digits}\nEND:VCARD`,
    name: { formatted_name: name, first_name: name.split(' ')[0] },
    phones: [{ phone: `+${digits}`, wa_id: waId, type: 'CELL' }],
  }
  say(world, chat, {
    type: 'contacts',
    part: { contacts: [contact] },
    bubble: textBubble(`👤 ${name}`),
    ...(repliesTo ? { repliesTo } : {}),
  })
}

/** A thumb or any other emoji on a message; none takes it away. */
export function react(world: World, chat: Chat, messageId: string, emoji: string | null): boolean {
  const target = chat.messages.find(({ id }) => id === messageId)
  if (!target) return false
  target.reactions.customer = emoji
  say(world, chat, {
    type: 'reaction',
    part: { reaction: { message_id: messageId, ...(emoji === null ? {} : { emoji }) } },
    bubble: textBubble(emoji ?? ''),
  })
  return true
}

/** WhatsApp's own switch: for marketing of this one number only. */
export function prefer(world: World, chat: Chat, value: 'stop' | 'resume'): void {
  const { phone, with: number } = chat
  chat.stoppedMarketing = value === 'stop'
  void world.courier.push(preferenceItem(chat, value, world.clock.now(), contactOf(phone, number)))
}

function preferenceItem({ phone, with: number }: Chat, value: 'stop' | 'resume', now: number, contact: object): Item {
  const preference = {
    ...(phone.sharesNumber ? { wa_id: phone.waId } : {}),
    user_id: userIdFor(phone, number),
    detail: `User requested to ${value} marketing messages`,
    category: 'marketing_messages',
    value,
    timestamp: Math.floor(now / 1000),
  }
  const value_ = { contacts: [contact], user_preferences: [preference] }
  return { account: number.account, number, field: 'user_preferences', value: value_, at: now }
}

/** Moves the phone to another number. Every business it has a chat with hears of it; without `contacts`. */
export function changeNumber(world: World, phone: Phone, digits: string): void {
  const chats = [...phone.chats.values()]
  const before = new Map(chats.map((chat) => [chat, userIdFor(phone, chat.with)]))
  const oldWaId = phone.waId
  world.phones.move(phone, digits)
  for (const chat of chats) {
    const user_id = userIdFor(phone, chat.with)
    tellSystem(world, chat, oldWaId, {
      type: 'user_changed_number',
      body: `User ${phone.name} changed from ${oldWaId} to ${phone.waId}`,
      ...(phone.sharesNumber ? { wa_id: phone.waId } : {}),
      user_id,
      previous_user_id: before.get(chat),
    })
  }
}

/** Another user id, and no number that could be shown (contract section 5: `user_changed_user_id`). */
export function changeUserId(world: World, chat: Chat): void {
  const { phone, with: number } = chat
  const previous_user_id = userIdFor(phone, number)
  phone.generation += 1
  const user_id = userIdFor(phone, number)
  const body = `User ${phone.username ?? phone.name} changed from ${previous_user_id} to ${user_id}`
  tellSystem(world, chat, null, { body, user_id, previous_user_id, type: 'user_changed_user_id' })
}

export function changeIdentity(world: World, chat: Chat): void {
  tellSystem(world, chat, chat.phone.waId, {
    type: 'customer_identity_changed',
    body: `The security code of ${chat.phone.name} has changed`,
    user_id: userIdFor(chat.phone, chat.with),
  })
}

function tellSystem(world: World, chat: Chat, from: string | null, system: Record<string, unknown>): void {
  const message = {
    ...(from === null ? {} : { from }),
    id: wamid(chat.phone.waId, 'customer'),
    timestamp: world.clock.seconds(),
    type: 'system',
    system,
  }
  void world.courier.push(messageItem(chat, message, { contacts: false }))
}

/** The chat a person means: the one there is, or with the first number of all. */
export function chatFor(world: World, phone: Phone, number?: BusinessNumber): Chat {
  const latest = [...phone.chats.values()].at(-1)
  const target = number ?? latest?.with ?? world.business.numbers()[0]
  if (!target) throw new Error('The sandbox has no business number yet.')
  return chatOf(phone, target)
}
