import { anErpOrder } from '@crossdock/connectors/ports/an-erp-order'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultPushPolicy, type PushPolicy } from '#modules/tenants/index.ts'
import { wantedInErp } from './wanted-in-erp.ts'

const cutOverAt = new Date('2026-11-01T00:00:00Z')

type Payment = Partial<CanonicalOrder['payment']>

function anOrder(facts: Partial<Omit<CanonicalOrder, 'payment'>> & { payment?: Payment } = {}): CanonicalOrder {
  const { order } = anErpOrder({ lines: [{ net: '100.00' }] })
  return { ...order, placedAt: '2026-11-18T10:15:28+05:30', ...facts, payment: { ...order.payment, ...facts.payment } }
}

const decided = (
  order: CanonicalOrder,
  { deleted = false, ...policy }: Partial<PushPolicy> & { deleted?: boolean } = {},
): string => {
  const { wanted, reason } = wantedInErp(order, { cutOverAt, policy: { ...defaultPushPolicy, ...policy } }, { deleted })
  return reason === null ? wanted : `${wanted}: ${reason}`
}

const pending = { payment: { status: 'pending' } } as const
const cod = { payment: { status: 'pending', cashOnDelivery: true } } as const
const free = { totals: { total: 0n, tax: 0n, refunded: 0n } }
const cancelled = { cancelledAt: '2026-11-19T10:00:00+05:30' }
const test_ = { test: true }
const early = { placedAt: '2026-10-31T23:59:59Z' }
const unconfirmed = { confirmed: false }
const pos = { source: 'pos' }

test.each<[string, Parameters<typeof anOrder>[0], Parameters<typeof decided>[1], string]>([
  ['paid', {}, {}, 'confirmed'],
  ['not paid', pending, {}, 'draft: awaiting-payment'],
  ['not paid, trusted', pending, { confirm: 'at-create' }, 'confirmed'],
  ['money reserved only', { payment: { status: 'authorized' } }, {}, 'draft: awaiting-payment'],
  ['paid in part', { payment: { status: 'partially-paid' } }, {}, 'draft: awaiting-payment'],
  ['said nothing of payment', { payment: { status: 'unknown' } }, {}, 'draft: awaiting-payment'],
  [
    'said nothing of payment, and there is nothing to pay',
    { payment: { status: 'unknown' }, ...free },
    {},
    'confirmed',
  ],
  ['not paid, and there is nothing to pay', { ...pending, ...free }, {}, 'confirmed'],
  [
    'free, yet something is owed',
    { payment: { status: 'unknown', outstanding: 100n }, ...free },
    {},
    'draft: awaiting-payment',
  ],
  ['free and voided', { payment: { status: 'voided' }, ...free }, {}, 'draft: payment-gone'],
  ['free, for cash on delivery', { ...cod, ...free }, {}, 'draft: awaiting-verification'],
  ['a part paid back', { payment: { status: 'partially-refunded' } }, {}, 'confirmed'],
  ['paid back whole', { payment: { status: 'refunded' } }, {}, 'draft: payment-gone'],
  ['paid back whole, trusted', { payment: { status: 'refunded' } }, { confirm: 'at-create' }, 'draft: payment-gone'],
  ['voided', { payment: { status: 'voided' } }, {}, 'draft: payment-gone'],
  ['expired', { payment: { status: 'expired' } }, { confirm: 'at-create' }, 'draft: payment-gone'],
  ['cash on delivery', cod, {}, 'draft: awaiting-verification'],
  ['cash on delivery, trusted', cod, { cashOnDelivery: 'confirm' }, 'confirmed'],
  // Trusting what is not paid is not trusting the courier's cash.
  ['cash on delivery, others trusted', cod, { confirm: 'at-create' }, 'draft: awaiting-verification'],
  [
    'the rest in cash',
    { payment: { status: 'partially-paid', cashOnDelivery: true } },
    {},
    'draft: awaiting-verification',
  ],
  [
    'cash on delivery, voided',
    { payment: { status: 'voided', cashOnDelivery: true } },
    { cashOnDelivery: 'confirm' },
    'draft: payment-gone',
  ],
  ['cash on delivery, paid', { payment: { status: 'paid', cashOnDelivery: false } }, {}, 'confirmed'],
  ['cancelled', cancelled, {}, 'cancelled'],
  ['cancelled before it was paid', { ...pending, ...cancelled }, {}, 'cancelled'],
  ['over the counter', pos, {}, 'confirmed'],
  ['over the counter, not carried', pos, { pointOfSale: 'record' }, 'none: point-of-sale'],
  [
    'over the counter, not carried, cancelled',
    { ...pos, ...cancelled },
    { pointOfSale: 'record' },
    'none: point-of-sale',
  ],
  ['not final', unconfirmed, {}, 'none: not-final'],
  ['not final, trusted', { ...unconfirmed, ...pending }, { confirm: 'at-create' }, 'none: not-final'],
  ['before the cut-over', early, {}, 'none: before-cut-over'],
  ['at the cut-over', { placedAt: cutOverAt.toISOString() }, {}, 'confirmed'],
  ['before the cut-over, cancelled', { ...early, ...cancelled }, {}, 'none: before-cut-over'],
  ['a test', test_, {}, 'none: test-order'],
  ['a test, cancelled', { ...test_, ...cancelled }, {}, 'none: test-order'],
  ['deleted', {}, { deleted: true }, 'none: deleted-in-channel'],
  ['deleted, not paid', pending, { deleted: true, confirm: 'at-create' }, 'none: deleted-in-channel'],
  ['cancelled, then deleted', cancelled, { deleted: true }, 'cancelled'],
  ['a test, deleted', test_, { deleted: true }, 'none: test-order'],
])('%s', (_, facts, policy, outcome) => {
  expect(decided(anOrder(facts), policy)).toBe(outcome)
})

const anyPolicy = fc.record({
  confirm: fc.constantFrom('at-paid', 'at-create'),
  cashOnDelivery: fc.constantFrom('hold', 'confirm'),
  pointOfSale: fc.constantFrom('push', 'record'),
} as const)
const statuses = [
  'pending',
  'authorized',
  'partially-paid',
  'paid',
  'partially-refunded',
  'refunded',
  'voided',
  'expired',
  'unknown',
] as const
const anyOrder = fc
  .record({
    test: fc.boolean(),
    confirmed: fc.boolean(),
    source: fc.constantFrom('web', 'pos', 'draft', '580111', 'unknown'),
    placedAt: fc
      .date({ min: new Date('2026-10-01'), max: new Date('2026-12-01'), noInvalidDate: true })
      .map((at) => at.toISOString()),
    cancelledAt: fc.option(fc.constant('2026-11-19T10:00:00Z')),
    payment: fc.record({ status: fc.constantFrom(...statuses), cashOnDelivery: fc.boolean() }),
  })
  .map(anOrder)

const check = (holds: (order: CanonicalOrder, policy: PushPolicy, deleted: boolean, wanted: string) => void): void =>
  fc.assert(
    fc.property(anyOrder, anyPolicy, fc.boolean(), (order, policy, deleted) => {
      holds(order, policy, deleted, wantedInErp(order, { cutOverAt, policy }, { deleted }).wanted)
    }),
    { numRuns: 1_000 },
  )

test('nothing that is a test, not final or from before the cut-over reaches the books, whatever the policy', () => {
  check((order, _policy, _deleted, wanted) => {
    if (order.test || !order.confirmed || new Date(order.placedAt) < cutOverAt) expect(wanted).toBe('none')
  })
})

test('nothing cancelled or deleted is ever confirmed', () => {
  check((order, _policy, deleted, wanted) => {
    if (order.cancelledAt !== null || deleted) expect(['none', 'cancelled']).toContain(wanted)
  })
})

test('without trust, only what is paid is confirmed', () => {
  check((order, _policy, deleted) => {
    const { wanted } = wantedInErp(order, { cutOverAt, policy: defaultPushPolicy }, { deleted })
    if (wanted === 'confirmed') expect(['paid', 'partially-refunded']).toContain(order.payment.status)
  })
})

test('a more trusting policy never confirms less', () => {
  check((order, policy, deleted, wanted) => {
    const trusting = { ...policy, confirm: 'at-create', cashOnDelivery: 'confirm' } as const
    if (wanted === 'confirmed')
      expect(wantedInErp(order, { cutOverAt, policy: trusting }, { deleted }).wanted).toBe('confirmed')
  })
})

test('the moment of the cut-over decides, not the way the date is written', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -1_000, max: 1_000 }),
      fc.constantFrom('Z', '+05:30', '-08:00'),
      (seconds, offset) => {
        const at = new Date(cutOverAt.getTime() + seconds * 1_000)
        const shift =
          offset === 'Z'
            ? 0
            : Number(offset.slice(0, 3)) * 60 + Math.sign(Number(offset.slice(0, 3))) * Number(offset.slice(4))
        const placedAt = `${new Date(at.getTime() + shift * 60_000).toISOString().slice(0, 19)}${offset}`

        expect(decided(anOrder({ placedAt }))).toBe(seconds < 0 ? 'none: before-cut-over' : 'confirmed')
      },
    ),
  )
})
