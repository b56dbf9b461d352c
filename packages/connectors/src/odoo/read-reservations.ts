import { z } from 'zod'
import type { CallOptions, ErpReservation } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { readNested } from './read-nested.ts'
import { moveRow } from './schemas.ts'

type Move = z.output<typeof moveRow>

const orderWithMoves = z.object({
  id: z.int(),
  state: z.string(),
  order_line: z.array(z.object({ move_ids: z.array(moveRow) })),
})

/**
 * The truth about a reservation is each move, never the delivery's state: a picking may say `assigned` while a move is
 * short (odoo.md §3.3). Left out are cancelled moves, returns from the customer and, where goods are picked before they
 * are shipped, moves that wait for one of the same order: the one that empties the shelf counts. A line whose moves were
 * all cancelled by hand will not be shipped: nothing of it is reserved.
 *
 * Orders that are not confirmed hold nothing, so they are never reserved; orders that are gone are absent.
 */
export async function readReservations(
  client: OdooClient,
  { moveOrigins }: { moveOrigins: boolean },
  erpIds: string[],
  call: CallOptions,
): Promise<ErpReservation[]> {
  if (erpIds.length === 0) return []
  const move = {
    product_id: { fields: { default_code: {} } },
    product_uom_qty: {},
    quantity: {},
    state: {},
    location_id: { fields: { usage: {} } },
    ...(moveOrigins ? { move_orig_ids: {} } : {}),
  }
  const orders = await readNested(
    client,
    'sale.order',
    erpIds.map(Number),
    { state: {}, order_line: { fields: { move_ids: { fields: move } } } },
    orderWithMoves,
    call,
  )
  const byId = new Map(orders.map((order) => [String(order.id), order]))
  return erpIds.flatMap((erpId) => {
    const order = byId.get(erpId)
    if (!order) return []
    const lines = order.order_line.map(({ move_ids }) => move_ids.filter((one) => one.location_id.usage !== 'customer'))
    const living = lines.flat().filter(({ state }) => state !== 'cancel')
    const counted = [...living.filter((one) => !waitsForAnother(one, living)), ...lines.flatMap(calledOff)]
    return {
      erpId,
      reserved: order.state === 'sale' && counted.every(isReserved),
      moves: counted.map((one) => ({
        sku: one.product_id.default_code || null,
        demanded: one.product_uom_qty,
        reserved: one.state === 'cancel' ? 0 : Math.min(one.quantity, one.product_uom_qty),
        state: one.state,
      })),
    }
  })
}

function isReserved({ state, quantity, product_uom_qty }: Move): boolean {
  return state === 'done' || (state === 'assigned' && quantity >= product_uom_qty)
}

function waitsForAnother(move: Move, moves: readonly Move[]): boolean {
  return (move.move_orig_ids ?? []).some((origin) => moves.some(({ id }) => id === origin))
}

/** One cancelled move of a line that has no other; it stands for what nobody will ship. */
function calledOff(ofLine: readonly Move[]): Move[] {
  return ofLine.every(({ state }) => state === 'cancel') ? ofLine.slice(0, 1) : []
}
