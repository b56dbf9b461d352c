import { z } from 'zod'
import { templateLanguage, templateName } from '../notice-choices.ts'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { cause, id, instant, oneQuery, page, pageQuery, text } from './values.ts'

export const messageState = z
  .enum([
    'received',
    'queued',
    'sending',
    'outcome-unknown',
    'accepted',
    'sent',
    'delivered',
    'read',
    'played',
    'failed',
    'refused',
  ])
  .meta({
    id: 'MessageState',
    description:
      'received: from the customer. queued: waits for its turn, the morning, or a number that is paused. sending: the call is under way. outcome-unknown: nobody answered; never repeated by itself. accepted to played: as the provider tells. failed: the provider could not. refused: not sent, by our policy.',
  })

export const noticeKind = z
  .enum(['order-confirmation', 'order-cancelled', 'needs-something'])
  .meta({ id: 'NoticeKind' })

export const who = z
  .strictObject({ phone: z.string().nullable(), name: z.string().nullable(), userId: z.string().nullable() })
  .meta({
    id: 'Who',
    description: 'Without people:read the phone is masked to its last digits, and the rest is left out.',
  })

export const message = z
  .strictObject({
    id,
    connectionId: id.meta({ description: 'The number of ours.' }),
    conversationId: id,
    direction: z.enum(['in', 'out']),
    state: messageState,
    type: z.string().meta({ description: 'text, template, buttons; of what came in, the provider’s word.' }),
    purpose: z.enum(['notice', 'opt-out-confirmation', 'staff']).nullable(),
    notice: noticeKind.nullable(),
    orderId: id.nullable(),
    template: z.strictObject({ name: z.string(), language: z.string(), category: z.string().nullable() }).nullable(),
    who,
    text: z.string().nullable().meta({ description: 'In words for people. Needs people:read.' }),
    content: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'As it is sent, or what was understood of it. Needs people:read.' }),
    at: instant.meta({ description: 'When it was written, by the provider’s clock; when one of ours was queued.' }),
    acceptedAt: instant.nullable(),
    sentAt: instant.nullable(),
    deliveredAt: instant.nullable(),
    readAt: instant.nullable(),
    failedAt: instant.nullable(),
    reason: z
      .strictObject({ ...cause.shape, providerCode: z.string().nullable() })
      .nullable()
      .meta({ description: 'Why it was refused, failed or waits.' }),
    pricing: z.record(z.string(), z.unknown()).nullable().meta({ description: 'As billed, where the provider tells.' }),
    againAs: id.nullable().meta({ description: 'The message that was sent again in its place.' }),
  })
  .meta({ id: 'Message' })
export type MessageJson = z.input<typeof message>

const answered: MessageJson = {
  id: sample.message,
  connectionId: sample.number,
  conversationId: sample.conversation,
  direction: 'out',
  state: 'queued',
  type: 'text',
  purpose: 'staff',
  notice: null,
  orderId: null,
  template: null,
  who: { phone: '+919000000001', name: 'A Buyer', userId: null },
  text: 'It is on its way.',
  content: { kind: 'text', body: 'It is on its way.' },
  at: sampleTime,
  acceptedAt: null,
  sentAt: null,
  deliveredAt: null,
  readAt: null,
  failedAt: null,
  reason: null,
  pricing: null,
  againAs: null,
}
const asked: MessageJson = {
  ...answered,
  id: sample.inbound,
  direction: 'in',
  state: 'received',
  purpose: null,
  text: 'Where is my order?',
  content: { kind: 'text', body: 'Where is my order?' },
}
const failed: MessageJson = {
  ...answered,
  id: sample.failedMessage,
  state: 'failed',
  failedAt: sampleTime,
  reason: {
    code: 'message-unreachable',
    say: 'The provider cannot reach this customer: no WhatsApp there. Try another way.',
    providerCode: '131026',
  },
}

const messageId = z.strictObject({ messageId: id })

export const listMessages = operation({
  id: 'listMessages',
  method: 'GET',
  path: '/messages',
  tag: 'Messages',
  scope: 'messages:read',
  summary: 'List messages, newest first',
  description: 'Both directions. People are masked and words left out unless the key has `people:read`.',
  query: pageQuery.extend({
    orderId: id.optional(),
    conversationId: id.optional(),
    connectionId: id.optional().meta({ description: 'A number of yours.' }),
    direction: z.enum(['in', 'out']).optional(),
    state: messageState.optional(),
    from: instant.optional().meta({ description: 'Came in or was queued here at this time or later.' }),
    to: instant.optional().meta({ description: 'Before this time.' }),
  }),
  answer: page(message),
  examples: {
    latest: { summary: 'The latest', answer: { items: [answered, asked], next: null } },
    failed: { summary: 'What failed', query: { state: 'failed' }, answer: { items: [failed], next: null } },
    ofConversation: {
      summary: 'What a customer wrote',
      query: { conversationId: sample.conversation, direction: 'in', from: '2026-01-01T00:00:00Z' },
      answer: { items: [asked], next: null },
    },
  },
})

export const getMessage = operation({
  id: 'getMessage',
  method: 'GET',
  path: '/messages/{messageId}',
  tag: 'Messages',
  scope: 'messages:read',
  summary: 'One message, and how far it has come',
  params: messageId,
  query: oneQuery,
  answer: message,
  examples: { one: { summary: 'One that came in', params: { messageId: sample.inbound }, answer: asked } },
})

const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'a phone is written as +919000000001')
  .meta({ description: 'With country, as +919000000001.' })
const filledIn = z.array(z.strictObject({ name: text(60).nullable().default(null), text: text(1_000) })).max(20)

const newMessage = z
  .strictObject({
    to: z
      .union([
        z.strictObject({ conversationId: id }),
        z.strictObject({ orderId: id.meta({ description: 'To whoever placed it.' }) }),
        z.strictObject({ phone }),
      ])
      .meta({ description: 'One of a conversation, an order’s customer, or a phone.' }),
    connectionId: id.optional().meta({
      description: 'The number it goes out from. May be left out for a conversation, and where there is one only.',
    }),
    content: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('text'), body: text(4_096) }),
      z.strictObject({
        kind: z.literal('template'),
        template: z.strictObject({
          name: templateName,
          language: templateLanguage,
          category: z.enum(['utility', 'marketing', 'authentication']).default('utility'),
          header: filledIn.max(1).optional(),
          body: filledIn.default([]),
        }),
      }),
    ]),
    answers: id.optional().meta({ description: 'The message of the customer that is answered.' }),
  })
  .meta({ id: 'NewMessage' })

export const createMessage = operation({
  id: 'createMessage',
  method: 'POST',
  path: '/messages',
  tag: 'Messages',
  scope: 'messages:write',
  summary: 'Write to a customer',
  description:
    'It is refused with the sentence when it may not be sent: the customer does not want it, 24 hours are over and it is no template, the template is not approved. Else it is queued, and goes out in its turn, past the same rules once more: `state` of the message tells. It is dropped when that takes more than a day.',
  body: newMessage,
  answer: message,
  status: 202,
  location: ({ id: made }) => `/messages/${made}`,
  needsKey: true,
  errors: [
    'conflict',
    'message-window-closed',
    'message-opted-out',
    'message-no-consent',
    'message-unreachable',
    'template-refused',
    'number-blocked',
    'credentials-rejected',
    'provider-busy',
    'provider-unreachable',
  ],
  examples: {
    answer: {
      summary: 'An answer within the 24 hours',
      key: 'ticket-88-answer-1',
      body: {
        to: { conversationId: sample.conversation },
        content: { kind: 'text', body: 'It is on its way.' },
        answers: sample.inbound,
      },
      answer: answered,
    },
    template: {
      summary: 'A template to whoever placed an order',
      key: 'order-1042-late',
      body: {
        to: { orderId: sample.order },
        connectionId: sample.number,
        content: {
          kind: 'template',
          template: { name: 'order_cancelled', language: 'en', body: [{ text: 'Ananya' }, { text: '#1042' }] },
        },
      },
      answer: {
        ...answered,
        type: 'template',
        orderId: sample.order,
        template: { name: 'order_cancelled', language: 'en', category: 'utility' },
        text: 'order_cancelled (en): Ananya · #1042',
        content: { kind: 'template', template: { name: 'order_cancelled', language: 'en' } },
      },
    },
  },
})

export const sendMessageAgain = operation({
  id: 'sendMessageAgain',
  method: 'POST',
  path: '/messages/{messageId}/send-again',
  tag: 'Messages',
  scope: 'messages:write',
  summary: 'Send what failed, was refused or may be out once more',
  description:
    'As a message of its own, once however often it is asked for. Of one whose outcome is unknown the customer may get two: ask them first.',
  params: messageId,
  answer: message,
  status: 202,
  location: ({ id: made }) => `/messages/${made}`,
  errors: ['conflict'],
  examples: {
    failed: { summary: 'One that failed', params: { messageId: sample.failedMessage }, answer: answered },
  },
})
