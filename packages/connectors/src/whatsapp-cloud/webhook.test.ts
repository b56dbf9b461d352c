import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endpointSecrets } from './config.ts'
import { fixture, heardIn, messagesBody, recordedBody, secrets, signed } from './test-bodies.ts'
import { whatsappCloudWebhooks } from './webhook.ts'

const vectors = fixture('signature-vectors')
const withVectors = endpointSecrets({ appSecrets: [vectors.appSecret], verifyTokens: [] })
const hear = (body: string, signature: string | undefined, known: readonly string[] = withVectors) =>
  whatsappCloudWebhooks.hear(Buffer.from(body), { 'x-hub-signature-256': signature }, known)

test.each([
  ['with everything escaped', vectors],
  ['re-serialised, with its own signature', vectors.wrong_if_reserialised],
  ['in plain ASCII', vectors.asciiOnly],
])('takes the signed body %s', (_, { rawBody, signature }) => {
  expect(hear(rawBody, signature).ok).toBe(true)
})

test('reads a message that Meta escaped before it signed', () => {
  const heard = hear(vectors.rawBody, vectors.signature)

  expect(heard).toMatchObject({
    ok: true,
    events: [
      {
        providerKey: '410987654321001',
        topic: 'messages',
        meaning: 'message',
        subject: { kind: 'conversation', sourceId: 'IN.8842015590371264' },
        occurredAt: '2026-11-18T11:06:40Z',
      },
    ],
  })
})

const hex = vectors.signature.slice('sha256='.length)
test.each([
  ['signature-missing', 'an absent header', undefined],
  ['signature-missing', 'an empty header', ' '],
  ['signature-wrong', 'no prefix', hex],
  [
    'signature-wrong',
    'another app secret',
    `sha256=${createHmac('sha256', 'other').update(vectors.rawBody).digest('hex')}`,
  ],
  ['signature-wrong', 'a hex that is too short', `sha256=${hex.slice(0, 62)}`],
  ['signature-wrong', 'a hex that is too long', `sha256=${hex}00`],
  ['signature-wrong', 'capitals', `sha256=${hex.toUpperCase()}`],
  ['signature-wrong', 'the old algorithm', `sha1=${hex}`],
  ['signature-wrong', 'the signature of the re-serialised body', vectors.wrong_if_reserialised.signature],
])('refuses with %s: %s', (reason, _, signature) => {
  expect(hear(vectors.rawBody, signature)).toEqual({ ok: false, reason })
})

test('refuses a signature that is sent twice', () => {
  const headers = { 'x-hub-signature-256': [vectors.signature, vectors.signature] }

  expect(whatsappCloudWebhooks.hear(Buffer.from(vectors.rawBody), headers, withVectors)).toEqual({
    ok: false,
    reason: 'signature-missing',
  })
})

// A verify token is typed into a dashboard and sent in URLs: it must not sign anything. Anybody can sign with nothing.
test.each([
  ['no secret at all', []],
  ['only a verify token', [`verify:${vectors.appSecret}`]],
  ['a secret without its kind', [vectors.appSecret]],
  ['an empty secret', ['app:']],
])('refuses everything with %s', (_, known) => {
  const signature = `sha256=${createHmac('sha256', '').update(vectors.rawBody).digest('hex')}`

  for (const given of [vectors.signature, signature])
    expect(hear(vectors.rawBody, given, known)).toEqual({ ok: false, reason: 'no-secret' })
})

test('takes both secrets while one is replaced by the other', () => {
  const both = endpointSecrets({ appSecrets: ['the new one', vectors.appSecret], verifyTokens: ['token'] })

  expect(hear(vectors.rawBody, vectors.signature, both).ok).toBe(true)
})

test('reads the header whatever its case', () => {
  const headers = { 'X-Hub-Signature-256': vectors.signature }

  expect(whatsappCloudWebhooks.hear(Buffer.from(vectors.rawBody), headers, withVectors).ok).toBe(true)
})

test('hears whatever was signed and never throws', () => {
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
    fc.jsonValue().map((entry) => Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry }))),
    fc.jsonValue().map((change) => Buffer.from(JSON.stringify({ entry: [{ id: '1', changes: [change] }, change] }))),
    fc.jsonValue().map((value) => Buffer.from(messagesBody([value as never]))),
  )
  fc.assert(
    fc.property(bodies, (body) => {
      for (const { dedupeKey, providerKey } of heardIn(body).events) {
        expect(dedupeKey).toMatch(/^[a-z]+:[0-9a-f]{64}(:[a-z0-9_:]+)?$/)
        expect(providerKey).not.toBe('')
      }
    }),
  )
})

test.each([
  ['not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])],
  ['not JSON', Buffer.from('{"entry":')],
  ['empty', Buffer.from('')],
  ['nested deeper than a stack', Buffer.from(`{"entry":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)],
])('a body that is %s is one event that somebody will see', (_, body) => {
  expect(heardIn(body).events).toMatchObject([
    { providerKey: 'unknown', meaning: 'message', subject: null, dedupeKey: expect.stringMatching(/^unreadable:/) },
  ])
})

test('a text as long as a body may be hides nothing', () => {
  const body = messagesBody([
    {
      messages: [
        { id: 'wamid.long', from: '919876543210', timestamp: '1795000000', text: { body: 'ठ'.repeat(900_000) } },
      ],
    },
  ])

  expect(heardIn(Buffer.from(body)).events).toMatchObject([{ meaning: 'message' }])
})

test('one of many that cannot be read hides none of the others', () => {
  const good = (id: string) => ({
    id,
    from: '919876543210',
    timestamp: '1795000000',
    type: 'text',
    text: { body: 'Hi' },
  })
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      null,
      { id: '1' },
      { id: '1', changes: [7, { field: 'messages' }, { field: 'messages', value: { messages: [good('wamid.0')] } }] },
      {
        id: '1',
        changes: [
          { field: 'messages', value: { metadata: { phone_number_id: '5' }, messages: [null, 'x', good('wamid.1')] } },
        ],
      },
    ],
  })

  const { events } = heardIn(Buffer.from(body))

  expect(events.filter(({ subject }) => subject?.sourceId === '+919876543210')).toHaveLength(1)
  expect(events.map(({ providerKey }) => providerKey).sort()).toEqual([
    ...['5', '5', '5', 'unknown'],
    ...['waba:1', 'waba:1', 'waba:1', 'waba:1'],
  ])
  expect(new Set(events.map(({ dedupeKey }) => dedupeKey)).size).toBe(events.length)
})

test('messages come before a person’s choice, and both before statuses', () => {
  const body = messagesBody([
    {
      statuses: [{ id: 'wamid.a', status: 'failed', timestamp: '1795000000' }],
      messages: [{ id: 'wamid.b', type: 'text' }],
    },
    { user_preferences: [{ wa_id: '919876543210', value: 'stop' }] },
    { messages: [{ id: 'wamid.c', type: 'text' }] },
  ])

  expect(heardIn(Buffer.from(body)).events.map(({ meaning }) => meaning)).toEqual([
    'message',
    'message',
    'messaging-account',
    'message-status',
  ])
})

test('a person is one conversation, with and without their phone', () => {
  const person = { wa_id: '919876543210', user_id: 'IN.8842015590371264' }
  const at = { timestamp: '1795000000', type: 'text' }
  const body = messagesBody([
    { messages: [{ id: 'wamid.1', from: person.wa_id, from_user_id: person.user_id, ...at }] },
    { messages: [{ id: 'wamid.2', from_user_id: person.user_id, ...at }] },
    {
      contacts: [{ user_id: 'IN.1', wa_id: '911234567890' }, person],
      messages: [{ id: 'wamid.3', from: person.wa_id, ...at }],
    },
    { contacts: [person], messages: [{ id: 'wamid.4', ...at }] },
    { contacts: [person], user_preferences: [{ wa_id: person.wa_id, value: 'stop' }] },
    {
      messages: [
        { id: 'wamid.5', ...at, type: 'system', system: { previous_user_id: person.user_id, user_id: 'IN.2' } },
      ],
    },
  ])

  const subjects = heardIn(Buffer.from(body)).events.map(({ subject }) => subject)

  expect(subjects).toEqual(Array(6).fill({ kind: 'conversation', sourceId: person.user_id }))
})

test('a person whose user id is not told is known by the phone', () => {
  const body = messagesBody([{ messages: [{ id: 'wamid.1', from: '919876543210', timestamp: '1795000000' }] }])

  expect(heardIn(Buffer.from(body)).events[0]?.subject).toEqual({ kind: 'conversation', sourceId: '+919876543210' })
})

// An id of WhatsApp holds the customer's phone in base64.
test('no key holds an id, a phone or a name', () => {
  const names = ['wamid', '919876543210', 'OTE5ODc2NTQzMjEw', 'IN.8842015590371264', 'Ananya']
  for (const name of ['inbound-text', 'status-sent', 'status-failed-131026', 'user-preferences-stop', 'value-errors'])
    for (const { subject, ...event } of heardIn(recordedBody(name)).events)
      for (const personal of names) {
        expect(JSON.stringify(event)).not.toContain(personal)
        if (subject?.kind === 'message') expect(subject.sourceId).not.toContain(personal)
      }
})

test('a status is its message and its state, and another failure is another event', () => {
  const status = (state: string, more = {}) => ({ id: 'wamid.a', status: state, timestamp: '1795000000', ...more })
  const body = messagesBody([
    {
      statuses: [
        status('sent'),
        status('sent', { timestamp: '1795000009' }),
        status('DELIVERED'),
        status('failed', { errors: [{ code: 131026 }] }),
        status('failed', { errors: [{ code: '131047' }] }),
        status('failed', { errors: [] }),
        status('some day: new'),
      ],
    },
  ])

  const keys = heardIn(Buffer.from(body)).events.map(({ dedupeKey }) => dedupeKey.replace(/[0-9a-f]{64}/, '…'))

  expect(keys).toEqual([
    'status:…:sent',
    'status:…:delivered',
    'status:…:failed:131026',
    'status:…:failed:131047',
    'status:…:failed',
    expect.stringMatching(/^status:…:[0-9a-f]{16}$/),
  ])
})

test('a state of tomorrow is recorded and nothing follows', () => {
  const body = messagesBody([{ statuses: [{ id: 'wamid.a', status: 'teleported', timestamp: '1795000000' }] }])

  expect(heardIn(Buffer.from(body)).events[0]?.meaning).toBe('other')
})

test.each([
  ['smb_message_echoes', { message_echoes: [{ id: 'wamid.a', from: '918047180000', to: '919876543210' }] }, 'other'],
  ['standby', { messages: [{ id: 'wamid.a', from: '919876543210' }] }, 'other'],
  ['a_field_of_tomorrow', { anything: true }, 'other'],
  ['messages', { calls: [{ id: 'x' }] }, 'other'],
])('%s is recorded for the number and nothing follows', (field, value, meaning) => {
  const body = messagesBody([value], { field })

  expect(heardIn(Buffer.from(body)).events).toMatchObject([{ topic: field, meaning, providerKey: '410987654321001' }])
})

test('lists that are null or empty tell nothing', () => {
  const body = messagesBody([{ messages: null, statuses: [], errors: null }])

  expect(heardIn(Buffer.from(body)).events).toEqual([])
})

test('one thing where a list belongs is a list of one', () => {
  const body = messagesBody([{ messages: { id: 'wamid.a', from: '919876543210', timestamp: 1795000000 } }])

  expect(heardIn(Buffer.from(body)).events).toMatchObject([{ meaning: 'message', occurredAt: '2026-11-18T11:06:40Z' }])
})

const token = 'crossdock-verify-4f9c2d'
const forChallenge = endpointSecrets({ appSecrets: [token.slice(1)], verifyTokens: ['an older one', token] })
const asked = `hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`

test('answers the challenge bare', () => {
  expect(whatsappCloudWebhooks.challenge?.(asked, forChallenge)).toEqual({
    status: 200,
    contentType: 'text/plain',
    body: '1158201444',
  })
})

test('answers for either token while one is replaced, and whatever else is asked', () => {
  const query = 'foo=1&hub.verify_token=an%20older+one&hub.challenge=%2Fa%2Bb&hub.mode=subscribe'

  expect(whatsappCloudWebhooks.challenge?.(query, forChallenge)?.body).toBe('/a+b')
})

test.each([
  ['another token', asked.replace(token, 'crossdock-verify-4f9c2e'), forChallenge],
  ['a token that goes on', `${asked}x`, forChallenge],
  ['no token', 'hub.mode=subscribe&hub.challenge=1158201444', forChallenge],
  [
    'an empty token',
    'hub.mode=subscribe&hub.challenge=1&hub.verify_token=',
    endpointSecrets({ appSecrets: ['s'], verifyTokens: [''] }),
  ],
  ['the app secret in its place', asked.replace(token, token.slice(1)), forChallenge],
  ['another mode', asked.replace('subscribe', 'unsubscribe'), forChallenge],
  ['no mode', asked.replace('hub.mode=subscribe&', ''), forChallenge],
  ['underscores for dots', asked.replaceAll('hub.', 'hub_'), forChallenge],
  ['no challenge', asked.replace('1158201444', ''), forChallenge],
  ['two tokens', `${asked}&hub.verify_token=${token}`, forChallenge],
  ['nothing', '', forChallenge],
  ['no token on our side', asked, endpointSecrets({ appSecrets: ['s'], verifyTokens: [] })],
])('refuses a challenge with %s', (_, query, known) => {
  expect(whatsappCloudWebhooks.challenge?.(query, known)).toBeNull()
})

test('says 200 to whatever it heard', () => {
  expect(whatsappCloudWebhooks.acknowledge()).toEqual({ status: 200 })
  expect(whatsappCloudWebhooks.hear(...signed(Buffer.from('{}')), secrets).ok).toBe(true)
})
