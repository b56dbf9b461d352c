import type { BusinessAccount } from '../business.ts'
import { failure } from '../error-table.ts'
import { webhookError } from '../errors.ts'
import { sha256Of } from '../graph/media-store.ts'
import { decide, namesOf } from '../webhooks/template-news.ts'
import type { World } from '../world.ts'
import {
  changeIdentity,
  changeNumber,
  changeUserId,
  prefer,
  react,
  type Said,
  say,
  shareNumber,
  write,
} from './acting.ts'
import { textBubble } from './bubble.ts'
import { files } from './files.ts'
import type { Chat } from './phones.ts'

/** One thing of each kind that Meta can tell, in an order that makes sense. */
export const storyNames = [
  'text',
  'reply',
  'product-question',
  'ad',
  'button',
  'list',
  'template-button',
  'flow',
  'image',
  'video',
  'sticker',
  'voice',
  'document',
  'location',
  'contacts',
  'shared-number',
  'order',
  'reaction',
  'reaction-removed',
  'unsupported',
  'broken-interactive',
  'unknown-type',
  'stop',
  'resume',
  'identity-changed',
  'user-id-changed',
  'number-changed',
  'value-error',
  'template-paused',
  'template-approved',
  'template-category',
  'template-quality',
  'account-restriction',
] as const
export type StoryName = (typeof storyNames)[number]

export function tellStory(world: World, chat: Chat, name: StoryName): void {
  const inbound = saidIn[name]
  if (inbound) {
    say(world, chat, inbound(world, chat))
    return
  }
  switch (name) {
    case 'text':
      write(world, chat, 'नमस्ते! Is the 5 kg basmati in stock? ananya@example.com / 50%')
      break
    case 'shared-number':
      shareNumber(world, chat)
      break
    case 'reaction':
      react(world, chat, anyMessage(world, chat), '👍')
      break
    case 'reaction-removed':
      react(world, chat, anyMessage(world, chat), null)
      break
    case 'stop':
      prefer(world, chat, 'stop')
      break
    case 'resume':
      prefer(world, chat, 'resume')
      break
    case 'identity-changed':
      changeIdentity(world, chat)
      break
    case 'user-id-changed':
      changeUserId(world, chat)
      break
    case 'number-changed':
      changeNumber(world, chat.phone, String(BigInt(chat.phone.digits) + 500_000n))
      break
    case 'value-error':
      tellValueError(world, chat)
      break
    default:
      tellOfAccount(world, chat.with.account, name)
      break
  }
}

const saidIn: Partial<Record<StoryName, (world: World, chat: Chat) => Said>> = {
  reply: (world, chat) => ({ ...text('yes, two of these please'), repliesTo: anyMessage(world, chat) }),
  'product-question': (world, chat) => ({
    ...text('Is this available in 10 kg?'),
    repliesTo: anyMessage(world, chat),
    context: { referred_product: { catalog_id: '1180044556677889', product_retailer_id: 'SKU-RICE-5KG' } },
  }),
  ad: () => ({
    ...text('Hello! Can I get more info on this?'),
    referral: {
      source_url: 'https://fb.me/sandbox',
      source_id: '120230001112223334',
      source_type: 'ad',
      body: 'Diwali hampers from Rs 799',
      headline: 'Chat to order',
      media_type: 'image',
      image_url: 'https://scontent.example/ad-hamper.jpg',
      ctwa_clid: 'ARBx7dQe0Lr-invented-click-id',
      welcome_message: { text: 'Namaste! Which hamper would you like?' },
    },
  }),
  button: (world, chat) => ({
    ...interactive(
      { type: 'button_reply', button_reply: { id: 'v1:cart.confirm:c_81Hk', title: 'Place order' } },
      'Place order',
    ),
    repliesTo: anyMessage(world, chat),
  }),
  list: (world, chat) => ({
    ...interactive(
      {
        type: 'list_reply',
        list_reply: { id: 'v1:cat.open:staples', title: 'Staples', description: 'Rice, atta, dals' },
      },
      'Staples',
    ),
    repliesTo: anyMessage(world, chat),
  }),
  'template-button': (world, chat) => ({
    type: 'button',
    part: { button: { payload: 'v1:order.track:SO-10482', text: 'Track order' } },
    bubble: textBubble('Track order'),
    repliesTo: anyMessage(world, chat),
  }),
  flow: (world, chat) => ({
    ...interactive(
      {
        type: 'nfm_reply',
        nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token": "ft_5521", "pincode": "560038"}' },
      },
      'Form sent',
    ),
    repliesTo: anyMessage(world, chat),
  }),
  image: (world, chat) => media(world, chat, 'image', 'image/jpeg', { caption: 'Jar arrived broken' }),
  video: (world, chat) => media(world, chat, 'video', 'video/mp4', { caption: 'unboxing' }),
  sticker: (world, chat) => media(world, chat, 'sticker', 'image/webp', { animated: false }),
  voice: (world, chat) => media(world, chat, 'audio', 'audio/ogg; codecs=opus', { voice: true }),
  document: (world, chat) =>
    media(world, chat, 'document', 'application/pdf', { filename: 'certificate.pdf', caption: 'GST certificate' }),
  location: () => ({
    type: 'location',
    part: {
      location: {
        latitude: 12.97194,
        longitude: 77.64115,
        name: 'Example Apartments',
        address: '100 Example Road, Bengaluru 560038',
        url: 'https://maps.example/p/sandbox',
      },
    },
    bubble: textBubble('📍 Example Apartments'),
  }),
  contacts: () => ({
    type: 'contacts',
    part: {
      contacts: [
        {
          name: { formatted_name: 'Example Neighbour', first_name: 'Example' },
          phones: [{ phone: '+91 70040 00001', wa_id: '917004000001', type: 'CELL' }],
        },
      ],
    },
    bubble: textBubble('👤 Example Neighbour'),
  }),
  order: () => ({
    type: 'order',
    part: {
      order: {
        catalog_id: '1180044556677889',
        text: 'Please deliver after 6 pm',
        product_items: [
          { product_retailer_id: 'SKU-RICE-5KG', quantity: 2, item_price: 649, currency: 'INR' },
          { product_retailer_id: 'SKU-GHEE-1L', quantity: 1, item_price: 725.5, currency: 'INR' },
        ],
      },
    },
    bubble: textBubble('🛒 2 × SKU-RICE-5KG, 1 × SKU-GHEE-1L'),
  }),
  unsupported: () => ({
    type: 'unsupported',
    part: { unsupported: { type: 'poll' } },
    errors: [unknownType],
    bubble: textBubble('(a poll)'),
  }),
  /** Seen in the wild: the whole `interactive` object missing, with an error on top (contract section 5). */
  'broken-interactive': () => ({
    type: 'interactive',
    part: {},
    errors: [webhookError(failure(131000))],
    bubble: textBubble('(a tap that Meta lost)'),
  }),
  'unknown-type': () => ({
    type: 'hologram',
    part: { hologram: { id: '1' } },
    bubble: textBubble('(a type of tomorrow)'),
  }),
}

const unknownType = {
  code: 131051,
  title: 'Message type unknown',
  message: 'Message type unknown',
  error_data: { details: 'Message type is currently not supported.' },
}

function text(body: string): Said {
  return { type: 'text', part: { text: { body } }, bubble: textBubble(body) }
}

function interactive(part: object, label: string): Said {
  return { type: 'interactive', part: { interactive: part }, bubble: textBubble(label) }
}

function media(
  world: World,
  chat: Chat,
  type: keyof typeof files,
  mimeType: string,
  more: Record<string, unknown>,
): Said {
  const file = world.media.keep('customer', chat.with.phoneNumberId, mimeType, files[type])
  const url = `${world.url}/whatsapp_business/attachments/?${world.media.link(file, 'webhook')}`
  const name = String(more.filename ?? type)
  return {
    type,
    part: { [type]: { ...more, mime_type: mimeType, sha256: sha256Of(file.bytes, 'base64'), id: file.id, url } },
    bubble: { ...textBubble(String(more.caption ?? '')), media: { kind: type, name } },
  }
}

/** What an answer answers: the business's latest message, or else one of one's own. */
function anyMessage(world: World, chat: Chat): string {
  const messages = chat.messages.filter(({ type }) => type !== 'reaction')
  return (messages.findLast(({ by }) => by === 'business') ?? messages.at(-1) ?? write(world, chat, 'Hello')).id
}

/** Errors of a number that belong to no single message. */
function tellValueError(world: World, { with: number }: Chat): void {
  const details =
    'Message failed to send because there were too many messages sent from this phone number in a short period of time.'
  const errors = [webhookError(failure(130429, details))]
  void world.courier.push({ account: number.account, number, field: 'messages', value: { errors } })
}

function tellOfAccount(world: World, account: BusinessAccount, name: StoryName): void {
  // One that no notice of the hub goes out with.
  const template = account.templates.find(({ category }) => category === 'MARKETING') ?? account.templates[0]
  if (!template) throw new Error(`${account.name} has no template.`)
  const at = world.clock.now()
  const push = (field: string, value: Record<string, unknown>) =>
    void world.courier.push({ account, number: null, field, value, at })
  switch (name) {
    case 'template-paused':
      decide(world, account, template, 'PAUSED')
      break
    case 'template-approved':
      decide(world, account, template, 'APPROVED')
      break
    case 'template-category':
      push('template_category_update', {
        ...namesOf(template),
        previous_category: 'UTILITY',
        new_category: 'MARKETING',
      })
      break
    case 'template-quality':
      push('message_template_quality_update', {
        previous_quality_score: 'GREEN',
        new_quality_score: 'YELLOW',
        ...namesOf(template),
      })
      break
    case 'account-restriction':
      push('account_update', {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [
          { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration: Math.floor(at / 1000) + 259_200 },
        ],
      })
      break
  }
}
