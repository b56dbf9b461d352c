import { anOrderBody, cancelledBody, type OrderBody, seeded, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// "One poison order never blocks another": whatever the poison is, and wherever it bites.

const orders = (count: number): OrderBody[] =>
  Array.from({ length: count }, (_, index) =>
    anOrderBody({ cashOnDelivery: false, seed: index, number: index + 1, firstId: BigInt(6_000_000 + index * 1_000) }),
  )

async function send({ shop }: Stage, body: object, topic = 'orders/create'): Promise<void> {
  expect((await sendWebhook(shop, toJson(body), { topic })).status).toBe(200)
}

async function causes({ hub }: Stage): Promise<string[]> {
  return (await hub.database.owner.query(`select cause_code from work where state = 'dead'`)).rows.map(
    (row) => row.cause_code,
  )
}

test.each(['LOAD', 'CONFIRM'])('a 500 for one order at %s parks that order alone', async (step) => {
  await using stage = await aShopWithOdoo()
  const [poison, ...good] = orders(4) as [OrderBody, ...OrderBody[]]
  const name = `#1 SANDBOX-500-${step}`

  await Promise.all([{ ...poison, name }, ...good].map((body) => send(stage, body)))

  await stage.becomes(name, 'parked')
  for (const body of good) await stage.becomes(body.name, 'confirmed')
})

test('a cancellation that Odoo refuses holds up neither payments nor other cancellations', async () => {
  await using stage = await aShopWithOdoo()
  const [locked, gone, paid] = orders(3) as [OrderBody, OrderBody, OrderBody]
  const lockedName = '#1 SANDBOX-DENIED-CANCEL'
  const later = new Date(Date.parse(locked.created_at) + 60_000)
  for (const body of [{ ...locked, name: lockedName }, gone]) await send(stage, body)
  await stage.becomes(lockedName, 'confirmed')
  await stage.becomes(gone.name, 'confirmed')

  await Promise.all([
    send(stage, { ...cancelledBody(locked, later), name: lockedName }, 'orders/cancelled'),
    send(stage, cancelledBody(gone, later), 'orders/cancelled'),
    send(stage, paid),
  ])

  await stage.becomes(gone.name, 'cancelled')
  await stage.becomes(paid.name, 'confirmed')
  await stage.becomes(lockedName, 'parked')
})

test('characters that no database takes end as a sentence, not as a loop', async () => {
  await using stage = await aShopWithOdoo()
  const [odd, good] = orders(2) as [OrderBody, OrderBody]
  const [line] = odd.line_items
  const poison = toJson({
    ...odd,
    name: '#1\u0000\ud83d',
    line_items: [{ ...line, sku: 'NOT-THERE', name: 'Bad \u0000 title \ud83d' }, ...odd.line_items.slice(1)],
  })

  expect((await sendWebhook(stage.shop, poison)).status).toBe(200)
  await send(stage, good)

  await stage.becomes(good.name, 'confirmed')
  await stage.quiet()
  expect(await causes(stage)).toEqual(['sku-unknown'])
})

/** 3 kB of the alphabet in no order: what PostgreSQL cannot press into the 2,704 bytes of an index row. */
function longText(start: string): string {
  const random = seeded(7)
  return start + Array.from({ length: 3_000 }, () => random.int(0, 35).toString(36)).join('')
}

test('a payment method too long for an index is noted, and the order is confirmed', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = orders(1) as [OrderBody]
  const gateway = longText('Bank ')

  await send(stage, { ...body, payment_gateway_names: [gateway] })

  await stage.becomes(body.name, 'confirmed')
  await stage.quiet()
  const { rows } = await stage.hub.database.owner.query('select kind, source_key, label from mapping_needs')
  expect(rows).toEqual([
    { kind: 'gateway', source_key: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), label: gateway.slice(0, 200) },
  ])
})

test('a title too long for an index can be mapped', async () => {
  await using stage = await aShopWithOdoo()
  const [body] = orders(1) as [OrderBody]
  const nameless = { sku: null, product_id: null, variant_id: null, name: longText('Lamp ') }
  const odd = { ...body, line_items: body.line_items.map((line) => ({ ...line, ...nameless })) }

  await send(stage, odd)

  expect((await stage.becomes(body.name, 'parked')).reason_code).toBe('sku-missing')
  const { rows } = await stage.hub.database.owner.query('select kind, source_key from mapping_needs')
  expect(rows).toEqual([{ kind: 'product', source_key: expect.stringMatching(/^title:sha256:[0-9a-f]{64}$/) }])
})

test.each([
  ['a year of nought', { updated_at: '0000-01-01T00:00:00Z' }, {}],
  [
    'an offset of a day',
    {
      updated_at: '2026-11-18T10:15:33+23:59',
      created_at: '2026-11-18T10:15:33+23:59',
      processed_at: '2026-11-18T10:15:33+23:59',
    },
    {},
  ],
  ['a trigger time of nowhere', {}, { triggeredAt: '2026-11-18T10:15:33+23:59' }],
  [
    'an endless delivery id',
    {},
    { webhookId: Array.from({ length: 6_000 }, (_, i) => (i * 7919).toString(36).at(-1)).join('') },
  ],
  ['a label that no index takes', { name: longText('#') }, {}],
  ['an amount of thirty digits', { total_price: '1'.repeat(30) }, {}],
])('%s, signed, is answered 200 and comes to an end', async (_, change, options) => {
  await using stage = await aShopWithOdoo()
  const [body] = orders(1) as [OrderBody]

  expect((await sendWebhook(stage.shop, toJson({ ...body, ...change }), options)).status).toBe(200)

  await stage.quiet()
  const { rows } = await stage.hub.database.owner.query('select state, attempts from work')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.every((row) => row.state === 'done' || (row.state === 'dead' && row.attempts === 1))).toBe(true)
})
