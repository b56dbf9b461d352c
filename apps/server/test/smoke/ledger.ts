import { currencyExponent, formatAmount, parseAmount } from '@crossdock/contracts/money'
import type { RealOdoo } from '@crossdock/sandbox/odoo-real'
import { z } from 'zod'

/** One order: what the channel charged, and what Odoo says when asked as its administrator. */
export interface LedgerRow {
  name: string
  charged: string
  sourceId: string
  found: { name: string; state: string; total: string; demanded: number; reserved: number }[]
}

export interface Ledger {
  rows: LedgerRow[]
  /** Over the whole database: sale orders at all, and stock reserved against confirmed demand. */
  saleOrders: number
  demanded: number
  reservedOnQuants: number
}

const order = z.object({
  id: z.int(),
  name: z.string(),
  state: z.string(),
  origin: z.union([z.string(), z.literal(false)]),
  amount_total: z.number(),
})
const move = z.object({
  sale_line_id: z.union([z.int(), z.literal(false)]),
  product_uom_qty: z.number(),
  quantity: z.number(),
  state: z.string(),
})
const line = z.object({ id: z.int(), order_id: z.int() })
const quant = z.object({ reserved_quantity: z.number() })

/** Asks Odoo itself, never the hub: by its own orders, moves and quants. */
export async function readLedger(
  { admin }: RealOdoo,
  charged: { name: string; sourceId: string; total: string }[],
): Promise<Ledger> {
  const orders = await admin.searchRead('sale.order', [], ['name', 'state', 'origin', 'amount_total'], order)
  const lines = await admin.searchRead('sale.order.line', [], ['order_id'], line)
  const moves = await admin.searchRead(
    'stock.move',
    [['state', '!=', 'cancel']],
    ['sale_line_id', 'product_uom_qty', 'quantity', 'state'],
    move,
  )
  const quants = await admin.searchRead(
    'stock.quant',
    [['location_id.usage', '=', 'internal']],
    ['reserved_quantity'],
    quant,
  )
  const orderOf = new Map(lines.map((one) => [one.id, one.order_id]))
  const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
  const outgoing = moves.filter((one) => one.sale_line_id !== false)
  return {
    rows: charged.map(({ name, sourceId, total }) => ({
      name,
      charged: total,
      sourceId,
      found: orders
        .filter((one) => one.origin !== false && one.origin.split(' ').at(-1) === sourceId)
        .map((one) => {
          const own = outgoing.filter((candidate) => orderOf.get(candidate.sale_line_id as number) === one.id)
          return {
            name: one.name,
            state: one.state,
            total: one.amount_total.toFixed(2),
            demanded: sum(own.map((candidate) => candidate.product_uom_qty)),
            reserved: sum(
              own.filter((candidate) => candidate.state === 'assigned').map((candidate) => candidate.quantity),
            ),
          }
        }),
    })),
    saleOrders: orders.length,
    demanded: sum(outgoing.map((one) => one.product_uom_qty)),
    reservedOnQuants: sum(quants.map((one) => one.reserved_quantity)),
  }
}

/** What is wrong with it, in words; empty when every order stands there exactly once, equal and reserved. */
export function problemsOf(ledger: Ledger): string[] {
  const problems: string[] = []
  const digits = currencyExponent('INR') ?? 2
  for (const { name, charged, found } of ledger.rows) {
    const [only, another] = found
    if (!only) problems.push(`${name} is not in Odoo`)
    else if (another) problems.push(`${name} is in Odoo ${found.length} times`)
    else {
      if (only.state !== 'sale') problems.push(`${name}: ${only.name} is ${only.state}, not confirmed`)
      if (parseAmount(only.total, digits) !== parseAmount(charged, digits)) {
        problems.push(
          `${name}: charged ${charged}, ${only.name} comes to ${formatAmount(parseAmount(only.total, digits), digits)}`,
        )
      }
      if (only.reserved !== only.demanded)
        problems.push(`${name}: ${only.reserved} of ${only.demanded} pieces reserved`)
    }
  }
  if (ledger.saleOrders !== ledger.rows.length)
    problems.push(`Odoo holds ${ledger.saleOrders} sale orders for ${ledger.rows.length} sent`)
  if (ledger.reservedOnQuants !== ledger.demanded)
    problems.push(`stock reserved ${ledger.reservedOnQuants}, confirmed demand ${ledger.demanded}`)
  return problems
}
