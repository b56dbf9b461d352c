import type { ChannelItem, InboundMessage, MessageReader } from '../ports/messaging.ts'
import { type Item, piecesOf } from './body.ts'
import { isObject } from './loosely.ts'
import { readContent } from './message-content.ts'
import { senderOf } from './person.ts'
import { readAccount, readError, readOther } from './read-account.ts'
import { readPreference } from './read-preference.ts'
import { isDeliveryState, readStatus } from './read-status.ts'
import { readTemplate } from './read-template.ts'
import { type InboundBody, inboundMessage } from './schemas.ts'
import { mustBeTime } from './time.ts'
import { unreadable } from './unreadable.ts'

/** Turns one item of a body into our words. The body is the whole one, or an account's part of it. */
export const whatsappCloudMessages: MessageReader = {
  provider: 'whatsapp-cloud',

  readItem(rawBody, key) {
    const item = itemsOf(rawBody).get(key)
    if (!item) throw unreadable('the body holds no item with this key')
    return read(item)
  },
}

/** One by one all items of a body are asked for, and it is read once for as long as whoever asks has it. */
const bodies = new WeakMap<Uint8Array, ReadonlyMap<string, Item>>()

function itemsOf(rawBody: Uint8Array): ReadonlyMap<string, Item> {
  const known = bodies.get(rawBody)
  if (known) return known
  const items = new Map<string, Item>()
  // Of those that are the same the first, which is the one that was heard.
  for (const item of piecesOf(rawBody).flatMap((piece) => piece.items))
    if (!items.has(item.dedupeKey)) items.set(item.dedupeKey, item)
  bodies.set(rawBody, items)
  return items
}

function read({ kind, field, content, contacts, time, reason, dedupeKey }: Item): ChannelItem {
  switch (kind) {
    case 'message':
      return { kind: 'message', message: readMessage(content, contacts, dedupeKey) }
    case 'status': {
      const word = isObject(content) ? content.status : null
      // A state of tomorrow: nothing of ours follows from it, and nothing is lost.
      if (typeof word === 'string' && word.trim() !== '' && !isDeliveryState(word.trim()))
        return { kind: 'account', notice: readOther('a status', time) }
      return { kind: 'status', status: readStatus(content, contacts) }
    }
    case 'preference':
      return readPreference(content, contacts, time)
    case 'template':
      return { kind: 'template', change: readTemplate(field, content, time) }
    case 'account':
      return { kind: 'account', notice: readAccount(field, content, time) }
    case 'error':
      return { kind: 'account', notice: readError(content, time) }
    case 'other':
      return { kind: 'account', notice: readOther(field, time) }
    case 'unreadable':
      throw unreadable(reason ?? 'it cannot be read')
  }
}

function readMessage(content: unknown, contacts: unknown[], dedupeKey: string): InboundMessage {
  const body = inboundMessage.parse(content)
  const from = isObject(content) ? senderOf(content, contacts) : null
  const type = body.type ?? 'unknown'
  return {
    // Without an id of Meta's, the same content is the same message.
    providerMessageId: body.id ?? `none:${dedupeKey}`,
    from,
    sentAt: mustBeTime(body.timestamp, 'the timestamp of a message'),
    type,
    ...readContent(type, body, from),
    repliesTo: body.context?.id ?? null,
    forwarded: body.context?.forwarded === true || body.context?.frequently_forwarded === true,
    referral: body.referral && {
      sourceId: body.referral.source_id,
      sourceType: body.referral.source_type,
      sourceUrl: body.referral.source_url,
      clickId: body.referral.ctwa_clid,
      headline: body.referral.headline,
      body: body.referral.body,
    },
    aboutProduct: productIn(body),
    groupId: body.group_id,
  }
}

function productIn({ context }: InboundBody): InboundMessage['aboutProduct'] {
  const retailerId = context?.referred_product?.product_retailer_id ?? null
  return retailerId === null ? null : { catalogId: context?.referred_product?.catalog_id ?? null, retailerId }
}
