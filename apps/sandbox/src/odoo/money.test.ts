import { expect, test } from 'vitest'
import { EXACTLY_ONCE, openShop, type Shop } from './test/shop.ts'

/** odoo-money-and-crashes.md 3 and 4. Figures that are not from there were taken from a real 19.0. */

const COLUMNS = [
  'id',
  'partner_id/.id',
  'order_line/product_id/.id',
  'order_line/product_uom_qty',
  'order_line/price_unit',
]
const EXACT = [...COLUMNS, 'order_line/tax_ids/.id', 'order_line/extra_tax_data', 'order_line/technical_price_unit']
const IGST_5 = 17
const GST_18 = 30
const GST_5_INCLUDED = 299

async function loadLine(shop: Shop, quantity: number, price: number, taxes: string, extra: object | '' = '') {
  const cell = extra === '' ? '' : JSON.stringify(extra)
  const data = [['crossdock.1', shop.partner, shop.product, quantity, price, taxes, cell, -1]]
  await shop.call('sale.order', 'load', { fields: EXACT, data, context: EXACTLY_ONCE })
  const [order] = shop.sandbox.saleOrders()
  return { untaxed: order?.amount_untaxed, tax: order?.amount_tax, total: order?.amount_total, line: order?.lines[0] }
}

function extraTaxData(quantity: number, price: number, excluded: number, taxes: { [id: number]: number }) {
  const amounts = Object.entries(taxes).map(([id, tax]) => [
    id,
    { base_amount_currency: excluded, base_amount: excluded, tax_amount_currency: tax, tax_amount: tax },
  ])
  return {
    currency_id: 20,
    rate: 1,
    price_unit: price,
    discount: 0,
    quantity,
    manual_total_excluded_currency: excluded,
    manual_total_excluded: excluded,
    manual_tax_amounts: Object.fromEntries(amounts),
  }
}

test('a net that does not divide by its quantity is a paisa short without the cell', async () => {
  await using shop = await openShop()

  expect(await loadLine(shop, 5, 309.14, String(IGST_5))).toMatchObject({ untaxed: 1545.7, tax: 77.29, total: 1622.99 })
})

test('extra_tax_data makes the same line exact', async () => {
  await using shop = await openShop()

  const order = await loadLine(shop, 5, 309.14, String(IGST_5), extraTaxData(5, 309.14, 1545.71, { [IGST_5]: 77.29 }))

  expect(order).toMatchObject({ untaxed: 1545.71, tax: 77.29, total: 1623 })
})

test('a tax-included group is exact with a figure for each child', async () => {
  await using shop = await openShop()

  const order = await loadLine(
    shop,
    4,
    415.7,
    String(GST_5_INCLUDED),
    extraTaxData(4, 415.7, 1583.62, { 297: 39.59, 298: 39.59 }),
  )

  expect(order).toMatchObject({ untaxed: 1583.62, tax: 79.18, total: 1662.8 })
})

test('price_tax carries the noise of its subtraction', async () => {
  await using shop = await openShop()

  const order = await loadLine(
    shop,
    4,
    415.7,
    String(GST_5_INCLUDED),
    extraTaxData(4, 415.7, 1583.62, { 297: 39.59, 298: 39.59 }),
  )

  expect(order.line?.price_tax).toBe(79.18000000000006)
})

test.each([
  ['currency', { currency_id: 1 }],
  ['price', { price_unit: 309.15 }],
  ['quantity', { quantity: 4 }],
  ['discount', { discount: 1 }],
  ['set of taxes', { manual_tax_amounts: { '999': { tax_amount_currency: 77.29 } } }],
])('extra_tax_data of another %s is silently ignored', async (_case, change) => {
  await using shop = await openShop()
  const cell = { ...extraTaxData(5, 309.14, 1545.71, { [IGST_5]: 77.29 }), ...change }

  expect(await loadLine(shop, 5, 309.14, String(IGST_5), cell)).toMatchObject({ untaxed: 1545.7, total: 1622.99 })
})

test('a group whose children are archived gives no tax and no error', async () => {
  await using shop = await openShop()
  await shop.call('account.tax', 'write', { ids: [28, 29], vals: { active: false } })

  expect(await loadLine(shop, 1, 100, String(GST_18))).toMatchObject({ tax: 0, total: 100 })
})

test('rounding globally makes the total differ from the sum of the lines', async () => {
  await using shop = await openShop()
  await shop.call('res.company', 'write', { ids: [1], vals: { tax_calculation_rounding_method: 'round_globally' } })
  const line = ['', '', shop.product, 1, 0.1, String(IGST_5), '', -1]
  const first = ['crossdock.1', shop.partner, ...line.slice(2)]

  await shop.call('sale.order', 'load', { fields: EXACT, data: [first, line, line], context: EXACTLY_ONCE })
  const [order] = shop.sandbox.saleOrders()

  // Per line: 3 × (0.10 + 0.01) = 0.33. Globally: 0.30 + round(0.015) = 0.32.
  expect(order?.amount_total).toBe(0.32)
  expect(order?.lines.map(({ price_total }) => price_total)).toEqual([0.11, 0.11, 0.11])
})

test('the currency of an order is its price list’s', async () => {
  await using shop = await openShop()
  await shop.call('product.pricelist', 'write', { ids: [1], vals: { currency_id: 1 } })

  await shop.loadOrders(['1'])

  expect(shop.sandbox.saleOrders()[0]?.currency_id).toBe(1)
})

test('editing the quantity resets a price pushed without technical_price_unit', async () => {
  await using shop = await openShop()
  const data = [['crossdock.1', shop.partner, shop.product, 5, 309.14]]
  await shop.call('sale.order', 'load', { fields: COLUMNS, data, context: EXACTLY_ONCE })
  const line = shop.sandbox.saleOrders()[0]?.lines[0]?.id as number

  await shop.call('sale.order.line', 'write', { ids: [line], vals: { product_uom_qty: 4 } })

  expect(shop.sandbox.saleOrders()[0]?.lines[0]?.price_unit).toBe(100)
})

test('technical_price_unit -1 keeps the pushed price', async () => {
  await using shop = await openShop()
  const { line } = await loadLine(shop, 5, 309.14, String(IGST_5))

  await shop.call('sale.order.line', 'write', { ids: [line?.id as number], vals: { product_uom_qty: 4 } })

  expect(shop.sandbox.saleOrders()[0]?.lines[0]?.price_unit).toBe(309.14)
})
