import { createHash } from 'node:crypto'
import { type Delivery, type OrderBody, type Random, seeded, toJson } from '@crossdock/sandbox/shopify'
import { phoneOfPerson } from '../harness/told-on-whatsapp.ts'
import { type FaultKind, type PlannedFault, planFaults } from './fault-plan.ts'
import { drawStory, type StoryKind, tellStory, type Version } from './stories.ts'
import { type PlannedTalk, talkOf } from './talk.ts'

/** A day, so that the same seed says the same whenever it is run. */
const firstDay = new Date('2026-11-01T03:30:00Z')
export const cutOverAt = new Date('2026-10-15T00:00:00Z')
const beforeCutOver = new Date('2026-09-20T03:30:00Z')

export interface PlanOptions {
  seed: number
  /** Deliveries, repeated ones included. */
  events: number
  minutes: number
  /** Domains of the shops. */
  shops: readonly string[]
}

export interface PlannedOrder {
  /** Index into the shops. */
  shop: number
  kind: StoryKind
  name: string
  sourceId: string
  /** Of its buyer, who buys once in each shop: what is said to one shop is not said to the other. */
  phone: string
  versions: Version[]
}

export interface PlannedDelivery {
  /** After the first one; of what is told when all has become quiet, after that. */
  atMs: number
  whenCalm: boolean
  shop: number
  /** Of the order it tells of; null when it tells of none. */
  sourceId: string | null
  delivery: Delivery
  /** `forged`: signed with another secret, to be refused. */
  signed: 'rightly' | 'forged'
  /** False: the hub must record it and park it. */
  readable: boolean
  /** The sender hangs up without waiting for the answer, and tries again later: it cannot know that it was heard. */
  hangsUp: boolean
}

export interface Mend {
  atMs: number
  sku: string
}

export interface Plan extends PlanOptions {
  orders: PlannedOrder[]
  deliveries: PlannedDelivery[]
  /** Products that somebody creates in Odoo, and then replays what was parked for want of them. */
  mends: Mend[]
  /** What customers write to the shops. */
  talk: PlannedTalk[]
  faults: PlannedFault[]
  /** Names the whole plan in few characters. */
  digest: string
}

/** Over how long it is told what is told when all has become quiet. */
const calmMs = 2_000

/** Everything that will happen, from the seed alone. */
export function makePlan(options: PlanOptions): Plan {
  const { seed, events, minutes, shops } = options
  const lengthMs = Math.round(minutes * 60_000)
  const mends = [0.35, 0.55, 0.75].map((share, index) => ({
    atMs: Math.round(lengthMs * share),
    sku: `CHAOS-LATE-${index + 1}`,
  }))
  const orders: PlannedOrder[] = []
  const talk: PlannedTalk[] = []
  const deliveries: PlannedDelivery[] = []
  const troubles = seeded(seed, 1)
  const add = (delivery: PlannedDelivery): void => {
    deliveries.push({ ...delivery, atMs: Math.min(lengthMs, Math.round(delivery.atMs)) })
  }

  // Strangers, and those who sign what nobody can read.
  for (let index = 0; index < Math.max(1, events / 500); index++) {
    for (const signed of ['forged', 'rightly'] as const) {
      const shop = index % shops.length
      const delivery = garbage(shops[shop] ?? '', troubles)
      const atMs = troubles.int(0, lengthMs)
      add({ atMs, whenCalm: false, shop, sourceId: null, delivery, signed, readable: false, hangsUp: false })
    }
  }
  // No story has more deliveries than these, so none is cut off in its middle.
  const mostOfOneOrder = 14
  for (let index = 0; deliveries.length + mostOfOneOrder <= events; index++) {
    const random = seeded(seed, 2, index)
    const shop = index % shops.length
    const person = Math.floor(index / shops.length)
    const order = planOrder(index, shop, { seed, lengthMs, mends, phone: phoneOfPerson(person), random })
    orders.push(order)
    const told = deliveriesOf(order, shops[shop] ?? '', lengthMs, random)
    for (const delivery of told) add(delivery)
    const firstMs = Math.min(...told.filter(({ whenCalm }) => !whenCalm).map(({ atMs }) => atMs))
    talk.push(...talkOf({ ...order, firstMs }, lengthMs, seeded(seed, 4, index)))
  }
  // What is missing to the number asked for: said once more.
  for (const again = deliveries.length; deliveries.length < events; ) {
    const earlier = deliveries[troubles.int(0, again - 1)] as PlannedDelivery
    add({ ...earlier, atMs: troubles.int(earlier.atMs, earlier.whenCalm ? calmMs : lengthMs), hangsUp: false })
  }
  deliveries.sort((a, b) => a.atMs - b.atMs)
  talk.sort((a, b) => a.atMs - b.atMs)
  const faults = planFaults(minutes, seeded(seed, 3))
  const digest = createHash('sha256')
    .update(JSON.stringify([deliveries, mends, talk, faults]))
    .digest('hex')
    .slice(0, 12)
  return { ...options, orders, deliveries, mends, talk, faults, digest }
}

interface Circumstances {
  seed: number
  lengthMs: number
  mends: Mend[]
  phone: string
  random: Random
}

/** Two shops number their orders alike; the ids of the channel are all different. */
function planOrder(index: number, shop: number, { lengthMs, mends, phone, random }: Circumstances): PlannedOrder {
  const kind = drawStory(random)
  const placedMs = random.int(0, Math.round(lengthMs * 0.85))
  const firstId = 6_100_000_000_000n + BigInt(shop) * 100_000_000_000n + BigInt(index) * 1_000n
  const start = kind === 'before-cut-over' ? beforeCutOver : firstDay
  const versions = tellStory(kind, {
    seed: random.int(0, 2 ** 31 - 1),
    firstId,
    number: 1001 + Math.floor(index / 2),
    placedAt: new Date(start.getTime() + placedMs),
    phone,
    mendedSku: random.pick(mends).sku,
    random,
  })
  const [first] = versions
  if (!first) throw new RangeError('a story without versions')
  return { shop, kind, name: first.body.name, sourceId: first.body.id.toString(), phone, versions }
}

/** How the deliveries of an order come in: soon or late, in order or not, once or more often. */
function deliveriesOf(order: PlannedOrder, shop: string, lengthMs: number, random: Random): PlannedDelivery[] {
  const told = order.versions.flatMap((version, index) => {
    const eventId = random.uuid()
    const text = toJson(version.body, { escapeUnicode: random.chance(0.5) })
    return version.topics.map((topic, n) => ({
      index,
      version,
      delivery: {
        topic,
        shop,
        webhookId: random.uuid(),
        eventId,
        triggeredAt: triggeredAt(version.body, n),
        body: text,
      },
    }))
  })
  const startMs = random.int(0, Math.round(lengthMs * 0.85))
  // A change seconds after the order, or when it has long been confirmed.
  const gapMs = random.chance(0.5) ? random.int(0, 1_500) : random.int(1_500, Math.max(2_000, lengthMs * 0.12))
  let times = told.map(({ index }) => startMs + index * gapMs + random.int(0, 300))
  if (random.chance(0.35)) times = shuffled(times, random)
  const planned = told.map(({ delivery, version: { readable, whenCalm = false } }, position): PlannedDelivery => {
    const lateMs = random.chance(0.12) ? random.int(0, Math.round(lengthMs * 0.5)) : 0
    return {
      atMs: whenCalm ? random.int(0, calmMs / 2) : (times[position] ?? startMs) + lateMs,
      whenCalm,
      shop: order.shop,
      sourceId: order.sourceId,
      delivery,
      signed: 'rightly',
      readable,
      hangsUp: random.chance(0.03),
    }
  })
  const again = planned.flatMap((one) => {
    if (!random.chance(0.45)) return []
    const longest = one.whenCalm ? calmMs / 2 : Math.round(lengthMs * 0.4)
    const afterMs = random.pick([0, random.int(0, Math.min(3_000, longest)), random.int(0, longest)])
    return [{ ...one, atMs: one.atMs + afterMs, hangsUp: false }]
  })
  return [...planned, ...again]
}

/** A little after the change itself; what one action raises it raises at nearly the same moment. */
function triggeredAt(body: OrderBody, n: number): string {
  return new Date(Date.parse(body.updated_at) + 200 + n).toISOString().replace('Z', '000000Z')
}

function shuffled<T>(items: T[], random: Random): T[] {
  const mixed = [...items]
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = random.int(0, i)
    ;[mixed[i], mixed[j]] = [mixed[j] as T, mixed[i] as T]
  }
  return mixed
}

function garbage(shop: string, random: Random): Delivery {
  return {
    topic: 'orders/create',
    shop,
    webhookId: random.uuid(),
    eventId: random.uuid(),
    triggeredAt: firstDay.toISOString(),
    body: `{"id": ${random.int(1, 2 ** 31 - 1)}, "line_items": [`,
  }
}

export function countFaults(plan: Pick<Plan, 'faults'>): Map<FaultKind, number> {
  const counts = new Map<FaultKind, number>()
  for (const { kind } of plan.faults) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return counts
}
