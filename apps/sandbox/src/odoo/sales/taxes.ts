import { isObject, type JsonObject } from '../orm/json.ts'
import type { Env } from '../orm/model.ts'
import { floatRound } from '../orm/round.ts'
import type { Row } from '../orm/store.ts'
import { asIds, asNumber } from '../orm/values.ts'

export interface TaxableLine {
  priceUnit: number
  discount: number
  quantity: number
  taxIds: number[]
  currencyId: number | null
  extraTaxData: JsonObject | null
}

interface TaxShare {
  taxId: number
  isIncluded: boolean
  /** Before rounding, unless the company rounds per line. */
  raw: number
  rounded: number
  manual: number | undefined
}

/** One line after Odoo's tax engine, in the order's currency (account.tax, 19.0). */
export interface LineTaxes {
  rawExcluded: number
  excluded: number
  manualExcluded: number | undefined
  shares: TaxShare[]
}

export interface Rounding {
  precision: number
  perLine: boolean
}

interface Tax {
  id: number
  amount: number
  isIncluded: boolean
}

/** Groups stand for their children. Archived children count for nothing, with no error (money page, 4). */
function flatten(env: Env, ids: number[]): Tax[] {
  return ids
    .flatMap((id) => env.store.row('account.tax', id) ?? [])
    .sort((a, b) => asNumber(a.sequence) - asNumber(b.sequence) || a.id - b.id)
    .flatMap((row) => (row.amount_type === 'group' ? flattenGroup(env, row) : [toTax(row)]))
}

function flattenGroup(env: Env, group: Row): Tax[] {
  const children = asIds(group.children_tax_ids).filter((id) => env.store.row('account.tax', id)?.active !== false)
  return flatten(env, children)
}

function toTax(row: Row): Tax {
  return { id: row.id, amount: asNumber(row.amount), isIncluded: row.price_include_override === 'tax_included' }
}

export function lineTaxes(env: Env, line: TaxableLine, rounding: Rounding): LineTaxes {
  const taxes = flatten(env, line.taxIds)
  const manual = manualAmounts(line, taxes)
  const round = (value: number) => floatRound(value, rounding.precision)
  const roundIfPerLine = (value: number) => (rounding.perLine ? round(value) : value)

  const base = roundIfPerLine(line.quantity * (line.priceUnit * (1 - line.discount / 100)))
  const included = taxes.filter((tax) => tax.isIncluded)
  const factor = 1 / (1 + included.reduce((total, tax) => total + tax.amount, 0) / 100)
  const includedAmounts = included.map((tax) => roundIfPerLine((base * factor * tax.amount) / 100))
  const net = base - includedAmounts.reduce((total, amount) => total + amount, 0)

  const shares = taxes.map((tax): TaxShare => {
    const raw = tax.isIncluded
      ? (includedAmounts[included.indexOf(tax)] ?? 0)
      : roundIfPerLine((net * tax.amount) / 100)
    const given = manual?.taxes.get(tax.id)
    return { taxId: tax.id, isIncluded: tax.isIncluded, raw, rounded: round(given ?? raw), manual: given }
  })
  return {
    rawExcluded: net,
    excluded: manual?.excluded ?? round(net),
    manualExcluded: manual?.excluded,
    shares,
  }
}

export function lineAmounts(taxes: LineTaxes, rounding: Rounding): { subtotal: number; tax: number; total: number } {
  const sum = taxes.shares.reduce((total, share) => total + share.rounded, taxes.excluded)
  const total = floatRound(sum, rounding.precision)
  // `price_tax` is a plain difference in Odoo too: that is where 77.28999999999996 comes from.
  return { subtotal: taxes.excluded, tax: total - taxes.excluded, total }
}

/** Order totals: per tax the sum is rounded once, so they can differ from the sum of the lines (odoo.md 5.1). */
export function orderAmounts(lines: LineTaxes[], rounding: Rounding): { untaxed: number; tax: number; total: number } {
  const round = (value: number) => floatRound(value, rounding.precision)
  const perTax = new Map<string, number>()
  let target = 0
  let targetTax = 0
  let excluded = 0
  for (const line of lines) {
    target += line.manualExcluded ?? line.rawExcluded
    excluded += line.excluded
    for (const share of line.shares) {
      const key = `${share.taxId},${share.isIncluded}`
      perTax.set(key, (perTax.get(key) ?? 0) + (share.manual ?? share.raw))
      targetTax += share.manual ?? share.raw
    }
  }
  const tax = [...perTax.values()].reduce((total, amount) => total + round(amount), 0)
  const hasExcludedTax = lines.some((line) => line.shares.some((share) => !share.isIncluded))
  // With tax-included prices the total is what must hold, so the untaxed amount gives way.
  let untaxed = excluded
  if (hasExcludedTax && target !== 0) untaxed = round(target)
  if (!hasExcludedTax && target + targetTax !== 0) untaxed = round(target + targetTax) - tax
  return { untaxed: round(untaxed), tax: round(tax), total: round(untaxed + tax) }
}

/**
 * `extra_tax_data` counts only while currency, price, discount and quantity still are the line's own and every child
 * tax has a figure; otherwise Odoo computes by itself and says nothing (money page, 3 rule 2).
 */
function manualAmounts(line: TaxableLine, taxes: Tax[]): { excluded?: number; taxes: Map<number, number> } | undefined {
  const data = line.extraTaxData
  const amounts = data?.manual_tax_amounts
  if (!data || !isObject(amounts) || Object.keys(amounts).length === 0) return undefined
  const agrees = (given: unknown, own: number) => floatRound(Number(given) - own, 0.01) === 0
  if (data.currency_id !== line.currencyId) return undefined
  if (!agrees(data.price_unit, line.priceUnit) || !agrees(data.discount, line.discount)) return undefined
  if (!agrees(data.quantity, line.quantity) || !taxes.every((tax) => String(tax.id) in amounts)) return undefined
  const byTax = new Map<number, number>()
  for (const tax of taxes) {
    const given = amounts[String(tax.id)]
    if (isObject(given) && typeof given.tax_amount_currency === 'number') byTax.set(tax.id, given.tax_amount_currency)
  }
  const excluded = data.manual_total_excluded_currency
  return { taxes: byTax, ...(typeof excluded === 'number' ? { excluded } : {}) }
}
