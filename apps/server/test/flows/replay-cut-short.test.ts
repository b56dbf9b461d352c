import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

// Chaos run, seed 11: the worker was killed inside the confirmation of an order that somebody had replayed.
test('a replayed order whose confirmation was not heard owes nobody a task', async () => {
  await using stage = await aShopWithOdoo({ env: { ERP_CALL_TIMEOUT_MS: '700', ERP_FENCE_MS: '3000' } })
  const body = anOrderBody({ cashOnDelivery: false, lineCount: 1, sku: 'CAME-LATER' })
  await sendWebhook(stage.shop, toJson(body))
  const { id } = await stage.becomes(body.name, 'parked')
  stage.odoo.seedProducts([{ sku: 'CAME-LATER', name: 'Came later', listPrice: 1, stock: 10 }])
  stage.odoo.faults.next({ trouble: 'TIMEOUT', model: 'sale.order', method: 'action_confirm', times: 1 })

  await stage.replay(id)

  await stage.becomes(body.name, 'confirmed')
  const tasks = await stage.hub.database.owner.query('select kind, message from tasks')
  expect(tasks.rows).toEqual([])
})
