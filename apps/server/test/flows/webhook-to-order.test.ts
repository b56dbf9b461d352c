import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

test('a signed order webhook becomes one order, however often it comes', async () => {
  await using hub = await aHub()
  const shop = await aShop(hub)
  const body = toJson(anOrderBody())

  for (let i = 0; i < 3; i++) expect((await sendWebhook(shop, body, { webhookId: 'w-1' })).status).toBe(200)
  expect((await sendWebhook(shop, body, { topic: 'orders/updated', webhookId: 'w-2' })).status).toBe(200)

  const settled = await waitFor('all work to be done', async () => {
    const { rows } = await hub.database.owner.query('select state from work')
    return rows.length === 2 && rows.every((row) => row.state !== 'waiting') ? rows : null
  })
  expect(settled).toHaveLength(2)
  expect((await hub.database.owner.query('select from orders')).rowCount).toBe(1)
  expect((await hub.database.owner.query('select from deliveries')).rowCount).toBe(2)
})
