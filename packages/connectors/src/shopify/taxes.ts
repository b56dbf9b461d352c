import type { OrderTax } from '@crossdock/contracts/order'
import type { TaxLine } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'
import { unreadable } from './unreadable.ts'

/**
 * The taxes of one line. Shopify rounds per line, so they are taken as they are and never computed again. A tax that the
 * sales channel remits itself (`channel_liable`) was charged like any other and stays; one that charged nothing
 * (exempt customer, free line) is left out, since booking its rate would add what nobody paid.
 */
export function readTaxes(field: string, lines: TaxLine[], money: ShopMoney): OrderTax[] {
  return lines
    .map((line, index) => ({
      title: line.title ?? 'Tax',
      rate: decimalRate(`${field}.tax_lines.${index}.rate`, line.rate),
      amount: money.read(`${field}.tax_lines.${index}.price`, line.price_set, line.price),
    }))
    .filter((tax) => tax.amount !== 0n)
}

/** Adds up taxes of the same title and rate, in order of first appearance. */
export function mergeTaxes(taxes: OrderTax[]): OrderTax[] {
  const merged = new Map<string, OrderTax>()
  for (const tax of taxes) {
    const key = JSON.stringify([tax.title, tax.rate])
    merged.set(key, { ...tax, amount: tax.amount + (merged.get(key)?.amount ?? 0n) })
  }
  return [...merged.values()]
}

/**
 * A JSON number as written ("0.025", "7.0e-2", "0.07250000000000001") as a decimal without noise or trailing zeros. Ten
 * places are far beyond any tax rate and short of a float's noise. Without a rate it is "0": no ERP has such a tax, and
 * the order is parked there with a sentence that names it.
 */
function decimalRate(field: string, written: string | null | undefined): string {
  const rate = Number(written ?? '0')
  if (!Number.isFinite(rate) || rate < 0 || rate > 1000) throw unreadable(`${field} is not a rate`)
  return rate.toFixed(10).replace(/\.?0+$/, '')
}
