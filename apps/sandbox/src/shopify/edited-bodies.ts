import type { CatalogueItem } from '../demo-catalogue.ts'
import { changeOf, changeTotals, negative } from './change-totals.ts'
import { idsFrom } from './ids.ts'
import { itemLine } from './lines.ts'
import { withoutGst } from './money.ts'
import type { OrderBody } from './order-body.ts'
import { shopTime } from './shop-time.ts'
import { spareId } from './special-bodies.ts'

export interface EditOptions {
  /** Put into the order, one piece. */
  add?: CatalogueItem
  /** Take the first line out. */
  removeFirst?: boolean
  /** Whether `total_price` counts what was added: Shopify's documentation does not settle it. */
  totalCountsAdded?: boolean
}

/** The same order after the merchant edited its lines: what `orders/updated` says then. */
export function editedBody(body: OrderBody, at: Date, options: EditOptions = {}): OrderBody {
  const { add, removeFirst = false, totalCountsAdded = true } = options
  const later = structuredClone(body)
  later.updated_at = shopTime(at)
  const [first] = later.line_items
  if (removeFirst && first) {
    changeTotals(later, 'current', negative(changeOf(first)))
    Object.assign(first, { current_quantity: 0, fulfillable_quantity: 0 })
  }
  if (add) {
    const rules = {
      included: body.taxes_included,
      sameState: !body.tax_lines.some((tax) => tax.title === 'IGST'),
    }
    const unitPrice = rules.included ? add.price : withoutGst(add.price, add.gstRate)
    const planned = { product: add, unitPrice, quantity: 1, lineDiscount: null, orderDiscount: null }
    const line = itemLine(planned, rules, idsFrom(spareId(later)))
    later.line_items.push(line)
    changeTotals(later, 'current', changeOf(line))
    if (totalCountsAdded) changeTotals(later, 'placed', changeOf(line))
  }
  return later
}
