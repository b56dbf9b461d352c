import { z } from 'zod'
import { who } from './messages.ts'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { id, instant, oneQuery, page, pageQuery, text } from './values.ts'

const conversationShape = {
  id,
  connectionId: id.meta({ description: 'The number of ours.' }),
  customerId: id.nullable(),
  who,
  lastInboundAt: instant
    .nullable()
    .meta({ description: 'By the provider’s clock. For 24 hours from then WhatsApp takes free texts.' }),
  suppressedAt: instant
    .nullable()
    .meta({ description: 'Since when nothing is sent any more, because deliveries failed again and again.' }),
  movedTo: id.nullable().meta({ description: 'The person goes on in that conversation.' }),
}

const conversation = z.strictObject(conversationShape).meta({ id: 'Conversation' })
export type ConversationJson = z.input<typeof conversation>

const scope = z.enum(['all', 'marketing']).meta({ description: 'all: everything we begin ourselves.' })
const choice = z.enum(['stop', 'allow'])
const wish = z.strictObject({ choice, at: instant }).nullable()

const oneConversation = z
  .strictObject({
    ...conversationShape,
    wishes: z
      .strictObject({ all: wish, marketing: wish })
      .meta({ description: 'What the person wants now; null: they never said.' }),
  })
  .meta({ id: 'ConversationWithWishes' })

const shown: ConversationJson = {
  id: sample.conversation,
  connectionId: sample.number,
  customerId: null,
  who: { phone: '+919000000001', name: 'A Buyer', userId: null },
  lastInboundAt: sampleTime,
  suppressedAt: null,
  movedTo: null,
}

const conversationId = z.strictObject({ conversationId: id })
const params = { conversationId: sample.conversation }

export const listConversations = operation({
  id: 'listConversations',
  method: 'GET',
  path: '/conversations',
  tag: 'Messages',
  scope: 'messages:read',
  summary: 'List conversations, the one with the newest message first',
  description: 'People are masked unless the key has `people:read`.',
  query: pageQuery.extend({ connectionId: id.optional().meta({ description: 'A number of yours.' }) }),
  answer: page(conversation),
  examples: {
    ofNumber: {
      summary: 'Of one number',
      query: { connectionId: sample.number },
      answer: { items: [shown], next: null },
    },
  },
})

export const getConversation = operation({
  id: 'getConversation',
  method: 'GET',
  path: '/conversations/{conversationId}',
  tag: 'Messages',
  scope: 'messages:read',
  summary: 'One conversation, and what the person wants',
  params: conversationId,
  query: oneQuery,
  answer: oneConversation,
  examples: {
    one: {
      summary: 'Somebody who never said STOP',
      params,
      answer: { ...shown, wishes: { all: null, marketing: null } },
    },
  },
})

const consent = z
  .strictObject({
    id,
    scope,
    choice,
    source: z.enum(['word', 'preference', 'provider-error', 'staff']).meta({
      description:
        'word: they typed it. preference: the provider’s own switch. provider-error: the provider refused to send. staff: noted here.',
    }),
    at: instant,
    reason: z.string().nullable().meta({ description: 'As the staff noted it. Needs people:read.' }),
  })
  .meta({ id: 'Consent' })
export type ConsentJson = z.input<typeof consent>

const noted: ConsentJson = {
  id: sample.entry,
  scope: 'marketing',
  choice: 'stop',
  source: 'staff',
  at: sampleTime,
  reason: 'Said so on the telephone.',
}

export const listConsents = operation({
  id: 'listConsents',
  method: 'GET',
  path: '/conversations/{conversationId}/consents',
  tag: 'Messages',
  scope: 'messages:read',
  summary: 'What a person has said they want, newest first',
  description: 'Nothing is ever taken back: the newest of each scope holds.',
  params: conversationId,
  query: pageQuery,
  answer: page(consent),
  examples: { all: { summary: 'All of it', params, answer: { items: [noted], next: null } } },
})

export const noteConsent = operation({
  id: 'noteConsent',
  method: 'POST',
  path: '/conversations/{conversationId}/consents',
  tag: 'Messages',
  scope: 'messages:write',
  summary: 'Note what a person told you they want',
  description: 'Counts like what they write themselves, over all numbers of the tenant.',
  params: conversationId,
  body: z.strictObject({ scope, choice, reason: text(500).meta({ description: 'Where and when they said so.' }) }),
  answer: consent,
  status: 201,
  idempotent: true,
  examples: {
    stop: {
      summary: 'No offers any more',
      params,
      body: { scope: 'marketing', choice: 'stop', reason: 'Said so on the telephone.' },
      answer: noted,
    },
  },
})
