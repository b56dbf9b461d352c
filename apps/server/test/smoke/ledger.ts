import { currencyExponent, formatAmount, parseAmount } from '@crossdock/contracts/money'
import { type OdooBooks, sourceIdOf } from '../harness/odoo-books.ts'

/** One order: what the channel charged, and what Odoo holds by its own database. */
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

const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)

/** Sets what was charged against Odoo's books. */
export function ledgerOf(
  { orders, stock }: OdooBooks,
  charged: { name: string; sourceId: string; total: string }[],
): Ledger {
  return {
    rows: charged.map(({ name, sourceId, total }) => ({
      name,
      charged: total,
      sourceId,
      found: orders
        .filter((order) => sourceIdOf(order) === sourceId)
        .map((order) => ({
          name: order.name,
          state: order.state,
          total: order.total,
          demanded: sum(order.pieces.map((piece) => piece.demanded)),
          reserved: sum(order.pieces.map((piece) => piece.reserved)),
        })),
    })),
    saleOrders: orders.length,
    demanded: sum(stock.map((product) => product.demanded)),
    reservedOnQuants: sum(stock.map((product) => product.reservedOnQuants)),
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
