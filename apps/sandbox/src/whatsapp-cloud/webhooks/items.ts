import type { BusinessAccount, BusinessNumber } from '../business.ts'
import type { Chat, FromBusiness, Phone } from '../customers/phones.ts'
import { userIdFor } from '../customers/phones.ts'
import type { Failure } from '../error-table.ts'
import { webhookError } from '../errors.ts'

/** One thing Meta has to tell of one account. Several may travel in one body. */
export type Item =
  | { account: BusinessAccount; number: BusinessNumber; field: 'messages'; value: MessagesValue }
  | {
      account: BusinessAccount
      number: BusinessNumber | null
      field: string
      value: Record<string, unknown>
      at: number
    }

export interface MessagesValue {
  contacts?: object[]
  messages?: object[]
  statuses?: object[]
  errors?: object[]
}

export function messageItem(chat: Chat, message: object, { contacts = true } = {}): Item {
  const value = contacts
    ? { contacts: [contactOf(chat.phone, chat.with)], messages: [message] }
    : { messages: [message] }
  return { account: chat.with.account, number: chat.with, field: 'messages', value }
}

export interface StatusNews {
  status: 'sent' | 'delivered' | 'read' | 'failed'
  /** Unix seconds as text. */
  timestamp: string
  failure?: Failure
  pricing?: object
  conversation?: object
}

/** Contract sections 4 and 6: who is named depends on how the message was addressed and what became of it. */
export function statusItem(chat: Chat, message: FromBusiness, news: StatusNews): Item {
  const { phone } = chat
  const { status, timestamp, failure, pricing, conversation } = news
  const toUserId = message.addressedBy === 'user-id'
  const failed = status === 'failed'
  const body = {
    id: message.id,
    status,
    timestamp,
    ...(toUserId ? {} : { recipient_id: phone.waId }),
    ...(failed && !toUserId ? {} : { recipient_user_id: userIdFor(phone, chat.with) }),
    ...(message.reference === null ? {} : { biz_opaque_callback_data: message.reference }),
    ...(conversation ? { conversation } : {}),
    ...(pricing ? { pricing } : {}),
    ...(failure ? { errors: [webhookError(failure)] } : {}),
  }
  const contact = contactOf(phone, chat.with, { username: status !== 'sent', number: !toUserId })
  const value = failed ? { statuses: [body] } : { contacts: [contact], statuses: [body] }
  return { account: chat.with.account, number: chat.with, field: 'messages', value }
}

export function contactOf(phone: Phone, number: BusinessNumber, shown = { username: true, number: true }): object {
  return {
    profile: { name: phone.name, ...(phone.username && shown.username ? { username: phone.username } : {}) },
    ...(phone.sharesNumber && shown.number ? { wa_id: phone.waId } : {}),
    user_id: userIdFor(phone, number),
  }
}

/** Items of one callback address as one body: an entry an account, a change a number, its messages and statuses mixed. */
export function bodyOf(items: readonly Item[]): object {
  const accounts = new Set(items.map(({ account }) => account))
  return {
    object: 'whatsapp_business_account',
    entry: [...accounts].flatMap((account) => {
      const its = items.filter((item) => item.account === account)
      return [...messageEntry(account, its), ...otherEntries(account, its)]
    }),
  }
}

function messageEntry(account: BusinessAccount, items: readonly Item[]): object[] {
  const changes = account.numbers.flatMap((number) => {
    const values = items.flatMap((item) =>
      item.field === 'messages' && item.number === number ? [item.value as MessagesValue] : [],
    )
    if (values.length === 0) return []
    const value = {
      messaging_product: 'whatsapp',
      metadata: metadataOf(number),
      ...joined('contacts', values),
      ...joined('messages', values),
      ...joined('statuses', values),
      ...joined('errors', values),
    }
    return [{ value, field: 'messages' }]
  })
  return changes.length > 0 ? [{ id: account.wabaId, changes }] : []
}

function joined(part: keyof MessagesValue, values: MessagesValue[]): Partial<MessagesValue> {
  const all = values.flatMap((value) => value[part] ?? [])
  const each = part === 'contacts' ? [...new Map(all.map((one) => [JSON.stringify(one), one])).values()] : all
  return each.length > 0 ? { [part]: each } : {}
}

function otherEntries(account: BusinessAccount, items: readonly Item[]): object[] {
  return items.flatMap((item) => {
    if (!('at' in item)) return []
    const { number, field, value, at } = item
    const head = number ? { messaging_product: 'whatsapp', metadata: metadataOf(number) } : {}
    const time = number ? {} : { time: Math.floor(at / 1000) }
    return [{ id: account.wabaId, ...time, changes: [{ value: { ...head, ...value }, field }] }]
  })
}

function metadataOf(number: BusinessNumber): object {
  return { display_phone_number: number.displayPhoneNumber, phone_number_id: number.phoneNumberId }
}
