import { shopifyOrders } from '@crossdock/connectors/shopify'
import { canonicalOrder, sumOfLines, taxOf } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { anOrderBody } from './an-order-body.ts'
import { idsPerOrder } from './ids.ts'
import { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
import { paisa } from './money.ts'
import type { OrderBody } from './order-body.ts'
import { paidBody, unpaidBody } from './paid-body.ts'
import { withPieceMore } from './piece-more.ts'
import { toJson } from './to-json.ts'

const placedAt = new Date('2026-11-20T04:30:00Z')
const later = new Date('2026-11-20T05:00:00Z')
const anySeed = fc.integer({ min: 0, max: 2 ** 31 - 1 })

function read(body: OrderBody) {
  const order = shopifyOrders.readOrder(Buffer.from(toJson(body)), 'orders/updated', { defaultCountry: 'IN' })
  return canonicalOrder.parse(z.encode(canonicalOrder, order))
}

test('every order is readable, adds up and has its taxes right', () => {
  fc.assert(
    fc.property(anySeed, fc.boolean(), fc.boolean(), (seed, taxesIncluded, bigIds) => {
      const order = read(anOrderBody({ seed, taxesIncluded, bigIds, placedAt }))

      expect(sumOfLines(order)).toBe(order.totals.total)
      expect(order.lines.reduce((sum, line) => sum + taxOf(line), 0n)).toBe(order.totals.tax)
      expect(order.customer?.phone).toMatch(/^\+9190000\d{5}$/)
      for (const line of order.lines) expect(line.net).toBeGreaterThanOrEqual(0n)
    }),
    { numRuns: 100 },
  )
})

test.each(['+917000131047', '+12025550123'])(
  'the buyer can be reached at the phone that was asked for: %s',
  (phone) => {
    fc.assert(
      fc.property(anySeed, (seed) => {
        expect(read(anOrderBody({ seed, phone })).customer?.phone).toBe(phone)
      }),
      { numRuns: 30 },
    )
  },
)

test('every order adds up in its other figures too', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const body = anOrderBody({ seed })
      const taxOnTop = body.taxes_included ? 0n : paisa(body.total_tax)
      const shipping = paisa(body.total_shipping_price_set.shop_money.amount)

      expect(paisa(body.total_line_items_price) - paisa(body.total_discounts)).toBe(paisa(body.subtotal_price))
      expect(paisa(body.subtotal_price) + shipping + taxOnTop).toBe(paisa(body.total_price))
      expect(body.tax_lines.reduce((sum, line) => sum + paisa(line.price), 0n)).toBe(paisa(body.total_tax))
      const codes = body.discount_codes.reduce((sum, code) => sum + paisa(code.amount), 0n)
      const spread = body.line_items.flatMap((line) =>
        line.discount_allocations.filter(
          (part) => body.discount_applications[part.discount_application_index]?.type === 'discount_code',
        ),
      )
      expect(spread.reduce((sum, part) => sum + paisa(part.amount), 0n)).toBe(codes)
    }),
    { numRuns: 100 },
  )
})

test('what becomes of an order later stays readable and adds up', () => {
  fc.assert(
    fc.property(
      anySeed,
      fc.constantFrom(updatedBody, paidBody, cancelledBody, partiallyRefundedBody),
      (seed, change) => {
        const before = read(anOrderBody({ seed, placedAt }))
        const after = read(change(anOrderBody({ seed, placedAt }), later))

        expect(after.sourceId).toBe(before.sourceId)
        expect(after.totals.total).toBe(before.totals.total)
        expect(Date.parse(after.updatedAt)).toBeGreaterThan(Date.parse(before.updatedAt))
      },
    ),
    { numRuns: 300 },
  )
})

test('an edited order has one piece more, and adds up', () => {
  fc.assert(
    fc.property(anySeed, fc.boolean(), (seed, cashOnDelivery) => {
      const before = read(anOrderBody({ seed, placedAt, cashOnDelivery }))
      const order = read(withPieceMore(anOrderBody({ seed, placedAt, cashOnDelivery }), later))

      expect(sumOfLines(order)).toBe(order.totals.total)
      expect(order.totals.total).toBeGreaterThan(before.totals.total)
      expect(order.payment.outstanding).toBe(cashOnDelivery ? order.totals.total : 0n)
      const pieces = (lines: typeof order.lines) => lines.reduce((sum, line) => sum + line.quantity, 0)
      expect(pieces(order.lines)).toBe(pieces(before.lines) + 1)
    }),
    { numRuns: 100 },
  )
})

test('an order that waits for a transfer is no cash on delivery, and paid it owes nothing', () => {
  const body = unpaidBody(anOrderBody({ seed: 1, cashOnDelivery: false, placedAt }))

  expect(read(body).payment).toMatchObject({ status: 'pending', cashOnDelivery: false })
  expect(read(paidBody(body, later)).payment).toMatchObject({ status: 'paid', outstanding: 0n })
})

test('a cancelled order that was paid is refunded whole', () => {
  const order = read(cancelledBody(anOrderBody({ seed: 1, cashOnDelivery: false }), later))

  expect(order.payment.status).toBe('refunded')
  expect(order.totals.refunded).toBe(order.totals.total)
  expect(order.lines.filter((line) => line.kind === 'item').every((line) => line.currentQuantity === 0)).toBe(true)
})

test('a cancelled order that nobody has paid refunds nothing', () => {
  const order = read(cancelledBody(anOrderBody({ seed: 1, cashOnDelivery: true }), later))

  expect(order.payment).toMatchObject({ status: 'voided', outstanding: 0n, cashOnDelivery: true })
  expect(order.totals.refunded).toBe(0n)
})

test('a partial refund leaves amounts that belong together', () => {
  fc.assert(
    fc.property(anySeed, (seed) => {
      const body = partiallyRefundedBody(anOrderBody({ seed, cashOnDelivery: false }), later)
      const order = read(body)

      expect(paisa(body.total_price) - order.totals.refunded).toBe(paisa(body.current_total_price))
      expect(order.lines[0]?.currentQuantity).toBe((order.lines[0]?.quantity ?? 0) - 1)
    }),
  )
})

test('cash on delivery has a fee and everything outstanding', () => {
  const order = read(anOrderBody({ seed: 3, cashOnDelivery: true, taxesIncluded: true }))

  expect(order.payment).toMatchObject({ status: 'pending', cashOnDelivery: true, outstanding: order.totals.total })
  expect(order.lines.find((line) => line.kind === 'fee')).toMatchObject({ title: 'COD handling fee', net: 4900n })
})

test('goods within the state carry CGST and SGST, others IGST', () => {
  const titles = (sameState: boolean) => [
    ...new Set(read(anOrderBody({ seed: 5, sameState })).lines.flatMap((line) => line.taxes.map((tax) => tax.title))),
  ]

  expect(titles(true)).toEqual(['CGST', 'SGST'])
  expect(titles(false)).toEqual(['IGST'])
})

test('the same seed makes the same order', () => {
  expect(toJson(anOrderBody({ seed: 9, placedAt }))).toBe(toJson(anOrderBody({ seed: 9, placedAt })))
})

test('different seeds make orders with different ids', () => {
  const ids = Array.from({ length: 500 }, (_, seed) => anOrderBody({ seed, placedAt }).id)

  expect(new Set(ids).size).toBe(500)
})

test('an order has fewer ids than are set apart for it', () => {
  const body = anOrderBody({ lineCount: 12, cashOnDelivery: true, firstId: 0n })

  const ids = [...toJson(body).matchAll(/"id":(\d+)/g)].map(([, id]) => BigInt(id ?? -1))

  expect(ids.every((id) => id < idsPerOrder)).toBe(true)
})

test('orders the SKU that was asked for', () => {
  expect(read(anOrderBody({ sku: 'NOT-IN-ERP' })).lines[0]?.sku).toBe('NOT-IN-ERP')
})
