import { sendBody } from '@crossdock/connectors/whatsapp-cloud'
import type { z } from 'zod'
import type { BusinessNumber } from '../business.ts'
import { bubbleOf } from '../customers/bubble.ts'
import { type Chat, chatOf, type FromBusiness, keepPrivate, type Phone } from '../customers/phones.ts'
import { GraphRefusal } from '../errors.ts'
import { wamid } from '../ids.ts'
import type { Trouble } from '../sentinels.ts'
import { checkTemplateCall, type FilledTemplate } from '../templates/check-call.ts'
import type { World } from '../world.ts'
import { checkContent } from './check-content.ts'
import { setOff } from './journey.ts'
import { type Addressee, addresseeOf, waIdOf } from './recipient.ts'
import { type Addressed, addressed, type Content, content, markRead } from './schemas.ts'

export type SendPath = 'messages' | 'marketing_messages'

/** What the caller gets to see. */
export type Reply =
  | { kind: 'json'; status: number; body: object; afterMs?: number }
  | { kind: 'text'; status: number; contentType: string | null; text: string }
  /** The line stays open and nothing comes. */
  | { kind: 'silence' }
  /** The line ends. */
  | { kind: 'cut' }

/** The latest of them, for looking at. */
const keptRequests = 10_000

/** One request to send. Throws GraphRefusal; what it returns was done, or is a trouble that somebody ordered. */
export async function send(world: World, number: BusinessNumber, body: unknown, path: SendPath): Promise<Reply> {
  const fits = sendBody.safeParse(body)
  world.requests.push({
    at: world.clock.now(),
    phoneNumberId: number.phoneNumberId,
    body,
    misfit: fits.success ? null : (fits.error.issues[0]?.message ?? 'does not fit'),
  })
  if (world.requests.length > keptRequests) world.requests.shift()
  if (number.trouble !== null) throw new GraphRefusal(number.trouble)
  if (markRead.safeParse(body).success) return readByBusiness(world, number, markRead.parse(body))

  const address = parsed(addressed, body)
  if ((address.biz_opaque_callback_data?.length ?? 0) > 512)
    throw new GraphRefusal(131009, 'biz_opaque_callback_data: at most 512 characters are allowed')
  const addressee = addresseeOf(address, number)
  const trouble = world.troubles.strike(digitsOf(world, addressee, number), JSON.stringify(body))
  const instead = insteadOfSending(trouble)
  if (instead) return instead

  const message = readContent(body)
  checkContent(message)
  const filled = checkTemplate(number, message, addressee, path)
  checkMediaId(world, number, message)
  const phone = phoneOf(world, addressee, number)
  const refused = world.rates.take(number.phoneNumberId, phone.waId)
  if (refused) throw new GraphRefusal(refused)

  return accept(world, { chat: chatOf(phone, number), message, filled, address, addressee, trouble, body })
}

/** Refusals and broken lines that come before anything was done. */
function insteadOfSending(trouble: Trouble | null): Reply | null {
  switch (trouble?.kind) {
    case 'error':
      if (trouble.failure.told === 'status') return null
      throw new GraphRefusal(trouble.failure.code, trouble.failure.details)
    case 'CUT':
      return { kind: 'cut' }
    case 'NO-BODY':
      return { kind: 'text', status: 500, contentType: null, text: '' }
    case 'GATEWAY':
      return { kind: 'text', status: 502, contentType: 'text/html', text: '<html><h1>502 Bad Gateway</h1></html>' }
    default:
      return null
  }
}

interface Accepted {
  chat: Chat
  message: Content
  filled: FilledTemplate | null
  address: Addressed
  addressee: Addressee
  trouble: Trouble | null
  body: unknown
}

async function accept(world: World, given: Accepted): Promise<Reply> {
  const { chat, message, filled, address, addressee, trouble, body } = given
  const { phone } = chat
  if (trouble?.kind === 'PRIVATE') keepPrivate(phone)
  const held = filled !== null && (filled.template.held === true || trouble?.kind === 'HELD')
  const sent: FromBusiness = {
    by: 'business',
    id: wamid(phone.waId, 'business'),
    at: world.clock.now(),
    type: message.type,
    bubble: bubbleOf(message, filled),
    request: body as Record<string, unknown>,
    reference: address.biz_opaque_callback_data ?? null,
    state: held ? 'held' : 'accepted',
    failure: null,
    lost: false,
    addressedBy: addressee.by,
    category: filled?.template.category.toLowerCase() ?? 'service',
    repliesTo: address.context?.message_id ?? null,
    reactions: { customer: null, business: null },
  }
  if (message.type === 'reaction') react(chat, message.reaction)
  chat.messages.push(sent)
  chat.typingUntil = 0
  const firstStatus = setOff(world, chat, sent, trouble)
  if (trouble?.kind === 'EARLY') await firstStatus
  if (trouble?.kind === 'TIMEOUT') return { kind: 'silence' }
  if (trouble?.kind === 'CUT-AFTER') return { kind: 'cut' }
  const contact =
    addressee.by === 'phone'
      ? { input: addressee.input, wa_id: phone.waId }
      : { input: addressee.input, user_id: addressee.userId }
  return {
    kind: 'json',
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      contacts: [contact],
      messages: [{ id: sent.id, ...messageStatus(filled, held) }],
    },
    ...(trouble?.kind === 'SLOW' ? { afterMs: world.pace.slowMs } : {}),
  }
}

/** Only templates carry one (contract section 8). */
function messageStatus(filled: FilledTemplate | null, held: boolean): object {
  if (!filled) return {}
  return { message_status: held ? 'held_for_quality_assessment' : 'accepted' }
}

function readByBusiness(world: World, number: BusinessNumber, body: z.infer<typeof markRead>): Reply {
  for (const phone of world.phones.all()) {
    const chat = phone.chats.get(number.phoneNumberId)
    const place =
      chat?.messages.findIndex((message) => message.by === 'customer' && message.id === body.message_id) ?? -1
    if (!chat || place < 0) continue
    // Earlier ones with it.
    for (const message of chat.messages.slice(0, place + 1))
      if (message.by === 'customer') message.readByBusiness = true
    if (body.typing_indicator) chat.typingUntil = world.clock.now() + 25_000
    return { kind: 'json', status: 200, body: { success: true } }
  }
  throw new GraphRefusal(131009, 'message_id: this number got no such message')
}

function react(chat: Chat, { message_id: id, emoji }: { message_id: string; emoji: string }): void {
  const target = chat.messages.find((message) => message.id === id)
  if (!target) throw new GraphRefusal(131009, 'reaction.message_id: there is no such message in this chat')
  target.reactions.business = emoji || null
}

function readContent(body: unknown): Content {
  const type = (body as { type?: unknown } | null)?.type
  const known = content.def.options.some((option) => option.shape.type.value === (type ?? 'text'))
  if (!known) throw new GraphRefusal(131051, `type: ${String(type)} is not supported`)
  return parsed(content, { type: 'text', ...(body as object) })
}

/** What is missing is 131008, what is wrong 131009. */
function parsed<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const read = schema.safeParse(body)
  if (read.success) return read.data
  const [issue] = read.error.issues
  const where = issue?.path.join('.') || 'body'
  if (issue?.message.includes('received undefined'))
    throw new GraphRefusal(131008, `The parameter ${where} is required.`)
  throw new GraphRefusal(131009, `${where}: ${issue?.message}`)
}

function checkTemplate(
  number: BusinessNumber,
  message: Content,
  addressee: Addressee,
  path: SendPath,
): FilledTemplate | null {
  if (message.type !== 'template') {
    if (path === 'marketing_messages') throw new GraphRefusal(100, 'type: only marketing templates are sent here')
    return null
  }
  const filled = checkTemplateCall(number.account, message.template)
  const { category } = filled.template
  if (path === 'marketing_messages' && category !== 'MARKETING')
    throw new GraphRefusal(100, `template: ${category} templates are not sent here`)
  if (path === 'messages' && category === 'MARKETING' && !number.account.marketingOnCloudApi)
    throw new GraphRefusal(131063)
  if (category === 'AUTHENTICATION' && addressee.by === 'user-id') throw new GraphRefusal(131062)
  return filled
}

function checkMediaId(world: World, number: BusinessNumber, message: Content): void {
  const file =
    message.type === 'image'
      ? message.image
      : message.type === 'video'
        ? message.video
        : message.type === 'audio'
          ? message.audio
          : message.type === 'document'
            ? message.document
            : message.type === 'sticker'
              ? message.sticker
              : null
  if (file?.id === undefined) return
  const found = world.media.find(file.id)
  if (found?.phoneNumberId !== number.phoneNumberId) throw new GraphRefusal(100, `Media ID ${file.id} does not exist`)
}

function digitsOf(world: World, addressee: Addressee, number: BusinessNumber): string | null {
  if (addressee.by === 'phone') return addressee.digits
  return world.phones.findByUserId(number, addressee.userId)?.digits ?? null
}

function phoneOf(world: World, addressee: Addressee, number: BusinessNumber): Phone {
  if (addressee.by === 'phone') return world.phones.at(addressee.digits, waIdOf(addressee.digits))
  const phone = world.phones.findByUserId(number, addressee.userId)
  if (!phone) throw new GraphRefusal(131026, 'Nobody has this business-scoped user ID.')
  return phone
}
