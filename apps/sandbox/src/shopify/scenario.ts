import { anOrderBody } from './an-order-body.ts'
import { aFirstId, idsPerOrder } from './ids.ts'
import { cancelledBody, partiallyRefundedBody, updatedBody } from './later-bodies.ts'
import type { OrderBody } from './order-body.ts'
import type { OrderOverrides } from './order-overrides.ts'
import { type Random, seeded } from './random.ts'
import type { Delivery } from './sender.ts'
import { toJson } from './to-json.ts'

export interface ScenarioOptions {
  /** Orders, not deliveries. */
  count: number
  shop: string
  /** The same seed gives the same orders and delivery ids; only the times differ. */
  seed: number
  /** When the first order was placed; the others follow a second apart, the last one about now unless told. */
  startAt?: Date
  /** Some deliveries come twice, some actions trigger two topics. */
  duplicates?: boolean
  /** Changes and cancellations come before the order they belong to, some orders come last of all. */
  outOfOrder?: boolean
  /** What all the orders have in common. */
  order?: Omit<OrderOverrides, 'seed' | 'firstId' | 'number' | 'placedAt'>
}

/** A delivery and what is special about it, for people. */
export interface PlannedDelivery extends Delivery {
  orderId: string
  orderName: string
  /** As the body says it: "3844.10". */
  total: string
  remark: string
}

/** Orders and the deliveries that tell of them, in the order in which they are to be sent. */
export function ordersScenario(options: ScenarioOptions): PlannedDelivery[] {
  // In the past, so that neither the orders nor their later changes lie in the future.
  const startAt = options.startAt ?? new Date(Date.now() - (options.count + 10) * 1_000)
  // Counted up rather than drawn: two orders of one scenario must never share an id, however many there are.
  const firstId = aFirstId(seeded(options.seed), options.order?.bigIds ?? false)
  const stories = Array.from({ length: options.count }, (_, index) =>
    storyOf(index, firstId + BigInt(index) * idsPerOrder, startAt, options),
  )
  return [...stories.flatMap((story) => story.now), ...stories.flatMap((story) => story.last)]
}

interface Story {
  now: PlannedDelivery[]
  /** What is sent after all the others. */
  last: PlannedDelivery[]
}

/** Which order gets which trouble goes by its index, so that even two orders show some of each. */
function storyOf(index: number, firstId: bigint, startAt: Date, options: ScenarioOptions): Story {
  const random = seeded(options.seed, index)
  const placedAt = new Date(startAt.getTime() + index * 1000)
  const later = (seconds: number) => new Date(placedAt.getTime() + seconds * 1000)
  const body = anOrderBody({
    ...options.order,
    seed: random.int(0, 2 ** 31),
    firstId,
    number: 1001 + (options.seed % 900) * 100 + index,
    placedAt,
  })
  const tell = teller(options.shop, random)
  const create = tell('orders/create', body, placedAt, 'new order')
  const story: Story = { now: [create], last: [] }

  if (options.outOfOrder) {
    const change = index % 3
    if (change === 0) {
      const updated = tell('orders/updated', updatedBody(body, later(2)), later(2), 'changed, before its creation')
      story.now = [updated, create]
    } else if (change === 1) {
      const refunded = tell('orders/updated', partiallyRefundedBody(body, later(3)), later(3), 'one piece refunded')
      const older = tell('orders/updated', updatedBody(body, later(1)), later(1), 'older change, late')
      story.now = [create, refunded, older]
    } else {
      const gone = tell('orders/cancelled', cancelledBody(body, later(4)), later(4), 'cancelled, before its creation')
      story.now = [gone]
      story.last = [create]
    }
  }
  if (options.duplicates) {
    const repeat = { ...create, remark: 'same delivery again' }
    if (index % 2 === 0) story.last = [...story.last, repeat]
    else story.now = [...story.now, sameEvent(create, body, random)]
  }
  return story
}

/** What the same action triggers besides: its own delivery, the same Event-Id and body. */
function sameEvent(create: PlannedDelivery, body: OrderBody, random: Random): PlannedDelivery {
  const topic = body.financial_status === 'paid' ? 'orders/paid' : 'orders/updated'
  return { ...create, topic, webhookId: random.uuid(), remark: 'same event, other topic' }
}

function teller(shop: string, random: Random) {
  return (topic: string, body: OrderBody, triggered: Date, remark: string): PlannedDelivery => ({
    topic,
    shop,
    webhookId: random.uuid(),
    eventId: random.uuid(),
    triggeredAt: nanoseconds(triggered, random),
    body: toJson(body, { escapeUnicode: random.chance(0.5) }),
    orderId: body.id.toString(),
    orderName: body.name,
    total: body.total_price,
    remark,
  })
}

/** Shopify's clock has nine places; ours has three. */
function nanoseconds(moment: Date, random: Random): string {
  return moment.toISOString().replace('Z', `${random.int(0, 999_999).toString().padStart(6, '0')}Z`)
}
