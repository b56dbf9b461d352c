import { shopifyOrders, shopifyPrivacy, shopifyWebhooks } from '@crossdock/connectors/shopify'
import { type CanonicalOrder, canonicalOrder, namesPeople, sumOfLines, taxOf } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { demoCatalogue } from '../demo-catalogue.ts'
import { anOrderBody } from './an-order-body.ts'
import { inCurrency, shownIn } from './currencies.ts'
import { editedBody } from './edited-bodies.ts'
import { cancelledBody, partiallyRefundedBody } from './later-bodies.ts'
import { paisa } from './money.ts'
import type { OrderBody } from './order-body.ts'
import { editNotice, refundOf } from './other-bodies.ts'
import { headersOf } from './sender.ts'
import * as special from './special-bodies.ts'
import { storyNames, tellStory } from './stories.ts'
import { toJson } from './to-json.ts'

const placedAt = new Date('2026-11-20T04:30:00Z')
const later = new Date('2026-11-20T05:00:00Z')
const seed = fc.integer({ min: 0, max: 2 ** 31 - 1 })
const defaultCountry = 'IN'

function read(body: OrderBody): CanonicalOrder {
  const order = shopifyOrders.readOrder(Buffer.from(toJson(body)), 'orders/updated', { defaultCountry })
  return canonicalOrder.parse(z.encode(canonicalOrder, order))
}

const changes: Record<string, (body: OrderBody) => OrderBody> = {
  tip: (body) => special.withTip(body, 5_100n),
  'tip without line': (body) => special.withTip(body, 5_100n, { line: false }),
  'gift card': (body) => special.withGiftCard(body, 100_000n),
  'paid by gift card': (body) => special.paidByGiftCard(body, 1_00n),
  bundle: special.asBundle,
  'deleted product': special.withDeletedProduct,
  counter: special.atTheCounter,
  business: special.byBusiness,
  duties: (body) => special.withDuties(body, 12_345n),
  'without people': special.withoutPeople,
  'in KWD': (body) => inCurrency(body, 'KWD'),
  'in JPY': (body) => inCurrency(body, 'JPY'),
  'shown in IDR': (body) => shownIn(body, { currency: 'IDR', factor: 190n }),
}

test.each(Object.entries(changes))('%s: every such order is readable and adds up', (_, change) => {
  fc.assert(
    fc.property(seed, fc.boolean(), (number, taxesIncluded) => {
      const order = read(change(anOrderBody({ seed: number, taxesIncluded, placedAt })))

      expect(sumOfLines(order)).toBe(order.totals.total)
      expect(order.lines.reduce((sum, line) => sum + taxOf(line), 0n)).toBe(order.totals.tax)
    }),
    { numRuns: 20 },
  )
})

const anItem = fc.constantFrom(...demoCatalogue)

test('edits add up in every reading of the total, also of orders that are special otherwise', () => {
  const kind = fc.constantFrom(...Object.entries(changes).filter(([name]) => !/^in|shown/.test(name)))
  fc.assert(
    fc.property(
      seed,
      kind,
      anItem,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      (n, [, change], add, included, removeFirst, counts) => {
        const body = change(anOrderBody({ seed: n, taxesIncluded: included, placedAt, catalogue: demoCatalogue }))
        const after = editedBody(body, later, { add, removeFirst, totalCountsAdded: counts })
        const [before, now] = [read(body), read(after)]

        expect(now.totals.total).toBe(paisa(after.current_total_price))
        expect(sumOfLines(now)).toBe(now.totals.total)
        expect(now.lines.reduce((sum, line) => sum + taxOf(line), 0n)).toBe(now.totals.tax)
        expect(now.lines.find((line) => line.sourceId === before.lines[0]?.sourceId)?.quantity === 0).toBe(removeFirst)
        expect(now.lines.some((line) => line.sku === add.sku && line.quantity > 0)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('a refund after an edit is paid back from what the order holds', () => {
  fc.assert(
    fc.property(seed, anItem, fc.boolean(), (n, add, taxesIncluded) => {
      const edited = editedBody(anOrderBody({ seed: n, taxesIncluded, placedAt, cashOnDelivery: false }), later, {
        add,
      })
      const refunded = partiallyRefundedBody(edited, later)

      expect(read(refunded).totals.total).toBe(read(edited).totals.total)
      expect(read(refunded).totals.refunded).toBe(paisa(refundOf(refunded).transactions[0]?.amount ?? ''))
    }),
    { numRuns: 40 },
  )
})

test('what special orders are read as', () => {
  const body = anOrderBody({ seed: 4, cashOnDelivery: true, lineCount: 3, placedAt })
  const kinds = (made: OrderBody) => read(made).lines.map((line) => line.kind)

  expect(kinds(special.withTip(body, 5_100n)).filter((kind) => kind === 'tip')).toHaveLength(1)
  expect(kinds(special.withTip(body, 5_100n, { line: false })).filter((kind) => kind === 'tip')).toHaveLength(1)
  expect(kinds(special.withGiftCard(body, 100_000n))).toContain('gift-card')
  expect(read(special.asBundle(body)).lines.filter((line) => line.bundle?.title === 'Festive box')).toHaveLength(2)
  expect(read(special.withDeletedProduct(body)).lines[0]).toMatchObject({ kind: 'item', productSourceId: null })
  expect(read(special.atTheCounter(body))).toMatchObject({ source: 'pos', customer: null, fulfilment: 'fulfilled' })
  expect(read(special.byBusiness(body))).toMatchObject({
    purchaseOrder: 'PO-2026-0107',
    payment: { terms: { name: 'Net 30' } },
  })
  expect(namesPeople(read(special.withoutPeople(body)))).toBe(false)
  expect(read(special.paidByGiftCard(body, 10_000n)).payment).toMatchObject({
    status: 'partially-paid',
    cashOnDelivery: true,
    outstanding: paisa(body.total_price) - 10_000n,
  })
  expect(read(shownIn(body, { currency: 'IDR', factor: 190n })).presentment).toEqual({
    currency: 'IDR',
    total: paisa(body.total_price) * 190n,
    outstanding: paisa(body.total_price) * 190n,
  })
})

test('the customer’s total of an edited and refunded order is that of the books', () => {
  const add = demoCatalogue[7] as (typeof demoCatalogue)[number]
  const edited = editedBody(anOrderBody({ seed: 5, cashOnDelivery: false, placedAt }), later, {
    add,
    removeFirst: true,
  })
  const body = partiallyRefundedBody({ ...edited, line_items: edited.line_items.toReversed() }, later)

  const { presentment, totals } = read(shownIn(body, { currency: 'IDR', factor: 190n }))

  expect(presentment).toMatchObject({ currency: 'IDR', total: totals.total * 190n })
})

test('a refund in the customer’s currency is known in the shop’s when its parts tell', () => {
  const body = anOrderBody({ seed: 4, cashOnDelivery: false, taxesIncluded: true, placedAt })
  const refunded = partiallyRefundedBody(body, later)

  const { refund } = shopifyOrders.readRefund(
    Buffer.from(toJson(refundOf(shownIn(refunded, { currency: 'IDR', factor: 190n })))),
  )

  const amount = paisa(refundOf(refunded).transactions[0]?.amount ?? '')
  expect(refund).toMatchObject({ currency: 'INR', amount, presentment: { currency: 'IDR', amount: amount * 190n } })
})

test('an edit notice says what was added and removed', () => {
  const body = anOrderBody({ seed: 4, placedAt })
  const after = editedBody(body, later, { add: demoCatalogue[0] as (typeof demoCatalogue)[number], removeFirst: true })

  expect(shopifyOrders.readEdit(Buffer.from(toJson(editNotice(body, after))))).toEqual({
    orderSourceId: String(body.id),
    at: '2026-11-20T05:00:00.000Z',
    added: 1,
    removed: 1,
  })
})

test('every story is heard, and what it tells is readable', () => {
  for (const name of storyNames)
    for (const delivery of tellStory(name, { shop: 'crossdock-demo.myshopify.com', seed: 7, placedAt })) {
      const body = Buffer.from(delivery.body)
      const heard = shopifyWebhooks.hear(body, headersOf(delivery, 'secret'), ['secret'])
      const meaning = heard.ok ? heard.events[0]?.meaning : null

      if (meaning === 'order') shopifyOrders.readOrder(body, delivery.topic, { defaultCountry })
      else if (meaning === 'order-edited') shopifyOrders.readEdit(body)
      else if (meaning === 'refund') shopifyOrders.readRefund(body)
      else if (meaning === 'privacy-request') shopifyPrivacy.readPrivacyRequest(body, delivery.topic)
      else expect(['order-deleted', 'disconnected', 'other']).toContain(meaning)
    }
})

test('a cancelled order that had been edited is what has to be cancelled', () => {
  const add = demoCatalogue[3] as (typeof demoCatalogue)[number]
  for (const totalCountsAdded of [true, false]) {
    const edited = editedBody(anOrderBody({ seed: 8, placedAt, cashOnDelivery: true }), later, {
      add,
      totalCountsAdded,
    })

    const order = read(cancelledBody(edited, later))

    expect(order.cancelledAt).not.toBeNull()
    expect(sumOfLines(order)).toBe(order.totals.total)
  }
})
