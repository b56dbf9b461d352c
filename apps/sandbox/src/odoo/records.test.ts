import { expect, test } from 'vitest'
import { openShop } from './test/shop.ts'

/** Reading, searching and the traps of odoo.md 10. */

test('a many2one is a pair, and a plain id with load null', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'])).body

  const pair = await shop.call('sale.order', 'read', { ids, fields: ['partner_id'] })
  const plain = await shop.call('sale.order', 'read', { ids, fields: ['partner_id'], load: null })

  expect(pair.body[0].partner_id).toEqual([shop.partner, 'Asha'])
  expect(plain.body[0].partner_id).toBe(shop.partner)
})

test('empty is false, and zero is zero', async () => {
  await using shop = await openShop()

  const [row] = (
    await shop.call('res.partner', 'read', { ids: [shop.partner], fields: ['email', 'parent_id', 'customer_rank'] })
  ).body

  expect(row).toEqual({ id: shop.partner, email: false, parent_id: false, customer_rank: 0 })
})

test('archived records are hidden until active_test says otherwise', async () => {
  await using shop = await openShop()
  await shop.call('product.product', 'write', { ids: [shop.product], vals: { active: false } })
  const domain = [['default_code', '=', 'MUG']]

  const hidden = await shop.call('product.product', 'search', { domain })
  const shown = await shop.call('product.product', 'search', { domain, context: { active_test: false } })
  const asked = await shop.call('product.product', 'search', { domain: [...domain, ['active', 'in', [true, false]]] })

  expect([hidden.body, shown.body, asked.body]).toEqual([[], [shop.product], [shop.product]])
})

test.each([
  ['=', [['name', '=', 'Asha']], true],
  ['in', [['name', 'in', ['Asha', 'B']]], true],
  ['not in', [['name', 'not in', ['Asha']]], false],
  ['ilike', [['name', 'ilike', 'ASH']], true],
  ['=ilike', [['name', '=ilike', 'as%']], true],
  ['= false on an empty field', [['email', '=', false]], true],
  ['!= on an empty field', [['email', '!=', 'x@y.z']], true],
  ['or', ['|', ['name', '=', 'X'], ['name', '=', 'Asha']], true],
  ['and, not', ['&', ['name', '=', 'Asha'], '!', ['name', '=', 'Asha']], false],
  ['a path through a many2one', [['parent_id.name', '=', 'Asha']], false],
])('a domain knows %s', async (_case, domain, isFound) => {
  await using shop = await openShop()

  const answer = await shop.call('res.partner', 'search', { domain })

  expect(answer.body.includes(shop.partner)).toBe(isFound)
})

test('moves are found by the order behind their picking', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1', '2'])).body
  await shop.call('sale.order', 'action_confirm', { ids })

  const moves = await shop.call('stock.move', 'search_count', { domain: [['picking_id.sale_id', '=', ids[0]]] })

  expect(moves.body).toBe(1)
})

test('keyset pages by id never repeat a row', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1', '2', '3'])).body

  const first = (await shop.call('sale.order', 'search', { domain: [], order: 'id', limit: 2 })).body
  const second = (await shop.call('sale.order', 'search', { domain: [['id', '>', first[1]]], order: 'id', limit: 2 }))
    .body

  expect([...first, ...second]).toEqual(ids)
})

test('a variant shows and changes its template', async () => {
  await using shop = await openShop()

  await shop.call('product.product', 'write', { ids: [shop.product], vals: { lst_price: 120 } })
  const [template] = (await shop.call('product.template', 'search_read', { fields: ['list_price', 'default_code'] }))
    .body

  expect(template).toMatchObject({ list_price: 120, default_code: 'MUG' })
})

test('sale order lines have the fields an exact push needs', async () => {
  await using shop = await openShop()

  const answer = await shop.call('sale.order.line', 'fields_get', { attributes: ['type'] })

  expect(answer.body).toMatchObject({
    tax_ids: { type: 'many2many' },
    product_uom_id: { type: 'many2one' },
    extra_tax_data: { type: 'json' },
    technical_price_unit: { type: 'float' },
  })
  expect(answer.body.tax_id).toBeUndefined()
})

test('an order takes its customer addresses by itself', async () => {
  await using shop = await openShop()
  const vals_list = [{ name: 'Home', parent_id: shop.partner, type: 'delivery' }]
  const [address] = (await shop.call('res.partner', 'create', { vals_list })).body

  const { ids } = (await shop.loadOrders(['1'])).body
  const [order] = (
    await shop.call('sale.order', 'read', { ids, fields: ['partner_shipping_id', 'partner_invoice_id'], load: null })
  ).body

  expect(order).toMatchObject({ partner_shipping_id: address, partner_invoice_id: shop.partner })
})
