import { expect, test } from 'vitest'
import { movesOf, openShop, until } from './test/shop.ts'

/** odoo.md 3.3 and 5.1, odoo-money-and-crashes.md 5. The product has a stock of 5. */

const free = async (shop: Awaited<ReturnType<typeof openShop>>) =>
  (await shop.call('product.product', 'read', { ids: [shop.product], fields: ['free_qty'] })).body[0].free_qty

test('a draft reserves nothing and a confirm reserves at once', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'], { quantity: 2 })).body
  const before = await free(shop)

  await shop.call('sale.order', 'action_confirm', { ids })

  expect([before, await free(shop)]).toEqual([5, 3])
  expect(await movesOf(shop, ids)).toEqual([{ state: 'assigned', quantity: 2 }])
})

test('one call of many orders never reserves more than there is', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1', '2', '3', '4'], { quantity: 2 })).body

  const answer = await shop.call('sale.order', 'action_confirm', { ids })

  expect(answer.body).toBe(true)
  expect(await movesOf(shop, ids)).toEqual([
    { state: 'assigned', quantity: 2 },
    { state: 'assigned', quantity: 2 },
    { state: 'partially_available', quantity: 1 },
    { state: 'confirmed', quantity: 0 },
  ])
})

test('a picking with anything reserved says assigned, whatever its moves say', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'], { quantity: 9 })).body
  await shop.call('sale.order', 'action_confirm', { ids })

  const [picking] = (
    await shop.call('stock.picking', 'search_read', { domain: [['sale_id', 'in', ids]], fields: ['state'] })
  ).body

  expect(picking.state).toBe('assigned')
  expect(await movesOf(shop, ids)).toEqual([{ state: 'partially_available', quantity: 5 }])
})

test('one order in the wrong state refuses the whole confirm and nothing is done', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1', '2'])).body
  await shop.call('sale.order', 'action_confirm', { ids: [ids[0]] })

  const answer = await shop.call('sale.order', 'action_confirm', { ids })

  expect(answer.status).toBe(422)
  expect(answer.body.message).toBe('Some orders are not in a state requiring confirmation.')
  expect(shop.sandbox.saleOrders().map(({ state }) => state)).toEqual(['sale', 'draft'])
})

test('two confirms of one order at the same time give one delivery', async () => {
  await using shop = await openShop({ confirmMsPerOrder: 20 })
  const { ids } = (await shop.loadOrders(['1'])).body

  const answers = await Promise.all([1, 2].map(() => shop.call('sale.order', 'action_confirm', { ids })))

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422])
  expect(await movesOf(shop, ids)).toHaveLength(1)
})

test.each([2, 4])('%i overlapping confirms of the last piece reserve it twice', async (count) => {
  await using shop = await openShop({ confirmMsPerOrder: 30 })
  const refs = Array.from({ length: count }, (_, index) => `${index}`)
  const { ids } = (await shop.loadOrders(refs, { quantity: 5 })).body as { ids: number[] }

  await Promise.all(ids.map((id) => shop.call('sale.order', 'action_confirm', { ids: [id] })))

  const reserved = (await movesOf(shop, ids)).filter(({ state }) => state === 'assigned')
  expect(reserved).toHaveLength(2)
})

test('cancelling after such a race leaves an orphan until the quants are looked at', async () => {
  await using shop = await openShop({ confirmMsPerOrder: 30 })
  const { ids } = (await shop.loadOrders(['1', '2'], { quantity: 5 })).body as { ids: number[] }
  await Promise.all(ids.map((id) => shop.call('sale.order', 'action_confirm', { ids: [id] })))

  await shop.call('sale.order', 'action_cancel', { ids })
  const leaked = await free(shop)
  await shop.call('stock.quant', 'action_view_inventory')

  expect([leaked, await free(shop)]).toEqual([0, 5])
})

test('confirms one after the other are right', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1', '2'], { quantity: 5 })).body as { ids: number[] }

  for (const id of ids) await shop.call('sale.order', 'action_confirm', { ids: [id] })

  expect((await movesOf(shop, ids)).map(({ state }) => state)).toEqual(['assigned', 'confirmed'])
})

test('a confirm whose client hangs up still commits', async () => {
  await using shop = await openShop({ confirmMsPerOrder: 100 })
  const { ids } = (await shop.loadOrders(['1'])).body
  const abort = new AbortController()

  const call = shop.call('sale.order', 'action_confirm', { ids }, { signal: abort.signal })
  setTimeout(() => abort.abort(), 30)

  await expect(call).rejects.toThrow()
  expect(shop.sandbox.saleOrders()[0]?.state).toBe('draft')
  await until(() => shop.sandbox.saleOrders()[0]?.state === 'sale')
})

test('a service makes no move', async () => {
  await using shop = await openShop()
  shop.sandbox.seedProducts([{ sku: 'SHIP', name: 'Shipping', listPrice: 50, stock: null }])
  const [service] = (await shop.call('product.product', 'search', { domain: [['default_code', '=', 'SHIP']] })).body
  const { ids } = (await shop.loadOrders(['1'], { product: service })).body

  await shop.call('sale.order', 'action_confirm', { ids })

  expect(shop.sandbox.saleOrders()[0]).toMatchObject({ state: 'sale', picking_ids: [] })
})

test('cancelling releases the stock and may be repeated', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'], { quantity: 3 })).body
  await shop.call('sale.order', 'action_confirm', { ids })

  const answers = [
    await shop.call('sale.order', 'action_cancel', { ids }),
    await shop.call('sale.order', 'action_cancel', { ids }),
  ]

  expect(answers.map(({ body }) => body)).toEqual([true, true])
  expect(await free(shop)).toBe(5)
  expect(await movesOf(shop, ids)).toEqual([{ state: 'cancel', quantity: 0 }])
})

test('a confirmed order cannot be deleted, nor lose a line', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'])).body
  await shop.call('sale.order', 'action_confirm', { ids })

  const deleted = await shop.call('sale.order', 'unlink', { ids })
  const emptied = await shop.call('sale.order', 'write', { ids, vals: { order_line: [[5]] } })

  expect([deleted.status, emptied.status]).toEqual([422, 422])
})

test('applying an inventory sets the stock, and again changes nothing', async () => {
  await using shop = await openShop()
  const vals_list = [{ product_id: shop.product, location_id: 5, inventory_quantity: 12 }]
  const context = { inventory_mode: true }

  const quants = (await shop.call('stock.quant', 'create', { vals_list, context })).body
  const answer = await shop.call('stock.quant', 'action_apply_inventory', { ids: quants })
  await shop.call('stock.quant', 'action_apply_inventory', { ids: quants })

  expect(answer.body).toBe(null)
  expect(await free(shop)).toBe(12)
})

test('a delivered order says so, and its stock is gone', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['1'], { quantity: 2 })).body
  await shop.call('sale.order', 'action_confirm', { ids })

  await shop.call('stock.picking', 'button_validate', { ids: shop.sandbox.saleOrders()[0]?.picking_ids ?? [] })

  const [order] = shop.sandbox.saleOrders()
  expect([order?.delivery_status, order?.lines[0]?.qty_delivered, await free(shop)]).toEqual(['full', 2, 3])
})
