import type { OrderTax } from '@crossdock/contracts/order'
import type { CallOptions } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { fieldsAnswer, type TaxRow, taxRow } from './schemas.ts'

/** The Odoo taxes of a line, and what the channel charged for each. */
export interface TaxMatch {
  /** What goes into `tax_ids`: a group stays a group. */
  taxIds: number[]
  priceInclude: boolean
  /** What Odoo computes with: a group's parts. Smallest units. */
  parts: { taxId: number; amount: bigint }[]
}

/** Marks of the Indian localisation; elsewhere these fields do not exist. */
const localFields = ['l10n_in_reverse_charge', 'l10n_in_is_lut', 'l10n_in_tax_type']

/** All sales taxes of the company, archived ones and parts of groups among them (those are of type `none`). */
export async function readTaxes(client: OdooClient, companyId: number, call: CallOptions): Promise<TaxRow[]> {
  const known = await client.call({
    model: 'account.tax',
    method: 'fields_get',
    kind: 'repeatable',
    args: { allfields: localFields, attributes: ['type'] },
    answer: fieldsAnswer,
    ...call,
  })
  return client.searchRead(
    'account.tax',
    [
      ['company_id', '=', companyId],
      ['type_tax_use', 'in', ['sale', 'none']],
      ['active', 'in', [true, false]],
    ],
    [
      'name',
      'amount',
      'amount_type',
      'type_tax_use',
      'price_include',
      'children_tax_ids',
      'active',
      'sequence',
      ...Object.keys(known),
    ],
    taxRow,
    { ...call, order: 'sequence,id', context: { active_test: false } },
  )
}

/** CGST and SGST are one sale's two halves, IGST is another's whole: an equal rate alone would misfile the return. */
type Kind = 'CGST' | 'SGST' | 'IGST' | 'CESS' | null

interface Charge {
  kind: Kind
  rate: bigint
  amount: bigint
}

interface Candidate {
  taxId: number
  parts: { taxId: number; kind: Kind; rate: bigint }[]
}

/**
 * Finds the company's taxes for what a channel charged on one line: CGST 2.5 % + SGST 2.5 % is the group with just these
 * parts, IGST 5 % or "VAT" 20 % the single tax of that rate and kind, CGST + SGST + CESS a group and a single tax.
 *
 * Taxes made for the way the prices are quoted come first. A shop that sells with tax included while its chart has only
 * taxes on top (India's, odoo-money-and-crashes.md §4) gets those, and the line its amounts net of tax.
 * Of several that fit: groups, then the lowest sequence, then the lowest id. A group with an archived part does not
 * count, Odoo would compute 0 with it without a word (same section). What is charged at 0 % is no tax.
 */
export function matchTaxes(
  taxes: readonly TaxRow[],
  charged: readonly OrderTax[],
  pricesInclude: boolean,
): TaxMatch | null {
  const charges = merge(charged)
  for (const priceInclude of [pricesInclude, !pricesInclude]) {
    const found = cover(charges, candidates(taxes, priceInclude))
    if (found) return { ...found, priceInclude }
  }
  return null
}

/** The same charge named twice is one charge. */
function merge(charged: readonly OrderTax[]): Charge[] {
  const merged = new Map<string, Charge>()
  for (const { title, rate: text, amount } of charged) {
    const rate = billionths(text)
    if (rate === 0n) continue
    const kind = kindOf(title)
    const key = `${kind ?? title.trim().toLowerCase()} ${rate}`
    merged.set(key, { kind, rate, amount: (merged.get(key)?.amount ?? 0n) + amount })
  }
  return [...merged.values()]
}

/**
 * The tax a person said these charges are. A group's parts take the charges of their kind and rate, else each its
 * counterpart by rate; a single tax takes all of them together. Rates may differ: the amounts are the channel's.
 *
 * @returns null when that tax is gone, archived, or cannot carry as many charges as there are
 */
export function mappedTax(taxes: readonly TaxRow[], taxId: number, charged: readonly OrderTax[]): TaxMatch | null {
  const charges = merge(charged)
  const tax = taxes.find(({ id }) => id === taxId)
  if (!tax?.active || tax.type_tax_use !== 'sale') return null
  const children =
    tax.amount_type === 'group' ? tax.children_tax_ids.map((id) => taxes.find((one) => one.id === id)) : [tax]
  const parts = children.flatMap((part) => (part?.active && part.amount_type === 'percent' ? [part] : []))
  const [only] = parts
  if (!only || parts.length !== children.length || parts.some((part) => part.price_include !== only.price_include))
    return null
  const match = { taxIds: [taxId], priceInclude: only.price_include }
  if (parts.length === 1) {
    return { ...match, parts: [{ taxId: only.id, amount: charges.reduce((sum, { amount }) => sum + amount, 0n) }] }
  }
  if (parts.length !== charges.length) return null
  const named = take(charges, {
    taxId,
    parts: parts.map((part) => ({ taxId: part.id, kind: kindOf(part.name), rate: rateOf(part) })),
  })
  if (named) return { ...match, parts: [...named].map(([{ amount }, id]) => ({ taxId: id, amount })) }
  const byRate = [...parts].sort((a, b) => a.amount - b.amount)
  const inOrder = [...charges].sort((a, b) => Number(a.rate - b.rate))
  return { ...match, parts: byRate.map((part, index) => ({ taxId: part.id, amount: inOrder[index]?.amount ?? 0n })) }
}

/** Every charge by exactly one candidate's part; the first solution in the candidates' order. */
function cover(charges: Charge[], options: Candidate[]): Omit<TaxMatch, 'priceInclude'> | null {
  const [first] = charges
  if (!first) return { taxIds: [], parts: [] }
  for (const option of options) {
    const taken = take(charges, option)
    if (!taken?.has(first)) continue
    const rest = cover(
      charges.filter((charge) => !taken.has(charge)),
      options.filter((other) => other !== option),
    )
    if (!rest) continue
    const parts = [...taken].map(([{ amount }, taxId]) => ({ taxId, amount }))
    return { taxIds: [option.taxId, ...rest.taxIds], parts: [...parts, ...rest.parts] }
  }
  return null
}

/** Which part stands for which charge; null when a part has none. Parts that name their kind choose first. */
function take(charges: Charge[], { parts }: Candidate): Map<Charge, number> | null {
  const taken = new Map<Charge, number>()
  for (const part of [...parts].sort((a, b) => Number(a.kind === null) - Number(b.kind === null))) {
    // India's 28 % group names its halves "CGST" and plain "GST": within a group the rest is what is left.
    const anyKind = part.kind === null && parts.length > 1
    const fits = (charge: Charge): boolean =>
      !taken.has(charge) && charge.rate === part.rate && (anyKind || charge.kind === part.kind)
    const charge = charges.find(fits)
    if (!charge) return null
    taken.set(charge, part.taxId)
  }
  return taken
}

function candidates(taxes: readonly TaxRow[], priceInclude: boolean): Candidate[] {
  const byId = new Map(taxes.map((tax) => [tax.id, tax]))
  const found: { candidate: Candidate; tax: TaxRow }[] = []
  for (const tax of taxes) {
    if (tax.type_tax_use !== 'sale' || !tax.active || isSpecial(tax)) continue
    const children = tax.amount_type === 'group' ? tax.children_tax_ids.map((id) => byId.get(id)) : [tax]
    const parts = children.flatMap((part) =>
      part?.active && part.amount_type === 'percent' && part.price_include === priceInclude && !isSpecial(part)
        ? [{ taxId: part.id, kind: kindOf(part.name), rate: rateOf(part) }]
        : [],
    )
    if (parts.length > 0 && parts.length === children.length) found.push({ candidate: { taxId: tax.id, parts }, tax })
  }
  return found
    .sort(
      (a, b) =>
        b.candidate.parts.length - a.candidate.parts.length ||
        Number(isForExport(a.tax)) - Number(isForExport(b.tax)) ||
        a.tax.sequence - b.tax.sequence ||
        a.tax.id - b.tax.id,
    )
    .map(({ candidate }) => candidate)
}

/** Not what a buyer in a shop is charged: reverse charge, letters of undertaking, tax collected at source. */
function isSpecial(tax: TaxRow): boolean {
  const type = tax.l10n_in_tax_type ?? ''
  return tax.l10n_in_reverse_charge === true || tax.l10n_in_is_lut === true || (type !== '' && type !== 'gst')
}

/** India's chart has a second tax of each rate for exports and economic zones; only its name tells. */
function isForExport(tax: TaxRow): boolean {
  return /\b(EXP|SEZ|LUT|RC)\b/.test(tax.name)
}

function kindOf(name: string): Kind {
  const [found] = /CGST|SGST|UTGST|IGST|CESS/.exec(name.toUpperCase()) ?? []
  // Union territories levy UTGST where states levy SGST; Odoo keeps both in one tax.
  return found === 'UTGST' ? 'SGST' : ((found as Kind | undefined) ?? null)
}

/** A tax of 2.5 percent is 25,000,000. */
function rateOf({ amount }: TaxRow): bigint {
  return BigInt(Math.round(amount * 10_000_000))
}

/** "0.025" is 25,000,000. */
function billionths(rate: string): bigint {
  const [whole = '0', fraction = ''] = rate.split('.')
  return BigInt(whole + fraction.slice(0, 9).padEnd(9, '0'))
}

/** "CGST 2.5 % + SGST 2.5 %", for people. */
export function printTaxes(charged: readonly OrderTax[], pricesInclude: boolean): string {
  const parts = charged.map((tax) => `${tax.title} ${Number((Number(tax.rate) * 100).toFixed(4))} %`)
  return `${parts.join(' + ')} (prices ${pricesInclude ? 'include' : 'exclude'} tax)`
}
