import { expect, test } from 'vitest'
import { type AdminSandbox, startAdminSandbox } from './admin.ts'
import { anOrderBody } from './an-order-body.ts'

interface Answer {
  data: { order: Record<string, unknown> }
  errors: { path: string[]; extensions: { code: string } }[]
  extensions: unknown
}

async function post(admin: AdminSandbox, body: object, { version = '2026-10', token = admin.accessToken } = {}) {
  const response = await fetch(`${admin.url}/admin/api/${version}/graphql.json`, {
    method: 'POST',
    headers: { 'x-shopify-access-token': token, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    served: response.headers.get('x-shopify-api-version'),
    body: (await response.json()) as Answer,
  }
}

test('only the fields asked for are answered, with what they cost', async () => {
  await using admin = await startAdminSandbox()
  const order = anOrderBody({ seed: 1, number: 1042 })
  admin.put(order)
  const query = 'query Q($id: ID!) { order(id: $id) { label: name lineItems(first: 3) { nodes { id } } } }'

  const { body } = await post(admin, { query, variables: { id: `gid://shopify/Order/${order.id}` } })

  expect(body.data.order.label).toBe('#1042')
  expect(Object.keys(body.data.order)).toEqual(['label', 'lineItems'])
  // The order 1, the connection 2, each of three lines 1.
  expect(body.extensions).toMatchObject({ cost: { requestedQueryCost: 6, throttleStatus: { restoreRate: 100 } } })
})

test('amounts have no trailing zeros and times are UTC', async () => {
  await using admin = await startAdminSandbox()
  const order = { id: 7, currency: 'INR', updated_at: '2026-11-20T10:00:00+05:30', total_price: '12.50' }
  admin.put(order)
  const query =
    '{ order(id: "gid://shopify/Order/7") { updatedAt totalPriceSet { shopMoney { amount } } totalTaxSet { shopMoney { amount } } } }'

  const { body } = await post(admin, { query })

  expect(body.data.order).toEqual({
    updatedAt: '2026-11-20T04:30:00Z',
    totalPriceSet: { shopMoney: { amount: '12.5' } },
    totalTaxSet: null,
  })
})

test.each([
  ['an unknown field', '{ order(id: "gid://shopify/Order/1") { nam } }', 'undefinedField'],
  ['a missing argument', '{ order { name } }', 'argumentLiteralsIncompatible'],
  [
    'too dear a page',
    '{ order(id: "1") { lineItems(first: 250) { nodes { product { id } taxLines { priceSet { shopMoney { amount } } } } } } }',
    'MAX_COST_EXCEEDED',
  ],
  ['a page without a size', '{ order(id: "gid://shopify/Order/1") { lineItems { nodes { id } } } }', 'BAD_REQUEST'],
  ['an id of nothing', '{ order(id: "gid://shopify/Order/0") { name } }', 'RESOURCE_NOT_FOUND'],
])('%s is refused', async (_, query, code) => {
  await using admin = await startAdminSandbox()
  admin.put({ id: 1, name: '#1', currency: 'INR' })

  const { status, body } = await post(admin, { query })

  expect(status).toBe(200)
  expect(body.errors[0]?.extensions.code).toBe(code)
})

test('an unknown order is null without an error', async () => {
  await using admin = await startAdminSandbox()

  expect((await post(admin, { query: '{ order(id: "gid://shopify/Order/1") { name } }' })).body).toMatchObject({
    data: { order: null },
  })
})

test('a wrong token is 401 with one bare string', async () => {
  await using admin = await startAdminSandbox()

  const { status, body } = await post(admin, { query: '{ shop { ianaTimezone } }' }, { token: 'shpat_old' })

  expect([status, typeof body.errors]).toEqual([401, 'string'])
  expect(admin.calls).toEqual([])
})

test('a version that has ended is answered by the oldest one left', async () => {
  await using admin = await startAdminSandbox({ versions: ['2026-04', '2026-07', '2026-10'] })
  const query = '{ shop { ianaTimezone } }'

  expect((await post(admin, { query }, { version: '2026-07' })).served).toBe('2026-07')
  expect((await post(admin, { query }, { version: '2026-01' })).served).toBe('2026-04')
})

test('unapproved, personal fields are null and each has its error', async () => {
  await using admin = await startAdminSandbox()
  admin.put({ id: 1, name: '#1', currency: 'INR', email: 'ananya.rao@example.com', customer: { id: 2 } })
  admin.unapproved = true
  const query = '{ order(id: "gid://shopify/Order/1") { name email customer { id } } }'

  const { body } = await post(admin, { query })

  expect(body.data.order).toEqual({ name: '#1', email: null, customer: null })
  expect(body.errors.map(({ path }) => path)).toEqual([
    ['order', 'email'],
    ['order', 'customer'],
  ])
})
