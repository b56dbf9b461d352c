import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shopifyWebhooks } from './webhook.ts'

const vectors = JSON.parse(readFileSync(new URL('./fixtures/signature-vectors.json', import.meta.url), 'utf8'))
const body = Buffer.from(vectors.rawBody)

const headers = {
  'x-shopify-topic': 'orders/create',
  'x-shopify-hmac-sha256': vectors.signature,
  'x-shopify-shop-domain': 'kaveri-looms.myshopify.com',
  'x-shopify-api-version': '2026-10',
  'x-shopify-webhook-id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
  'x-shopify-event-id': '98880550-7158-44d4-b7cd-2c97c8a091b5',
  'x-shopify-triggered-at': '2026-11-20T04:30:00.123456789Z',
}

/** What Shopify sends for this body. */
function delivery(text: string, overrides: Record<string, string | undefined> = {}) {
  const signature = createHmac('sha256', vectors.clientSecret).update(text).digest('base64')
  return [
    Buffer.from(text),
    { ...headers, 'x-shopify-hmac-sha256': signature, ...overrides },
    [vectors.clientSecret],
  ] as const
}

function heardOne(...args: ReturnType<typeof delivery>) {
  const heard = shopifyWebhooks.hear(...args)
  if (!heard.ok) throw new Error(heard.reason)
  return heard.events[0]
}

test('names the event of a signed delivery', () => {
  const heard = shopifyWebhooks.hear(body, headers, [vectors.clientSecret])

  expect(heard).toEqual({
    ok: true,
    events: [
      {
        providerKey: 'kaveri-looms.myshopify.com',
        dedupeKey: 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
        topic: 'orders/create',
        meaning: 'order',
        subject: { kind: 'order', sourceId: '820900000000000123' },
        occurredAt: null,
        triggeredAt: '2026-11-20T04:30:00.123456Z',
        causeId: '98880550-7158-44d4-b7cd-2c97c8a091b5',
      },
    ],
  })
})

// Shopify signs with the oldest secret that is not revoked, and hand-made webhooks with one of the shop's own.
test('accepts any of the valid secrets', () => {
  const signed = { ...headers, 'x-shopify-hmac-sha256': vectors.signatureWithPreviousSecret }

  const heard = shopifyWebhooks.hear(body, signed, [vectors.clientSecret, vectors.previousClientSecret])

  expect(heard.ok).toBe(true)
})

test('refuses a body that was parsed and written again', () => {
  const rewritten = Buffer.from(JSON.stringify(JSON.parse(vectors.rawBody)))

  const heard = shopifyWebhooks.hear(rewritten, headers, [vectors.clientSecret])

  expect(heard).toEqual({ ok: false, reason: 'signature-wrong' })
})

test.each([
  ['signature-wrong', { 'x-shopify-hmac-sha256': vectors.wrongIfReserialised }, [vectors.clientSecret]],
  ['signature-wrong', { 'x-shopify-hmac-sha256': 'short' }, [vectors.clientSecret]],
  ['signature-wrong', {}, ['another secret']],
  ['signature-missing', { 'x-shopify-hmac-sha256': undefined }, [vectors.clientSecret]],
  ['no-secret', {}, []],
  ['headers-missing', { 'x-shopify-webhook-id': undefined }, [vectors.clientSecret]],
  ['headers-missing', { 'x-shopify-webhook-id': ' ' }, [vectors.clientSecret]],
  ['headers-missing', { 'x-shopify-topic': undefined }, [vectors.clientSecret]],
  ['headers-missing', { 'x-shopify-shop-domain': undefined }, [vectors.clientSecret]],
  ['headers-missing', { 'x-shopify-shop-domain': 'evil.example' }, [vectors.clientSecret]],
])('refuses with %s: %j', (reason, overrides, secrets) => {
  const heard = shopifyWebhooks.hear(body, { ...headers, ...overrides }, secrets)

  expect(heard).toEqual({ ok: false, reason })
})

// Anybody can sign with an empty key.
test('takes an empty secret for none', () => {
  const signature = createHmac('sha256', '').update(body).digest('base64')

  const heard = shopifyWebhooks.hear(body, { ...headers, 'x-shopify-hmac-sha256': signature }, [''])

  expect(heard).toEqual({ ok: false, reason: 'no-secret' })
})

test('reads headers whatever their case', () => {
  const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]))

  expect(shopifyWebhooks.hear(body, shouted, [vectors.clientSecret]).ok).toBe(true)
})

test('hears signed garbage without a subject', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('[]'), fc.constant('null')), (text) => {
      expect(heardOne(...delivery(text))).toMatchObject({ subject: null, occurredAt: null })
    }),
  )
})

test('hears bodies nested deeper than the stack', () => {
  expect(heardOne(...delivery('['.repeat(200_000) + ']'.repeat(200_000)))).toMatchObject({ subject: null })
})

test('hears ids beyond 2^53 exactly', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (id) => {
      const event = heardOne(...delivery(`{"id":${id},"updated_at":"2026-11-18T10:15:33+05:30"}`))

      expect(event).toMatchObject({ subject: { sourceId: `${id}` }, occurredAt: '2026-11-18T10:15:33+05:30' })
    }),
  )
})

test('takes the time of change from the body', () => {
  const text = '{"id":6820100000001,"updated_at":"2026-11-18T10:15:33+05:30"}'

  expect(heardOne(...delivery(text))?.occurredAt).toBe('2026-11-18T10:15:33+05:30')
})

test.each([
  ['orders/delete', '{"id":6820100000099}', '6820100000099'],
  ['orders/edited', '{"order_edit":{"id":1,"order_id":6820100000098}}', '6820100000098'],
  ['orders/edited', '{"order_edit":{"order_id":"gid://shopify/Order/820900000000000123"}}', '820900000000000123'],
  ['orders/edited', '{"order_edit":null}', null],
  ['refunds/create', '{"id":1,"order_id":6820100000097}', '6820100000097'],
  ['order_transactions/create', '{"id":1,"order_id":820900000000000123}', '820900000000000123'],
  ['fulfillments/update', '{"id":1,"order_id":6820100000097}', '6820100000097'],
  ['customers/redact', '{"shop_id":1,"orders_to_redact":[6820100000097]}', null],
  ['products/update', '{"id":9110000000001}', null],
  ['toString', '{"id":9110000000001}', null],
  ['orders/create', '{"id":"not a number"}', null],
])('%s %s is about order %s', (topic, text, sourceId) => {
  const event = heardOne(...delivery(text, { 'x-shopify-topic': topic }))

  expect(event?.subject).toEqual(sourceId === null ? null : { kind: 'order', sourceId })
})

test.each([
  ['2026-11-20T04:30:00Z', '2026-11-20T04:30:00Z'],
  ['2026-11-20T10:00:00.123456789+05:30', '2026-11-20T10:00:00.123456+05:30'],
  ['yesterday', null],
  ['2026-02-30T00:00:00Z', null],
  [undefined, null],
])('reads the trigger time %s as %s', (sent, kept) => {
  const event = heardOne(...delivery('{}', { 'x-shopify-triggered-at': sent }))

  expect(event?.triggeredAt).toBe(kept)
})
