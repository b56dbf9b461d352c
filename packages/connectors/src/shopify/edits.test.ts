import { AppError } from '@crossdock/contracts/errors'
import { formatAmount } from '@crossdock/contracts/money'
import { type CanonicalOrder, sumOfLines, taxOf } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shopifyOrders } from './mapping.ts'

const rupees = (paisa: bigint): string => formatAmount(paisa, 2)
const set = (paisa: bigint) => ({
  shop_money: { amount: rupees(paisa), currency_code: 'INR' },
  presentment_money: null,
})

interface Line {
  id: number
  /** Paisa for one piece. */
  price: bigint
  quantity: number
  current: number
  /** For all pieces. */
  discount?: bigint
  tax?: bigint
}

interface Refund {
  lines: { id: number; pieces: number; net: bigint; tax?: bigint; restock: string }[]
  paid?: bigint
}

interface Words {
  lines: Line[]
  shipping?: bigint
  total: bigint
  now: bigint
  taxNow?: bigint
  subtotal?: bigint
  included?: boolean
  refunds?: Refund[] | null
  other?: object
}

function bodyOf({ lines, shipping = 0n, total, now, taxNow, subtotal, included = true, refunds = [], other }: Words) {
  return {
    id: 6820100000777,
    name: '#1077',
    created_at: '2026-11-20T10:00:00+05:30',
    updated_at: '2026-11-20T12:00:00+05:30',
    currency: 'INR',
    taxes_included: included,
    financial_status: 'paid',
    line_items: lines.map((line) => ({
      id: line.id,
      sku: `SKU-${line.id}`,
      price: rupees(line.price),
      quantity: line.quantity,
      current_quantity: line.current,
      discount_allocations: line.discount ? [{ amount: rupees(line.discount) }] : [],
      tax_lines: line.tax ? [{ title: 'IGST', rate: 0.05, price: rupees(line.tax) }] : [],
    })),
    shipping_lines: shipping ? [{ id: 9, title: 'Standard', price: rupees(shipping), is_removed: false }] : [],
    refunds: refunds?.map((refund, index) => ({
      id: 980 + index,
      created_at: '2026-11-20T11:00:00+05:30',
      transactions: refund.paid
        ? [{ kind: 'refund', status: 'success', amount: rupees(refund.paid), currency: 'INR' }]
        : [],
      refund_line_items: refund.lines.map((line) => ({
        line_item_id: line.id,
        quantity: line.pieces,
        restock_type: line.restock,
        subtotal_set: set(line.net),
        total_tax_set: set(line.tax ?? 0n),
      })),
    })),
    total_price: rupees(total),
    current_total_price: rupees(now),
    ...(taxNow === undefined ? {} : { current_total_tax: rupees(taxNow) }),
    ...(subtotal === undefined ? {} : { subtotal_price: rupees(subtotal) }),
    ...other,
  }
}

const read = (words: Words): CanonicalOrder =>
  shopifyOrders.readOrder(Buffer.from(JSON.stringify(bodyOf(words))), 'orders/updated', { defaultCountry: 'IN' })

const pieces = (order: CanonicalOrder): number[] => order.lines.map((line) => line.quantity)

function refusalOf(words: Words): AppError {
  try {
    read(words)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const saree = { id: 1, price: 100_00n, quantity: 1, current: 1 }
const cover = { id: 2, price: 40_00n, quantity: 1, current: 1 }

test('an order that nobody edited is as placed', () => {
  const order = read({ lines: [saree, cover], shipping: 10_00n, total: 150_00n, now: 150_00n })

  expect(order).toMatchObject({ edited: false, totals: { total: 150_00n } })
})

test('a removed line is out', () => {
  const order = read({ lines: [saree, { ...cover, current: 0 }], shipping: 10_00n, total: 150_00n, now: 110_00n })

  expect(order).toMatchObject({ edited: true, totals: { total: 110_00n } })
  expect(pieces(order)).toEqual([1, 0, 1])
  expect(order.lines[1]).toMatchObject({ quantity: 0, net: 0n, taxes: [] })
})

// Shopify writes a removal as a refund that moves no money.
test.each([
  ['the total counts what was there', 140_00n],
  ['the total counts it no more', 100_00n],
])('a line removed by a refund without money is out: %s', (_, total) => {
  const refunds = [{ lines: [{ id: 2, pieces: 1, net: 40_00n, restock: 'cancel' }] }]

  const order = read({ lines: [saree, { ...cover, current: 0 }], total, now: 100_00n, refunds })

  expect(order.totals.total).toBe(100_00n)
  expect(pieces(order)).toEqual([1, 0])
})

test('a line that was added is in, when the total counts it', () => {
  const order = read({ lines: [saree, cover], total: 140_00n, now: 140_00n })

  expect(order.totals.total).toBe(140_00n)
})

test('a line that was added is in, when the total is from before', () => {
  const order = read({ lines: [saree, cover], total: 100_00n, subtotal: 100_00n, now: 140_00n })

  expect(order).toMatchObject({ edited: true, totals: { total: 140_00n } })
  expect(pieces(order)).toEqual([1, 1])
})

test('a line that was added as zero pieces is in with its own discount and tax', () => {
  const added = { ...cover, quantity: 0, current: 2, discount: 8_00n, tax: 3_43n }

  const order = read({ lines: [saree, added], total: 100_00n, now: 172_00n, taxNow: 3_43n })

  expect(order.lines[1]).toMatchObject({ quantity: 2, net: 72_00n, discount: 8_00n, taxes: [{ amount: 3_43n }] })
})

test('one added and one removed at once', () => {
  const added = { id: 3, price: 60_00n, quantity: 1, current: 1 }
  const lines = [saree, { ...cover, current: 0 }, added]

  for (const total of [140_00n, 200_00n]) expect(pieces(read({ lines, total, now: 160_00n }))).toEqual([1, 0, 1])
})

test('pieces that were taken out take their share of discount and tax with them', () => {
  const three = { id: 1, price: 100_00n, quantity: 3, current: 2, discount: 30_00n, tax: 12_86n }

  const order = read({ lines: [three], total: 270_00n, now: 180_00n, taxNow: 8_57n })

  expect(order.lines[0]).toMatchObject({ quantity: 2, discount: 20_00n, net: 180_00n, taxes: [{ amount: 8_57n }] })
})

test('what a removal says it was worth is taken off, to the last unit', () => {
  const three = { id: 1, price: 33_33n, quantity: 3, current: 2, discount: 10_00n, tax: 4_29n }
  const removal = { lines: [{ id: 1, pieces: 1, net: 29_99n, tax: 1_42n, restock: 'no_restock' }] }

  const order = read({ lines: [three], total: 89_99n, now: 60_00n, taxNow: 2_87n, refunds: [removal] })

  expect(order.totals).toMatchObject({ total: 60_00n, tax: 2_87n })
  expect(order.lines[0]).toMatchObject({ quantity: 2, net: 60_00n, taxes: [{ amount: 2_87n }] })
})

test('figures that are for the pieces left are taken as they are', () => {
  const three = { id: 1, price: 100_00n, quantity: 3, current: 2, discount: 7_00n, tax: 9_19n }

  const order = read({ lines: [three], total: 300_00n, now: 193_00n, taxNow: 9_19n })

  expect(order.lines[0]).toMatchObject({ quantity: 2, net: 193_00n, taxes: [{ amount: 9_19n }] })
})

test('pieces that were paid back still count beside what was removed', () => {
  const lines = [
    { ...saree, quantity: 3, current: 2 },
    { ...cover, current: 0 },
  ]
  const refunds = [{ lines: [{ id: 1, pieces: 1, net: 100_00n, restock: 'return' }], paid: 100_00n }]

  const order = read({ lines, total: 340_00n, now: 200_00n, refunds })

  expect(pieces(order)).toEqual([3, 0])
  expect(order.lines[0]?.currentQuantity).toBe(2)
  expect(order.totals).toMatchObject({ total: 300_00n, refunded: 100_00n })
})

test('pieces that came back without money are no removal', () => {
  const refunds = [{ lines: [{ id: 2, pieces: 1, net: 40_00n, restock: 'return' }] }]

  const order = read({ lines: [saree, { ...cover, current: 0 }], total: 140_00n, now: 100_00n, refunds })

  expect(order).toMatchObject({ edited: false, totals: { total: 140_00n } })
  expect(order.lines[1]).toMatchObject({ quantity: 1, currentQuantity: 0 })
})

test('shipping that an edit removed is out', () => {
  const removed = [{ id: 9, title: 'Standard', price: '10.00', is_removed: true }]

  const order = read({
    lines: [saree],
    total: 110_00n,
    subtotal: 100_00n,
    now: 100_00n,
    other: { shipping_lines: removed },
  })

  expect(order.totals.total).toBe(100_00n)
})

test('an edit that does not add up is refused, with the sentence that says why', () => {
  const error = refusalOf({ lines: [saree, { ...cover, current: 0 }], total: 140_00n, now: 100_01n })

  expect(error.code).toBe('edited-order-does-not-add-up')
  expect(error.say).toContain('#1077: what is left of its lines sums to 100.00 INR, but the channel says 100.01 INR')
})

test('an edit whose tax does not add up is refused', () => {
  const lines = [
    { ...saree, tax: 4_76n },
    { ...cover, current: 0, tax: 1_90n },
  ]

  expect(refusalOf({ lines, total: 140_00n, now: 100_00n, taxNow: 4_77n }).code).toBe('edited-order-does-not-add-up')
})

// A total that is simply wrong must not pass for an edit.
test.each([
  ['nothing else is told', {}],
  ['the subtotal says otherwise', { subtotal: 140_00n }],
])('a total off by one is no edit: %s', (_, words) => {
  const error = refusalOf({ lines: [saree, cover], total: 140_01n, now: 140_00n, ...words })

  expect(error.code).toBe('order-does-not-add-up')
})

// Prices shown in another currency leave the shop's rounded: nobody edited anything.
test('a total off by one where nothing has changed since accuses nobody of an edit', () => {
  const three = { id: 1, price: 919_55n, quantity: 3, current: 3 }

  const error = refusalOf({ lines: [three], total: 2758_66n, subtotal: 2758_66n, now: 2758_66n })

  expect(error.code).toBe('order-does-not-add-up')
  expect(error.facts).toEqual({ order: '#1077', sum: '2758.65 INR', total: '2758.66 INR' })
})

// A test delivery contradicts itself and is never carried: refused, it would wait for somebody for ever.
test('a test order is recorded whatever its lines come to', () => {
  const order = read({ lines: [saree, cover], total: 999_00n, now: 1_00n, other: { test: true } })

  expect(order).toMatchObject({ test: true, edited: false, totals: { total: 999_00n } })
})

// The contract leaves open whether a refund's subtotal holds the tax that the price does.
test.each([
  ['holds its tax', 100_00n],
  ['stands beside its tax', 95_24n],
])('what was paid back counts again where its subtotal %s', (_, net) => {
  const lines = [
    { ...saree, quantity: 2, current: 1, tax: 9_52n },
    { ...cover, current: 0 },
  ]
  const refunds = [{ lines: [{ id: 1, pieces: 1, net, tax: 4_76n, restock: 'return' }], paid: 100_00n }]

  const order = read({ lines, total: 240_00n, now: 100_00n, taxNow: 4_76n, refunds })

  expect(order).toMatchObject({ edited: true, totals: { total: 200_00n, tax: 9_52n } })
})

test.each([
  ['holds its tax', 29_99n],
  ['stands beside its tax', 28_57n],
])('what was removed is taken off where its subtotal %s', (_, net) => {
  const three = { id: 1, price: 33_33n, quantity: 3, current: 2, discount: 10_00n, tax: 4_29n }
  const removal = { lines: [{ id: 1, pieces: 1, net, tax: 1_42n, restock: 'no_restock' }] }

  const order = read({ lines: [three], total: 89_99n, now: 60_00n, taxNow: 2_87n, refunds: [removal] })

  expect(order.lines[0]).toMatchObject({ quantity: 2, net: 60_00n, taxes: [{ amount: 2_87n }] })
})

test('an edited order shows the customer what it does in the books, where a subtotal stands beside its tax', () => {
  const yen = (amount: string) => ({ amount, currency_code: 'JPY' })
  const lines = [
    { ...saree, quantity: 2, current: 1, tax: 9_52n },
    { ...cover, current: 0 },
  ]
  const refunds = [{ lines: [{ id: 1, pieces: 1, net: 95_24n, tax: 4_76n, restock: 'return' }], paid: 100_00n }]
  const words = { lines, total: 240_00n, now: 100_00n, taxNow: 4_76n, refunds }
  const body = bodyOf(words)
  const [line] = body.refunds?.[0]?.refund_line_items ?? []
  Object.assign(line?.subtotal_set ?? {}, { presentment_money: yen('190') })
  Object.assign(line?.total_tax_set ?? {}, { presentment_money: yen('10') })
  const other = {
    refunds: body.refunds,
    presentment_currency: 'JPY',
    current_total_price_set: { ...set(100_00n), presentment_money: yen('200') },
  }

  expect(read({ ...words, other }).presentment).toMatchObject({ currency: 'JPY', total: 400n })
})

test.each([
  ['says nothing of refunds', { refunds: null }],
  ['was refunded somewhere we are not shown', { other: { financial_status: 'partially_refunded' } }],
  ['does not say what it comes to now', { other: { current_total_price: null } }],
])('pieces are missing and the body %s: it stands as placed', (_, words) => {
  const order = read({ lines: [saree, { ...cover, current: 0 }], total: 140_00n, now: 100_00n, ...words })

  expect(order).toMatchObject({ edited: false, totals: { total: 140_00n } })
  expect(order.lines[1]).toMatchObject({ quantity: 1, currentQuantity: 0 })
})

test('a cancelled order is what has to be cancelled, not what is left of it', () => {
  const cancelled = { cancelled_at: '2026-11-20T11:30:00+05:30', financial_status: 'voided' }
  const lines = [
    { ...saree, current: 0 },
    { ...cover, current: 0 },
  ]

  expect(read({ lines, total: 140_00n, now: 0n, other: cancelled })).toMatchObject({
    edited: false,
    totals: { total: 140_00n },
  })
  // One line had been added before.
  expect(pieces(read({ lines, total: 100_00n, subtotal: 100_00n, now: 0n, other: cancelled }))).toEqual([1, 1])
})

test('any edit and any refund add up to what was agreed, or are refused', () => {
  const amount = fc.bigInt({ min: 1n, max: 50_000n })
  const line = fc.record({
    price: amount,
    placed: fc.integer({ min: 0, max: 5 }),
    added: fc.integer({ min: 0, max: 3 }),
    removed: fc.integer({ min: 0, max: 5 }),
    returned: fc.integer({ min: 0, max: 5 }),
    taxEach: fc.bigInt({ min: 0n, max: 400n }),
    asRefund: fc.boolean(),
  })
  const order = fc.record({
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    shipping: fc.bigInt({ min: 0n, max: 9_900n }),
    included: fc.boolean(),
    totalCountsAdded: fc.boolean(),
    off: fc.constantFrom(0n, 0n, 0n, 1n),
  })
  fc.assert(
    fc.property(order, ({ lines, shipping, included, totalCountsAdded, off }) => {
      const refunds: Refund[] = []
      let [held, now, tax, taxNow, placed] = [shipping, shipping, 0n, 0n, shipping]
      const told = lines.map(({ price, placed: first, added, removed, returned, taxEach, asRefund }, index): Line => {
        const all = first + added
        const gone = Math.min(removed, all)
        const back = Math.min(returned, all - gone)
        const worth = (count: number): bigint => BigInt(count) * (price + (included ? 0n : taxEach))
        held += worth(all - gone)
        now += worth(all - gone - back)
        tax += BigInt(all - gone) * taxEach
        taxNow += BigInt(all - gone - back) * taxEach
        placed += worth(totalCountsAdded ? all : first)
        const part = (count: number, restock: string) => ({
          id: index + 1,
          pieces: count,
          net: price * BigInt(count),
          tax: taxEach * BigInt(count),
          restock,
        })
        if (gone > 0 && asRefund) refunds.push({ lines: [part(gone, 'cancel')] })
        if (back > 0) refunds.push({ lines: [part(back, 'return')], paid: worth(back) })
        // Tax and discount are for all pieces; a line that was only added is told from its first piece on.
        return { id: index + 1, price, quantity: all, current: all - gone - back, tax: taxEach * BigInt(all) }
      })
      const charges = lines.reduce((sum, one) => sum + BigInt(one.placed) * one.price, 0n)
      const placedTax = lines.reduce((sum, one) => sum + BigInt(one.placed) * one.taxEach, 0n)
      const words: Words = {
        lines: told,
        shipping,
        total: placed,
        ...(totalCountsAdded ? {} : { subtotal: charges }),
        now: now + off,
        taxNow,
        included,
        refunds,
        other: totalCountsAdded ? {} : { total_tax: rupees(placedTax) },
      }
      const edited = lines.some(({ added, removed, placed: first }) => removed > 0 && first + added > 0)
      const addedUntold = !totalCountsAdded && lines.some(({ added }) => added > 0)
      if (off !== 0n && (edited || addedUntold)) {
        expect(refusalOf(words).code).toBe('edited-order-does-not-add-up')
        return
      }
      const result = read(words)
      expect(result.totals.total).toBe(held)
      expect(sumOfLines(result)).toBe(held)
      expect(result.lines.reduce((sum, one) => sum + taxOf(one), 0n)).toBe(tax)
    }),
    { numRuns: 500 },
  )
})
