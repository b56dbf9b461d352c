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

const duty = (amount: string) => ({
  shop_money: { amount, currency_code: 'INR' },
  presentment_money: { amount, currency_code: 'INR' },
  tax_lines: [],
})

test.each([
  ['are charged where the total counts them', '3944.10', [10000n]],
  ['are not where it comes out without them', '3844.10', []],
])('duties that only the lines tell %s', (_, total, duties) => {
  const order = readChanged((body) => {
    body.line_items[0].duties = [duty('60.00'), duty('30.00')]
    body.line_items[1].duties = [duty('10.00')]
    Object.assign(body, { total_price: total, total_price_set: null })
  })

  expect(order.lines.filter(({ sourceId }) => sourceId === 'duties').map(({ net }) => net)).toEqual(duties)
})

test('shipping without a discounted price costs its price less what is told off it', () => {
  const order = readChanged((body) => {
    const [line] = body.shipping_lines
    for (const name of ['discounted_price', 'discounted_price_set']) delete line[name]
    line.discount_allocations = [{ amount: '59.00', discount_application_index: 0 }]
    Object.assign(body, { total_price: '3785.10', total_price_set: null })
  })

  expect(order.lines[2]).toMatchObject({ kind: 'shipping', unitPrice: 9900n, discount: 5900n, net: 4000n })
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

/** Every place in a body, as a path: ['line_items', '0', 'sku']. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...placesIn(inner, [...path, key])])
}

/** What an order cannot be without, or what says how much it costs; everything else may be missing. */
const needed =
  /^(id|currency|updated_at|line_items|total_price|line_items\.\d+|line_items\.\d+\.(id|price|quantity|discount_allocations|tax_lines)|.*discount_allocations\.\d+(\.amount)?|.*tax_lines\.\d+(\.price)?|shipping_lines(\.\d+(\.(price|tax_lines))?)?|.*\.(shop_money|amount)|total_tip_received|taxes_included|refunds\.\d+\.(id|refund_line_items|refund_line_items\.\d+(\.(quantity|line_item_id|line_item\.id))?|transactions\.\d+))$/

// Shopify sends null, an empty text or nothing for what is not there, and which of them changes between versions.
test.each(recorded)(
  '%s is read when any single thing in it is null, empty or missing',
  (name) => {
    const whole = JSON.parse(bytesOf(name).toString())
    const { total } = read(bytesOf(name)).totals
    // Of places that differ by their position in a list only, one is enough.
    const shapes = new Map(placesIn(whole).map((path) => [path.join('.').replace(/\d+/g, '#'), path]))
    const optional = [...shapes.values()].filter((path) => !needed.test(path.join('.')))
    expect(optional.length).toBeGreaterThan(100)

    // Every place once in each recording, and over the recordings in every way.
    const ways = ['null', 'missing', 'empty'] as const
    for (const [index, path] of optional.entries()) {
      const way = ways[(index + recorded.indexOf(name)) % ways.length]
      const body = structuredClone(whole)
      const holder = path.slice(0, -1).reduce((inner, key) => inner[key], body)
      const key = path.at(-1) ?? ''
      if (way === 'missing') delete holder[key]
      else holder[key] = way === 'empty' && typeof holder[key] === 'string' ? '' : null

      expect([path.join('.'), way, read(JSON.stringify(body)).totals.total]).toEqual([path.join('.'), way, total])
    }
  },
  60_000,
)

/** What decides neither money nor pieces, nor who or where to, nor what becomes of the order. */
const undeciding =
  /^(name|order_number|cancel_reason|fulfillment_status|presentment_currency|payment_terms|company|po_number|note|tags|note_attributes|line_item_groups)$|^(payment_terms|company|note_attributes|line_item_groups)\.|^(line_items|shipping_lines)\.\d+\.(name|title|sales_line_item_group_id)$|^refunds\.\d+\.(created_at|processed_at)$|\.presentment_money(\.|$)/

test.each(recorded)(
  '%s is read when any single thing in it that decides nothing is of another type',
  (name) => {
    const whole = JSON.parse(bytesOf(name).toString())
    // Whatever few orders have.
    const sample = { due_at: '2026-12-18T10:15:28+05:30', completed_at: '2026-12-18T10:15:28+05:30' }
    whole.payment_terms = { payment_terms_name: 'Net 30', payment_schedules: [sample] }
    whole.company = { id: 55, name: 'Example Textiles' }
    whole.line_item_groups = [{ id: 56, title: 'Festive box', quantity: 1 }]
    whole.line_items[0].sales_line_item_group_id = 56
    whole.note_attributes = [{ name: 'delivery_slot', value: '10:00-13:00' }]
    const { total } = read(bytesOf(name)).totals
    const others = [true, 'null', '2026-12-18', 0.5, [], {}, { a: [null] }]
    const shapes = new Map(placesIn(whole).map((path) => [path.join('.').replace(/\d+/g, '#'), path]))
    const places = [...shapes.values()].filter((path) => undeciding.test(path.join('.')))
    expect(places.length).toBeGreaterThan(25)

    for (const path of places)
      for (const other of others) {
        const body = structuredClone(whole)
        const holder = path.slice(0, -1).reduce((inner, key) => inner[key], body)
        holder[path.at(-1) ?? ''] = other

        const order = read(JSON.stringify(body))

        expect([path.join('.'), other, order.totals.total]).toEqual([path.join('.'), other, total])
        expect(canonicalOrder.safeParse(z.encode(canonicalOrder, order)).error).toBeUndefined()
      }
  },
  60_000,
)

test.each([
  ['its id', (body: Body) => Object.assign(body.line_items[0], { id: 'one' })],
  ['an amount', (body: Body) => Object.assign(body.line_items[0], { price: {}, price_set: null })],
  ['a quantity', (body: Body) => Object.assign(body.line_items[0], { quantity: '1.5' })],
  ['the moment it changed', (body: Body) => Object.assign(body, { updated_at: '2026-11-18' })],
  ['a cancellation', (body: Body) => Object.assign(body, { cancelled_at: 'null' })],
  ['that it is a test', (body: Body) => Object.assign(body, { test: 'yes' })],
])('%s is not guessed at', (_, change) => {
  expect(errorOf(() => readChanged(change)).code).toBe('payload-unreadable')
})

test('a null among lines and refunds is nobody', () => {
  const [one, other] = ['line_items', 'refunds'].map((list) =>
    readChanged((body) => body[list].push(null), 'orders-updated.partially-refunded.json'),
  )

  expect(one).toEqual(other)
  expect(one).toEqual(read(bytesOf('orders-updated.partially-refunded.json'), 'orders/updated'))
})

test.each([
  ['does not say what it is', (body: Body) => Object.assign(body, { total_price_set: null })],
  [
    'says it finer than the currency is',
    (body: Body) => Object.assign(body.total_price_set.presentment_money, { amount: '6920.35', currency_code: 'JPY' }),
  ],
  [
    'names a currency that nobody knows',
    (body: Body) => Object.assign(body.total_price_set.presentment_money, { amount: '1', currency_code: 'XQZ' }),
  ],
])('the books’ amount stands in where the body %s in the customer’s currency', (_, change) => {
  const order = readChanged((body) => {
    body.presentment_currency = 'JPY'
    change(body)
  })

  expect(order.presentment).toEqual({ currency: 'INR', total: 384410n, outstanding: null })
})

test('shipping lines without ids are told apart', () => {
  const order = readChanged((body) => {
    const [line] = body.shipping_lines
    body.shipping_lines = [
      { ...line, id: null, is_removed: true },
      { ...line, id: null },
      {
        ...line,
        id: null,
        price: '0.00',
        price_set: null,
        discounted_price: '0.00',
        discounted_price_set: null,
        tax_lines: [],
      },
    ]
  })

  expect(order.lines.slice(2).map(({ kind, sourceId }) => `${kind} ${sourceId}`)).toEqual([
    'shipping shipping-0',
    'shipping shipping-1',
  ])
})

test.each([
  ['JPY', '3844', 3844n],
  ['JPY', '3844.00', 3844n],
  ['KWD', '3844.105', 3844105n],
  ['BHD', '3844.1', 3844100n],
  ['inr', '3844.10', 384410n],
])('reads amounts in %s: %s', (currency, price, units) => {
  const order = read(
    JSON.stringify({
      id: 1,
      updated_at: '2026-11-20T10:00:00Z',
      currency,
      line_items: [{ id: 1, sku: 'A', price, quantity: 1 }],
      total_price: price,
    }),
  )

  expect(order).toMatchObject({ currency: currency.toUpperCase(), totals: { total: units } })
})

test('an amount finer than the currency is refused, not rounded', () => {
  const error = errorOf(() =>
    readChanged((body) => Object.assign(body, { total_price: '3844.105', total_price_set: null })),
  )

  expect(error.say).toContain('total_price is not an amount')
})

test('names stay as they are in any script', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() === text)
  fc.assert(
    fc.property(name, (text) => {
      const order = readChanged((body) => {
        body.shipping_address.name = text
        body.line_items[0].name = text
        body.customer.first_name = text
      })

      const kept = text.replaceAll('\0', '').toWellFormed()
      fc.pre(kept === kept.trim() && kept !== '')
      expect([order.shippingAddress?.name, order.lines[0]?.title]).toEqual([kept, kept])
    }),
  )
})

const set = (amount: string, shown?: [string, string]) => ({
  shop_money: { amount, currency_code: 'INR' },
  presentment_money: shown ? { amount: shown[0], currency_code: shown[1] } : { amount, currency_code: 'INR' },
})

test.each([
  ['everything', '3844.10', '6920', 6920n],
  ['nothing', '0.00', '6920', 0n],
  ['a part, which only an exchange rate would tell', '1000.00', '6920', null],
])('what the customer owes in their own currency: %s', (_, outstanding, total, shown) => {
  const order = readChanged((body) => {
    body.presentment_currency = 'JPY'
    body.total_price_set = set('3844.10', [total, 'JPY'])
    body.total_outstanding = outstanding
  })

  expect(order.presentment.outstanding).toBe(shown)
})

test('a tip line that does not show that it is one is found by what was received', () => {
  const order = readChanged((body) => {
    const plain = { product_id: null, variant_id: null, sku: null, requires_shipping: false, tax_lines: [] }
    body.line_items.push({ ...body.line_items[0], ...plain, id: 7, title: 'Trinkgeld', name: 'Trinkgeld' })
    Object.assign(body.line_items.at(-1), { price: '51.00', price_set: null, quantity: 1, current_quantity: 1 })
    body.line_items.at(-1).discount_allocations = []
    body.total_tip_received = '51.00'
    body.total_price_set = set('3895.10')
  })

  expect(order.lines.filter((line) => line.kind === 'tip').map((line) => line.net)).toEqual([5100n])
})

test('the components of a bundle know it, and it charges nothing beside them', () => {
  const order = readChanged((body) => {
    body.line_item_groups = [{ id: 55, title: 'Diwali box', quantity: 1 }]
    body.line_items[0].sales_line_item_group_id = 55
    body.line_items[1].sales_line_item_group_id = 56
  })

  expect(order.lines.map((line) => line.bundle)).toEqual([
    { sourceId: '55', title: 'Diwali box', quantity: 1 },
    { sourceId: '56', title: null, quantity: null },
    undefined,
  ])
  expect(order.totals.total).toBe(384410n)
})

test('a business, its number for the order and its time to pay', () => {
  const order = readChanged((body) => {
    body.company = { id: 8200000000999, name: 'Example Textiles' }
    body.po_number = 'PO-7'
    body.financial_status = 'pending'
    body.payment_terms = {
      payment_terms_name: 'Net 30',
      payment_schedules: [
        { due_at: '2026-12-18T10:15:28+05:30', completed_at: null },
        { due_at: '2026-11-18T10:15:28+05:30', completed_at: '2026-11-18T10:15:28+05:30' },
      ],
    }
  })

  expect(order).toMatchObject({
    company: { name: 'Example Textiles' },
    purchaseOrder: 'PO-7',
    payment: { terms: { name: 'Net 30', dueAt: '2026-12-18T10:15:28+05:30' } },
  })
})

test('gift cards are sold untaxed, ship nothing, and pay without taking anything off the total', () => {
  const order = readChanged((body) => {
    Object.assign(body.line_items[0], { gift_card: true, requires_shipping: true })
    body.payment_gateway_names = ['gift_card', 'Razorpay Secure']
  })

  expect(order.lines[0]).toMatchObject({ kind: 'gift-card', requiresShipping: false })
  expect(order).toMatchObject({ totals: { total: 384410n }, payment: { gateways: ['gift_card', 'Razorpay Secure'] } })
})

// A refund is paid back in the currency the customer paid in.
test.each([
  ['its parts come to what was paid', '1562', 86810n],
  ['they do not, so nobody knows', '1500', null],
])('a refund in the customer’s currency: %s', (_, paid, amount) => {
  const order = readChanged((body) => {
    const [refund] = body.refunds
    Object.assign(refund.transactions[0], { amount: paid, currency: 'JPY' })
    refund.refund_line_items[0].subtotal_set = set('809.10', ['1456', 'JPY'])
    refund.refund_line_items[0].total_tax_set = set('38.52', ['69', 'JPY'])
    refund.refund_shipping_lines[0].subtotal_amount_set = set('59.00', ['106', 'JPY'])
    refund.refund_shipping_lines[0].tax_amount_set = set('9.00', ['16', 'JPY'])
    for (const name of ['total_duties_set', 'total_additional_fees_set']) refund[name] = null
  }, 'orders-updated.partially-refunded.json')

  expect(order.refunds[0]).toMatchObject({
    currency: 'INR',
    amount,
    presentment: { currency: 'JPY', amount: BigInt(paid) },
  })
  expect(order.totals.refunded).toBe(amount ?? 0n)
})

test('a refund on its own reads as it does inside its order', () => {
  const { orderSourceId, refund } = shopifyOrders.readRefund(bytesOf('refunds-create.json'))

  expect(orderSourceId).toBe('6820100000006')
  expect(refund).toEqual(read(bytesOf('orders-updated.partially-refunded.json')).refunds[0])
})

test('the same shipping refund in both forms is one', () => {
  const [refund] = read(bytesOf('orders-cancelled.refunded.json')).refunds

  expect(refund).toMatchObject({ amount: 259800n, shipping: { net: 9900n, tax: 1510n } })
})

test('a refund that only restocks moved no money', () => {
  const order = readChanged((body) => {
    body.refunds[0].transactions = []
  }, 'orders-updated.partially-refunded.json')

  expect(order.refunds[0]).toMatchObject({ amount: 0n, pending: null, lines: [{ quantity: 1, restock: true }] })
})

test.each(['{}', '{"id":1}', '{"id":1,"order_id":2,"refund_line_items":[{"quantity":1}]}', '<html>'])(
  'a refund that cannot be read is said to be so: %s',
  (text) => {
    expect(errorOf(() => shopifyOrders.readRefund(Buffer.from(text))).code).toBe('payload-unreadable')
  },
)

test.each([
  [
    '{"order_edit":{"order_id":7,"created_at":"2026-11-20T10:00:00+05:30","line_items":{"additions":[{"id":1,"delta":1}],"removals":[]}}}',
    '7',
    1,
    0,
  ],
  ['{"order_edit":{"order_id":820900000000000123,"line_items":null}}', '820900000000000123', 0, 0],
  ['{"order_id":7}', '7', 0, 0],
])('reads the edit %s', (text, orderSourceId, added, removed) => {
  expect(shopifyOrders.readEdit(Buffer.from(text))).toMatchObject({ orderSourceId, added, removed })
})

test.each(['{}', '{"order_edit":[]}', 'x'])('an edit of nothing is unreadable: %s', (text) => {
  expect(errorOf(() => shopifyOrders.readEdit(Buffer.from(text))).code).toBe('payload-unreadable')
})

test.each([null, ' ', {}, ['en'], true])('a language that is none (%j) holds up no order', (language) => {
  const order = readChanged((body) => {
    body.customer_locale = language
  })

  expect(order).not.toHaveProperty('language')
})

test('state codes are carried on as the channel writes them', () => {
  for (const code of ['TG', 'TS', 'OR', 'OD', 'CT', 'CG', 'UT', 'UK']) {
    const order = readChanged((body) => Object.assign(body.shipping_address, { province_code: code }))

    expect(order.shippingAddress?.regionCode).toBe(code)
  }
})
