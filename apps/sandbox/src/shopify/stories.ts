import { demoCatalogue } from '../demo-catalogue.ts'
import { anOrderBody } from './an-order-body.ts'
import { inCurrency, shownIn } from './currencies.ts'
import { editedBody } from './edited-bodies.ts'
import { aFirstId, idsPerOrder } from './ids.ts'
import { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
import type { OrderBody } from './order-body.ts'
import type { OrderOverrides } from './order-overrides.ts'
import {
  dataRequestBody,
  deletionNotice,
  editNotice,
  redactBody,
  refundOf,
  saleTransaction,
  shopRedactBody,
  uninstalledBody,
} from './other-bodies.ts'
import { seeded } from './random.ts'
import type { PlannedDelivery } from './scenario.ts'
import {
  asBundle,
  atTheCounter,
  byBusiness,
  paidByGiftCard,
  withDeletedProduct,
  withDuties,
  withGiftCard,
  withoutPeople,
  withTip,
} from './special-bodies.ts'
import { toJson } from './to-json.ts'

/** One thing a shop tells. */
interface Told {
  topic: string
  body: object
  /** Seconds after the order was placed. */
  after: number
  remark: string
}

/** What a story is made from: an order nobody else has, and moments after it. */
interface Stage {
  shop: string
  order(overrides?: OrderOverrides): OrderBody
  at(seconds: number): Date
}

const created = (body: OrderBody, remark: string): Told[] => [{ topic: 'orders/create', body, after: 0, remark }]
const bought = { cashOnDelivery: false, discount: 'none', lineCount: 3 } as const

/** Every kind of order and every topic, as short stories: what is sent, in this order. */
export const stories = {
  'multi-currency': ({ order }: Stage) =>
    created(shownIn(order(bought), { currency: 'IDR', factor: 190n }), 'paid in IDR, booked in INR'),
  'three-digits': ({ order }: Stage) => created(inCurrency(order(bought), 'KWD'), 'a shop that books in KWD'),
  'no-digits': ({ order }: Stage) => created(inCurrency(order(bought), 'JPY'), 'a shop that books in JPY'),
  tip: ({ order }: Stage) => created(withTip(order(bought), 5100n), 'with a tip line'),
  'tip-without-line': ({ order }: Stage) =>
    created(withTip(order(bought), 5100n, { line: false }), 'a tip without a line'),
  'gift-card': ({ order }: Stage) => created(withGiftCard(order(bought), 100_000n), 'a gift card sold'),
  'paid-by-gift-card': ({ order }: Stage) =>
    created(paidByGiftCard(order({ ...bought, cashOnDelivery: true }), 20_000n), 'a gift card, the rest on delivery'),
  bundle: ({ order }: Stage) => created(asBundle(order(bought)), 'two lines sold as one bundle'),
  'deleted-product': ({ order }: Stage) => created(withDeletedProduct(order(bought)), 'its product is gone'),
  counter: ({ order }: Stage) => created(atTheCounter(order(bought)), 'sold over the counter'),
  business: ({ order }: Stage) => created(byBusiness(order(bought)), 'a business on 30 days’ credit'),
  duties: ({ order }: Stage) => created(withDuties(order(bought), 12_345n), 'with import duties'),
  cod: ({ order }: Stage) => created(order({ cashOnDelivery: true }), 'cash on delivery'),
  test: ({ order }: Stage) => created(order({ test: true, bigIds: true }), 'a test order'),
  edit: ({ order, at }: Stage) => {
    const body = order(bought)
    const after = editedBody(body, at(60), {
      add: demoCatalogue[11] as (typeof demoCatalogue)[number],
      removeFirst: true,
    })
    return [
      ...created(body, 'new order'),
      { topic: 'orders/edited', body: editNotice(body, after), after: 60, remark: 'one line added, one removed' },
      { topic: 'orders/updated', body: after, after: 61, remark: 'as it stands after that' },
    ]
  },
  refund: ({ order, at }: Stage) => {
    const body = order(bought)
    const after = partiallyRefundedBody(body, at(60))
    return [
      { topic: 'refunds/create', body: refundOf(after), after: 60, remark: 'a refund before its order' },
      ...created(body, 'new order'),
      { topic: 'order_transactions/create', body: saleTransaction(body), after: 0, remark: 'the payment' },
      { topic: 'orders/updated', body: after, after: 60, remark: 'with the refund inside' },
    ]
  },
  delete: ({ order, at }: Stage) => {
    const body = order(bought)
    return [
      ...created(body, 'new order'),
      { topic: 'orders/delete', body: deletionNotice(body), after: 60, remark: 'deleted' },
      { topic: 'orders/updated', body: updatedBody(body, at(90)), after: 90, remark: 'late: must not bring it back' },
    ]
  },
  'delete-first': ({ order, at }: Stage) => {
    const body = cancelledBody(order(bought), at(30))
    return [
      { topic: 'orders/delete', body: deletionNotice(body), after: 60, remark: 'deleted before it came' },
      { topic: 'orders/cancelled', body, after: 30, remark: 'cancelled, late' },
    ]
  },
  withheld: ({ order, at }: Stage) => {
    const body = order(bought)
    const after = withoutPeople(updatedBody(body, at(60)))
    return [
      ...created(body, 'new order'),
      { topic: 'orders/updated', body: after, after: 60, remark: 'without personal data' },
    ]
  },
  privacy: ({ order, shop }: Stage) => {
    const body = order(bought)
    return [
      ...created(body, 'new order'),
      {
        topic: 'customers/data_request',
        body: dataRequestBody(shop, [body], body.id + 970n),
        after: 60,
        remark: 'wants their data',
      },
      { topic: 'customers/redact', body: redactBody(shop, [body]), after: 120, remark: 'wants to be forgotten' },
    ]
  },
  uninstall: ({ shop, at }: Stage) => [
    { topic: 'app/uninstalled', body: uninstalledBody(shop, at(900)), after: 900, remark: 'the app is uninstalled' },
    { topic: 'shop/redact', body: shopRedactBody(shop), after: 901, remark: 'the shop is to be erased' },
  ],
} satisfies Record<string, (stage: Stage) => Told[]>

export type StoryName = keyof typeof stories
export const storyNames = Object.keys(stories) as StoryName[]

/** The deliveries of one story. The same seed tells the same. */
export function tellStory(
  name: StoryName,
  { shop, seed, placedAt }: { shop: string; seed: number; placedAt: Date },
): PlannedDelivery[] {
  const random = seeded(seed, storyNames.indexOf(name))
  const at = (seconds: number): Date => new Date(placedAt.getTime() + seconds * 1_000)
  const firstId = aFirstId(seeded(seed), false) + BigInt(storyNames.indexOf(name)) * idsPerOrder
  const number = 1001 + (seed % 900) * 100 + storyNames.indexOf(name)
  const order = (overrides: OrderOverrides = {}): OrderBody =>
    anOrderBody({ firstId, number, seed: random.int(0, 2 ** 31), placedAt, ...overrides })
  return stories[name]({ shop, order, at }).map(({ topic, body, after, remark }) => {
    const whole = 'total_price' in body ? (body as OrderBody) : null
    return {
      topic,
      shop,
      webhookId: random.uuid(),
      eventId: random.uuid(),
      triggeredAt: at(after).toISOString(),
      body: toJson(body),
      orderId: whole?.id.toString() ?? '',
      orderName: whole?.name ?? '–',
      total: whole?.total_price ?? '–',
      remark: `${name}: ${remark}`,
    }
  })
}
