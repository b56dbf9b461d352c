import { expect, test } from 'vitest'
import type { BookedOrder, StockOfProduct } from '../harness/odoo-books.ts'
import type { ProvisionedShop } from '../harness/provision-shops.ts'
import { expectedEnds } from './expected-ends.ts'
import type { HubEvent, HubOrder } from './hub-ledger.ts'
import { type Seen, settleLedger } from './ledger.ts'
import { makePlan } from './plan.ts'
import { worldOf } from './run.ts'
import { scarceItem } from './stories.ts'
import { nothingTold } from './tell-shops.ts'

const shops = ['one', 'two'].map((slug) => ({
  slug,
  connectionId: `shop-${slug}`,
  erpConnectionId: `erp-${slug}`,
})) as ProvisionedShop[]
const plan = makePlan({ seed: 11, events: 600, minutes: 1, shops: shops.map(({ slug }) => `${slug}.myshopify.com`) })
const world = worldOf(plan)

/** All as it must be, written from the plan; each test spoils one thing of it. */
function asItMustBe(): Seen {
  const told = nothingTold()
  const events = new Map<string, HubEvent>()
  const orders: HubOrder[] = []
  const booked: BookedOrder[] = []
  const stock = new Map<string, StockOfProduct>()
  const parkedOrders = new Set<string>()
  for (const order of plan.orders) {
    const [end] = expectedEnds(order.versions, world)
    if (!end || end.hub === 'unknown') continue
    if (end.hub === 'parked') parkedOrders.add(order.sourceId)
    const orderId = `id-${order.sourceId}`
    const last = { recorded: 'recorded', parked: 'parked', held: 'erp-held' }[end.hub as string] ?? `erp-${end.hub}`
    const { shop, sourceId, name } = order
    const timeline = ['received', last, ...end.tasks.map(() => 'task')]
    orders.push({ shop, orderId, sourceId, name, erpState: end.hub, reasonCode: null, tasks: [...end.tasks], timeline })
    if (!end.odoo) continue
    const { state, total, pieces } = end.odoo
    const sale = state === 'sale'
    booked.push({
      name: `S-${sourceId}`,
      origin: `shopify ${sourceId}`,
      externalIds: [`${shops[shop]?.erpConnectionId}-${orderId}`],
      state,
      total,
      pieces: Object.entries(pieces).map(([sku, n]) => ({
        sku,
        ordered: n,
        demanded: sale ? n : 0,
        reserved: sale ? n : 0,
      })),
    })
    for (const [sku, n] of Object.entries(sale ? pieces : {})) {
      const before = stock.get(sku)?.demanded ?? 0
      const all = before + n
      stock.set(sku, { sku, onHand: 1_000_000, demanded: all, reservedByMoves: all, reservedOnQuants: all })
    }
  }
  for (const { delivery, signed, readable, shop, sourceId } of plan.deliveries) {
    if (signed === 'forged') continue
    told.accepted.add(delivery.webhookId)
    const outdated = plan.orders.some(
      (order) => order.sourceId === sourceId && order.versions.some((one) => one.readable),
    )
    const parked = (!readable && !outdated) || (sourceId !== null && parkedOrders.has(sourceId))
    events.set(delivery.webhookId, { shop, webhookId: delivery.webhookId, fate: parked ? 'parked' : 'done' })
  }
  return {
    told,
    hub: { events: [...events.values()], orders, waiting: 0, fences: 0 },
    books: { orders: booked, stock: [...stock.values()] },
    shops,
  }
}

function problems(spoil: (seen: Seen) => void): string[] {
  const seen = asItMustBe()
  spoil(seen)
  return settleLedger(plan, world, seen).problems.map(({ what }) => what)
}

const aSale = ({ books }: Seen): BookedOrder => {
  const found = books.orders.find(({ state, pieces }) => state === 'sale' && pieces.length > 0)
  if (!found) throw new Error('no sale in the plan')
  return found
}

test('what is as it must be has no problems, and is counted', () => {
  const { problems, counted } = settleLedger(plan, world, asItMustBe())

  expect(problems).toEqual([])
  expect(counted.recorded).toBe(counted.done + counted.parked)
  expect(counted.saleOrders).toBe(counted.totalsEqual)
  expect(counted.demandByPlan).toBe(counted.reservedOnQuants)
  expect(counted.parked).toBeGreaterThan(0)
})

test.each<[string, (seen: Seen) => void, RegExp]>([
  ['an accepted delivery that is not recorded', ({ hub }) => void hub.events.pop(), /accepted and is not recorded/],
  [
    'an event that waits for ever',
    ({ hub }) => void Object.assign(hub.events[0] ?? {}, { fate: 'waiting' }),
    /waiting/,
  ],
  ['an event of which nothing came', ({ hub }) => void Object.assign(hub.events[0] ?? {}, { fate: 'lost' }), /is lost/],
  [
    'an event parked without reason',
    ({ hub }) => void hub.events.map((e) => Object.assign(e, { fate: 'parked' })),
    /parked, by the plan/,
  ],
  ['a delivery nobody accepted', ({ told }) => told.accepted.clear(), /never accepted/],
  ['an order that is not in Odoo', ({ books }) => void books.orders.shift(), /Odoo nothing/],
  ['an order that is in Odoo twice', (seen) => void seen.books.orders.push({ ...aSale(seen), name: 'S2' }), /2 times/],
  ['an order of nobody', (seen) => void seen.books.orders.push({ ...aSale(seen), origin: 'shopify 1' }), /nobody sent/],
  ['a paisa too much', (seen) => void Object.assign(aSale(seen), { total: '1234567.89' }), /1234567\.89/],
  [
    'a draft that should be confirmed',
    (seen) => void Object.assign(aSale(seen), { state: 'draft' }),
    /must be confirmed/,
  ],
  [
    'a piece that is not reserved',
    (seen) => void Object.assign(aSale(seen).pieces[0] ?? {}, { reserved: 0 }),
    /must be/,
  ],
  ['an external id of another order', (seen) => void aSale(seen).externalIds.push('erp-one-other'), /external ids/],
  [
    'stock reserved for nobody',
    ({ books }) => void Object.assign(books.stock[0] ?? {}, { reservedOnQuants: 9_999 }),
    /reserved for nobody/,
  ],
  [
    'stock given out twice',
    (seen) => {
      const scarce = seen.books.stock.find(({ sku }) => sku === scarceItem.sku)
      Object.assign(scarce ?? {}, { onHand: 1 })
    },
    /oversold/,
  ],
  [
    'a task that nobody was given',
    ({ hub }) => {
      for (const order of hub.orders) order.tasks = []
    },
    /must be confirmed\/sale .* tasks taken-back|tasks taken-back/,
  ],
  [
    'a task for nothing',
    ({ hub }) => void hub.orders.find((o) => o.erpState === 'held')?.tasks.push('short'),
    /tasks short/,
  ],
  [
    'a timeline that does not say how it ended',
    ({ hub }) => void Object.assign(hub.orders[0] ?? {}, { timeline: ['received'] }),
    /does not say/,
  ],
  ['a confirmation that nobody settled', ({ hub }) => void Object.assign(hub, { fences: 1 }), /not settled/],
])('%s is a problem', (_, spoil, words) => {
  expect(problems(spoil).join('\n')).toMatch(words)
})
