import { anOrderBody, cancelledBody, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { replay } from '#jobs/store.ts'
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
  // The lane has one holder, and the holder makes one call at a time: no other limit is needed for a server of one's own.
  expect(stage.odoo.mostAtOnce).toBe(1)
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

test('orders that still wait follow their shop to its next ERP', async () => {
  await using stage = await aShopWithOdoo()
  await using next = await aShopWithOdoo()
  const body = anOrderBody({ cashOnDelivery: false, sku: 'NOT-THERE' })
  expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  const { id } = await stage.becomes(body.name, 'parked')
  next.odoo.seedProducts([{ sku: 'NOT-THERE', name: 'There', listPrice: 1, stock: 100 }])
  const { app, vault } = stage.hub.floor
  const { tenantId } = stage.shop

  const moved = await provisionErp(app, vault, tenantId, next.access)
  await app.withTenant(tenantId, (tx) => pointChannelsAt(tx, tenantId, moved.connectionId))
  await app.withTenant(tenantId, (tx) => replay(tx, tenantId, { orderId: id }))

  await stage.becomes(body.name, 'confirmed')
  expect([stage.odoo.saleOrders().length, next.odoo.saleOrders().length]).toEqual([0, 1])
})

// An ERP restored from a backup gives ids out again; the number alone must not decide whose document it is.
test('an id that became another order’s is never rewritten, confirmed or cancelled', async () => {
  await using stage = await aShopWithOdoo()
  const [first, second] = [1, 2].map((number) =>
    anOrderBody({ cashOnDelivery: true, seed: number, number, firstId: BigInt(number * 10_000) }),
  )
  for (const body of [first, second]) expect((await sendWebhook(stage.shop, toJson(body as object))).status).toBe(200)
  await stage.becomes('#1', 'held')
  await stage.becomes('#2', 'held')
  const { owner } = stage.hub.database
  await owner.query(
    `update erp_documents set erp_id = (select other.erp_id from erp_documents other where other.id <> erp_documents.id) where order_id = (select id from orders where name = '#1')`,
  )

  const gone = cancelledBody(first as OrderBody, new Date(Date.parse((first as OrderBody).created_at) + 60_000))
  expect((await sendWebhook(stage.shop, toJson(gone), { topic: 'orders/cancelled' })).status).toBe(200)
  await stage.quiet()

  const state = stage.odoo.saleOrders().find((order) => order.client_order_ref === '#2')?.state
  expect(state).toBe('draft')
})

test('the same Odoo at a new address is the same database', async () => {
  await using stage = await aShopWithOdoo()
  const { app, vault } = stage.hub.floor
  const known = { ...stage.access, databaseUuid: 'the-same' }

  // First by who knows the address only, then by an administrator, then at another address.
  const addressOnly = { ...stage.access, databaseUuid: null }
  expect(await provisionErp(app, vault, stage.shop.tenantId, addressOnly)).toEqual({ ...stage.shop.erp, isNew: false })
  const before = await provisionErp(app, vault, stage.shop.tenantId, known)
  expect(before).toEqual({ ...stage.shop.erp, isNew: false })
  const after = await provisionErp(app, vault, stage.shop.tenantId, {
    ...known,
    url: stage.access.url.replace('127.0.0.1', 'localhost'),
  })

  expect(after).toEqual(before)
})

test('two addresses of one Odoo become one writer once it tells its id, and nothing is doubled', async () => {
  await using stage = await aShopWithOdoo()
  const { app, vault } = stage.hub.floor
  const elsewhere = { ...stage.access, url: stage.access.url.replace('127.0.0.1', 'localhost') }
  const other = await aShop(stage.hub, { erp: { ...elsewhere, databaseUuid: null } })
  expect(other.erp?.databaseId).not.toBe(stage.shop.erp?.databaseId)
  const bodies = [1, 2].map((number) => anOrderBody({ seed: number, number, firstId: BigInt(number * 10_000) }))
  const send = (shop: typeof other, body: OrderBody | undefined): Promise<Response> =>
    sendWebhook(shop, toJson(body as object))
  for (const shop of [stage.shop, other]) expect((await send(shop, bodies[0])).status).toBe(200)

  const merged = await provisionErp(app, vault, other.tenantId, elsewhere)
  for (const shop of [stage.shop, other]) expect((await send(shop, bodies[1])).status).toBe(200)
  await stage.quiet()

  expect(merged).toMatchObject({ connectionId: other.erp?.connectionId, databaseId: stage.shop.erp?.databaseId })
  expect(stage.odoo.saleOrders()).toHaveLength(4)
  const { rows } = await stage.hub.database.owner.query(
    `select state, count(*)::int as n from work where kind like 'sync.%' group by state`,
  )
  expect(rows).toEqual([{ state: 'done', n: 4 }])
})
