import { checkAccess } from '../orm/access.ts'
import type { Env } from '../orm/model.ts'
import { userError } from '../orm/odoo-error.ts'
import { existing } from '../orm/records.ts'
import type { Row } from '../orm/store.ts'
import { asId, asNumber } from '../orm/values.ts'
import { cancelDeliveries, createDelivery, type Shelf } from './deliveries.ts'
import { freeQuantity, isStorable } from './quants.ts'

/** What a confirm saw when it began: PostgreSQL's snapshot of the call's transaction. */
export interface ConfirmSnapshot {
  since: number
  free: Map<number, number>
}

/** Which products each finished confirm has reserved: the row locks that a slower one runs into. */
export interface ReservationLog {
  entries: { commit: number; products: Set<number> }[]
}

const LOG_LENGTH = 500

export function beginConfirm(env: Env, ids: number[]): ConfirmSnapshot {
  checkAccess(env, 'sale.order', 'write')
  const orders = existing(env, 'sale.order', ids)
  checkStates(orders)
  const free = new Map<number, number>()
  for (const product of orders.flatMap((order) => productsOf(env, order))) free.set(product, freeQuantity(env, product))
  return { since: env.store.commits, free }
}

/**
 * Not atomic, on purpose (odoo.md 3.3): a confirm that overlapped one other confirm of the same product finds the
 * stock row locked and reserves, from its old snapshot, on a row of its own. That is the oversale measured with two and
 * with four parallel calls. With two or more confirms in between, Odoo hits a conflict, retries, and gets it right.
 */
export function confirm(env: Env, ids: number[], snapshot: ConfirmSnapshot, log: ReservationLog): void {
  const orders = existing(env, 'sale.order', ids)
  checkStates(orders)
  const shelves = new Map<number, Shelf>()
  const shelfOf = (product: number): Shelf => {
    const known = shelves.get(product)
    if (known) return known
    const overlaps = log.entries.filter((entry) => entry.commit > snapshot.since && entry.products.has(product)).length
    const onNewRow = overlaps === 1
    const free = onNewRow ? (snapshot.free.get(product) ?? 0) : freeQuantity(env, product)
    const shelf = { free, onNewRow }
    shelves.set(product, shelf)
    return shelf
  }
  for (const order of orders) {
    env.store.update('sale.order', order.id, { state: 'sale', date_order: env.now, write_date: env.now })
    const lines = deliverableLines(env, order)
    if (lines.length > 0) createDelivery(env, order, lines, shelfOf)
  }
  log.entries.push({ commit: env.store.commits + 1, products: new Set(shelves.keys()) })
  if (log.entries.length > LOG_LENGTH) log.entries.shift()
}

/** One wrong id refuses the whole call, and nothing of it takes effect (odoo.md 5.1). */
function checkStates(orders: Row[]): void {
  if (orders.some((order) => order.state !== 'draft' && order.state !== 'sent')) {
    throw userError('Some orders are not in a state requiring confirmation.')
  }
}

function deliverableLines(env: Env, order: Row): Row[] {
  return env.store.linked('sale.order.line', 'order_id', order.id).filter((line) => {
    const product = env.store.row('product.product', asId(line.product_id))
    const template = env.store.row('product.template', asId(product?.product_tmpl_id))
    return template?.type === 'consu' && asNumber(line.product_uom_qty) > 0
  })
}

function productsOf(env: Env, order: Row): number[] {
  const products = deliverableLines(env, order).map((line) => asNumber(line.product_id))
  return products.filter((product) => isStorable(env, product))
}

/** Harmless to repeat; undoes nothing that was delivered (odoo.md 10, trap 15). */
export function cancelOrders(env: Env, ids: number[]): void {
  checkAccess(env, 'sale.order', 'write')
  for (const order of existing(env, 'sale.order', ids)) {
    cancelDeliveries(env, order.id)
    if (order.state !== 'cancel') env.store.update('sale.order', order.id, { state: 'cancel', write_date: env.now })
  }
}

export function backToDraft(env: Env, ids: number[]): void {
  checkAccess(env, 'sale.order', 'write')
  for (const order of existing(env, 'sale.order', ids)) {
    if (order.state !== 'cancel' && order.state !== 'sent') continue
    env.store.update('sale.order', order.id, { state: 'draft', write_date: env.now })
  }
}
