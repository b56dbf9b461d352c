import { createHmac } from 'node:crypto'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { newId } from '#platform/ids.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

async function stored(hub: Hub): Promise<{ deliveries: number; events: number; work: number }> {
  const { rows } = await hub.database.owner.query(
    'select (select count(*)::int from deliveries) as deliveries, (select count(*)::int from events) as events, (select count(*)::int from work) as work',
  )
  return rows[0]
}

test('a wrong signature is 401, counted and not stored', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  const answer = await sendWebhook(shop, toJson(anOrderBody()), { secret: 'another-secret-not-real' })

  expect(answer.status).toBe(401)
  expect(await answer.text()).not.toMatch(/signature-wrong|headers/)
  expect(await stored(hub)).toEqual({ deliveries: 0, events: 0, work: 0 })
  await hub.stop()
  const { rows } = await hub.database.owner.query('select outcome, n from endpoint_counters')
  expect(rows).toEqual([{ outcome: 'signature-wrong', n: '1' }])
})

test('a body changed after signing is 401', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  const body = toJson(anOrderBody())
  const signature = createHmac('sha256', shop.secret).update(body).digest('base64')

  const answer = await sendWebhook(shop, `${body} `, { headers: { 'x-shopify-hmac-sha256': signature } })

  expect(answer.status).toBe(401)
})

test('an endpoint without a secret refuses everything', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub, { secrets: [] })

  expect((await sendWebhook({ ...shop, secret: 'x' }, toJson(anOrderBody()))).status).toBe(401)
})

test('the previous secret is still good while it rotates', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub, { secrets: ['new-not-real', 'previous-not-real'] })

  for (const secret of ['new-not-real', 'previous-not-real'])
    expect((await sendWebhook(shop, toJson(anOrderBody()), { secret })).status).toBe(200)
})

test.each([newId(), 'no-uuid', '..%2f..%2fetc', `${newId()}/secret`])(
  'an unknown endpoint %s is 404',
  async (endpointId) => {
    await using hub = await aHub()
    const shop = await aShop(hub)

    expect((await sendWebhook({ ...shop, url: `${hub.url}/hooks/${endpointId}` }, '{}')).status).toBe(404)
  },
)

test('a body over the endpoint’s limit is 413, announced or not', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  await hub.database.owner.query('update endpoints set body_limit_bytes = 1000')
  const large = JSON.stringify({ pad: 'x'.repeat(2000) })

  expect((await sendWebhook(shop, large)).status).toBe(413)
  const chunked = await fetch(shop.url, {
    method: 'POST',
    body: new Blob([large]).stream(),
    duplex: 'half',
    headers: { 'content-type': 'application/json' },
  } as RequestInit)
  expect(chunked.status).toBe(413)
  expect(await stored(hub)).toEqual({ deliveries: 0, events: 0, work: 0 })
})

test('signed but not JSON is 200, kept, and parked with a sentence', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  expect((await sendWebhook(shop, '<html>oops', { webhookId: 'bad-1' })).status).toBe(200)
  expect((await sendWebhook(shop, '<html>oops', { webhookId: 'bad-1' })).status).toBe(200)

  const dead = await waitFor('the dead letter', async () => {
    const { rows } = await hub.database.owner.query(`select cause_code from work where state = 'dead'`)
    return rows.length > 0 ? rows : null
  })
  expect(dead).toEqual([{ cause_code: 'payload-unreadable' }])
  expect(await stored(hub)).toEqual({ deliveries: 1, events: 1, work: 1 })
})

test.each([
  ['an empty body', ''],
  ['null', 'null'],
  ['a list', '[1]'],
  ['an order without its fields', '{"id":1}'],
  ['a NUL inside a string', '{"id":"\\u0000","name":"\\u0000","updated_at":"2026-11-21T00:00:00Z"}'],
  ['bytes that are not UTF-8', new Uint8Array([0xff, 0xfe, 0x7b])],
])('%s, signed, never fails the hub', async (_, body) => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  expect((await sendWebhook(shop, body)).status).toBe(200)

  await waitFor(
    'the dead letter',
    async () => (await hub.database.owner.query(`select from work where state = 'dead'`)).rowCount === 1,
  )
})

test('an unknown currency and an order that does not add up are parked, the one beside them is not', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  const good = anOrderBody({ seed: 1 })
  const wrongSum = { ...anOrderBody({ seed: 2 }), total_price: '1.00', total_price_set: undefined }
  const noCurrency = { ...anOrderBody({ seed: 3 }), currency: 'QQQ' }

  for (const body of [wrongSum, noCurrency, good]) expect((await sendWebhook(shop, toJson(body))).status).toBe(200)

  const causes = await waitFor('three outcomes', async () => {
    const { rows } = await hub.database.owner.query(`select cause_code from work where state <> 'waiting' order by 1`)
    return rows.length === 3 ? rows.map((row) => row.cause_code) : null
  })
  // The good one has no ERP here, which is another matter.
  expect(causes).toEqual(['currency-unknown', 'erp-connection-missing', 'order-does-not-add-up'])
  expect((await hub.database.owner.query('select from orders')).rowCount).toBe(1)
})

test('events of nobody are answered 200, counted and not stored', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)

  expect((await sendWebhook(shop, toJson(anOrderBody()), { shopDomain: 'stranger.myshopify.com' })).status).toBe(200)

  expect(await stored(hub)).toEqual({ deliveries: 0, events: 0, work: 0 })
  expect((await hub.database.owner.query('select outcome, n from endpoint_counters')).rows).toEqual([
    { outcome: 'nobody', n: '1' },
  ])
})

test('a shop cannot speak for another tenant’s shop through its own endpoint', async () => {
  await using hub = await aHub()
  const [mine, theirs] = [await aShop(hub), await aShop(hub)]

  expect((await sendWebhook(mine, toJson(anOrderBody()), { shopDomain: theirs.shopDomain })).status).toBe(200)

  expect(await stored(hub)).toEqual({ deliveries: 0, events: 0, work: 0 })
})
