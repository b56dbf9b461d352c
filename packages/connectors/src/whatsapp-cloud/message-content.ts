import { lookUp } from '../lib/look-up.ts'
import type { ChannelPerson, InboundContent, InboundMessage } from '../ports/messaging.ts'
import { readCart } from './cart.ts'
import { safeFileName } from './file-name.ts'
import { readForm } from './form.ts'
import { phoneOf } from './person.ts'
import type { InboundBody, Media, WebhookError } from './schemas.ts'
import { readContacts } from './shared-contacts.ts'

type Read = Pick<InboundMessage, 'content' | 'text'>

/**
 * One reader a type. Null: the type is known and what belongs to it is not there; then the message is as unsupported as one
 * of an unknown type, which is answered politely rather than lost.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
const readers: Record<string, (body: InboundBody, from: ChannelPerson | null) => Read | null> = {
  text: ({ text }) => (text?.body ? { content: { kind: 'text', body: text.body }, text: text.body } : null),
  button: ({ button }) => tapped('template', button?.payload ?? button?.text, button?.text),
  interactive: readInteractive,
  image: ({ image }) => file('image', image),
  video: ({ video }) => file('video', video),
  audio: ({ audio }) => file(audio?.voice === true ? 'voice' : 'audio', audio),
  document: ({ document }) => file('document', document),
  sticker: ({ sticker }) => file('sticker', sticker),
  location: readLocation,
  contacts: ({ contacts }) => readContacts(contacts),
  order: ({ order }) => readCart(order),
  reaction: readReaction,
  system: readSystem,
}

export function readContent(type: string, body: InboundBody, from: ChannelPerson | null): Read {
  const reader = lookUp(readers, type)
  return reader?.(body, from) ?? unsupported(type, body, reader !== undefined)
}

function unsupported(type: string, { errors, unsupported }: InboundBody, known: boolean): Read {
  const [error] = errors
  const what = unsupported?.type ?? (type === 'unsupported' || type === 'unknown' ? null : type)
  const detail = error ? said(error) : known ? `what belongs to the type ${type} is missing or cannot be read` : what
  return { content: { kind: 'unsupported', detail }, text: `Unsupported message${what === null ? '' : ` (${what})`}` }
}

function said({ code, error_data, message, title }: WebhookError): string {
  return `${error_data?.details ?? message ?? title ?? 'no words'} (${code})`
}

function tapped(
  source: 'button' | 'list' | 'template',
  id: string | null | undefined,
  title: string | null | undefined,
  description?: string | null,
): Read | null {
  const shown = title ?? id
  if (!id || !shown) return null
  return {
    content: { kind: 'choice', source, id, title: shown },
    text: description ? `${shown} (${description})` : shown,
  }
}

/** The whole object has been seen missing, with an error beside it. */
function readInteractive({ interactive }: InboundBody): Read | null {
  if (interactive === null) return null
  const { button_reply, list_reply, nfm_reply, call_permission_reply } = interactive
  if (button_reply) return tapped('button', button_reply.id, button_reply.title)
  if (list_reply) return tapped('list', list_reply.id, list_reply.title, list_reply.description)
  if (nfm_reply) return readForm(nfm_reply.name, nfm_reply.response_json)
  if (call_permission_reply) return readForm('call_permission_reply', call_permission_reply)
  return null
}

const names = {
  image: 'Image',
  video: 'Video',
  audio: 'Audio',
  voice: 'Voice message',
  document: 'Document',
  sticker: 'Sticker',
}

function file(media: keyof typeof names, body: Media | null): Read | null {
  if (body === null) return null
  if (body.id === null) return wordsWithoutFile(media, body)
  const fileName = safeFileName(body.filename)
  const content: InboundContent = {
    kind: 'media',
    media,
    mediaId: body.id,
    mimeType: body.mime_type,
    sha256: body.sha256,
    fileName,
    caption: body.caption,
  }
  const name = fileName === null ? names[media] : `${names[media]} ${fileName}`
  return { content, text: body.caption === null ? name : `${name}: ${body.caption}` }
}

/** The file cannot be fetched; what was written under it can be read. */
function wordsWithoutFile(media: keyof typeof names, { caption }: Media): Read | null {
  if (caption === null) return null
  const detail = `the file of the type ${media} is missing`
  return { content: { kind: 'unsupported', detail }, text: `${names[media]} (missing): ${caption}` }
}

function readLocation({ location }: InboundBody): Read | null {
  const latitude = degrees(location?.latitude, 90)
  const longitude = degrees(location?.longitude, 180)
  if (!location || latitude === null || longitude === null) return null
  const { name, address } = location
  const place = [name, address].filter((part) => part !== null).join(', ')
  return {
    content: { kind: 'location', latitude, longitude, name, address },
    text: `Location: ${place === '' ? '' : `${place} `}(${latitude}, ${longitude})`,
  }
}

function degrees(text: string | null | undefined, most: number): number | null {
  const number = text == null || !/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? Number.NaN : Number(text)
  return Math.abs(number) <= most ? number : null
}

/** No emoji, or an empty one: it was taken back. */
function readReaction({ reaction }: InboundBody): Read | null {
  if (!reaction?.message_id) return null
  const { message_id: to, emoji } = reaction
  return {
    content: { kind: 'reaction', to, emoji },
    text: emoji === null ? 'Reaction taken back' : `Reaction ${emoji}`,
  }
}

const changes: Record<string, Extract<InboundContent, { kind: 'system' }>['change']> = {
  user_changed_number: 'number',
  customer_changed_number: 'number',
  user_changed_user_id: 'user-id',
  customer_identity_changed: 'identity',
  user_identity_changed: 'identity',
}
const inWords = {
  number: 'The customer’s phone number changed',
  'user-id': 'The customer’s user id changed',
  identity: 'The customer’s security code changed',
  other: 'A message of WhatsApp’s own',
}

/** Identities are told together; nothing is merged here. */
function readSystem({ system }: InboundBody, from: ChannelPerson | null): Read | null {
  if (system === null) return null
  const change = lookUp(changes, system.type?.toLowerCase() ?? '') ?? 'other'
  const phone = phoneOf(system.wa_id)
  const person =
    phone === null && system.user_id === null
      ? from
      : {
          phone,
          userId: system.user_id,
          parentUserId: system.parent_user_id,
          name: from?.name ?? null,
          username: from?.username ?? null,
        }
  return {
    content: { kind: 'system', change, person, previousUserId: system.previous_user_id },
    text: system.body ?? inWords[change],
  }
}
