import { z } from 'zod'
import { messagingChoices, type NoticeChoices, noticeChoices } from '../notice-choices.ts'
import { noticeKind } from './messages.ts'
import { operation } from './operation.ts'
import { sample, sampleTime } from './samples.ts'
import { cause, id, instant, oneQuery, page, pageQuery, text } from './values.ts'

export const noticeSetting = z
  .strictObject({
    connectionId: id.meta({ description: 'The shop whose customers get it.' }),
    notice: noticeKind,
    onSince: instant.nullable().meta({ description: 'Orders placed earlier get none. Null: it is off.' }),
    numberConnectionId: id.nullable().meta({ description: 'The number it comes from. Null: nobody ever chose.' }),
    choices: noticeChoices.nullable(),
  })
  .meta({ id: 'NoticeSetting' })
export type NoticeSettingJson = z.input<typeof noticeSetting>

const choices: z.input<typeof noticeChoices> = {
  templates: [
    {
      name: 'order_confirmation',
      language: 'en',
      body: [
        { value: { from: 'first-name', otherwise: 'Customer' } },
        { value: { from: 'order' } },
        { value: { from: 'amount' } },
      ],
    },
  ],
  fallback: 'en',
  languageOf: { IN: 'en' },
}
const shown: NoticeSettingJson = {
  connectionId: sample.shop,
  notice: 'order-confirmation',
  onSince: sampleTime,
  numberConnectionId: sample.number,
  choices: noticeChoices.parse(choices) as NoticeChoices,
}
const never: NoticeSettingJson = {
  connectionId: sample.shop,
  notice: 'order-cancelled',
  onSince: null,
  numberConnectionId: null,
  choices: null,
}

const ofShop = z.strictObject({ connectionId: id })
const ofNotice = z.strictObject({ connectionId: id, notice: noticeKind })
const noticeParams = { connectionId: sample.shop, notice: 'order-confirmation' as const }

export const listNotices = operation({
  id: 'listNotices',
  method: 'GET',
  path: '/connections/{connectionId}/notices',
  tag: 'Message settings',
  scope: 'settings:read',
  summary: 'Which notices a shop’s customers get',
  description: 'All three, also those that nobody has chosen yet.',
  params: ofShop,
  answer: z.strictObject({ items: z.array(noticeSetting) }),
  examples: {
    all: {
      summary: 'Of one shop',
      params: { connectionId: sample.shop },
      answer: { items: [shown, never, { ...never, notice: 'needs-something' }] },
    },
  },
})

export const getNotice = operation({
  id: 'getNotice',
  method: 'GET',
  path: '/connections/{connectionId}/notices/{notice}',
  tag: 'Message settings',
  scope: 'settings:read',
  summary: 'One of them',
  params: ofNotice,
  query: oneQuery,
  answer: noticeSetting,
  examples: { confirmation: { summary: 'The order confirmation', params: noticeParams, answer: shown } },
})

export const chooseNotice = operation({
  id: 'chooseNotice',
  method: 'PUT',
  path: '/connections/{connectionId}/notices/{notice}',
  tag: 'Message settings',
  scope: 'settings:write',
  summary: 'Switch a notice on or off, and say in which words',
  description:
    'Switched on, it holds for orders placed from then on; what is on already stays on since it was. `…/preflight` of the number says whether its templates are approved.',
  params: ofNotice,
  body: z.strictObject({
    on: z.boolean(),
    numberConnectionId: id.meta({ description: 'The number it comes from.' }),
    choices: noticeChoices,
  }),
  answer: noticeSetting,
  needsMatch: true,
  errors: ['conflict'],
  examples: {
    on: {
      summary: 'Customers hear that their order is confirmed',
      params: noticeParams,
      body: { on: true, numberConnectionId: sample.number, choices },
      answer: shown,
    },
  },
})

const quiet = { from: '21:00', until: '09:00', timeZone: 'Asia/Kolkata' }
const settings = messagingChoices.meta({ id: 'MessageSettings' })

export const getMessageSettings = operation({
  id: 'getMessageSettings',
  method: 'GET',
  path: '/message-settings',
  tag: 'Message settings',
  scope: 'settings:read',
  summary: 'When nobody is to be disturbed, and whether a STOP is confirmed',
  answer: settings,
  examples: { none: { summary: 'Nobody has chosen', answer: { quiet: null, confirmsOptOut: true } } },
})

export const chooseMessageSettings = operation({
  id: 'chooseMessageSettings',
  method: 'PUT',
  path: '/message-settings',
  tag: 'Message settings',
  scope: 'settings:write',
  summary: 'Choose quiet hours',
  body: settings,
  answer: settings,
  needsMatch: true,
  examples: {
    nights: { summary: 'Quiet nights', body: { quiet, confirmsOptOut: true }, answer: { quiet, confirmsOptOut: true } },
  },
})

const sending = z
  .strictObject({
    connectionId: id,
    status: z.enum(['active', 'paused', 'disconnected']).meta({ description: 'paused: by a person.' }),
    stopped: z
      .strictObject({ since: instant, ...cause.shape })
      .nullable()
      .meta({ description: 'Why the provider lets nothing out; null while it does.' }),
    perSecond: z.int().meta({ description: 'How many messages at the most.' }),
    templatesReadAt: instant.nullable(),
  })
  .meta({ id: 'Sending', description: 'Whether a number sends. What waits goes on when it does, or has had its time.' })
export type SendingJson = z.input<typeof sending>

const flowing: SendingJson = {
  connectionId: sample.number,
  status: 'active',
  stopped: null,
  perSecond: 20,
  templatesReadAt: sampleTime,
}
const ofNumber = z.strictObject({ connectionId: id.meta({ description: 'A number.' }) })
const numberParams = { connectionId: sample.number }
const reason = text(200).meta({ description: 'For whoever looks later; stands in the timeline of the connection.' })

export const getSending = operation({
  id: 'getSending',
  method: 'GET',
  path: '/connections/{connectionId}/sending',
  tag: 'Message settings',
  scope: 'settings:read',
  summary: 'Whether a number sends',
  params: ofNumber,
  query: oneQuery,
  answer: sending,
  examples: { flows: { summary: 'It does', params: numberParams, answer: flowing } },
})

export const pauseSending = operation({
  id: 'pauseSending',
  method: 'POST',
  path: '/connections/{connectionId}/sending/pause',
  tag: 'Message settings',
  scope: 'settings:write',
  summary: 'Send nothing from a number for now',
  description: 'What customers write is heard all the same. The same again changes nothing.',
  params: ofNumber,
  body: z.strictObject({ reason }),
  answer: sending,
  errors: ['conflict'],
  examples: {
    pause: {
      summary: 'For now',
      params: numberParams,
      body: { reason: 'We move to another number.' },
      answer: { ...flowing, status: 'paused' },
    },
  },
})

export const resumeSending = operation({
  id: 'resumeSending',
  method: 'POST',
  path: '/connections/{connectionId}/sending/resume',
  tag: 'Message settings',
  scope: 'settings:write',
  summary: 'Let a number send again',
  description:
    'After a pause, or when what the provider had against it is settled there. What waits goes on within a minute.',
  params: ofNumber,
  body: z.strictObject({ reason }),
  answer: sending,
  errors: ['conflict'],
  examples: {
    resume: {
      summary: 'It may again',
      params: numberParams,
      body: { reason: 'The payment method is there.' },
      answer: flowing,
    },
  },
})

const parameters = z.array(z.string().nullable()).meta({ description: 'Names; null stands for a position.' })
const template = z
  .strictObject({
    name: z.string(),
    language: z.string(),
    status: z.string().nullable().meta({ description: 'Sent are approved and flagged ones. Null: not told.' }),
    category: z.enum(['marketing', 'utility', 'authentication']).nullable(),
    quality: z.enum(['green', 'yellow', 'red', 'unknown']).nullable(),
    reason: z.string().nullable().meta({ description: 'Why, in the provider’s words.' }),
    takes: z
      .strictObject({ header: z.string(), headerParameters: parameters, body: parameters, buttons: z.int() })
      .nullable()
      .meta({ description: 'What has to be filled in; null while unknown. buttons: how many take something.' }),
    updatedAt: instant,
  })
  .meta({ id: 'Template' })

const shownTemplate: z.input<typeof template> = {
  name: 'order_confirmation',
  language: 'en',
  status: 'approved',
  category: 'utility',
  quality: 'green',
  reason: null,
  takes: { header: 'none', headerParameters: [], body: [null, null, null], buttons: 0 },
  updatedAt: sampleTime,
}

export const listTemplates = operation({
  id: 'listTemplates',
  method: 'GET',
  path: '/connections/{connectionId}/templates',
  tag: 'Message settings',
  scope: 'settings:read',
  summary: 'Templates of a number’s account, by name',
  description: 'As they were read last, and with the news that came since.',
  params: ofNumber,
  query: pageQuery,
  answer: page(template),
  examples: {
    first: { summary: 'Those that are known', params: numberParams, answer: { items: [shownTemplate], next: null } },
  },
})

export const readTemplates = operation({
  id: 'readTemplates',
  method: 'POST',
  path: '/connections/{connectionId}/templates/read',
  tag: 'Message settings',
  scope: 'settings:write',
  summary: 'Ask the provider for its templates now',
  description: 'Done by itself before one is sent; this is for whoever has just had one approved.',
  params: ofNumber,
  answer: z.strictObject({ templates: z.int(), readAt: instant }),
  errors: ['credentials-rejected', 'rights-missing', 'provider-busy', 'provider-unreachable', 'provider-refused'],
  examples: {
    now: { summary: 'Now', params: numberParams, answer: { templates: 9, readAt: sampleTime } },
  },
})
