import { mergedTaxLines, type TaxRules } from './gst.ts'
import { moneySet, paisa, rupees, sum } from './money.ts'
import type { LineItemBody, ShippingLineBody } from './order-body.ts'

/** All totals, from the lines as they were just made. */
export function totalsOf(
  lines: LineItemBody[],
  shippingLines: ShippingLineBody[],
  rules: TaxRules,
  cashOnDelivery: boolean,
) {
  const taxLines = [...lines, ...shippingLines].flatMap((line) => line.tax_lines)
  const gross = sum(lines.map((line) => paisa(line.price) * BigInt(line.quantity)))
  const discounts = sum(lines.flatMap((line) => line.discount_allocations.map((part) => paisa(part.amount))))
  const shipping = sum(shippingLines.map((line) => paisa(line.discounted_price)))
  const tax = sum(taxLines.map((line) => paisa(line.price)))
  const subtotal = gross - discounts
  const total = subtotal + shipping + (rules.included ? 0n : tax)
  return {
    tax_lines: mergedTaxLines(taxLines),
    total_line_items_price: rupees(gross),
    total_line_items_price_set: moneySet(gross),
    total_discounts: rupees(discounts),
    total_discounts_set: moneySet(discounts),
    current_total_discounts: rupees(discounts),
    current_total_discounts_set: moneySet(discounts),
    subtotal_price: rupees(subtotal),
    subtotal_price_set: moneySet(subtotal),
    current_subtotal_price: rupees(subtotal),
    current_subtotal_price_set: moneySet(subtotal),
    total_shipping_price_set: moneySet(shipping),
    current_shipping_price_set: moneySet(shipping),
    total_tax: rupees(tax),
    total_tax_set: moneySet(tax),
    current_total_tax: rupees(tax),
    current_total_tax_set: moneySet(tax),
    total_price: rupees(total),
    total_price_set: moneySet(total),
    current_total_price: rupees(total),
    current_total_price_set: moneySet(total),
    total_outstanding: rupees(cashOnDelivery ? total : 0n),
    total_tip_received: '0.00',
    total_cash_rounding_payment_adjustment_set: moneySet(0n),
    total_cash_rounding_refund_adjustment_set: moneySet(0n),
    original_total_duties_set: null,
    current_total_duties_set: null,
    original_total_additional_fees_set: null,
    current_total_additional_fees_set: null,
    total_weight: lines.reduce((grams, line) => grams + line.grams * line.quantity, 0),
    tax_exempt: false,
    estimated_taxes: false,
    duties_included: false,
    currency: 'INR',
    presentment_currency: 'INR',
  }
}
