import type { Env } from '../orm/model.ts'
import { userError } from '../orm/odoo-error.ts'
import type { Row } from '../orm/store.ts'
import { asId, asNumber } from '../orm/values.ts'
import { freeQuantity, internalQuants, isOpen, isStorable, moveTo, release, reserve } from './quants.ts'

/** What a reservation may take, and whether it must book on a row of its own (see confirm.ts). */
export interface Shelf {
  free: number
  onNewRow: boolean
}

export function createDelivery(env: Env, order: Row, lines: Row[], shelfOf: (productId: number) => Shelf): void {
  const warehouse = env.store.row('stock.warehouse', asId(order.warehouse_id) ?? 1)
  const from = asNumber(warehouse?.lot_stock_id)
  const to = env.store.rows('stock.location').find((row) => row.usage === 'customer')?.id ?? null
  const shared = { location_id: from, location_dest_id: to, company_id: 1, create_date: env.now, write_date: env.now }
  const picking = env.store.insert('stock.picking', {
    ...shared,
    name: `WH/OUT/${String(env.store.next('stock.picking')).padStart(5, '0')}`,
    state: 'confirmed',
    origin: order.name ?? null,
    sale_id: order.id,
    partner_id: order.partner_shipping_id ?? null,
    picking_type_id: asId(warehouse?.out_type_id),
  })
  for (const line of lines) {
    const move = env.store.insert('stock.move', {
      ...shared,
      product_id: asNumber(line.product_id),
      product_uom_qty: asNumber(line.product_uom_qty),
      quantity: 0,
      product_uom: asId(line.product_uom_id),
      picked: false,
      state: 'confirmed',
      picking_id: picking.id,
      sale_line_id: line.id,
      origin: order.name ?? null,
      reference: picking.name ?? null,
    })
    reserveMove(env, move, shelfOf(move.product_id as number))
  }
  refreshPicking(env, picking.id)
}

/** Confirming beyond stock succeeds: the move says `partially_available` or `confirmed` (odoo.md 3.3). */
export function reserveMove(env: Env, move: Row, shelf: Shelf): void {
  const product = asNumber(move.product_id)
  const missing = asNumber(move.product_uom_qty) - asNumber(move.quantity)
  // Goods that are not tracked are always there.
  const taken = isStorable(env, product) ? Math.max(0, Math.min(missing, shelf.free)) : missing
  if (isStorable(env, product)) reserve(env, product, asNumber(move.location_id), taken, shelf.onNewRow)
  shelf.free -= taken
  setQuantity(env, move, asNumber(move.quantity) + taken)
}

function setQuantity(env: Env, move: Row, quantity: number): void {
  const demand = asNumber(move.product_uom_qty)
  const state = quantity >= demand ? 'assigned' : quantity > 0 ? 'partially_available' : 'confirmed'
  env.store.update('stock.move', move.id, { quantity, state, write_date: env.now })
}

/** A picking with anything reserved says `assigned`: never trust it for the whole (odoo.md 3.3). */
function refreshPicking(env: Env, pickingId: number): void {
  const states = env.store
    .linked('stock.move', 'picking_id', pickingId)
    .map((move) => move.state)
    .filter((state) => state !== 'cancel')
  const isReady = states.some((state) => state === 'assigned' || state === 'partially_available')
  const state =
    states.length === 0
      ? 'cancel'
      : states.every((each) => each === 'done')
        ? 'done'
        : isReady
          ? 'assigned'
          : 'confirmed'
  env.store.update('stock.picking', pickingId, { state, write_date: env.now })
}

export function cancelMove(env: Env, move: Row): void {
  if (!isOpen(move)) return
  const product = asNumber(move.product_id)
  if (isStorable(env, product)) release(env, product, asNumber(move.location_id), asNumber(move.quantity))
  env.store.update('stock.move', move.id, { quantity: 0, state: 'cancel', write_date: env.now })
}

export function cancelDeliveries(env: Env, orderId: number): void {
  for (const picking of env.store.linked('stock.picking', 'sale_id', orderId)) {
    if (picking.state === 'done' || picking.state === 'cancel') continue
    for (const move of env.store.linked('stock.move', 'picking_id', picking.id)) cancelMove(env, move)
    refreshPicking(env, picking.id)
  }
}

/** Staff may change a confirmed quantity; zero cancels the move (odoo.md 5.1). */
export function changeDemand(env: Env, line: Row): void {
  const demand = asNumber(line.product_uom_qty)
  for (const move of env.store.linked('stock.move', 'sale_line_id', line.id).filter(isOpen)) {
    if (demand === 0) {
      cancelMove(env, move)
    } else {
      const surplus = asNumber(move.quantity) - demand
      if (surplus > 0) release(env, asNumber(move.product_id), asNumber(move.location_id), surplus)
      const quantity = Math.min(asNumber(move.quantity), demand)
      const changed = env.store.update('stock.move', move.id, { product_uom_qty: demand, quantity })
      reserveMove(env, changed, { free: freeQuantity(env, asNumber(move.product_id)), onNewRow: false })
    }
    refreshPicking(env, asNumber(move.picking_id))
  }
}

/** "Check availability": what the daily scheduler does to moves that wait. */
export function assignPicking(env: Env, picking: Row): void {
  for (const move of env.store.linked('stock.move', 'picking_id', picking.id).filter(isOpen)) {
    reserveMove(env, move, { free: freeQuantity(env, asNumber(move.product_id)), onNewRow: false })
  }
  refreshPicking(env, picking.id)
}

/** Delivers what is reserved. The rest is cancelled rather than left on a back order: see README.md. */
export function validatePicking(env: Env, picking: Row): void {
  if (picking.state === 'done') return
  const moves = env.store.linked('stock.move', 'picking_id', picking.id).filter(isOpen)
  if (!moves.some((move) => asNumber(move.quantity) > 0)) {
    throw userError(
      "Transfer trouble alert! Validating a zero quantity transfer? You're not moving invisible goods around are you?\nSet some quantities and let's get moving!",
    )
  }
  for (const move of moves) {
    const quantity = asNumber(move.quantity)
    if (quantity === 0) {
      cancelMove(env, move)
      continue
    }
    const product = asNumber(move.product_id)
    if (isStorable(env, product)) takeFromShelf(env, product, asNumber(move.location_id), quantity)
    env.store.update('stock.move', move.id, { state: 'done', picked: true, write_date: env.now })
  }
  env.store.update('stock.picking', picking.id, { date_done: env.now })
  refreshPicking(env, picking.id)
}

function takeFromShelf(env: Env, product: number, location: number, quantity: number): void {
  release(env, product, location, quantity)
  const quant = internalQuants(env, product).find((row) => row.location_id === location && asNumber(row.quantity) > 0)
  if (!quant) return
  env.store.update('stock.quant', quant.id, { quantity: asNumber(quant.quantity) - quantity, write_date: env.now })
  moveTo(env, product, 'customer', quantity)
}
