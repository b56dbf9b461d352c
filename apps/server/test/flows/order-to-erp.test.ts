import { OdooClient } from '@crossdock/connectors/odoo'
import {
  anOrderBody,
  cancelledBody,
  demoCatalogue,
  type OrderBody,
  partiallyRefundedBody,
  toJson,
} from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { type SendOptions, sendWebhook } from '#test/harness/send-webhook.ts'

const paid = { cashOnDelivery: false } as const
const after = (body: OrderBody, seconds: number): Date => new Date(Date.parse(body.created_at) + seconds * 1_000)

async function send({ shop }: Stage, body: object, options: SendOptions = {}): Promise<void> {
  expect((await sendWebhook(shop, toJson(body), options)).status).toBe(200)
}

async function timeline({ hub, shop }: Stage, name: string): Promise<string[]> {
  const { rows } = await hub.database.owner.query(
    'select t.message from timeline t join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id where o.tenant_id = $1 and o.name = $2 order by t.at, t.id',
    [shop.tenantId, name],
  )
  return rows.map((row) => row.message)
}

async function openTasks({ hub }: Stage): Promise<string[]> {
  return (await hub.database.owner.query(`select kind from tasks where state = 'open'`)).rows.map((row) => row.kind)
}

test('a paid order is confirmed in Odoo, equal to the smallest unit, its stock reserved', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, discount: 'both' })

  await send(stage, body)

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([
    { state: 'sale', client_order_ref: body.name, amount_total: Number(body.total_price) },
  ])
  expect(await timeline(stage, body.name)).toEqual([
    expect.stringContaining('received'),
    'To be confirmed in the ERP.',
    expect.stringMatching(/is confirmed .* stock is reserved/),
  ])
})

test('fifty orders at once travel in few calls and stand there once each', async () => {
  await using stage = await aShopWithOdoo({ stock: 10_000 })
  const bodies = Array.from({ length: 50 }, (_, index) =>
    anOrderBody({ ...paid, seed: index, firstId: BigInt(9_000_000 + index * 1_000), number: 2_000 + index }),
  )

  await Promise.all(bodies.flatMap((body) => [send(stage, body), send(stage, body, { topic: 'orders/paid' })]))
  await stage.quiet()

  const orders = stage.odoo.saleOrders()
  expect(orders.map((order) => order.client_order_ref).sort()).toEqual(bodies.map((body) => body.name).sort())
  expect(orders.every((order) => order.state === 'sale')).toBe(true)
})

test('cash on delivery waits as a draft, and its payment confirms it', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ cashOnDelivery: true })

  await send(stage, body)
  await stage.becomes(body.name, 'held')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'draft' }])
  await send(
    stage,
    { ...body, financial_status: 'paid', total_outstanding: '0.00', updated_at: after(body, 60).toISOString() },
    { topic: 'orders/paid' },
  )

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale' }])
})

test('a cancellation before, between and after ends in one cancelled order', async () => {
  await using stage = await aShopWithOdoo()
  const [first, second] = [anOrderBody({ ...paid, seed: 1, number: 1 }), anOrderBody({ ...paid, seed: 2, number: 2 })]

  await send(stage, cancelledBody(first, after(first, 60)), { topic: 'orders/cancelled' })
  await send(stage, first)
  await send(stage, second)
  await stage.becomes(second.name, 'confirmed')
  await send(stage, cancelledBody(second, after(second, 60)), { topic: 'orders/cancelled' })

  for (const body of [first, second]) await stage.becomes(body.name, 'cancelled')
  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(['cancel', 'cancel'])
})

test('an unknown SKU parks that order alone, with a sentence; once mended, one replay carries it', async () => {
  await using stage = await aShopWithOdoo()
  const poison = anOrderBody({ ...paid, seed: 1, number: 1, sku: 'NOT-THERE' })
  const good = anOrderBody({ ...paid, seed: 2, number: 2 })

  await send(stage, poison)
  await send(stage, good)
  const { id } = await stage.becomes(poison.name, 'parked')
  await stage.becomes(good.name, 'confirmed')
  expect((await timeline(stage, poison.name)).at(-1)).toContain('no product with SKU NOT-THERE')
  stage.odoo.seedProducts([{ sku: 'NOT-THERE', name: 'Now there', listPrice: 1, stock: 100 }])
  await stage.replay(id)

  await stage.becomes(poison.name, 'confirmed')
  expect((await stage.hub.database.owner.query(`select from work where state = 'dead'`)).rowCount).toBe(0)
})

test('an unmapped tax is parked with the tax in words', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, catalogue: demoCatalogue.slice(0, 1) })
  const odd = JSON.parse(
    toJson(body)
      .replaceAll('"title":"CGST"', '"title":"XGST"')
      .replaceAll('"title":"IGST"', '"title":"XGST"')
      .replaceAll('0.025', '0.0333')
      .replaceAll(':0.05', ':0.0333'),
  )

  await send(stage, odd)

  await stage.becomes(body.name, 'parked')
  expect((await timeline(stage, body.name)).at(-1)).toMatch(/no active sales tax for .*3\.33 %/)
})

test('more than there is makes the order short: a task, never silence', async () => {
  await using stage = await aShopWithOdoo({ stock: 0 })
  const body = anOrderBody(paid)

  await send(stage, body)

  await stage.becomes(body.name, 'short')
  const { rows } = await stage.hub.database.owner.query(`select kind, message from tasks where state = 'open'`)
  expect(rows).toEqual([{ kind: 'short', message: expect.stringMatching(/stock is short \(.*: 0 of \d+/) }])
})

test('test orders and orders before the cut-over are recorded and never carried', async () => {
  await using stage = await aShopWithOdoo({ cutOverAt: new Date() })
  const rehearsal = anOrderBody({ ...paid, seed: 1, number: 1, test: true, placedAt: new Date(Date.now() + 60_000) })
  const old = anOrderBody({ ...paid, seed: 2, number: 2, placedAt: new Date('2024-01-01T00:00:00Z') })

  await send(stage, rehearsal)
  await send(stage, old)

  expect(await stage.becomes(rehearsal.name, 'recorded')).toMatchObject({ reason_code: 'test-order' })
  expect(await stage.becomes(old.name, 'recorded')).toMatchObject({ reason_code: 'before-cut-over' })
  expect(stage.odoo.saleOrders()).toEqual([])
})

test('a draft whose order changed is rewritten in place; a confirmed one becomes a task', async () => {
  await using stage = await aShopWithOdoo()
  const draft = anOrderBody({ cashOnDelivery: true, seed: 1, number: 1, lineCount: 1 })
  const bigger = {
    ...anOrderBody({ cashOnDelivery: true, seed: 3, number: 1, lineCount: 2 }),
    id: draft.id,
    name: draft.name,
    updated_at: after(draft, 60).toISOString(),
  }
  await send(stage, draft)
  await stage.becomes(draft.name, 'held')

  await send(stage, bigger, { topic: 'orders/updated' })
  await stage.quiet()

  expect(await stage.order(draft.name)).toMatchObject({ erp_state: 'held', revision: 2 })
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'draft', amount_total: Number(bigger.total_price) }])
  const confirmed = anOrderBody({ ...paid, seed: 4, number: 4 })
  const changed = {
    ...anOrderBody({ ...paid, seed: 5, number: 4 }),
    id: confirmed.id,
    name: confirmed.name,
    updated_at: after(confirmed, 60).toISOString(),
  }
  await send(stage, confirmed)
  await stage.becomes(confirmed.name, 'confirmed')
  await send(stage, changed, { topic: 'orders/updated' })
  await stage.quiet()
  const { rows } = await stage.hub.database.owner.query('select kind from tasks')
  expect(rows).toEqual([{ kind: 'changed-after-confirmation' }])
  expect(stage.odoo.saleOrders().find((order) => order.client_order_ref === confirmed.name)).toMatchObject({
    amount_total: Number(confirmed.total_price),
  })
})

test('a refund changes nothing that Odoo holds, and is a task for a person', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)
  await send(stage, body)
  await stage.becomes(body.name, 'confirmed')

  await send(stage, partiallyRefundedBody(body, after(body, 60)), { topic: 'orders/updated' })
  await stage.quiet()

  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'confirmed', revision: 1 })
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale', amount_total: Number(body.total_price) }])
  expect(await openTasks(stage)).toEqual(['taken-back'])
})

test('a paid-back order that is confirmed already is never left to be shipped in silence', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)
  await send(stage, body)
  await stage.becomes(body.name, 'confirmed')

  await send(
    stage,
    { ...body, financial_status: 'refunded', updated_at: after(body, 60).toISOString() },
    { topic: 'orders/updated' },
  )
  await stage.quiet()

  expect(await openTasks(stage)).toEqual(['paid-back'])
  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'confirmed', reason_code: 'payment-gone' })
})

test('an order confirmed by hand in Odoo before its change arrived is never called as charged', async () => {
  await using stage = await aShopWithOdoo()
  const draft = anOrderBody({ cashOnDelivery: true, seed: 1, number: 1, lineCount: 1 })
  const other = anOrderBody({ cashOnDelivery: true, seed: 3, number: 1, lineCount: 2 })
  await send(stage, draft)
  await stage.becomes(draft.name, 'held')
  const { url, database } = stage.odoo
  const admin = new OdooClient({ url, database, apiKey: stage.odoo.mintKey(), callTimeoutMs: 5_000 })
  const [made] = stage.odoo.saleOrders()
  await admin.call({
    model: 'sale.order',
    method: 'action_confirm',
    kind: 'once',
    args: { ids: [made?.id] },
    answer: z.unknown(),
  })

  await send(
    stage,
    { ...other, id: draft.id, name: draft.name, updated_at: after(draft, 60).toISOString() },
    { topic: 'orders/updated' },
  )
  await stage.quiet()

  expect(await openTasks(stage)).toEqual(['changed-after-confirmation'])
})

test('money paid back after a later change is a task of its own', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, seed: 4, number: 4 })
  const changed = { ...anOrderBody({ ...paid, seed: 5, number: 4 }), id: body.id, name: body.name }
  await send(stage, body)
  await stage.becomes(body.name, 'confirmed')

  await send(stage, { ...changed, updated_at: after(body, 60).toISOString() }, { topic: 'orders/updated' })
  await stage.quiet()
  await send(
    stage,
    { ...changed, financial_status: 'refunded', updated_at: after(body, 90).toISOString() },
    { topic: 'orders/updated' },
  )
  await stage.quiet()

  expect((await openTasks(stage)).sort()).toEqual(['changed-after-confirmation', 'paid-back'])
})

test('a change that is nothing to Odoo leaves an order parked, with its reason', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ ...paid, sku: 'NOT-THERE' })
  await send(stage, body)
  await stage.becomes(body.name, 'parked')

  await send(stage, { ...body, tags: 'vip', updated_at: after(body, 60).toISOString() }, { topic: 'orders/updated' })
  await stage.quiet()

  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'parked', reason_code: 'sku-unknown' })
})

test('an order deleted in Odoo does not return by itself, only when a person asks', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody({ cashOnDelivery: true })
  await send(stage, body)
  await stage.becomes(body.name, 'held')
  const [made] = stage.odoo.saleOrders()
  const { url, database } = stage.odoo
  const admin = new OdooClient({ url, database, apiKey: stage.odoo.mintKey(), callTimeoutMs: 5_000 })
  await admin.call({
    model: 'sale.order',
    method: 'unlink',
    kind: 'once',
    args: { ids: [made?.id] },
    answer: z.unknown(),
  })

  await send(
    stage,
    { ...body, financial_status: 'paid', updated_at: after(body, 60).toISOString() },
    { topic: 'orders/paid' },
  )

  const { id } = await stage.becomes(body.name, 'parked')
  expect(stage.odoo.saleOrders()).toEqual([])
  await stage.replay(id)
  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toHaveLength(1)
})

test('Odoo answering 500s, being busy and swallowing an answer never doubles an order', async () => {
  await using stage = await aShopWithOdoo({ env: { ERP_CALL_TIMEOUT_MS: '700', ERP_FENCE_MS: '3000' } })
  const bodies = [1, 2, 3, 4].map((seed) =>
    anOrderBody({ ...paid, seed, number: seed, firstId: BigInt(8_000_000 + seed * 1_000) }),
  )
  stage.odoo.faults.next({ trouble: 'BUSY', model: 'sale.order', method: 'load', times: 2 })
  stage.odoo.faults.next({ trouble: 'TIMEOUT', model: 'sale.order', method: 'load', times: 1 })
  stage.odoo.faults.next({ trouble: 'TIMEOUT', model: 'sale.order', method: 'action_confirm', times: 1 })
  stage.odoo.faults.next({ trouble: 'TIMEOUT', model: 'stock.move', method: 'search_read', times: 1 })

  for (const body of bodies) await send(stage, body)

  for (const body of bodies) await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders().map((order) => order.state)).toEqual(['sale', 'sale', 'sale', 'sale'])
  expect((await stage.hub.database.owner.query('select from erp_fences')).rowCount).toBe(0)
})

test('Odoo down for a while costs nothing but time, and webhooks do not notice', async () => {
  await using stage = await aShopWithOdoo()
  const body = anOrderBody(paid)
  await stage.odoo.stop()

  await send(stage, body)

  await stage.becomes(body.name, 'waiting')
  const { rows } = await stage.hub.database.owner.query(`select state, cause_code from work where kind like 'sync.%'`)
  expect(rows.every((row) => row.state === 'waiting')).toBe(true)
})
