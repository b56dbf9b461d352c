import type { z } from 'zod'
import type { CallOptions, ErpReservation } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { moveRow, productRow, stateRowOfOrder } from './schemas.ts'

type Move = z.output<typeof moveRow>

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
  const orders = await client.searchRead(
    'sale.order',
    [['id', 'in', erpIds.map(Number)]],
    ['state', 'order_line'],
    stateRowOfOrder,
    call,
  )
  const moves = await client.searchRead(
    'stock.move',
    [
      ['sale_line_id', 'in', orders.flatMap(({ order_line }) => order_line)],
      ['location_id.usage', '!=', 'customer'],
    ],
    ['sale_line_id', 'product_id', 'product_uom_qty', 'quantity', 'state', ...(moveOrigins ? ['move_orig_ids'] : [])],
    moveRow,
    call,
  )
  const products = await client.searchRead(
    'product.product',
    [['id', 'in', [...new Set(moves.map((move) => move.product_id))]]],
    ['default_code', 'type'],
    productRow,
    { ...call, context: { active_test: false } },
  )
  const skus = new Map(products.map((product) => [product.id, product.default_code || null]))
  const byId = new Map(orders.map((order) => [String(order.id), order]))
  return erpIds.flatMap((erpId) => {
    const order = byId.get(erpId)
    if (!order) return []
    const own = moves.filter(({ sale_line_id }) => sale_line_id !== null && order.order_line.includes(sale_line_id))
    const living = own.filter(({ state }) => state !== 'cancel')
    const counted = [...living.filter((move) => !waitsForAnother(move, living)), ...calledOff(own)]
    return {
      erpId,
      reserved: order.state === 'sale' && counted.every(isReserved),
      moves: counted.map((move) => ({
        sku: skus.get(move.product_id) ?? null,
        demanded: move.product_uom_qty,
        reserved: move.state === 'cancel' ? 0 : Math.min(move.quantity, move.product_uom_qty),
        state: move.state,
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

/** One cancelled move for each line that has no other; it stands for what nobody will ship. */
function calledOff(moves: readonly Move[]): Move[] {
  const lines = new Set(moves.map(({ sale_line_id }) => sale_line_id))
  return [...lines].flatMap((line) => {
    const ofLine = moves.filter(({ sale_line_id }) => sale_line_id === line)
    return ofLine.every(({ state }) => state === 'cancel') ? ofLine.slice(0, 1) : []
  })
}
