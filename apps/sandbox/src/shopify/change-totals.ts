import { mergedTaxLines } from './gst.ts'
import { moneySet, paisa, rupees } from './money.ts'
import type { LineItemBody, OrderBody } from './order-body.ts'

/** What an order's figures go up by (or down, when negative), in paisa. */
export interface Change {
  /** Of lines, before discounts. */
  gross?: bigint
  discounts?: bigint
  /** Of lines and shipping. */
  tax?: bigint
  shipping?: bigint
  /** Charged beside lines, shipping and tax: a tip without a line, duties. */
  beside?: bigint
}

/** All figures as placed that a change moves, or all that tell what is left now. */
export function changeTotals(body: OrderBody, figures: 'placed' | 'current', change: Change): void {
  const { gross = 0n, discounts = 0n, tax = 0n, shipping = 0n, beside = 0n } = change
  const subtotal = gross - discounts
  const total = subtotal + shipping + beside + (body.taxes_included ? 0n : tax)
  if (figures === 'placed') {
    const line = paisa(body.total_line_items_price) + gross
    body.total_line_items_price = rupees(line)
    body.total_line_items_price_set = moneySet(line)
    Object.assign(body, both('total_discounts', paisa(body.total_discounts) + discounts))
    Object.assign(body, both('subtotal_price', paisa(body.subtotal_price) + subtotal))
    Object.assign(body, both('total_tax', paisa(body.total_tax) + tax))
    Object.assign(body, both('total_price', paisa(body.total_price) + total))
    body.total_shipping_price_set = moneySet(paisa(body.total_shipping_price_set.shop_money.amount) + shipping)
    body.tax_lines = mergedTaxLines([...body.line_items, ...body.shipping_lines].flatMap((one) => one.tax_lines))
    return
  }
  Object.assign(body, both('current_total_discounts', paisa(body.current_total_discounts) + discounts))
  Object.assign(body, both('current_subtotal_price', paisa(body.current_subtotal_price) + subtotal))
  Object.assign(body, both('current_total_tax', paisa(body.current_total_tax) + tax))
  Object.assign(body, both('current_total_price', paisa(body.current_total_price) + total))
  body.current_shipping_price_set = moneySet(paisa(body.current_shipping_price_set.shop_money.amount) + shipping)
  // What is added is still to be paid, unless it has been.
  if (paisa(body.total_outstanding) > 0n) body.total_outstanding = rupees(paisa(body.total_outstanding) + total)
}

/** What a line, with all its pieces, adds to an order. */
export function changeOf(line: LineItemBody): Change {
  const sum = (amounts: string[]): bigint => amounts.reduce((all, amount) => all + paisa(amount), 0n)
  return {
    gross: paisa(line.price) * BigInt(line.quantity),
    discounts: sum(line.discount_allocations.map((part) => part.amount)),
    tax: sum(line.tax_lines.map((tax) => tax.price)),
  }
}

export function negative(change: Change): Change {
  return Object.fromEntries(Object.entries(change).map(([name, amount]) => [name, -amount]))
}

function both(name: string, amount: bigint): object {
  return { [name]: rupees(amount), [`${name}_set`]: moneySet(amount) }
}
