import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import type { ChannelItem } from '../ports/messaging.ts'
import { heardIn, messagesBody, metadata, readAll, recordedBody } from './test-bodies.ts'

const read = (name: string): ChannelItem[] => readAll(recordedBody(name))

const sent = {
  providerMessageId: 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSN0ZDMUQyRTNGODY0QTcA',
  reference: 't_7Qm2|out_01JD3X',
  recipient: { phone: '+919876543210', userId: 'IN.8842015590371264' },
  failure: null,
  pricing: null,
}
/** Of a message to a phone that failed, Meta tells no user id. */
const toAPhone = { phone: '+919876543210', userId: null }
const pricing = (type: string, category: string, billable = true) => ({ billable, type, category, model: 'PMP' })

test.each([
  ['status-sent', { state: 'sent', at: '2026-11-18T11:06:40Z', pricing: pricing('regular', 'utility') }],
  ['status-delivered', { state: 'delivered', at: '2026-11-18T11:06:43Z', pricing: pricing('regular', 'utility') }],
  [
    'status-delivered-sent-to-bsuid',
    {
      state: 'delivered',
      at: '2026-11-18T11:06:43Z',
      recipient: { phone: null, userId: 'IN.8842015590371264' },
      pricing: pricing('regular', 'service'),
    },
  ],
  [
    'status-delivered-free-entry-point',
    {
      state: 'delivered',
      at: '2026-11-18T11:06:43Z',
      pricing: pricing('free_entry_point', 'referral_conversion', false),
    },
  ],
  ['status-read', { state: 'read', at: '2026-11-18T11:07:21Z' }],
  [
    'status-failed-131026',
    {
      state: 'failed',
      at: '2026-11-18T11:06:42Z',
      recipient: toAPhone,
      failure: {
        code: 'message-unreachable',
        providerCode: '131026',
        detail: 'not on WhatsApp, an old app, or its terms were not accepted',
        retryAfterMs: null,
      },
    },
  ],
  [
    'status-failed-131047',
    {
      state: 'failed',
      at: '2026-11-18T11:06:42Z',
      recipient: toAPhone,
      failure: {
        code: 'message-window-closed',
        providerCode: '131047',
        detail:
          'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
        retryAfterMs: null,
      },
    },
  ],
  [
    'status-failed-131049',
    {
      state: 'failed',
      at: '2026-11-18T11:06:42Z',
      recipient: toAPhone,
      failure: {
        code: 'message-too-soon',
        providerCode: '131049',
        detail: 'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
        retryAfterMs: 86_400_000,
      },
    },
  ],
])('reads %s', (name, status) => {
  expect(read(name)).toEqual([{ kind: 'status', status: { ...sent, ...status } }])
})

const template = {
  name: 'order_shipped_v3',
  language: 'en_IN',
  templateId: '1689556908129832',
  status: null,
  category: null,
  quality: null,
  reason: null,
  at: '2026-11-18T11:06:40Z',
}

test.each([
  ['template-status-approved', { status: 'approved', category: 'utility' }],
  [
    'template-status-disabled',
    { status: 'disabled', category: 'utility', reason: 'Disabled at 2026-11-18T11:06:40Z.' },
  ],
  [
    'template-status-paused',
    { status: 'paused', category: 'utility', reason: 'Paused for 3 hours because of low quality.' },
  ],
  [
    'template-status-rejected',
    {
      status: 'rejected',
      category: 'utility',
      reason:
        'INVALID_FORMAT. Two parameters stand next to each other without text between them. Put words or punctuation between the parameters.',
    },
  ],
  ['template-category-update', { category: 'marketing', reason: 'Its category changed from UTILITY to MARKETING.' }],
  ['template-quality-update', { quality: 'yellow' }],
])('reads %s', (name, change) => {
  expect(read(name)).toEqual([{ kind: 'template', change: { ...template, ...change } }])
})

test('reads user-preferences-stop', () => {
  expect(read('user-preferences-stop')).toEqual([
    {
      kind: 'preference',
      preference: {
        person: {
          phone: '+919876543210',
          userId: 'IN.8842015590371264',
          parentUserId: null,
          name: 'Ananya Rao',
          username: null,
        },
        scope: 'marketing',
        value: 'stop',
        at: '2026-11-18T11:06:40Z',
      },
    },
  ])
})

test('reads account-update-restriction', () => {
  expect(read('account-update-restriction')).toEqual([
    {
      kind: 'account',
      notice: {
        topic: 'account_update',
        severity: 'blocked',
        message:
          'The WhatsApp business account is restricted: it may not write to customers first, until 2026-11-21T11:06:40Z.',
        at: '2026-11-18T11:06:40Z',
        until: '2026-11-21T11:06:40Z',
        ban: null,
      },
    },
  ])
})

test('reads value-errors', () => {
  expect(read('value-errors')).toEqual([
    {
      kind: 'account',
      notice: {
        topic: 'errors',
        severity: 'warning',
        message:
          'WhatsApp reports error 130429: Message failed to send because there were too many messages sent from this phone number in a short period of time.',
        at: null,
        until: null,
        ban: null,
      },
    },
  ])
})

function status(more: object, contacts: object[] = []): ChannelItem | undefined {
  const complete = { id: 'wamid.a', status: 'sent', timestamp: '1795000000', ...more }
  return readAll(Buffer.from(messagesBody([{ contacts, statuses: [complete] }])))[0]
}

test.each([
  ['a voice message that was listened to', { status: 'played' }, { state: 'played' }],
  ['a state in capitals', { status: 'READ' }, { state: 'read' }],
  ['a time in a number', { timestamp: 1795000000 }, { at: '2026-11-18T11:06:40Z' }],
  ['no reference', { biz_opaque_callback_data: null }, { reference: null }],
  [
    'the old pricing',
    { pricing: { pricing_model: 'CBP', billable: true, category: 'service' } },
    {
      pricing: { billable: true, type: null, category: 'service', model: 'CBP' },
    },
  ],
  [
    'pricing in words',
    { pricing: { billable: 'false', type: 5 } },
    {
      pricing: { billable: false, type: '5', category: null, model: null },
    },
  ],
  ['pricing that is none', { pricing: 'free' }, { pricing: null }],
  [
    'a failure without a reason',
    { status: 'failed' },
    {
      failure: { code: 'provider-refused', providerCode: null, detail: 'it gave no reason', retryAfterMs: null },
    },
  ],
  [
    'a failure with a code of tomorrow',
    { status: 'failed', errors: [{ code: 139999, title: 'New' }] },
    {
      failure: { code: 'provider-refused', providerCode: '139999', detail: 'New', retryAfterMs: null },
    },
  ],
  [
    'a failure whose first error is none',
    { status: 'failed', errors: [null, { code: '131050' }] },
    {
      failure: { code: 'message-opted-out', providerCode: '131050', detail: 'code 131050', retryAfterMs: null },
    },
  ],
])('reads a status with %s', (_, more, expected) => {
  expect(status(more)).toMatchObject({ kind: 'status', status: expected })
})

test('a failure names nobody', () => {
  const item = status(
    {
      status: 'failed',
      recipient_id: '919876543210',
      recipient_user_id: 'IN.AbCdEf',
      errors: [{ code: 131009, message: 'Ananya Rao (919876543210, +91 98765 43210, IN.AbCdEf) cannot take this' }],
    },
    [{ profile: { name: 'Ananya Rao' } }],
  )

  expect(item).toMatchObject({
    status: { failure: { code: 'message-refused', detail: '… (…, …, …) cannot take this' } },
  })
})

test.each([
  ['a status without a message', { id: null }, 'a status does not say of which message'],
  ['a status without a state', { status: '' }, 'a status has no state'],
  ['a status without a time', { timestamp: undefined }, 'the timestamp of a status is missing'],
])('refuses %s in words', (_, more, detail) => {
  expect(reasonOf(() => status(more))).toBe(detail)
})

test('a state of tomorrow is told and nothing is lost', () => {
  expect(status({ status: 'teleported' })).toMatchObject({ kind: 'account', notice: { severity: 'info' } })
})

function preference(more: object, time?: number): ChannelItem | undefined {
  const complete = {
    wa_id: '919876543210',
    value: 'stop',
    category: 'marketing_messages',
    timestamp: 1795000000,
    ...more,
  }
  return readAll(Buffer.from(messagesBody([{ user_preferences: [complete] }], { field: 'user_preferences', time })))[0]
}

test.each([
  ['a stop', {}, 'stop'],
  ['a stop of an unknown category', { category: 'everything' }, 'stop'],
  ['a stop in capitals', { value: 'STOP' }, 'stop'],
  ['a resume', { value: 'resume' }, 'resume'],
  ['a sign-up', { value: 'signup', category: 'marketing_messages' }, 'resume'],
  ['a resume without a category', { value: 'resume', category: null }, 'resume'],
])('reads %s', (_, more, value) => {
  expect(preference(more)).toMatchObject({ kind: 'preference', preference: { scope: 'marketing', value } })
})

// When in doubt it is quiet.
test('a resume of an unknown category lifts no stop', () => {
  expect(preference({ value: 'resume', category: 'something_else' })).toMatchObject({ kind: 'account' })
})

test('a person who chose is known by the user id alone', () => {
  expect(preference({ wa_id: null, user_id: 'IN.7' })).toMatchObject({
    preference: { person: { phone: null, userId: 'IN.7' } },
  })
})

test('a choice without a time of its own has that of its event', () => {
  expect(preference({ timestamp: null }, 1795000001)).toMatchObject({ preference: { at: '2026-11-18T11:06:41Z' } })
})

test.each([
  ['of nobody', { wa_id: null }, 'a preference does not say whose it is'],
  ['that is neither', { value: 'maybe' }, 'a preference is neither stop nor resume'],
  ['without a time', { timestamp: null }, 'the timestamp of a preference is missing'],
])('refuses a preference %s in words', (_, more, detail) => {
  expect(reasonOf(() => preference(more))).toBe(detail)
})

function told(field: string, value: object, time: unknown = 1795000000): ChannelItem | undefined {
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: '218840199871234', time, changes: [{ field, value }] }],
  }
  return readAll(Buffer.from(JSON.stringify(body)))[0]
}

test.each([
  ['PENDING', 'pending'],
  ['IN_APPEAL', 'pending'],
  ['APPROVED', 'approved'],
  ['REINSTATED', 'approved'],
  ['UNARCHIVED', 'approved'],
  ['REJECTED', 'rejected'],
  ['FLAGGED', 'flagged'],
  ['PAUSED', 'paused'],
  ['DISABLED', 'disabled'],
  ['ARCHIVED', 'archived'],
  ['PENDING_DELETION', 'deleted'],
  ['DELETED', 'deleted'],
  ['approved', 'approved'],
])('a template that is %s is %s', (event, expected) => {
  expect(
    told('message_template_status_update', { event, message_template_name: 't', message_template_language: 'hi' }),
  ).toMatchObject({ kind: 'template', change: { status: expected, category: null, reason: null } })
})

test.each([
  ['a state of a template that nobody told us of is unknown', 'SLEEPING'],
  ['a template that cannot be edited can be sent as before', 'LOCKED'],
  ['a template beside which no other can be made can be sent as before', 'LIMIT_EXCEEDED'],
])('%s, and it is said', (_, event) => {
  const value = { event, message_template_name: 't', message_template_language: 'hi', reason: null }

  expect(told('message_template_status_update', value)).toMatchObject({
    change: { status: null, reason: `WhatsApp says ${event}.` },
  })
})

// Written without quotes, JavaScript would round it.
test('the id of a template keeps its 64 bits', () => {
  const raw = `{"object":"whatsapp_business_account","entry":[{"id":"1","time":1795000000,"changes":[{"field":"message_template_status_update",
    "value":{"event":"APPROVED","message_template_id":9223372036854775807,"message_template_name":"t","message_template_language":"hi"}}]}]}`

  expect(readAll(Buffer.from(raw))).toMatchObject([{ change: { templateId: '9223372036854775807' } }])
})

test('a template is heard for its account', () => {
  const { events } = heardIn(recordedBody('template-status-approved'))

  expect(events).toMatchObject([
    {
      providerKey: 'waba:218840199871234',
      topic: 'message_template_status_update',
      meaning: 'messaging-account',
      triggeredAt: '2026-11-18T11:06:40Z',
    },
  ])
})

// PAUSED, APPROVED and PAUSED again are three events, though the first and the last are alike.
test('the same news at another time is other news', () => {
  const value = { event: 'PAUSED', message_template_name: 't', message_template_language: 'hi' }
  const keyAt = (time: number) =>
    heardIn(
      Buffer.from(
        JSON.stringify({ entry: [{ id: '1', time, changes: [{ field: 'message_template_status_update', value }] }] }),
      ),
    ).events[0]?.dedupeKey

  expect(keyAt(1795000000)).not.toBe(keyAt(1795000001))
  expect(keyAt(1795000000)).toBe(keyAt(1795000000))
})

test.each([
  ['message_template_components_update', {}, { status: null, reason: 'Its text or buttons were changed.' }],
  [
    'template_category_update',
    { correct_category: 'MARKETING' },
    {
      category: null,
      reason: 'WhatsApp is about to change its category to MARKETING.',
    },
  ],
  ['message_template_quality_update', { new_quality_score: 'UNKNOWN' }, { quality: 'unknown' }],
  ['message_template_quality_update', { new_quality_score: 'RED' }, { quality: 'red' }],
  ['message_template_quality_update', {}, { quality: null }],
])('reads %s with %j', (field, more, change) => {
  expect(told(field, { message_template_name: 't', message_template_language: 'hi', ...more })).toMatchObject({
    change,
  })
})

test('refuses a template without a name in words', () => {
  const value = { event: 'APPROVED', message_template_language: 'hi' }

  expect(reasonOf(() => told('message_template_status_update', value))).toBe('a template without a name or a language')
})

test.each([
  [
    'account_update',
    { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE', waba_ban_date: '2026-11-20' } },
    'blocked',
    'The WhatsApp business account is disabled (2026-11-20).',
  ],
  [
    'account_update',
    { ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } },
    'warning',
    'The WhatsApp business account is going to be disabled.',
  ],
  [
    'account_update',
    { ban_info: { waba_ban_state: 'REINSTATE' } },
    'info',
    'The WhatsApp business account is allowed again.',
  ],
  [
    'account_update',
    { restriction_info: [{ restriction_type: 'toString' }] },
    'warning',
    'The WhatsApp business account is restricted: toString.',
  ],
  [
    'account_update',
    { event: 'ACCOUNT_RESTRICTION', restriction_info: [{ restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION' }] },
    'warning',
    'The WhatsApp business account is restricted: it may not add numbers.',
  ],
  [
    'account_update',
    { event: 'ACCOUNT_RESTRICTION', restriction_info: { restriction_type: 'RESTRICTED_TOMORROW', expiration: null } },
    'warning',
    'The WhatsApp business account is restricted: RESTRICTED_TOMORROW.',
  ],
  [
    'account_update',
    { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } },
    'warning',
    'The WhatsApp business account broke a rule of the platform. Rule: SPAM.',
  ],
  [
    'account_update',
    { event: 'VOLUME_BASED_PRICING_TIER_UPDATE' },
    'info',
    'WhatsApp told VOLUME_BASED_PRICING_TIER_UPDATE of account_update.',
  ],
  [
    'account_alerts',
    { alert_info: { alert_severity: 'CRITICAL', alert_description: 'Call +91 80 4718 0000 now' } },
    'warning',
    'WhatsApp alerts: Call … now',
  ],
  [
    'account_alerts',
    { alert_severity: 'INFORMATIONAL', alert_type: 'OBA_APPROVED' },
    'info',
    'WhatsApp alerts: OBA_APPROVED',
  ],
  [
    'account_review_update',
    { decision: 'REJECTED' },
    'blocked',
    'The review of the WhatsApp business account ended with a rejection.',
  ],
  [
    'business_capability_update',
    { max_daily_conversation_per_phone: 1000 },
    'info',
    'WhatsApp told business_capability_update.',
  ],
  [
    'phone_number_quality_update',
    { display_phone_number: '918047180000', event: 'DOWNGRADE', current_limit: 'TIER_1K' },
    'warning',
    'The number may write to fewer people a day than before. Limit: TIER_1K. (number ending in 0000)',
  ],
  [
    'phone_number_name_update',
    { decision: 'REJECTED', rejection_reason: 'NAME_POLICY' },
    'warning',
    'The display name of the number was rejected. Reason: NAME_POLICY.',
  ],
  ['security', { event: 'PIN_CHANGED', requester: 'Ananya Rao' }, 'warning', 'Somebody changed the PIN of the number.'],
  [
    'payment_configuration_update',
    { anything: 1 },
    'info',
    'WhatsApp told of payment_configuration_update, which Crossdock does not use.',
  ],
])('reads %s %j', (field, value, severity, message) => {
  expect(told(field, value)).toEqual({
    kind: 'account',
    notice: expect.objectContaining({ topic: field, severity, message, at: '2026-11-18T11:06:40Z' }),
  })
})

const ofKind = (restriction_type: string, expiration?: number) => ({ restriction_type, expiration })

test.each([
  [
    'the last end of those that block',
    [
      ['BIZ', 1795100000],
      ['CUSTOMER', 1795200000],
    ],
    '2026-11-20T18:40:00Z',
  ],
  [
    'none when one of them has none',
    [
      ['BIZ', 1795100000],
      ['CUSTOMER', undefined],
    ],
    null,
  ],
  [
    'not that of a warning',
    [
      ['BIZ', 1795100000],
      ['NUMBER', 1795200000],
    ],
    '2026-11-19T14:53:20Z',
  ],
] as const)('a block ends with %s', (_, each, until) => {
  const types = {
    BIZ: 'RESTRICTED_BIZ_INITIATED_MESSAGING',
    CUSTOMER: 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
    NUMBER: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
  }
  const restriction_info = each.map(([type, end]) => ofKind(types[type], end))

  expect(told('account_update', { event: 'ACCOUNT_RESTRICTION', restriction_info })).toMatchObject({
    notice: { severity: 'blocked', until, ban: null },
  })
})

test.each([
  [{ event: 'DISABLED_UPDATE' }, 'begins'],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } }, 'begins'],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'SCHEDULE_FOR_DISABLE' } }, null],
  [{ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'REINSTATE' } }, 'ends'],
  [{ event: 'ACCOUNT_DELETED' }, null],
])('of a ban %j says that it %s', (value, ban) => {
  expect(told('account_update', value)).toMatchObject({ notice: { ban, until: null } })
})

test('no notice holds a phone or who asked', () => {
  for (const field of ['account_update', 'security', 'phone_number_quality_update'])
    expect(
      JSON.stringify(told(field, { phone_number: metadata.display_phone_number, requester: 'Ananya', event: 'X' })),
    ).not.toMatch(/918047180000|Ananya/)
})

test.each([
  [131031, 'blocked'],
  [190, 'blocked'],
  [131048, 'blocked'],
  [131000, 'warning'],
  ['80007', 'warning'],
])('error %s of a value is %s', (code, severity) => {
  const [item] = readAll(Buffer.from(messagesBody([{ errors: [{ code, title: 'T' }] }])))

  expect(item).toMatchObject({ kind: 'account', notice: { topic: 'errors', severity } })
})

test('refuses an error without a code in words', () => {
  expect(reasonOf(() => readAll(Buffer.from(messagesBody([{ errors: [{ title: 'T' }] }]))))).toBe(
    'an error without a code',
  )
})

function reasonOf(read: () => unknown): string | undefined {
  try {
    read()
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'payload-unreadable') return thrown.facts.detail
    throw thrown
  }
  return undefined
}
