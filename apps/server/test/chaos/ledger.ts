import { type BookedOrder, type OdooBooks, sourceIdOf } from '../harness/odoo-books.ts'
import type { ProvisionedShop } from '../harness/provision-shops.ts'
import { type End, expectedEnds, type World } from './expected-ends.ts'
import type { HubLedger, HubOrder } from './hub-ledger.ts'
import type { Plan, PlannedOrder } from './plan.ts'
import type { Told } from './tell-shops.ts'

export interface Problem {
  what: string
  /** The order it is about, to show its timeline. */
  order?: HubOrder
}

export interface Counted {
  accepted: number
  recorded: number
  done: number
  parked: number
  waiting: number
  lost: number
  expectedParked: number
  orders: number
  /** Orders that stand as they must, by how they stand. */
  rightly: Map<string, number>
  expectedInOdoo: number
  saleOrders: number
  doubled: number
  totalsEqual: number
  /** Pieces: what confirmed orders ask for by the plan and by Odoo's lines, and who has them. */
  demandByPlan: number
  demand: number
  demandedByMoves: number
  reservedByMoves: number
  reservedOnQuants: number
  /** Pieces that are not there, of what is scarce. */
  short: number
}

export interface Ledger {
  counted: Counted
  problems: Problem[]
  /** Orders that stand as they must, and as what. */
  settled: SettledOrder[]
}

export interface SettledOrder {
  order: PlannedOrder
  end: End
  hub: HubOrder | undefined
}

export interface Seen {
  told: Told
  hub: HubLedger
  books: OdooBooks
  shops: readonly ProvisionedShop[]
}

/** What was sent, against what the hub recorded, against what stands in Odoo. Pure. */
export function settleLedger(plan: Plan, world: World, { told, hub, books, shops }: Seen): Ledger {
  const problems: Problem[] = told.wrong.map((what) => ({ what }))
  const settled: SettledOrder[] = []
  const counted = countEvents(plan, world, told, hub, problems)

  const hubOrders = new Map(hub.orders.map((order) => [`${order.shop} ${order.sourceId}`, order]))
  const inOdoo = new Map<string, BookedOrder[]>()
  for (const order of books.orders) {
    const id = sourceIdOf(order)
    inOdoo.set(id, [...(inOdoo.get(id) ?? []), order])
  }
  const externalIds = new Set<string>()
  for (const order of plan.orders) {
    const hubOrder = hubOrders.get(`${order.shop} ${order.sourceId}`)
    const booked = inOdoo.get(order.sourceId) ?? []
    inOdoo.delete(order.sourceId)
    const ends = expectedEnds(order.versions, world)
    const tell = (what: string): void =>
      void problems.push({
        what: `${shops[order.shop]?.slug} ${order.name} (${order.kind}): ${what}`,
        ...(hubOrder && { order: hubOrder }),
      })
    if (booked.length > 1) {
      counted.doubled++
      tell(`stands in Odoo ${booked.length} times (${booked.map((one) => one.name).join(', ')})`)
    }
    const end = compare(order, hubOrder, booked[0], ends, tell)
    if (end) {
      counted.rightly.set(end.hub, (counted.rightly.get(end.hub) ?? 0) + 1)
      settled.push({ order, end, hub: hubOrder })
    }
    if (end?.odoo && booked[0]?.total === end.odoo.total) counted.totalsEqual++
    if (ends[0]?.odoo) counted.expectedInOdoo++
    if (end?.odoo?.state === 'sale')
      counted.demandByPlan += Object.values(end.odoo.pieces).reduce((sum, pieces) => sum + pieces, 0)
    for (const { externalIds: ids } of booked) {
      const own = `${shops[order.shop]?.erpConnectionId}-${hubOrder?.orderId}`
      if (ids.length !== 1 || ids[0] !== own) tell(`its external ids are ${ids.join(', ')}, not ${own} alone`)
      for (const id of ids) {
        if (externalIds.has(id)) tell(`the external id ${id} is there twice`)
        externalIds.add(id)
      }
    }
  }
  for (const [id, [strange]] of inOdoo)
    problems.push({ what: `${strange?.name} is in Odoo for ${id || 'nothing'}, which nobody sent` })
  countStock(plan, world, books, counted, problems)
  return { counted, problems, settled }
}

function countEvents(plan: Plan, world: World, told: Told, hub: HubLedger, problems: Problem[]): Counted {
  const planned = plan.deliveries.filter(({ signed }) => signed === 'rightly')
  const ids = new Set(planned.map(({ delivery }) => delivery.webhookId))
  const recorded = new Set(hub.events.map((event) => event.webhookId))
  const fates = { done: 0, parked: 0, waiting: 0, lost: 0 }
  for (const { fate } of hub.events) fates[fate]++
  for (const { fate, webhookId } of hub.events)
    if (fate === 'waiting' || fate === 'lost') problems.push({ what: `event ${webhookId} is ${fate}` })
  for (const id of ids) if (!told.accepted.has(id)) problems.push({ what: `delivery ${id} was never accepted` })
  for (const id of told.accepted)
    if (!recorded.has(id)) problems.push({ what: `delivery ${id} was accepted and is not recorded` })
  for (const id of recorded) if (!ids.has(id)) problems.push({ what: `event ${id} was recorded and never sent` })
  if (hub.events.length !== recorded.size)
    problems.push({ what: `${hub.events.length} events for ${recorded.size} ids` })
  if (hub.waiting > 0) problems.push({ what: `${hub.waiting} rows of work wait` })
  if (hub.fences > 0) problems.push({ what: `${hub.fences} confirmations are not settled` })

  // By the plan: what cannot be read, unless a later version of that order could be, and whatever tells of an order that
  // must be parked.
  const readLater = new Set(
    plan.orders.filter(({ versions }) => versions.some(({ readable }) => readable)).map(({ sourceId }) => sourceId),
  )
  const parkedOrders = new Set(
    plan.orders
      .filter(({ versions }) => expectedEnds(versions, world)[0]?.hub === 'parked')
      .map(({ sourceId }) => sourceId),
  )
  const parked = new Set(
    planned
      .filter(({ readable, sourceId }) =>
        sourceId === null ? !readable : parkedOrders.has(sourceId) || (!readable && !readLater.has(sourceId)),
      )
      .map(({ delivery }) => delivery.webhookId),
  )
  if (fates.parked !== parked.size)
    problems.push({ what: `${fates.parked} events are parked, by the plan it must be ${parked.size}` })
  return {
    accepted: told.accepted.size,
    recorded: recorded.size,
    ...fates,
    expectedParked: parked.size,
    orders: plan.orders.length,
    rightly: new Map(),
    expectedInOdoo: 0,
    saleOrders: 0,
    doubled: 0,
    totalsEqual: 0,
    demandByPlan: 0,
    demand: 0,
    demandedByMoves: 0,
    reservedByMoves: 0,
    reservedOnQuants: 0,
    short: 0,
  }
}

/** @returns the end that fits, or null after it was told why none does */
function compare(
  order: PlannedOrder,
  hub: HubOrder | undefined,
  booked: BookedOrder | undefined,
  ends: readonly End[],
  tell: (what: string) => void,
): End | null {
  const seen = `hub ${hub?.erpState ?? 'unknown'}${hub?.reasonCode ? ` (${hub.reasonCode})` : ''}, Odoo ${sayBooked(booked)}, tasks ${sayTasks(hub?.tasks ?? [])}`
  const end = ends.find((candidate) => fits(candidate, hub, booked))
  if (!end) {
    tell(`${seen}; must be ${ends.map(sayEnd).join(' or ')}`)
    return null
  }
  if (!hub) return end
  const received = hub.timeline.filter((kind) => kind === 'received').length
  if (received !== 1) tell(`its timeline says ${received} times that it was received`)
  const last = { recorded: 'recorded', parked: 'parked', held: 'erp-held' }[end.hub as string] ?? `erp-${end.hub}`
  if (!hub.timeline.includes(last)) tell(`its timeline does not say "${last}" (${hub.timeline.join(', ')})`)
  if (
    order.versions.length > 0 &&
    end.tasks.length > 0 &&
    !hub.timeline.some((kind) => kind === 'task' || kind === 'erp-short')
  )
    tell('its timeline says nothing of its task')
  return end
}

function fits(end: End, hub: HubOrder | undefined, booked: BookedOrder | undefined): boolean {
  if ((hub?.erpState ?? 'unknown') !== end.hub) return false
  if ([...(hub?.tasks ?? [])].sort().join() !== [...end.tasks].sort().join()) return false
  if (end.odoo === null || booked === undefined) return end.odoo === null && booked === undefined
  if (booked.state !== end.odoo.state || booked.total !== end.odoo.total) return false
  const skus = Object.keys(end.odoo.pieces)
  if (booked.pieces.length !== skus.length) return false
  if (end.hub === 'short' && !booked.pieces.some(({ demanded, reserved }) => reserved < demanded)) return false
  return booked.pieces.every(({ sku, ordered, demanded, reserved }) => {
    if (ordered !== end.odoo?.pieces[sku]) return false
    // Only a confirmed order asks the warehouse for anything.
    if (end.odoo.state !== 'sale') return demanded === 0 && reserved === 0
    return demanded === ordered && (end.hub === 'short' || reserved === demanded)
  })
}

function countStock(plan: Plan, world: World, books: OdooBooks, counted: Counted, problems: Problem[]): void {
  counted.saleOrders = books.orders.length
  for (const order of books.orders)
    if (order.state === 'sale')
      for (const { ordered, demanded } of order.pieces) {
        counted.demand += ordered
        counted.demandedByMoves += demanded
      }
  for (const { sku, onHand, demanded, reservedByMoves, reservedOnQuants } of books.stock) {
    counted.reservedByMoves += reservedByMoves
    counted.reservedOnQuants += reservedOnQuants
    counted.short += demanded - reservedByMoves
    // What is scarce is given out to the last piece, and not one more.
    const due = world.scarce.has(sku) ? Math.min(demanded, onHand) : demanded
    const is = `${sku}: ${demanded} demanded, ${reservedByMoves} reserved by moves, ${reservedOnQuants} on quants, ${onHand} on hand`
    if (reservedOnQuants !== reservedByMoves) problems.push({ what: `reserved for nobody: ${is}` })
    if (reservedByMoves !== due)
      problems.push({ what: `${reservedByMoves < due ? 'not reserved' : 'oversold'}: ${is}` })
  }
  if (counted.demandByPlan !== counted.demand)
    problems.push({ what: `the plan's confirmed orders hold ${counted.demandByPlan} pieces, Odoo's ${counted.demand}` })
  if (counted.saleOrders !== counted.expectedInOdoo)
    problems.push({
      what: `Odoo holds ${counted.saleOrders} sale orders, by the plan it must be ${counted.expectedInOdoo}`,
    })
  if (plan.orders.length === 0) problems.push({ what: 'the plan holds no order: nothing was proved' })
}

function sayEnd({ hub, odoo, tasks }: End): string {
  return `${hub}/${odoo ? `${odoo.state} ${odoo.total} ${JSON.stringify(odoo.pieces)}` : 'not in Odoo'}/tasks ${sayTasks(tasks)}`
}

function sayBooked(order: BookedOrder | undefined): string {
  if (!order) return 'nothing'
  const pieces = order.pieces.map(({ sku, ordered, demanded, reserved }) => `${sku} ${ordered}/${demanded}/${reserved}`)
  return `${order.name} ${order.state} ${order.total} (ordered/demanded/reserved: ${pieces.join(', ')})`
}

function sayTasks(tasks: readonly string[]): string {
  return tasks.length > 0 ? tasks.join(' + ') : 'none'
}
