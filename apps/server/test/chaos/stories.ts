import {
  anOrderBody,
  type CatalogueItem,
  cancelledBody,
  demoCatalogue,
  type OrderBody,
  paidBody,
  partiallyRefundedBody,
  type Random,
  unpaidBody,
  updatedBody,
  withPieceMore,
} from '@crossdock/sandbox/shopify'

/** What a shop may tell of one order, from its creation on. The newest version decides what becomes of it. */
export interface Version {
  body: OrderBody
  /** Each is a delivery of its own: one action of the merchant may raise several topics. */
  topics: string[]
  /** False: what it says cannot be right, and it must be parked. */
  readable: boolean
  /** Told when all has become quiet: whatever was to follow from the versions before it has followed. */
  whenCalm?: true
}

export const storyKinds = [
  'paid',
  'cash-on-delivery',
  'cash-on-delivery-paid',
  'transfer-paid',
  'edited-before-payment',
  'edited-after-payment',
  'cancelled-before-payment',
  'cancelled-after-payment',
  'cancelled-when-calm',
  'refunded-in-part',
  'scarce',
  'unknown-sku',
  'unknown-sku-mended',
  'unknown-sku-cancelled',
  'test-order',
  'before-cut-over',
  'does-not-add-up',
  'does-not-add-up-corrected',
] as const
export type StoryKind = (typeof storyKinds)[number]

/** How many of a hundred orders; what is left over is plainly paid. */
const shares: Partial<Record<StoryKind, number>> = {
  'cash-on-delivery': 8,
  'cash-on-delivery-paid': 8,
  'transfer-paid': 8,
  'edited-before-payment': 9,
  'edited-after-payment': 6,
  'cancelled-before-payment': 7,
  'cancelled-after-payment': 8,
  'cancelled-when-calm': 4,
  'refunded-in-part': 6,
  scarce: 4,
  'unknown-sku': 2,
  'unknown-sku-mended': 4,
  'unknown-sku-cancelled': 1,
  'test-order': 1,
  'before-cut-over': 1,
  'does-not-add-up': 1,
  'does-not-add-up-corrected': 2,
}

export function drawStory(random: Random): StoryKind {
  let draw = random.int(0, 99)
  for (const kind of storyKinds) {
    draw -= shares[kind] ?? 0
    if (draw < 0) return kind
  }
  return 'paid'
}

/** Never in Odoo. */
export const unknownSku = 'CHAOS-UNKNOWN'
/** Of these there is less than is ordered. */
export const scarceItem: CatalogueItem = {
  sku: 'CHAOS-SCARCE',
  title: 'Hand-painted Lacquer Horse',
  price: 149900n,
  gstRate: 12,
  stock: 0,
}

export interface Setting {
  seed: number
  firstId: bigint
  number: number
  placedAt: Date
  /** Of the buyer, E.164. */
  phone: string
  /** SKU that somebody creates in Odoo while the run goes on. */
  mendedSku: string
  random: Random
}

/** The versions of an order, oldest first, at least two seconds apart: the channel's clock has whole seconds. */
export function tellStory(kind: StoryKind, { placedAt, mendedSku, random, ...setting }: Setting): Version[] {
  const base = { ...setting, placedAt, catalogue: demoCatalogue }
  const prepaid = (more: object = {}): OrderBody => anOrderBody({ ...base, cashOnDelivery: false, ...more })
  const cashOnDelivery = (): OrderBody => anOrderBody({ ...base, cashOnDelivery: true })
  let clock = placedAt.getTime()
  const later = (): Date => {
    clock += random.int(2, 90) * 1000
    return new Date(clock)
  }
  const created = (body: OrderBody): Version => ({
    body,
    topics: body.financial_status === 'paid' ? ['orders/create', 'orders/paid'] : ['orders/create'],
    readable: true,
  })
  const updated = (body: OrderBody): Version => ({
    body: updatedBody(body, later()),
    topics: ['orders/updated'],
    readable: true,
  })
  const paid = (body: OrderBody): Version => ({
    body: paidBody(body, later()),
    topics: ['orders/paid', 'orders/updated'],
    readable: true,
  })
  const edited = (body: OrderBody): Version => ({
    body: withPieceMore(body, later()),
    topics: ['orders/updated'],
    readable: true,
  })
  const cancelled = (body: OrderBody): Version => ({
    body: cancelledBody(body, later()),
    topics: ['orders/cancelled', 'orders/updated'],
    readable: true,
  })
  const refunded = (body: OrderBody): Version => ({
    body: partiallyRefundedBody(body, later()),
    topics: ['orders/updated'],
    readable: true,
  })

  switch (kind) {
    case 'paid':
      return random.chance(0.6) ? [created(prepaid()), updated(prepaid())] : [created(prepaid())]
    case 'cash-on-delivery':
      return [created(cashOnDelivery()), updated(cashOnDelivery())]
    case 'cash-on-delivery-paid':
      return [created(cashOnDelivery()), paid(cashOnDelivery())]
    case 'transfer-paid':
      return [created(unpaidBody(prepaid())), paid(unpaidBody(prepaid()))]
    case 'edited-before-payment': {
      const first = unpaidBody(prepaid())
      const second = edited(first)
      return [created(first), second, paid(second.body)]
    }
    case 'edited-after-payment':
      return [created(prepaid()), edited(prepaid())]
    case 'cancelled-before-payment':
      return [created(cashOnDelivery()), cancelled(cashOnDelivery())]
    case 'cancelled-after-payment':
      return [created(prepaid()), updated(prepaid()), cancelled(prepaid())]
    case 'cancelled-when-calm':
      return [created(prepaid()), { ...cancelled(prepaid()), whenCalm: true }]
    case 'refunded-in-part':
      return [created(prepaid()), refunded(prepaid())]
    case 'scarce':
      return [created(prepaid({ catalogue: [scarceItem] }))]
    case 'unknown-sku':
      return [created(prepaid({ sku: unknownSku })), updated(prepaid({ sku: unknownSku }))]
    case 'unknown-sku-mended':
      return [created(prepaid({ sku: mendedSku })), updated(prepaid({ sku: mendedSku }))]
    case 'unknown-sku-cancelled':
      return [created(prepaid({ sku: unknownSku })), cancelled(prepaid({ sku: unknownSku }))]
    case 'test-order':
      return [created(prepaid({ test: true }))]
    case 'before-cut-over':
      return [created(prepaid()), updated(prepaid())]
    case 'does-not-add-up':
      return [unreadable(prepaid())]
    case 'does-not-add-up-corrected':
      return [unreadable(prepaid()), updated(prepaid())]
  }
}

/** A rupee more than its lines sum to. */
function unreadable(body: OrderBody): Version {
  const total = (Number(body.total_price) + 1).toFixed(2)
  const money = { amount: total, currency_code: body.currency }
  return {
    body: { ...body, total_price: total, total_price_set: { shop_money: money, presentment_money: money } },
    topics: ['orders/create'],
    readable: false,
  }
}
