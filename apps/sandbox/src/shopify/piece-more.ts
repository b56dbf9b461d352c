import { gstLines } from './gst.ts'
import { paisa, sum } from './money.ts'
import type { LineItemBody, OrderBody } from './order-body.ts'
import { shopTime } from './shop-time.ts'
import { totalsOf } from './totals.ts'

/** The same order after staff have added one more piece of its last product: another content, another total. */
export function withPieceMore(body: OrderBody, at: Date): OrderBody {
  const later = structuredClone(body)
  const line = later.line_items.findLast((candidate) => candidate.sku !== null)
  if (!line) throw new RangeError('an order without products')
  const rules = {
    included: body.taxes_included,
    sameState: line.tax_lines.some((taxLine) => taxLine.title === 'CGST'),
  }
  line.quantity += 1
  line.current_quantity += 1
  line.fulfillable_quantity += 1
  const discounts = sum(line.discount_allocations.map((part) => paisa(part.amount)))
  line.tax_lines = gstLines(paisa(line.price) * BigInt(line.quantity) - discounts, gstRateOf(line), rules)
  const unpaid = body.financial_status === 'pending'
  return {
    ...later,
    ...totalsOf(later.line_items, later.shipping_lines, rules, unpaid),
    updated_at: shopTime(at),
  }
}

/** Percent: 2.5 % CGST and 2.5 % SGST are 5. */
function gstRateOf(line: LineItemBody): number {
  return Math.round(line.tax_lines.reduce((rate, taxLine) => rate + taxLine.rate, 0) * 100)
}
