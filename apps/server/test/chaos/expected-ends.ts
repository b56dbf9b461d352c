import type { OrderBody } from '@crossdock/sandbox/shopify'
import type { Version } from './stories.ts'

/** How an order must stand in the end, in the hub and in Odoo. */
export interface End {
  hub: 'unknown' | 'recorded' | 'held' | 'confirmed' | 'short' | 'cancelled' | 'parked'
  odoo: { state: 'draft' | 'sale' | 'cancel'; total: string; pieces: Readonly<Record<string, number>> } | null
  /** Kinds of task that must be open for a person, and no others. */
  tasks: readonly string[]
}

export interface World {
  cutOverAt: Date
  /** SKUs that Odoo does not have, at the end. */
  missing: ReadonlySet<string>
  /** SKUs of which there is less than is ordered. */
  scarce: ReadonlySet<string>
}

/**
 * The oracle: what may become of an order, computed from what the channel told of it and from nothing else (no code of
 * the hub). The newest version decides. Where the promise itself leaves two ends (stock that does not suffice for all, a
 * change that came before or after the confirmation) there are two, each with the task that it owes to a person.
 */
export function expectedEnds(versions: readonly Version[], world: World): End[] {
  const told = versions.filter((version) => version.readable).map((version) => version.body)
  const newest = told.reduce<OrderBody | null>(
    (latest, body) => (latest && Date.parse(latest.updated_at) > Date.parse(body.updated_at) ? latest : body),
    null,
  )
  // Nothing of it can be read: the events are parked, and there is no order.
  if (!newest) return [{ hub: 'unknown', odoo: null, tasks: [] }]
  if (newest.test || Date.parse(newest.created_at) < world.cutOverAt.getTime())
    return [{ hub: 'recorded', odoo: null, tasks: [] }]

  const impossible = newest.line_items.some((line) => line.sku !== null && world.missing.has(line.sku))
  if (newest.cancelled_at !== null) {
    if (impossible) return [{ hub: 'cancelled', odoo: null, tasks: [] }]
    return [{ hub: 'cancelled', odoo: booked('cancel', newest), tasks: [] }]
  }
  if (impossible) return [{ hub: 'parked', odoo: null, tasks: [] }]
  if (!isPaid(newest)) return [{ hub: 'held', odoo: booked('draft', newest), tasks: [] }]

  const takenBack = newest.line_items.some((line) => line.current_quantity < line.quantity) ? ['taken-back'] : []
  const ends: End[] = [{ hub: 'confirmed', odoo: booked('sale', newest), tasks: takenBack }]
  for (const before of told) {
    // Confirmed as it was told first, and changed afterwards: it stays, and a person has to look.
    if (isPaid(before) && before.total_price !== newest.total_price)
      ends.push({
        hub: 'confirmed',
        odoo: booked('sale', before),
        tasks: [...takenBack, 'changed-after-confirmation'],
      })
  }
  const scarce = newest.line_items.some((line) => line.sku !== null && world.scarce.has(line.sku))
  return scarce ? ends.flatMap((end) => [end, { ...end, hub: 'short', tasks: [...end.tasks, 'short'] }]) : ends
}

function isPaid(body: OrderBody): boolean {
  return body.financial_status === 'paid' || body.financial_status === 'partially_refunded'
}

/** As it was placed: what was taken out later stays in the books until a person takes it out. */
function booked(state: 'draft' | 'sale' | 'cancel', body: OrderBody): NonNullable<End['odoo']> {
  const pieces: Record<string, number> = {}
  for (const line of body.line_items) if (line.sku !== null) pieces[line.sku] = (pieces[line.sku] ?? 0) + line.quantity
  return { state, total: body.total_price, pieces }
}
