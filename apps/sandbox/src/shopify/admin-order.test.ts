import { readdirSync, readFileSync } from 'node:fs'
import { ShopifyAdminClient, shopifyOrderSource, shopifyOrders } from '@crossdock/connectors/shopify'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { expect, test } from 'vitest'
import { type AdminSandbox, startAdminSandbox } from './admin.ts'
import { anOrderBody } from './an-order-body.ts'
import { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
import { toJson } from './to-json.ts'

/** The connector's recorded webhooks. */
const fixtures = new URL('../../../../packages/connectors/src/shopify/fixtures/', import.meta.url)
const orderFixtures = readdirSync(fixtures).filter((name) =>
  /^orders-(create|updated|cancelled)\..*(?<!expected)\.json$/.test(name),
)
const fixture = (name: string) => readFileSync(new URL(name, fixtures), 'utf8')

const connect = (admin: AdminSandbox, config = {}) =>
  shopifyOrderSource(
    new ShopifyAdminClient({
      shop: 'kaveri-looms.myshopify.com',
      accessToken: admin.accessToken,
      address: admin.url,
      ...config,
    }),
  )
const read = (body: Uint8Array): CanonicalOrder =>
  shopifyOrders.readOrder(body, 'orders/updated', { defaultCountry: 'IN' })
const heard = (body: string) => read(new TextEncoder().encode(body))

/** The order as it is read back; `body` is what the webhook carried. */
async function readBack(body: string, admin: AdminSandbox): Promise<CanonicalOrder> {
  admin.put(body)
  const fetched = await connect(admin).fetchOrder(heard(body).sourceId)
  if (!fetched) throw new Error('no such order')
  return read(fetched)
}

test.each(orderFixtures)('%s reads back as the webhook told it', async (name) => {
  await using admin = await startAdminSandbox()

  expect(await readBack(fixture(name), admin)).toEqual(heard(fixture(name)))
})

test('there are fixtures to read back', () => {
  expect(orderFixtures.length).toBeGreaterThanOrEqual(6)
})

test('made orders read back at every age', async () => {
  await using admin = await startAdminSandbox()

  for (let seed = 1; seed <= 12; seed++) {
    const made = anOrderBody({ seed })
    const at = new Date('2026-11-20T10:00:00Z')
    for (const body of [made, updatedBody(made, at), cancelledBody(made, at), partiallyRefundedBody(made, at)]) {
      expect(await readBack(toJson(body), admin)).toEqual(heard(toJson(body)))
    }
  }
})

/** The prepaid fixture with something in it that few orders have. */
function prepaid(change: (order: Rest) => void): string {
  const order = JSON.parse(fixture('orders-create.prepaid-gst-included.json')) as Rest
  change(order)
  return JSON.stringify(order)
}
interface Rest {
  // biome-ignore lint/suspicious/noExplicitAny: bodies are changed here as freely as Shopify may send them
  [field: string]: any
}

const rupees = (amount: string) => {
  const money = { amount, currency_code: 'INR' }
  return { shop_money: money, presentment_money: money }
}
const aCharge = (id: number, title: string, price: string): Rest => ({
  id,
  title,
  name: title,
  quantity: 1,
  current_quantity: 1,
  price,
  price_set: rupees(price),
  requires_shipping: false,
})
function chargedBesides(order: Rest, amount: number): void {
  order.total_price = (Number(order.total_price) + amount).toFixed(2)
  order.total_price_set = rupees(order.total_price)
}

function aRefundOf(order: Rest, lines: Rest[]): Rest {
  return {
    id: 980100000009,
    created_at: order.updated_at,
    processed_at: order.updated_at,
    transactions: [],
    refund_line_items: lines,
    refund_shipping_lines: [],
    total_duties_set: rupees('0.00'),
  }
}

/** Nothing is paid back. Only that the line had left the warehouse makes it a gift instead of a removal. */
function removeFirstLine(order: Rest, fulfillmentStatus: string | null): void {
  const [line] = order.line_items
  const taken = (name: string) => (Number(order[name]) - Number(back[name])).toFixed(2)
  const discount = line.discount_allocations.reduce((sum: number, { amount }: Rest) => sum + Number(amount), 0)
  const tax = line.tax_lines.reduce((sum: number, { price }: Rest) => sum + Number(price), 0)
  const net = (Number(line.price) * line.quantity - discount).toFixed(2)
  const back: Rest = { current_total_price: net, current_total_tax: tax.toFixed(2) }
  Object.assign(line, { current_quantity: 0, fulfillable_quantity: 0, fulfillment_status: fulfillmentStatus })
  const money = { subtotal_set: rupees(net), total_tax_set: rupees(tax.toFixed(2)) }
  order.refunds = [
    aRefundOf(order, [{ line_item_id: line.id, quantity: line.quantity, restock_type: 'no_restock', ...money }]),
  ]
  for (const name of ['current_total_price', 'current_total_tax']) {
    order[name] = taken(name)
    order[`${name}_set`] = rupees(order[name])
  }
}

test.each<[string, (order: Rest) => void]>([
  [
    'a tip line',
    (order) => {
      order.line_items.push({ ...aCharge(1, 'Tip', '50.00'), fulfillment_status: 'not_eligible', tip: {} })
      order.total_tip_received = '50.00'
      chargedBesides(order, 50)
    },
  ],
  [
    'a tip line in another language, beside a fee',
    (order) => {
      order.line_items.push(aCharge(1, 'Gebühr', '20.00'), { ...aCharge(2, 'Trinkgeld', '50.00'), tip: {} })
      order.total_tip_received = '50.00'
      chargedBesides(order, 70)
    },
  ],
  [
    'a tip without a line',
    (order) => {
      order.total_tip_received = '50.00'
      chargedBesides(order, 50)
    },
  ],
  [
    'duties and fees',
    (order) => {
      order.original_total_duties_set = rupees('12.34')
      order.original_total_additional_fees_set = rupees('5.00')
      order.line_items[0].duties = [{ tax_lines: [{ title: 'Import VAT', rate: 0.2, price_set: rupees('2.06') }] }]
      chargedBesides(order, 17.34)
    },
  ],
  [
    'a shipping line that was removed',
    (order) => order.shipping_lines.push({ ...order.shipping_lines[0], id: 1, is_removed: true }),
  ],
  ['a shipping line without an id', (order) => Object.assign(order.shipping_lines[0], { id: null })],
  [
    'a deleted product and no SKU',
    (order) => Object.assign(order.line_items[0], { product_id: null, variant_id: null, sku: null }),
  ],
  ['a gift card', (order) => Object.assign(order.line_items[0], { gift_card: true })],
  ['a tax without a rate', (order) => Object.assign(order.line_items[0].tax_lines[0], { rate: null })],
  ['a customer without a name', (order) => Object.assign(order.customer, { first_name: null, last_name: null })],
  ['no customer and no addresses', (order) => Object.assign(order, { customer: null, billing_address: null })],
  ['a place it was sold at', (order) => Object.assign(order, { location_id: 81200000001, source_name: 'pos' })],
  ['no financial status', (order) => Object.assign(order, { financial_status: null })],
  [
    'another currency shown',
    (order) => {
      order.presentment_currency = 'JPY'
      order.total_price_set.presentment_money = { amount: '6543', currency_code: 'JPY' }
    },
  ],
  [
    'components of a bundle',
    (order) => {
      order.line_item_groups = [{ id: 55, title: 'Diwali box', quantity: 2 }]
      for (const line of order.line_items) line.sales_line_item_group_id = 55
    },
  ],
  [
    'a business with its own number for the order and time to pay',
    (order) => {
      order.company = { id: 8200000000999, name: 'Example Textiles' }
      order.po_number = 'PO-7'
      order.payment_terms = {
        payment_terms_name: 'Net 30',
        payment_schedules: [
          { due_at: '2026-12-18T10:15:28+05:30', completed_at: null },
          { due_at: '2026-11-18T10:15:28+05:30', completed_at: '2026-11-18T10:15:28+05:30' },
        ],
      }
    },
  ],
  [
    'a part that is owed in the customer’s currency',
    (order) => {
      order.presentment_currency = 'JPY'
      order.total_price_set.presentment_money = { amount: '6543', currency_code: 'JPY' }
      Object.assign(order, { financial_status: 'partially_paid', total_outstanding: '100.00' })
      order.total_outstanding_set = { ...rupees('100.00'), presentment_money: { amount: '170', currency_code: 'JPY' } }
    },
  ],
  ['a line removed before it was shipped', (order) => removeFirstLine(order, null)],
  ['a line given away after it was shipped', (order) => removeFirstLine(order, 'fulfilled')],
  [
    'a refund with duties in the customer’s currency',
    (order) => {
      const yen = (amount: string, shown: string) => ({
        ...rupees(amount),
        presentment_money: { amount: shown, currency_code: 'JPY' },
      })
      order.refunds = [
        {
          ...aRefundOf(order, []),
          transactions: [
            { kind: 'refund', status: 'success', amount: '20', currency: 'JPY', amount_set: yen('12.34', '20') },
          ],
          duties: [{ amount_set: rupees('2.30') }, { amount_set: rupees('10.04') }],
          total_duties_set: rupees('12.34'),
        },
      ]
    },
  ],
  ['a NUL and half a character in a note', (order) => Object.assign(order, { note: 'a\0b\ud800c' })],
])('%s reads back as the webhook told it', async (_, change) => {
  await using admin = await startAdminSandbox()
  const body = prepaid(change)

  expect(await readBack(body, admin)).toEqual(heard(body))
})

test('ids beyond 2^53 keep every digit', async () => {
  await using admin = await startAdminSandbox()
  const body = toJson(anOrderBody({ seed: 3, bigIds: true }))

  const order = await readBack(body, admin)

  expect(BigInt(order.sourceId)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER))
  expect(order).toEqual(heard(body))
})

const nothing = { price: '0.00', price_set: rupees('0.00'), tax_lines: [], discount_allocations: [] }

/** An order of `lines` lines; the hub asks for 20 on a page. */
function longOrder(lines: number, change: (order: Rest) => void = () => {}): string {
  return prepaid((order) => {
    const [line] = order.line_items
    for (let n = order.line_items.length; n < lines; n++) order.line_items.push({ ...line, ...nothing, id: 1000 + n })
    change(order)
  })
}

/** More of everything than fits on one page. */
const hugeOrder = longOrder(130, (order) => {
  const [shipping] = order.shipping_lines
  for (let n = 0; n < 23; n++) {
    order.shipping_lines.push({ ...shipping, ...nothing, discounted_price_set: rupees('0.00'), id: 2000 + n })
  }
  order.refunds = [3000, 3001].map((id) => ({
    id,
    processed_at: order.updated_at,
    transactions: Array.from({ length: 120 }, () => ({
      kind: 'refund',
      status: 'success',
      amount: '0.01',
      currency: 'INR',
    })),
    refund_line_items: Array.from({ length: 230 }, (_, n) => ({
      line_item_id: 1010 + (n % 100),
      quantity: 1,
      restock_type: n % 2 ? 'return' : 'no_restock',
      subtotal_set: rupees('0.00'),
      total_tax_set: rupees('0.00'),
    })),
    refund_shipping_lines: Array.from({ length: 23 }, () => ({
      subtotal_amount_set: rupees('0.01'),
      tax_amount_set: rupees('0.00'),
    })),
  }))
})

test('an order of many pages is read whole', async () => {
  await using admin = await startAdminSandbox()

  const order = await readBack(hugeOrder, admin)

  expect(order).toEqual(heard(hugeOrder))
  expect(order.refunds.map(({ lines, amount, shipping }) => [lines.length, amount, shipping?.net])).toEqual([
    [230, 120n, 23n],
    [230, 120n, 23n],
  ])
  expect(admin.calls.map(({ operation }) => operation)).toContain('CrossdockShippingLines')
})

// Shopify refuses what costs more than 1000, and counts in ways it only tells roughly.
test('no question costs much more than half of what is allowed, and a usual order is one question', async () => {
  await using admin = await startAdminSandbox()
  await readBack(hugeOrder, admin)
  const questions = new Set(admin.calls.map(({ operation }) => operation))
  const dearest = Math.max(...admin.calls.map(({ cost }) => cost))
  admin.calls.length = 0

  await readBack(fixture('orders-create.prepaid-gst-included.json'), admin)

  expect(questions.size).toBe(4)
  expect(dearest).toBeLessThan(550)
  expect(admin.calls).toHaveLength(1)
})

test('an order that changes between its pages is read again', async () => {
  await using admin = await startAdminSandbox()
  const later = longOrder(60, (order) =>
    Object.assign(order, { updated_at: '2026-11-21T09:00:00+05:30', note: 'later' }),
  )
  admin.put(longOrder(60))
  admin.onCall(({ operation }) => operation === 'CrossdockLineItems' && admin.put(later))

  const body = await connect(admin).fetchOrder(heard(later).sourceId)

  expect(body && read(body)).toEqual(heard(later))
})

test('an order that never rests is busy', async () => {
  await using admin = await startAdminSandbox()
  let minute = 10
  const restless = () =>
    admin.put(longOrder(60, (order) => Object.assign(order, { updated_at: `2026-11-21T09:${minute++}:00Z` })))
  restless()
  admin.onCall(restless)

  await expect(connect(admin).fetchOrder(heard(longOrder(60)).sourceId)).rejects.toMatchObject({
    code: 'provider-busy',
  })
})

test('an order deleted between its pages is no order', async () => {
  await using admin = await startAdminSandbox()
  const { sourceId } = heard(hugeOrder)
  admin.put(hugeOrder)
  admin.onCall(({ operation }) => operation === 'CrossdockRefund' && admin.remove(sourceId))

  expect(await connect(admin).fetchOrder(sourceId)).toBeNull()
})

test('an order the shop does not have is null', async () => {
  await using admin = await startAdminSandbox()

  expect(await connect(admin).fetchOrder('6820100000042')).toBeNull()
})

test.each(['#1042', '6820100000042"', ''])('%j is not asked for', async (sourceId) => {
  await using admin = await startAdminSandbox()

  await expect(connect(admin).fetchOrder(sourceId)).rejects.toThrow(RangeError)
  expect(admin.calls).toEqual([])
})

// Read as it came, the order would have lost its customer and both addresses.
test('an app that may not see people gets no order', async () => {
  await using admin = await startAdminSandbox()
  const body = fixture('orders-create.prepaid-gst-included.json')
  admin.put(body)
  admin.unapproved = true

  await expect(connect(admin).fetchOrder(heard(body).sourceId)).rejects.toMatchObject({
    code: 'rights-missing',
    facts: { detail: expect.stringContaining('protected-customer-data') },
  })
})

test('a token without a scope gets no order, and is told which one it lacks', async () => {
  await using admin = await startAdminSandbox({ scopes: ['write_orders', 'read_customers', 'read_products'] })
  const body = fixture('orders-create.prepaid-gst-included.json')
  admin.put(body)

  await expect(connect(admin).fetchOrder(heard(body).sourceId)).rejects.toMatchObject({
    code: 'rights-missing',
    facts: { detail: expect.stringContaining('read_payment_terms') },
  })
  expect(await connect(admin).checkRights()).toEqual({
    missing: ['read_locations', 'read_payment_terms'],
    limits: [expect.stringContaining('read_all_orders')],
  })
})

test('a token with all it needs lacks nothing', async () => {
  await using admin = await startAdminSandbox()

  expect(await connect(admin).checkRights()).toEqual({ missing: [], limits: [] })
})

test.each<[string, Parameters<AdminSandbox['next']>[0], object]>([
  ['throttled', { kind: 'throttled', requested: 912, available: 512 }, { code: 'provider-busy', retryAfterMs: 4_000 }],
  ['told to come back', { kind: 'status', status: 429, headers: { 'retry-after': '2.0' } }, { retryAfterMs: 2_000 }],
  ['failing inside', { kind: 'internal-error' }, { code: 'provider-busy' }],
  ['failing', { kind: 'status', status: 502 }, { code: 'provider-busy' }],
  ['away behind a page', { kind: 'not-json' }, { code: 'provider-busy' }],
  ['dropping the line', { kind: 'cut' }, { code: 'provider-busy' }],
  ['slow', { kind: 'slow' }, { code: 'provider-busy' }],
])('a shop that is %s answers the next time', async (_, trouble, error) => {
  await using admin = await startAdminSandbox()
  const body = fixture('orders-create.prepaid-gst-included.json')
  admin.put(body)
  admin.next(trouble)
  const source = connect(admin, trouble.kind === 'slow' ? { callTimeoutMs: 200 } : {})

  await expect(source.fetchOrder(heard(body).sourceId)).rejects.toMatchObject(error)
  const again = await connect(admin).fetchOrder(heard(body).sourceId)

  expect(again && read(again)).toEqual(heard(body))
})

test('a dead token is told apart', async () => {
  await using admin = await startAdminSandbox()

  await expect(connect(admin, { accessToken: 'shpat_old' }).fetchOrder('1')).rejects.toMatchObject({
    code: 'credentials-rejected',
  })
})

test.each([
  ['ON_HOLD', 0, 'partial'],
  ['ON_HOLD', 1, 'none'],
  ['SCHEDULED', 1, 'none'],
  ['IN_PROGRESS', 0, 'partial'],
  ['FULFILLMENT_NOT_REQUIRED', 0, 'none'],
  ['PARTIALLY_FULFILLED', 1, 'partial'],
  ['RESTOCKED', 0, 'restocked'],
])('%s with %i pieces of one still to go is %s', async (display, toGo, fulfilment) => {
  await using admin = await startAdminSandbox()
  const body = prepaid((order) => {
    order.display_fulfillment_status = display
    order.line_items.length = 1
    Object.assign(order.line_items[0], { quantity: 1, current_quantity: 1, fulfillable_quantity: toGo })
  })
  admin.put(body)

  const fetched = await connect(admin).fetchOrder(String(JSON.parse(body).id))

  const { fulfillment_status } = JSON.parse(new TextDecoder().decode(fetched ?? undefined))
  expect(fulfillment_status ?? 'none').toBe(fulfilment)
})
