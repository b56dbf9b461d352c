import { OdooClient } from '@crossdock/connectors/odoo'
import { anOrderBody, cancelledBody, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import type { CuttingProxy } from '#test/harness/cutting-proxy.ts'
import { heldAnswer } from '#test/harness/held-answer.ts'
import { type SendOptions, sendWebhook } from '#test/harness/send-webhook.ts'
import { deadWork } from '#test/harness/settled.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// What people do in Odoo by hand, between two steps of ours.

const order = (index: number, sku?: string): OrderBody => {
  const body = anOrderBody({
    cashOnDelivery: false,
    seed: index,
    number: index,
    firstId: BigInt(6_000_000 + index * 1_000),
  })
  return sku === undefined ? body : { ...body, line_items: body.line_items.map((line) => ({ ...line, sku })) }
}

async function send({ shop }: Stage, body: object, options: SendOptions = {}): Promise<void> {
  expect((await sendWebhook(shop, toJson(body), options)).status).toBe(200)
}

const unpaid = (body: OrderBody): OrderBody => ({
  ...body,
  financial_status: 'pending',
  total_outstanding: body.total_price,
})
const later = (body: OrderBody, seconds = 60): Date => new Date(Date.parse(body.created_at) + seconds * 1_000)

function admin({ odoo }: Stage): OdooClient {
  return new OdooClient({ url: odoo.url, database: odoo.database, apiKey: odoo.mintKey(), callTimeoutMs: 10_000 })
}

const act = (stage: Stage, model: string, method: string, args: Record<string, unknown>): Promise<unknown> =>
  admin(stage).call({ model, method, kind: 'once', args, answer: z.unknown() })

async function productId(stage: Stage, sku: string): Promise<number> {
  const [row] = await admin(stage).searchRead(
    'product.product',
    [['default_code', '=', sku]],
    ['id'],
    z.object({ id: z.int() }),
  )
  return row?.id ?? 0
}

async function openTasks({ hub }: Stage): Promise<string[]> {
  return (await hub.database.owner.query(`select kind from tasks where state = 'open'`)).rows.map((row) => row.kind)
}

test('a product deleted after its rows were frozen is found again by its SKU, and the order goes through once', async () => {
  await using stage = await aShopWithOdoo()
  stage.odoo.seedProducts([{ sku: 'SHORTLIVED', name: 'Old', listPrice: 1, stock: 0 }])
  const old = await productId(stage, 'SHORTLIVED')
  const body = order(1, 'SHORTLIVED')
  // Frozen and sent, never answered, nothing done: the next attempt sends the identical rows.
  stage.odoo.faults.next({ trouble: 'GATEWAY', model: 'sale.order', method: 'load' })
  const once = stage.odoo.faults.judge.bind(stage.odoo.faults)
  stage.odoo.faults.judge = (env, call) => {
    const verdict = once(env, call)
    if (verdict.kind === 'gateway') {
      env.store.remove('product.product', old)
      stage.odoo.seedProducts([{ sku: 'SHORTLIVED', name: 'New', listPrice: 1, stock: 100 }])
    }
    return verdict
  }

  await send(stage, body)

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale', amount_total: Number(body.total_price) }])
  expect(await productId(stage, 'SHORTLIVED')).not.toBe(old)
})

test('a product archived after its rows were frozen is carried all the same', async () => {
  await using stage = await aShopWithOdoo()
  stage.odoo.seedProducts([{ sku: 'RETIRED', name: 'Retired', listPrice: 1, stock: 100 }])
  const body = unpaid(order(1, 'RETIRED'))
  await send(stage, body)
  await stage.becomes(body.name, 'held')

  await act(stage, 'product.product', 'write', { ids: [await productId(stage, 'RETIRED')], vals: { active: false } })
  await send(stage, { ...order(1, 'RETIRED'), updated_at: later(body).toISOString() }, { topic: 'orders/paid' })

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toHaveLength(1)
})

test('an order confirmed by hand before it is paid is not confirmed again', async () => {
  await using stage = await aShopWithOdoo()
  const body = unpaid(order(1))
  await send(stage, body)
  await stage.becomes(body.name, 'held')

  await act(stage, 'sale.order', 'action_confirm', { ids: [stage.odoo.saleOrders()[0]?.id] })
  await send(stage, { ...order(1), updated_at: later(body).toISOString() }, { topic: 'orders/paid' })

  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale' }])
})

/** Done by hand after the hub has read the drafts, just before its confirmation arrives. */
function beforeConfirmation({ proxy }: Stage, act: () => Promise<unknown>): void {
  proxy?.at('sale.order/action_confirm', 'arrived', async () => {
    await act()
    return undefined
  })
}

test('an order confirmed by hand in the moment before we do is confirmed, not parked', async () => {
  await using stage = await aShopWithOdoo({ withProxy: true })
  const body = order(1)
  beforeConfirmation(stage, () => act(stage, 'sale.order', 'action_confirm', { ids: [stage.odoo.saleOrders()[0]?.id] }))

  await send(stage, body)
  await stage.quiet()

  expect(await stage.order(body.name)).toMatchObject({ erp_state: 'confirmed', reason_code: null })
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'sale' }])
  expect([await deadWork(stage.hub), await openTasks(stage)]).toEqual([[], []])
})

test('of a batch, what somebody did by hand stands, and the rest is confirmed together', async () => {
  await using stage = await aShopWithOdoo({ withProxy: true })
  const { owner } = stage.hub.database
  const bodies = [1, 2, 3, 4, 5, 6].map((index) => order(index))
  const draftOf = ({ name }: OrderBody) => stage.odoo.saleOrders().find((one) => one.client_order_ref === name)?.id
  const first = heldAnswer(stage.proxy as CuttingProxy, 'sale.order/action_confirm')
  await send(stage, bodies[0] as OrderBody)
  await first.reached
  for (const body of bodies.slice(1)) await send(stage, body)
  await waitFor('the others to wait together', async () => {
    const { rowCount } = await owner.query(
      `select from work where kind = 'sync.push-waiting-orders' and state = 'waiting'`,
    )
    return rowCount === bodies.length
  })
  beforeConfirmation(stage, async () => {
    const [, byHand, cancelled, deleted] = bodies.map(draftOf)
    await act(stage, 'sale.order', 'action_confirm', { ids: [byHand] })
    await act(stage, 'sale.order', 'action_cancel', { ids: [cancelled] })
    await act(stage, 'sale.order', 'unlink', { ids: [deleted] })
  })

  first.release()
  await stage.quiet()

  const ends = await Promise.all(bodies.map(({ name }) => stage.order(name)))
  expect(ends.map((end) => [end?.erp_state, end?.reason_code])).toEqual([
    ['confirmed', null],
    ['confirmed', null],
    ['cancelled', null],
    ['parked', 'erp-order-vanished'],
    ['confirmed', null],
    ['confirmed', null],
  ])
  const states = stage.odoo.saleOrders().map(({ state }) => state)
  expect(states.sort()).toEqual(['cancel', 'sale', 'sale', 'sale', 'sale'])
  expect(await openTasks(stage)).toEqual(['cancelled-in-erp'])
  // The first, all the others, and what was left of them.
  expect(stage.proxy?.calls.get('sale.order/action_confirm')).toBe(3)
})

test('a new address of an order that was confirmed by hand is a task, also when the writer had to begin anew', async () => {
  await using stage = await aShopWithOdoo({ withProxy: true })
  const body = unpaid(order(1))
  await send(stage, body)
  await stage.becomes(body.name, 'held')
  await act(stage, 'sale.order', 'action_confirm', { ids: [stage.odoo.saleOrders()[0]?.id] })
  const moved = {
    ...body,
    shipping_address: body.shipping_address && { ...body.shipping_address, address1: '7 Another Road' },
    updated_at: later(body).toISOString(),
  }
  // The first reading finds that nothing can be written to it any more; the one after it does not get through.
  stage.proxy?.at('sale.order/web_search_read', 'answered', () => {
    stage.proxy?.at('sale.order/web_search_read', 'arrived', () => ({ status: 503 }))
    return undefined
  })

  await send(stage, moved, { topic: 'orders/updated' })
  await stage.quiet()

  expect(await openTasks(stage)).toEqual(['changed-after-confirmation'])
})

test('an order cancelled by hand stays cancelled, and the staff are told', async () => {
  await using stage = await aShopWithOdoo()
  const body = unpaid(order(1))
  await send(stage, body)
  await stage.becomes(body.name, 'held')

  await act(stage, 'sale.order', 'action_cancel', { ids: [stage.odoo.saleOrders()[0]?.id] })
  await send(stage, { ...order(1), updated_at: later(body).toISOString() }, { topic: 'orders/paid' })

  await stage.becomes(body.name, 'cancelled')
  expect(await openTasks(stage)).toEqual(['cancelled-in-erp'])
  expect(stage.odoo.saleOrders()).toMatchObject([{ state: 'cancel' }])
})

test('a draft deleted by hand does not return by itself, only when somebody asks for it', async () => {
  await using stage = await aShopWithOdoo()
  const body = unpaid(order(1))
  await send(stage, body)
  const { id } = await stage.becomes(body.name, 'held')

  await act(stage, 'sale.order', 'unlink', { ids: [stage.odoo.saleOrders()[0]?.id] })
  await send(stage, { ...order(1), updated_at: later(body).toISOString() }, { topic: 'orders/paid' })

  expect((await stage.becomes(body.name, 'parked')).reason_code).toBe('erp-order-vanished')
  expect(stage.odoo.saleOrders()).toEqual([])
  await stage.replay(id)
  await stage.becomes(body.name, 'confirmed')
  expect(stage.odoo.saleOrders()).toHaveLength(1)
})

test('a confirmed order deleted by hand is left alone when the channel cancels it', async () => {
  await using stage = await aShopWithOdoo()
  const body = order(1)
  await send(stage, body)
  await stage.becomes(body.name, 'confirmed')
  const [there] = stage.odoo.saleOrders()
  await act(stage, 'sale.order', 'action_cancel', { ids: [there?.id] })
  await act(stage, 'sale.order', 'unlink', { ids: [there?.id] })

  await send(stage, cancelledBody(body, later(body)), { topic: 'orders/cancelled' })

  await stage.becomes(body.name, 'cancelled')
  expect(stage.odoo.saleOrders()).toEqual([])
})

test('a delivery cancelled by hand is not called reserved', async () => {
  await using stage = await aShopWithOdoo()
  const body = unpaid(order(1))
  await send(stage, body)
  await stage.becomes(body.name, 'held')
  const [there] = stage.odoo.saleOrders()
  await act(stage, 'sale.order', 'action_confirm', { ids: [there?.id] })
  const moves = await admin(stage).searchRead('stock.move', [], ['picking_id'], z.object({ picking_id: z.int() }))
  await act(stage, 'stock.picking', 'action_cancel', { ids: [...new Set(moves.map((move) => move.picking_id))] })

  await send(stage, { ...order(1), updated_at: later(body).toISOString() }, { topic: 'orders/paid' })

  await stage.becomes(body.name, 'short')
  expect(await openTasks(stage)).toEqual(['short'])
})
