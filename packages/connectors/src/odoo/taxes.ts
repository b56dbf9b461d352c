import type { OrderTax } from '@crossdock/contracts/order'
import type { CallOptions } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { type TaxRow, taxRow } from './schemas.ts'

/** The Odoo tax of a line, and which of its parts carries which of the channel's amounts. */
export interface TaxMatch {
  /** What goes into `tax_ids`: the group when it is one. */
  taxId: number
  priceInclude: boolean
  /** Part tax ids in the order of the channel's tax lines. */
  partIds: number[]
}

/** All sales taxes of the company, parts of groups among them (those are of type `none`). */
export function readTaxes(client: OdooClient, companyId: number, call: CallOptions): Promise<TaxRow[]> {
  return client.searchRead(
    'account.tax',
    [
      ['company_id', '=', companyId],
      ['type_tax_use', 'in', ['sale', 'none']],
      ['active', 'in', [true, false]],
    ],
    ['name', 'amount', 'amount_type', 'price_include', 'children_tax_ids', 'active', 'sequence'],
    taxRow,
    { ...call, order: 'sequence,id', context: { active_test: false } },
  )
}

/**
 * Finds the tax for a line's tax lines. Deterministic: of those that fit, prices-include as the order says first, then
 * Odoo's own order. A group with an inactive part computes 0 without a word (odoo-money-and-crashes.md §4): no match.
 */
export function matchTax(
  taxes: readonly TaxRow[],
  wanted: readonly OrderTax[],
  priceInclude: boolean,
): TaxMatch | null {
  const byId = new Map(taxes.map((tax) => [tax.id, tax]))
  const children = new Set(taxes.flatMap((tax) => tax.children_tax_ids))
  const fitting: TaxMatch[] = []
  for (const tax of taxes) {
    if (!tax.active || children.has(tax.id)) continue
    const parts =
      tax.amount_type === 'group'
        ? tax.children_tax_ids.map((id) => byId.get(id))
        : tax.amount_type === 'percent'
          ? [tax]
          : []
    if (parts.length !== wanted.length || parts.some((part) => !part?.active || part.amount_type !== 'percent'))
      continue
    const partIds = assign(parts as TaxRow[], wanted)
    if (partIds) fitting.push({ taxId: tax.id, priceInclude: includes(tax, parts as TaxRow[]), partIds })
  }
  return (
    fitting.find((match) => match.priceInclude === priceInclude) ?? fitting.find((match) => !match.priceInclude) ?? null
  )
}

/** A part for each tax line: equal rate, and the kind that its title names where Odoo's name names one too. */
function assign(parts: TaxRow[], wanted: readonly OrderTax[]): number[] | null {
  const left = [...parts]
  const chosen: number[] = []
  for (const tax of wanted) {
    const percent = Number(tax.rate) * 100
    const rated = left.filter((part) => Math.abs(part.amount - percent) < 1e-6)
    const kind = kindOf(tax.title)
    const part =
      rated.find((candidate) => kind !== null && kindOf(candidate.name) === kind) ??
      rated.find((candidate) => kind === null || kindOf(candidate.name) === null)
    if (!part) return null
    left.splice(left.indexOf(part), 1)
    chosen.push(part.id)
  }
  return chosen
}

/** Charts name the state's share SGST, UTGST, or in one place (28 %) plain GST beside CGST. */
function kindOf(name: string): string | null {
  const found = /\b(CGST|SGST|UTGST|IGST|CESS|TCS|TDS|VAT|RCM|LUT|WOP)\b/i.exec(name.replace(/_/g, ' '))
  const kind = found?.[1]?.toUpperCase() ?? null
  return kind === 'UTGST' ? 'SGST' : kind
}

function includes(tax: TaxRow, parts: TaxRow[]): boolean {
  return tax.price_include || (tax.amount_type === 'group' && parts.every((part) => part.price_include))
}

/** "CGST 2.5 % + SGST 2.5 %", for people. */
export function printTaxes(wanted: readonly OrderTax[], priceInclude: boolean): string {
  const parts = wanted.map((tax) => `${tax.title} ${Number((Number(tax.rate) * 100).toFixed(4))} %`)
  return `${parts.join(' + ')} (prices ${priceInclude ? 'include' : 'exclude'} tax)`
}
