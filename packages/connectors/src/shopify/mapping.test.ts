import { readdirSync, readFileSync } from 'node:fs'
import { AppError } from '@crossdock/contracts/errors'
import { type CanonicalOrder, canonicalOrder, sumOfLines } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { shopifyOrders } from './mapping.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
const bytesOf = (name: string) => readFileSync(new URL(name, fixtures))
const recorded = readdirSync(fixtures)
  .filter((name) => name.endsWith('.expected.json'))
  .map((name) => name.replace('.expected.json', '.json'))

// biome-ignore lint/suspicious/noExplicitAny: tests break recorded bodies on purpose
type Body = any

const read = (text: string | Uint8Array, topic = 'orders/create') =>
  shopifyOrders.readOrder(typeof text === 'string' ? Buffer.from(text) : text, topic, { defaultCountry: 'IN' })

/** The prepaid recording with something changed. */
function readChanged(change: (body: Body) => void, name = 'orders-create.prepaid-gst-included.json'): CanonicalOrder {
  const body = JSON.parse(bytesOf(name).toString())
  change(body)
  return read(JSON.stringify(body))
}

function errorOf(run: () => unknown): AppError {
  try {
    run()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test.each(recorded)('reads %s', (name) => {
  const order = read(bytesOf(name))

  expect(z.encode(canonicalOrder, order)).toEqual(
    JSON.parse(bytesOf(name.replace('.json', '.expected.json')).toString()),
  )
})

test('recordings of all kinds are there', () => {
  expect(recorded).toHaveLength(6)
})

test.each(['orders-delete.json', 'refunds-create.json'])('%s is not an order', (name) => {
  const error = errorOf(() => read(bytesOf(name)))

  expect(error.code).toBe('payload-unreadable')
})

test.each(['draft_orders/create', 'refunds/create'])('a body of %s is not an order', (topic) => {
  const error = errorOf(() => read(bytesOf('orders-create.prepaid-gst-included.json'), topic))

  expect(error.code).toBe('payload-unreadable')
})

test('anything signed is an order or said to be unreadable', () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
      expect(errorOf(() => read(text)).code).toBe('payload-unreadable')
    }),
  )
})

// The sentence is stored and shown: it must not carry what the body holds.
test('says which field is unreadable, not what it holds', () => {
  const error = errorOf(() =>
    readChanged((body) => Object.assign(body.line_items[0], { price: 'secret', price_set: null })),
  )

  expect(error.say).toContain('line_items.0.price is not an amount')
  expect(error.say).not.toContain('secret')
})

test('a total that the lines do not come to is refused', () => {
  const error = errorOf(() =>
    readChanged((body) => {
      body.total_price_set.shop_money.amount = '3844.11'
    }),
  )

  expect(error.code).toBe('order-does-not-add-up')
  expect(error.facts).toEqual({ order: '#1042', sum: '3844.10 INR', total: '3844.11 INR' })
})

test('a currency nobody knows is refused', () => {
  const error = errorOf(() =>
    readChanged((body) => {
      body.currency = 'XQZ'
    }),
  )

  expect(error.code).toBe('currency-unknown')
  expect(error.facts).toEqual({ order: '#1042', currency: 'XQZ' })
})

test('books in shop currency and keeps what the customer saw', () => {
  const order = readChanged((body) => {
    body.presentment_currency = 'JPY'
    body.total_price_set.presentment_money = { amount: '6920', currency_code: 'JPY' }
  })

  expect(order.currency).toBe('INR')
  expect(order.totals.total).toBe(384410n)
  expect(order.presentment).toEqual({ currency: 'JPY', total: 6920n, outstanding: 0n })
})

test('an amount set in another currency than the order is not guessed at', () => {
  const error = errorOf(() =>
    readChanged((body) => {
      body.line_items[0].price_set.shop_money.currency_code = 'USD'
    }),
  )

  expect(error.say).toContain('line_items.0.price is in USD, the order in INR')
})

test('reads an order without any personal data', () => {
  const order = readChanged((body) => {
    for (const field of ['email', 'contact_email', 'phone', 'customer', 'note']) body[field] = null
    for (const side of ['billing_address', 'shipping_address'])
      for (const field of Object.keys(body[side])) body[side][field] = null
  })

  expect(order).toMatchObject({ customer: null, billingAddress: null, shippingAddress: null, note: null })
})

test('reads an order whose optional fields are missing', () => {
  const optional = [
    ...['name', 'customer', 'billing_address', 'shipping_address', 'refunds', 'tags', 'note', 'note_attributes'],
    ...['payment_gateway_names', 'financial_status', 'fulfillment_status', 'source_name', 'processed_at', 'phone'],
    ...[
      'total_outstanding',
      'total_price_set',
      'total_tax',
      'total_tax_set',
      'presentment_currency',
      'test',
      'confirmed',
    ],
  ]

  const order = readChanged((body) => {
    for (const field of optional) delete body[field]
    for (const line of body.line_items) {
      delete line.price_set
      delete line.current_quantity
    }
  })

  expect(order.name).toBe('#1042')
  expect(order.placedAt).toBe('2026-11-18T10:15:30+05:30')
  expect(order.totals).toEqual({ total: 384410n, tax: 19344n, refunded: 0n })
  expect(order.payment).toMatchObject({ status: 'unknown', gateways: [], outstanding: 384410n, cashOnDelivery: false })
  expect(order.lines[1]?.currentQuantity).toBe(4)
  expect(order).toMatchObject({ source: 'unknown', fulfilment: 'none', test: false, confirmed: true })
  expect(canonicalOrder.safeParse(z.encode(canonicalOrder, order)).success).toBe(true)
})

test.each([
  ['order', (body: Body) => Object.assign(body, { phone: '09000000011' })],
  ['customer', (body: Body) => Object.assign(body.customer, { phone: '0091 90000 00011' })],
  ['shipping address', (body: Body) => Object.assign(body.shipping_address, { phone: '90000-00011' })],
  ['billing address', (body: Body) => Object.assign(body.billing_address, { phone: '+91 90000 00011' })],
])('takes the first phone that is one: %s', (_, change) => {
  const order = readChanged((body) => {
    for (const holder of [body, body.customer, body.shipping_address, body.billing_address]) holder.phone = 'call later'
    change(body)
  })

  expect(order.customer?.phone).toBe('+919000000011')
})

test.each([
  ['gift-card', { gift_card: true }],
  ['tip', { tip: { payment_gateway: 'razorpay' } }],
  ['tip', { title: 'Tip', sku: null, product_id: null, requires_shipping: false, fulfillment_status: 'not_eligible' }],
  ['item', { product_id: null, variant_id: null, product_exists: false }],
  ['item', { sku: '', requires_shipping: false }],
  ['custom', { product_id: null, variant_id: null, sku: '' }],
  ['fee', { product_id: null, variant_id: null, sku: null, requires_shipping: false }],
])('a line is a %s: %j', (kind, fields) => {
  const order = readChanged((body) => Object.assign(body.line_items[0], fields))

  expect(order.lines[0]?.kind).toBe(kind)
})

test('duties, fees and a tip without a line are charges of their own', () => {
  const set = (amount: string) => ({ shop_money: { amount, currency_code: 'INR' }, presentment_money: null })
  const order = readChanged((body) => {
    body.original_total_duties_set = set('100.00')
    body.original_total_additional_fees_set = set('10.00')
    body.total_tip_received = '1.00'
    body.total_price_set = set('3955.10')
  })

  expect(order.lines.slice(3).map(({ kind, sourceId, net }) => ({ kind, sourceId, net }))).toEqual([
    { kind: 'fee', sourceId: 'duties', net: 10000n },
    { kind: 'fee', sourceId: 'additional-fees', net: 1000n },
    { kind: 'tip', sourceId: 'tip', net: 100n },
  ])
})

test('shipping that was removed is not charged', () => {
  const order = readChanged((body) => {
    body.shipping_lines.push({ ...body.shipping_lines[0], id: 5610000000002, is_removed: true })
  })

  expect(order.lines.filter((line) => line.kind === 'shipping')).toHaveLength(1)
})

test('shipping costs its discounted price', () => {
  const order = readChanged((body) => {
    const money = { shop_money: { amount: '40.00', currency_code: 'INR' } }
    Object.assign(body.shipping_lines[0], { discounted_price: '40.00', discounted_price_set: money })
    body.total_price_set = { shop_money: { amount: '3785.10', currency_code: 'INR' } }
  })

  expect(order.lines[2]).toMatchObject({ kind: 'shipping', unitPrice: 9900n, discount: 5900n, net: 4000n })
})

test.each([
  ['0.025', '0.025'],
  ['5.0e-2', '0.05'],
  ['0.07250000000000001', '0.0725'],
  ['0.180', '0.18'],
  ['1', '1'],
])('reads the rate %s as %s', (written, rate) => {
  const text = bytesOf('orders-create.prepaid-gst-included.json')
    .toString()
    .replaceAll('"rate": 0.025', `"rate": ${written}`)

  expect(read(text).lines[0]?.taxes[0]?.rate).toBe(rate)
})

test('a tax that charged nothing is left out', () => {
  const order = readChanged((body) => {
    body.line_items[0].tax_lines = [{ title: 'IGST', rate: 0.05, price: '0.00' }]
  })

  expect(order.lines[0]?.taxes).toEqual([])
})

// Money moved is what successful refund transactions moved, whatever the lines of the refund come to.
test('counts only money that went back', () => {
  const order = readChanged((body) => {
    const [done] = body.refunds[0].transactions
    body.refunds[0].transactions = [
      done,
      { ...done, status: 'pending' },
      { ...done, status: 'failure' },
      { ...done, kind: 'void' },
    ]
    body.refunds.push({
      id: 980100000009,
      created_at: '2026-11-21T10:00:00+05:30',
      transactions: [],
      refund_line_items: [],
    })
  }, 'orders-updated.partially-refunded.json')

  expect(order.refunds.map((refund) => refund.amount)).toEqual([86810n, 0n])
  expect(order.totals.refunded).toBe(86810n)
})

test('ids stay exact wherever they stand', () => {
  const text = bytesOf('orders-create.test-order-big-ids.json').toString()
  const id = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n })
  fc.assert(
    fc.property(id, id, id, id, (order, customer, line, product) => {
      const ids = [
        ['820900000000000123', order],
        ['115310627314723954', customer],
        ['866550311766439020', line],
        ['632910392000000001', product],
      ] as const
      const read_ = read(ids.reduce((body, [from, to]) => body.replace(from, `${to}`), text))

      expect(read_).toMatchObject({ sourceId: `${order}`, customer: { sourceId: `${customer}` } })
      expect(read_.lines[0]).toMatchObject({ sourceId: `${line}`, productSourceId: `${product}` })
    }),
  )
})

test('lines add up or the order is refused, never anything between', () => {
  const paisa = fc.bigInt({ min: 0n, max: 10_000_000n })
  const line = fc.record({ price: paisa, quantity: fc.integer({ min: 0, max: 20 }), discount: paisa, tax: paisa })
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 6 }),
      fc.boolean(),
      fc.bigInt({ min: -1n, max: 1n }),
      (lines, included, off) => {
        const rupees = (amount: bigint) => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`
        const total = lines.reduce(
          (sum, { price, quantity, discount, tax }) =>
            sum + price * BigInt(quantity) - discount + (included ? 0n : tax),
          off,
        )
        fc.pre(total >= 0n)
        const readIt = () =>
          readChanged((body) => {
            body.taxes_included = included
            body.shipping_lines = []
            body.total_price = rupees(total)
            body.total_price_set = null
            body.line_items = lines.map(({ price, quantity, discount, tax }, index) => ({
              id: index + 1,
              sku: `SKU-${index}`,
              price: rupees(price),
              quantity,
              // A trap: it leaves out the line's share of the order's discounts.
              total_discount: '9999.00',
              discount_allocations: [{ amount: rupees(discount) }],
              tax_lines: [{ title: 'IGST', rate: 0.05, price: rupees(tax) }],
            }))
          })

        if (off === 0n) expect(sumOfLines(readIt())).toBe(total)
        else expect(errorOf(readIt).code).toBe('order-does-not-add-up')
      },
    ),
  )
})
