import { expect, test } from 'vitest'
import { openShop } from './test/shop.ts'

test('SANDBOX-500 in a customer reference fails the load every time', async () => {
  await using shop = await openShop()

  const answers = [await shop.loadOrders(['SANDBOX-500']), await shop.loadOrders(['SANDBOX-500'])]

  expect(answers.map(({ status }) => status)).toEqual([500, 500])
  expect(shop.sandbox.saleOrders()).toEqual([])
})

test('SANDBOX-BUSY answers a conflict twice and then works', async () => {
  await using shop = await openShop()

  const answers = [1, 2, 3].map(() => shop.loadOrders(['SANDBOX-BUSY']))
  const ids = (await Promise.all(answers)).map(({ body }) => body.ids !== false)

  expect(ids).toEqual([false, false, true])
})

test('a step limits the trouble to it, and a number to that many calls', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['SANDBOX-BUSY-CONFIRM-1'])).body

  const first = await shop.call('sale.order', 'action_confirm', { ids })
  const second = await shop.call('sale.order', 'action_confirm', { ids })

  expect(first.body.name).toBe('psycopg2.errors.SerializationFailure')
  expect(second.body).toBe(true)
})

test('SANDBOX-TIMEOUT commits and never answers', async () => {
  await using shop = await openShop()
  const { ids } = (await shop.loadOrders(['SANDBOX-TIMEOUT-CONFIRM'])).body

  const call = shop.call('sale.order', 'action_confirm', { ids }, { signal: AbortSignal.timeout(100) })

  await expect(call).rejects.toThrow()
  expect(shop.sandbox.saleOrders()[0]?.state).toBe('sale')
})

test('SANDBOX-DENIED in a SKU forbids orders of that product, not the product', async () => {
  await using shop = await openShop()
  shop.sandbox.seedProducts([{ sku: 'SANDBOX-DENIED', name: 'Forbidden', listPrice: 1, stock: 1 }])
  const domain = [['default_code', '=', 'SANDBOX-DENIED']]
  const [product] = (await shop.call('product.product', 'search', { domain })).body

  const answer = await shop.loadOrders(['1'], { product })

  expect([answer.status, answer.body.name]).toEqual([403, 'odoo.exceptions.AccessError'])
})

test('SANDBOX-BADROW blames its own row of a batch', async () => {
  await using shop = await openShop()

  const answer = await shop.loadOrders(['1', 'SANDBOX-BADROW', '3'])

  expect(answer.body.ids).toBe(false)
  expect(answer.body.messages).toMatchObject([{ record: 1, rows: { from: 1, to: 1 } }])
})

test('a fault ordered in process hits the next call only', async () => {
  await using shop = await openShop()
  shop.sandbox.faults.next({ trouble: 'DENIED', model: 'res.partner', method: 'search' })

  const statuses = []
  for (let round = 0; round < 2; round++) {
    statuses.push((await shop.call('res.partner', 'search', { domain: [] })).status)
  }

  expect(statuses).toEqual([403, 200])
})
