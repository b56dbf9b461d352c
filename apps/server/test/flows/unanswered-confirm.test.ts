import { anOrderBody, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// A confirmation that a gateway answers with 502, always, for one order: nobody knows whether it happened.

const orders = (count: number): OrderBody[] =>
  Array.from({ length: count }, (_, index) =>
    anOrderBody({ cashOnDelivery: false, seed: index, number: index + 1, firstId: BigInt(6_000_000 + index * 1_000) }),
  )

async function send({ shop }: Stage, body: object): Promise<void> {
  expect((await sendWebhook(shop, toJson(body))).status).toBe(200)
}

test('an order whose confirmation is never answered is set apart, asked three times, and parked', async () => {
  await using stage = await aShopWithOdoo({ env: { ERP_FENCE_MS: '700' } })
  const [poison, ...good] = orders(4) as [OrderBody, ...OrderBody[]]
  const name = '#1 SANDBOX-GATEWAY-CONFIRM'

  await Promise.all([{ ...poison, name }, ...good].map((body) => send(stage, body)))

  for (const body of good) await stage.becomes(body.name, 'confirmed')
  const parked = await stage.becomes(name, 'parked')
  expect(parked.reason_code).toBe('confirm-unanswered')
  const { owner } = stage.hub.database
  const { rows } = await owner.query('select unanswered from erp_documents where order_id = $1', [parked.id])
  expect(rows).toEqual([{ unanswered: 3 }])
  expect((await owner.query('select from erp_fences')).rowCount).toBe(0)
  expect(
    stage.odoo
      .saleOrders()
      .map(({ state }) => state)
      .sort(),
  ).toEqual(['draft', 'sale', 'sale', 'sale'])
})

test('once the gateway is mended, a replay confirms it, once', async () => {
  await using stage = await aShopWithOdoo({ env: { ERP_FENCE_MS: '300' } })
  const [body] = orders(1) as [OrderBody]
  const name = '#1 SANDBOX-GATEWAY-CONFIRM-3'
  await send(stage, { ...body, name })
  const { id } = await stage.becomes(name, 'parked')

  await stage.replay(id)

  await stage.becomes(name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale' }])
})
