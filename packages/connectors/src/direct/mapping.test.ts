import { type DirectOrderJson, directOrder } from '@crossdock/contracts/direct-order'
import { canonicalOrder, sumOfLines, taxOf } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalOf, directOrders, recordOf } from './mapping.ts'

const read = (order: unknown, country = 'IN') =>
  directOrders.readOrder(recordOf('order-1', order), 'direct/order', { defaultCountry: country })

function anOrder(changes: Partial<DirectOrderJson> = {}): DirectOrderJson {
  return {
    name: 'S-1042',
    placedAt: '2026-11-20T10:00:00+05:30',
    currency: 'INR',
    taxesIncluded: true,
    payment: { status: 'paid', gateways: ['Razorpay'] },
    customer: { name: 'A Buyer', phone: '09000000003' },
    shippingAddress: { name: 'A Buyer', line1: '1 Road', city: 'Pune', regionCode: 'MH', countryCode: 'IN' },
    lines: [
      {
        sku: 'BAG-JUT-NAT',
        title: 'Jute bag',
        quantity: 2,
        unitPrice: '52500',
        taxes: [
          { title: 'CGST', rate: '0.0250', amount: '1250' },
          { title: 'SGST', rate: '0.025', amount: '1250' },
        ],
      },
      { kind: 'shipping', title: 'Courier', unitPrice: '5000' },
    ],
    totals: { total: '110000', tax: '2500' },
    ...changes,
  }
}

test('an order that adds up becomes ours, to the smallest unit', () => {
  const order = read(anOrder())

  expect(canonicalOrder.parse(canonicalOrder.encode(order))).toEqual(order)
  expect(sumOfLines(order)).toBe(110_000n)
  expect(order.lines[0]).toMatchObject({ sku: 'BAG-JUT-NAT', net: 105_000n, requiresShipping: true, sourceId: '1' })
  expect(order.lines[1]).toMatchObject({ kind: 'shipping', net: 5_000n, requiresShipping: false })
  expect(order).toMatchObject({
    sourceId: 'order-1',
    updatedAt: '2026-11-20T10:00:00+05:30',
    customer: { phone: '+919000000003' },
  })
})

test('a rate loses its trailing zeros, since mappings are found by its text', () => {
  expect(read(anOrder()).lines[0]?.taxes.map(({ rate }) => rate)).toEqual(['0.025', '0.025'])
})

test('tax on top is added to what the lines cost', () => {
  const lines = [{ sku: 'A', title: 'A', unitPrice: '1000', taxes: [{ title: 'VAT', rate: '0.2', amount: '200' }] }]

  const order = read(anOrder({ taxesIncluded: false, lines, totals: { total: '1200', tax: '200' } }))

  expect(order.totals).toEqual({ total: 1_200n, tax: 200n, refunded: 0n })
})

test.each([
  ['paid', 0n],
  ['pending', 110_000n],
  ['refunded', 0n],
] as const)('of a %s order without a word about it, %s is outstanding', (status, outstanding) => {
  expect(read(anOrder({ payment: { status } })).payment.outstanding).toBe(outstanding)
})

test.each([
  ['a total that differs', { totals: { total: '110001', tax: '2500' } }, 'order-does-not-add-up'],
  ['a tax that differs', { totals: { total: '110000', tax: '2501' } }, 'order-does-not-add-up'],
  ['a currency nobody knows', { currency: 'QQQ' }, 'currency-unknown'],
  [
    'two lines of one id',
    { lines: [1, 2].map(() => ({ id: 'x', title: 'A', unitPrice: '55000' })), totals: { total: '110000', tax: '0' } },
    'payload-unreadable',
  ],
  [
    'a discount above the price',
    { lines: [{ title: 'A', unitPrice: '1', discount: '2' }], totals: { total: '0', tax: '0' } },
    'payload-unreadable',
  ],
  ['a part payment without what is left', { payment: { status: 'partially-paid' } }, 'payload-unreadable'],
  ['a field that is not there', { surprise: 1 } as object, 'payload-unreadable'],
])('%s is refused', (_, changes, code) => {
  expect(() => read(anOrder(changes as Partial<DirectOrderJson>))).toThrow(expect.objectContaining({ code }))
})

test('what is no record of ours cannot be read, and says so', () => {
  for (const body of ['', '{', '[]', '{"order":{}}', 'null'])
    expect(() => directOrders.readOrder(Buffer.from(body), 'direct/order', { defaultCountry: 'IN' })).toThrow(
      expect.objectContaining({ code: 'payload-unreadable' }),
    )
})

// A caller that adds up its own lines must never be told that they do not.
test('whatever sums to its total is taken', () => {
  const line = fc.record({
    title: fc.constant('A'),
    quantity: fc.integer({ min: 1, max: 50 }),
    unitPrice: fc.bigInt({ min: 0n, max: 10n ** 9n }),
    share: fc.integer({ min: 0, max: 100 }),
    tax: fc.bigInt({ min: 0n, max: 10n ** 6n }),
  })
  fc.assert(
    fc.property(fc.array(line, { minLength: 1, maxLength: 12 }), fc.boolean(), (lines, taxesIncluded) => {
      const body = lines.map(({ title, quantity, unitPrice, share, tax }) => ({
        title,
        quantity,
        unitPrice: String(unitPrice),
        discount: String((unitPrice * BigInt(quantity) * BigInt(share)) / 100n),
        taxes: [{ title: 'T', rate: '0.1', amount: String(tax) }],
      }))
      const net = body.reduce(
        (sum, one) => sum + BigInt(one.unitPrice) * BigInt(one.quantity) - BigInt(one.discount),
        0n,
      )
      const tax = lines.reduce((sum, one) => sum + one.tax, 0n)
      const totals = { total: String(taxesIncluded ? net : net + tax), tax: String(tax) }

      const order = canonicalOf('x', directOrder.parse(anOrder({ lines: body, taxesIncluded, totals })), 'IN')

      expect(sumOfLines(order)).toBe(order.totals.total)
      expect(order.lines.reduce((sum, one) => sum + taxOf(one), 0n)).toBe(order.totals.tax)
    }),
  )
})
