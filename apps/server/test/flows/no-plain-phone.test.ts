import { Writable } from 'node:stream'
import { anOrderBody, type OrderBody, partiallyRefundedBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { createLog } from '#platform/log.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { everythingAtRest } from '#test/harness/at-rest.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

/** Its first line becomes one of the merchant's own. */
function withTitle(body: OrderBody, title: string, requiresShipping = true): OrderBody {
  const [first, ...rest] = body.line_items
  if (!first) throw new RangeError('an order without lines')
  const own = { sku: null, product_id: null, variant_id: null, title, name: title, requires_shipping: requiresShipping }
  return { ...body, line_items: [{ ...first, ...own }, ...rest] }
}

test('no phone, e-mail address, name or street of a buyer is readable at rest or in the log', async () => {
  let logged = ''
  const sink = new Writable({
    write(chunk, _, done) {
      logged += chunk.toString()
      done()
    },
  })
  await using stage = await aShopWithOdoo({ log: createLog('trace', sink) })
  const bodies = [
    anOrderBody({ seed: 1, number: 1, cashOnDelivery: false }),
    anOrderBody({ seed: 2, number: 2, cashOnDelivery: true }),
    anOrderBody({ seed: 3, number: 3, cashOnDelivery: false, sku: 'NOT-THERE' }),
    // What a merchant types as the title of a line of his own: it waits for a mapping by that title.
    withTitle(anOrderBody({ seed: 4, number: 4, cashOnDelivery: false }), 'Stitching, call +919000000009'),
    // And one that is carried, and taken out again later.
    withTitle(anOrderBody({ seed: 5, number: 5, cashOnDelivery: false }), 'Gift for +919000000009', false),
  ].map((body) => ({ ...body, note: `call me on ${body.customer?.phone ?? '+919000000009'}` }))

  for (const body of bodies) expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  const [carried] = bodies.slice(-1) as [OrderBody]
  await stage.becomes(carried.name, 'confirmed')
  const refunded = partiallyRefundedBody(carried, new Date(Date.parse(carried.created_at) + 60_000))
  expect((await sendWebhook(stage.shop, toJson(refunded), { topic: 'orders/updated' })).status).toBe(200)
  await sendWebhook(stage.shop, `{"id": 1, "phone": "+919000000009", "customer": {"phone": "+919000000009"}}`)
  await stage.quiet()

  const atRest = await everythingAtRest((sql) => stage.hub.database.owner.query(sql))
  expect(atRest).toContain('orders.import')
  expect(logged).toContain('dead letter')
  expect(atRest).toMatch(/mapping_needs .*title:Stitching/)
  expect(atRest).toMatch(/tasks .*taken-back/)
  const personal = bodies.flatMap(({ customer, shipping_address: to, billing_address: by, email }) => [
    customer?.phone,
    to?.phone,
    by?.phone,
    email,
    to?.name,
    to?.address1,
    customer?.last_name && `${customer.first_name} ${customer.last_name}`,
  ])
  const wanted = [
    ...new Set(
      [...personal, '+919000000009'].filter((text): text is string => typeof text === 'string' && text.length > 5),
    ),
  ]
  expect(wanted.length).toBeGreaterThan(6)
  for (const text of wanted) {
    for (const [where, content] of Object.entries({ atRest, logged })) {
      const line = content
        .split('\n')
        .find((candidate) => candidate.includes(text) || candidate.includes(text.replace(/^\+91/, '')))
      expect({ where, text, line }).toEqual({ where, text, line: undefined })
    }
  }
})
