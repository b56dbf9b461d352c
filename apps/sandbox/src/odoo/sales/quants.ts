import type { Env } from '../orm/model.ts'
import type { Row } from '../orm/store.ts'
import { asId, asNumber } from '../orm/values.ts'

/** What lies in the shop's own places. Supplier, customer and adjustment rows are counterparts, not stock (odoo.md 3.1). */
export function internalQuants(env: Env, productId: number): Row[] {
  const quants = env.store.linked('stock.quant', 'product_id', productId)
  return quants.filter((quant) => env.store.row('stock.location', asId(quant.location_id))?.usage === 'internal')
}

export function onHandQuantity(env: Env, productId: number): number {
  return sum(internalQuants(env, productId), 'quantity')
}

export function freeQuantity(env: Env, productId: number): number {
  const quants = internalQuants(env, productId)
  return sum(quants, 'quantity') - sum(quants, 'reserved_quantity')
}

/** Promised to customers, whether reserved or not: what makes `virtual_available` negative after an oversale. */
export function outgoingDemand(env: Env, productId: number): number {
  const open = env.store.linked('stock.move', 'product_id', productId).filter(isOpen)
  return sum(open, 'product_uom_qty')
}

export function isOpen(move: Row): boolean {
  return move.state !== 'done' && move.state !== 'cancel'
}

export function isStorable(env: Env, productId: number): boolean {
  const product = env.store.row('product.product', productId)
  return env.store.row('product.template', asId(product?.product_tmpl_id))?.is_storable === true
}

/** Odoo reserves on a row; without one it makes one, which is how the leak of odoo.md 3.3 starts. */
export function reserve(env: Env, productId: number, locationId: number, quantity: number, onNewRow: boolean): void {
  if (quantity <= 0) return
  const quants = internalQuants(env, productId).filter((quant) => quant.location_id === locationId)
  const main = onNewRow ? undefined : quants.sort((a, b) => asNumber(b.quantity) - asNumber(a.quantity))[0]
  if (!main) {
    insertQuant(env, productId, locationId, { quantity: 0, reserved_quantity: quantity })
    return
  }
  setReserved(env, main, asNumber(main.reserved_quantity) + quantity)
}

/** Frees the real rows only. What a race booked on a row without stock stays behind as an orphan (odoo.md 3.3). */
export function release(env: Env, productId: number, locationId: number, quantity: number): void {
  let left = quantity
  for (const quant of internalQuants(env, productId)) {
    if (quant.location_id !== locationId || asNumber(quant.quantity) <= 0) continue
    const freed = Math.min(left, asNumber(quant.reserved_quantity))
    if (freed > 0) setReserved(env, quant, asNumber(quant.reserved_quantity) - freed)
    left -= freed
  }
}

export function insertQuant(
  env: Env,
  productId: number,
  locationId: number,
  amounts: { quantity: number; reserved_quantity?: number; inventory_quantity?: number },
): Row {
  return env.store.insert('stock.quant', {
    product_id: productId,
    location_id: locationId,
    company_id: 1,
    reserved_quantity: 0,
    inventory_quantity: 0,
    inventory_quantity_set: false,
    ...amounts,
    create_date: env.now,
    write_date: env.now,
  })
}

/** Sets what is on hand, with its counterpart on the adjustment location. */
export function setOnHand(env: Env, quant: Row, quantity: number): void {
  const change = quantity - asNumber(quant.quantity)
  env.store.update('stock.quant', quant.id, {
    quantity,
    inventory_quantity: 0,
    inventory_quantity_set: false,
    write_date: env.now,
  })
  if (change !== 0) moveTo(env, asNumber(quant.product_id), 'inventory', -change)
}

/** Adds to the counterpart row of a virtual location ("customer", "inventory"). */
export function moveTo(env: Env, productId: number, usage: string, quantity: number): void {
  const location = env.store.rows('stock.location').find((row) => row.usage === usage)
  if (!location) return
  const quants = env.store.linked('stock.quant', 'product_id', productId)
  const counterpart = quants.find((row) => row.location_id === location.id)
  if (!counterpart) insertQuant(env, productId, location.id, { quantity })
  else
    env.store.update('stock.quant', counterpart.id, {
      quantity: asNumber(counterpart.quantity) + quantity,
      write_date: env.now,
    })
}

/** What `action_view_inventory` does on the side: merges the rows and counts the reservations anew (odoo.md 3.3). */
export function repairQuants(env: Env): void {
  const byPlace = new Map<string, Row[]>()
  for (const quant of env.store.rows('stock.quant')) {
    const key = `${quant.product_id},${quant.location_id}`
    byPlace.set(key, [...(byPlace.get(key) ?? []), quant])
  }
  for (const quants of byPlace.values()) {
    const [first, ...others] = quants
    if (!first) continue
    const moves = env.store.linked('stock.move', 'product_id', asNumber(first.product_id)).filter(isOpen)
    const reserved = sum(
      moves.filter((move) => move.location_id === first.location_id),
      'quantity',
    )
    for (const other of others) env.store.remove('stock.quant', other.id)
    const quantity = sum(quants, 'quantity')
    if (others.length === 0 && reserved === asNumber(first.reserved_quantity)) continue
    env.store.update('stock.quant', first.id, { quantity, reserved_quantity: reserved, write_date: env.now })
  }
}

function setReserved(env: Env, quant: Row, reserved: number): void {
  env.store.update('stock.quant', quant.id, { reserved_quantity: reserved, write_date: env.now })
}

function sum(rows: Row[], field: string): number {
  return rows.reduce((total, row) => total + asNumber(row[field]), 0)
}
