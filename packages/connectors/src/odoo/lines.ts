import { divideHalfUp, formatAmount } from '@crossdock/contracts/money'
import type { CanonicalOrder, OrderLine } from '@crossdock/contracts/order'
import { taxOf } from '@crossdock/contracts/order'
import type { TaxMatch } from './taxes.ts'

/**
 * The line model m7 of odoo-money-and-crashes.md §3: a net unit price, and beside it what the channel charged and taxed to
 * the smallest unit. Odoo takes that over when currency, price, discount and quantity of the line equal the cell's.
 */
export interface LineFacts {
  line: OrderLine
  productId: number
  tax: TaxMatch
}

export interface LineRow {
  productId: number
  quantity: number
  /** Decimal string in the order's currency. */
  priceUnit: string
  taxIds: number[]
  name: string
  /** JSON text, or empty. */
  extraTaxData: string
}

export interface LineOptions {
  currencyId: number
  digits: number
  /** Without the cell a net price of six digits is the best there is; the comparison decides. */
  exactLineTaxes: boolean
}

/** What a line of the channel becomes: one row, or two when an untaxed amount does not divide by its pieces. */
export function rowsOf(
  { line, productId, tax }: LineFacts,
  order: Pick<CanonicalOrder, 'taxesIncluded'>,
  options: LineOptions,
): LineRow[] {
  const taxAmount = taxOf(line)
  const withoutTax = order.taxesIncluded ? line.net - taxAmount : line.net
  // Where the shop's prices include tax but only taxes on top are there, the amounts without tax say the same.
  const net = tax.priceInclude ? withoutTax + taxAmount : withoutTax
  const quantity = BigInt(line.quantity)
  const base = { productId, name: line.title.trim() || 'Item', taxIds: tax.taxIds }
  if (tax.parts.length === 0) return untaxed(base, net, quantity, options.digits)

  if (!options.exactLineTaxes) {
    const sixDigits = divideHalfUp(net * 10n ** BigInt(6 - options.digits), quantity)
    return [{ ...base, quantity: line.quantity, priceUnit: formatAmount(sixDigits, 6), extraTaxData: '' }]
  }
  const priceUnit = formatAmount(divideHalfUp(net, quantity), options.digits)
  const number = (units: bigint): number => Number(formatAmount(units, options.digits))
  const amounts = Object.fromEntries(
    tax.parts.map((part) => {
      const base = number(withoutTax)
      const amount = number(part.amount)
      return [
        String(part.taxId),
        { base_amount_currency: base, base_amount: base, tax_amount_currency: amount, tax_amount: amount },
      ]
    }),
  )
  // Rate 1 and the same amounts twice: Odoo divides the company's by the true rate when it reads them (`delta_rate` in
  // `_import_base_line_extra_tax_data` of account_tax.py, 19.0).
  const cell = {
    currency_id: options.currencyId,
    rate: 1,
    price_unit: Number(priceUnit),
    discount: 0,
    quantity: line.quantity,
    manual_total_excluded_currency: number(withoutTax),
    manual_total_excluded: number(withoutTax),
    manual_tax_amounts: amounts,
  }
  return [{ ...base, quantity: line.quantity, priceUnit, extraTaxData: JSON.stringify(cell) }]
}

/** The cell needs a tax, so an untaxed remainder goes to pieces of their own (model m3). */
function untaxed(
  base: Pick<LineRow, 'productId' | 'name' | 'taxIds'>,
  net: bigint,
  quantity: bigint,
  digits: number,
): LineRow[] {
  const each = net / quantity
  const rest = net - each * quantity
  const row = (pieces: bigint, price: bigint): LineRow => ({
    ...base,
    quantity: Number(pieces),
    priceUnit: formatAmount(price, digits),
    extraTaxData: '',
  })
  if (rest === 0n) return [row(quantity, each)]
  return [row(quantity - rest, each), row(rest, each + 1n)]
}
