import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { provisionErp } from '#main/provision.ts'
import { pointChannelsAt } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { aShop } from '#test/harness/a-hub.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

test('two tenants in one Odoo database share its writer and see nothing of each other', async () => {
  await using stage = await aShopWithOdoo()
  const other = await aShop(stage.hub, { erp: stage.access })
  const body = anOrderBody({ cashOnDelivery: false })

  for (const shop of [stage.shop, other])
    expect((await sendWebhook(shop, toJson(body), { webhookId: 'same' })).status).toBe(200)
  await stage.quiet()

  expect(stage.odoo.saleOrders().map((order) => [order.state, order.client_order_ref])).toEqual([
    ['sale', body.name],
    ['sale', body.name],
  ])
  const { rows } = await stage.hub.database.owner.query(
    `select count(distinct lane)::int as lanes from work where kind like 'sync.%'`,
  )
  expect(rows).toEqual([{ lanes: 1 }])
})

test('one tenant’s dead key does not stop another in the same database, even with a confirmation of theirs unanswered', async () => {
  await using stage = await aShopWithOdoo({ env: { ERP_FENCE_MS: '1500' } })
  const dead = await aShop(stage.hub, { erp: { ...stage.access, apiKey: 'a-key-that-has-expired' } })
  const erp = dead.erp as NonNullable<typeof dead.erp>
  await stage.hub.database.owner.query(
    'insert into erp_fences (erp_database_id, id, tenant_id, connection_id, erp_ids, token) values ($1, $2, $3, $4, $5, 0)',
    [erp.databaseId, newId(), dead.tenantId, erp.connectionId, ['1']],
  )
  const body = anOrderBody({ cashOnDelivery: false })

  expect((await sendWebhook(dead, toJson(body))).status).toBe(200)
  expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)

  await stage.becomes(body.name, 'confirmed')
  await waitFor(
    'the other one to be parked',
    async () =>
      (
        await stage.hub.database.owner.query(
          `select from orders where tenant_id = $1 and reason_code = 'credentials-rejected'`,
          [dead.tenantId],
        )
      ).rowCount === 1,
  )
})

test('an order that stands in the ERP before is not made again in the next one', async () => {
  await using stage = await aShopWithOdoo()
  await using next = await aShopWithOdoo()
  const body = anOrderBody({ cashOnDelivery: true })
  expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  await stage.becomes(body.name, 'held')
  const { app, vault } = stage.hub.floor
  const moved = await provisionErp(app, vault, stage.shop.tenantId, next.access)
  await app.withTenant(stage.shop.tenantId, (tx) => pointChannelsAt(tx, stage.shop.tenantId, moved.connectionId))

  const paid = {
    ...body,
    financial_status: 'paid',
    updated_at: new Date(Date.parse(body.updated_at) + 60_000).toISOString(),
  }
  expect((await sendWebhook(stage.shop, toJson(paid), { topic: 'orders/paid' })).status).toBe(200)

  expect(await stage.becomes(body.name, 'parked')).toMatchObject({ reason_code: 'stands-in-another-erp' })
  expect(next.odoo.saleOrders()).toEqual([])
})

test('the same Odoo at a new address is the same database', async () => {
  await using stage = await aShopWithOdoo()
  const { app, vault } = stage.hub.floor
  const known = { ...stage.access, databaseUuid: 'the-same' }

  const before = await provisionErp(app, vault, stage.shop.tenantId, known)
  const after = await provisionErp(app, vault, stage.shop.tenantId, {
    ...known,
    url: stage.access.url.replace('127.0.0.1', 'localhost'),
  })

  expect(after).toEqual(before)
})
