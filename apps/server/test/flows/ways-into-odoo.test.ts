import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

test('orders reach an Odoo without JSON-2, and still do when JSON-RPC is closed on the way', async () => {
  await using stage = await aShopWithOdoo({ odoo: { generation: 18 } })
  const bodies = [1, 2].map((number) => anOrderBody({ seed: number, number, firstId: BigInt(number * 10_000) }))
  const send = async (index: number): Promise<void> => {
    expect((await sendWebhook(stage.shop, toJson(bodies[index] as object))).status).toBe(200)
    await stage.quiet()
  }

  await send(0)
  stage.odoo.block(['json-rpc'])
  await send(1)

  expect(new Set(stage.odoo.waysUsed)).toEqual(new Set(['web', 'json-rpc', 'xml-rpc']))
  expect(stage.odoo.saleOrders().map((order) => order.client_order_ref)).toEqual(['#1', '#2'])
})

test('where no key can be made, the password is the secret of the connection', async () => {
  await using stage = await aShopWithOdoo({ odoo: { blocked: ['web', 'json-2'] } })

  expect(stage.access).toMatchObject({ login: 'admin', apiKey: 'admin', keyExpiresAt: null })
})
