import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { bellKinds } from '#test/harness/bell-servers.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { testDatabase } from '#test/harness/test-database.ts'

test.each(bellKinds)('a queue on $name that is wiped again and again loses nothing', async (kind) => {
  await using database = await testDatabase()
  await using server = await kind.serve(database)
  await using stage = await aShopWithOdoo({ database, env: server.env })
  const bodies = Array.from({ length: 12 }, (_, index) =>
    anOrderBody({ seed: index, number: index + 1, firstId: BigInt(7_000_000 + index * 1_000), cashOnDelivery: false }),
  )

  for (const body of bodies) {
    expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
    await server.wipe()
  }
  await stage.quiet()

  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(bodies.map(() => 'sale'))
})
