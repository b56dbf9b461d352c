import { expect, test } from 'vitest'
import { EXACTLY_ONCE, ORDER_COLUMNS, openShop } from './test/shop.ts'

/** The table of odoo.md 5.2, row by row. */

test('rows become orders in their order, and a row without parent columns is one more line', async () => {
  await using shop = await openShop()
  const rows = [
    ['crossdock.1', '1001', shop.partner, shop.product, 2, 19.9, ''],
    ['', '', '', shop.product, 1, 5, ''],
    ['crossdock.2', '1002', shop.partner, shop.product, 1, 7, ''],
  ]

  const answer = await shop.call('sale.order', 'load', { fields: ORDER_COLUMNS, data: rows, context: EXACTLY_ONCE })

  expect(answer.body).toMatchObject({ messages: [], nextrow: 0 })
  const orders = shop.sandbox.saleOrders()
  expect(orders.map(({ id }) => id)).toEqual(answer.body.ids)
  expect(orders.map(({ client_order_ref, lines }) => [client_order_ref, lines.length])).toEqual([
    ['1001', 2],
    ['1002', 1],
  ])
})

test('the same external id again answers the same ids and changes nothing', async () => {
  await using shop = await openShop()
  const first = await shop.loadOrders(['1', '2'])

  const again = await shop.loadOrders(['1', '2'], { price: 999, quantity: 9 })

  expect(again.body.ids).toEqual(first.body.ids)
  expect(shop.sandbox.saleOrders().map(({ amount_total }) => amount_total)).toEqual([100, 100])
})

test.each([
  ['without any context', {}],
  ['in update mode without noupdate', { mode: 'update' }],
])('the same order %s gets its lines appended again', async (_case, context) => {
  await using shop = await openShop()
  const fields = ORDER_COLUMNS
  const data = [['crossdock.1', '1001', shop.partner, shop.product, 2, 19.9, '']]

  await shop.call('sale.order', 'load', { fields, data, context })
  await shop.call('sale.order', 'load', { fields, data, context })

  expect(shop.sandbox.saleOrders().map(({ lines }) => lines.length)).toEqual([2])
})

test('four parallel calls of one external id leave one order, and some are told of a conflict with HTTP 200', async () => {
  await using shop = await openShop({ loadMsPerRow: 20 })

  const answers = await Promise.all([1, 2, 3, 4].map(() => shop.loadOrders(['1'])))

  expect(shop.sandbox.saleOrders()).toHaveLength(1)
  const refused = answers.filter(({ body }) => body.ids === false)
  expect(refused.length).toBeGreaterThan(0)
  for (const { status, body } of refused) {
    expect(status).toBe(200)
    expect(body.messages[0].message).toContain('could not serialize access due to concurrent update')
  }
  expect((await shop.loadOrders(['1'])).body.ids).toEqual([shop.sandbox.saleOrders()[0]?.id])
})

test('one bad row refuses the whole batch and names the row', async () => {
  await using shop = await openShop()
  const data = [
    ['crossdock.1', '1', shop.partner, shop.product, 1, 1, ''],
    ['crossdock.2', '2', shop.partner, 99999, 1, 1, ''],
  ]

  const answer = await shop.call('sale.order', 'load', { fields: ORDER_COLUMNS, data, context: EXACTLY_ONCE })

  expect(answer.status).toBe(200)
  expect(answer.body.ids).toBe(false)
  expect(answer.body.messages).toMatchObject([
    {
      type: 'error',
      record: 1,
      rows: { from: 1, to: 1 },
      field: 'order_line',
      message: "No matching record found for database id '99999' in field 'Order Lines/Product'",
    },
  ])
  expect(shop.sandbox.saleOrders()).toEqual([])
})

test('an unknown column is a 500', async () => {
  await using shop = await openShop()

  const answer = await shop.call('sale.order', 'load', { fields: ['id', 'nope'], data: [['crossdock.1', 'x']] })

  expect(answer.status).toBe(500)
  expect(answer.body).toMatchObject({ name: 'builtins.ValueError', message: "Invalid field name 'nope'" })
})

test('a deleted order is made again, because its external id died with it', async () => {
  await using shop = await openShop()
  const before = (await shop.loadOrders(['1'])).body.ids
  await shop.call('sale.order', 'unlink', { ids: before })

  const after = (await shop.loadOrders(['1'])).body.ids

  expect(after).not.toEqual(before)
  expect(shop.sandbox.saleOrders()).toHaveLength(1)
})

test('an archived record answers its old id', async () => {
  await using shop = await openShop()
  const load = () =>
    shop.call('res.partner', 'load', { fields: ['id', 'name'], data: [['crossdock.p', 'P']], context: EXACTLY_ONCE })
  const { ids } = (await load()).body
  await shop.call('res.partner', 'write', { ids, vals: { active: false } })

  const again = await load()

  expect(again.body.ids).toEqual(ids)
})

test('a customer and its addresses travel in one call', async () => {
  await using shop = await openShop()
  const fields = ['id', 'name', 'child_ids/id', 'child_ids/type', 'child_ids/name']
  const data = [
    ['crossdock.c', 'Asha', 'crossdock.a1', 'delivery', 'Home'],
    ['', '', 'crossdock.a2', 'invoice', 'Office'],
  ]

  const { ids } = (await shop.call('res.partner', 'load', { fields, data, context: EXACTLY_ONCE })).body
  const address = await shop.call('ir.model.data', 'check_object_reference', { module: 'crossdock', xml_id: 'a2' })
  const [office] = (
    await shop.call('res.partner', 'read', { ids: [address.body[1]], fields: ['type', 'parent_id'], load: null })
  ).body

  expect(office).toMatchObject({ type: 'invoice', parent_id: ids[0] })
})

test('a row may point at an earlier row of the same call', async () => {
  await using shop = await openShop()
  const fields = ['id', 'name', 'parent_id/id']
  const data = [
    ['crossdock.c', 'Asha', ''],
    ['crossdock.d', 'Door', 'crossdock.c'],
  ]

  const { ids } = (await shop.call('res.partner', 'load', { fields, data, context: EXACTLY_ONCE })).body

  expect(shop.sandbox.store.row('res.partner', ids[1])?.parent_id).toBe(ids[0])
})

test('a blank address means blank, not the default, and is refused', async () => {
  await using shop = await openShop()
  const fields = ['id', 'partner_id/.id', 'partner_shipping_id/.id']

  const answer = await shop.call('sale.order', 'load', {
    fields,
    data: [['crossdock.1', shop.partner, '']],
    context: EXACTLY_ONCE,
  })

  expect(answer.body.ids).toBe(false)
  expect(answer.body.messages[0]).toMatchObject({ field: 'partner_shipping_id' })
})

test('times are read in the zone of the context', async () => {
  await using shop = await openShop()
  const fields = ['id', 'partner_id/.id', 'date_order']
  const data = [['crossdock.1', shop.partner, '2026-11-20 10:00:00']]

  await shop.call('sale.order', 'load', { fields, data, context: { ...EXACTLY_ONCE, tz: 'Asia/Tokyo' } })

  expect(shop.sandbox.saleOrders()[0]?.date_order).toBe('2026-11-20 01:00:00')
})

test('cells are text: a number for a many2many is a Python error', async () => {
  await using shop = await openShop()
  const data = [['crossdock.1', '1', shop.partner, shop.product, 1, 1, 36]]

  const answer = await shop.call('sale.order', 'load', { fields: ORDER_COLUMNS, data, context: EXACTLY_ONCE })

  expect(answer.body).toMatchObject({
    name: 'builtins.AttributeError',
    message: "'int' object has no attribute 'split'",
  })
})

test('an id that another model uses is refused', async () => {
  await using shop = await openShop()
  await shop.call('res.partner', 'load', {
    fields: ['id', 'name'],
    data: [['crossdock.1', 'P']],
    context: EXACTLY_ONCE,
  })

  const answer = await shop.loadOrders(['1'])

  expect(answer.body.ids).toBe(false)
  expect(answer.body.messages[0].message).toContain('found record of different model res.partner')
})

test('the external id leads to the order and back', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'])).body

  const there = await shop.call('ir.model.data', 'check_object_reference', { module: 'crossdock', xml_id: '1' })
  const back = await shop.call('sale.order', 'get_external_id', { ids })

  expect(there.body).toEqual(['sale.order', ids[0]])
  expect(back.body).toEqual({ [String(ids[0])]: 'crossdock.1' })
})
