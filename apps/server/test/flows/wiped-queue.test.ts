import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

test('a queue that is wiped again and again loses nothing', async () => {
  await using stage = await aShopWithOdoo()
  const { owner } = stage.hub.database
  const bodies = Array.from({ length: 12 }, (_, index) =>
    anOrderBody({ seed: index, number: index + 1, firstId: BigInt(7_000_000 + index * 1_000), cashOnDelivery: false }),
  )

  for (const body of bodies) {
    expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
    await wipe((sql) => owner.query(sql))
  }
  await stage.quiet()

  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(bodies.map(() => 'sale'))
})

/** The queue works while it is wiped, so now and then Postgres picks the wiping as the victim of a deadlock. */
async function wipe(query: (sql: string) => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await query('truncate bullmq.job, bullmq.dedup, bullmq.dedup_next cascade')
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01') throw error
    }
  }
}
