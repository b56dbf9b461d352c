import type { OrderLine } from '@crossdock/contracts/order'
import type { LineItem, OrderBody, ShippingLine } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'
import { readTaxes } from './taxes.ts'

/**
 * One line with all its pieces, refunded and removed ones too: that is what its discounts and taxes are for. Its price is
 * `price × quantity` less all its allocations, which hold its share of the order's discounts; the line's `total_discount`
 * does not and is never used.
 * https://shopify.dev/docs/api/admin-rest/latest/resources/order#resource-object
 */
export function readLineItem(
  line: LineItem,
  index: number,
  money: ShopMoney,
  groups: OrderBody['line_item_groups'],
): OrderLine {
  const field = `line_items.${index}`
  const unitPrice = money.read(`${field}.price`, line.price_set, line.price)
  const discount = allocated(line, field, money)
  const kind = kindOf(line)
  const bundle = bundleOf(line, groups)
  return {
    sourceId: line.id,
    kind,
    sku: line.sku,
    // `name` is the title with the variant: "Ilkal Cotton Saree - Maroon".
    title: line.name ?? line.title ?? line.sku ?? 'Untitled',
    quantity: line.quantity,
    currentQuantity: line.current_quantity ?? line.quantity,
    unitPrice,
    discount,
    net: unitPrice * BigInt(line.quantity) - discount,
    taxes: readTaxes(field, line.tax_lines, money),
    // Nothing leaves the warehouse for a gift card or a tip (shopify.md §5.1).
    requiresShipping: kind !== 'gift-card' && kind !== 'tip' && (line.requires_shipping ?? false),
    productSourceId: line.product_id ?? null,
    variantSourceId: line.variant_id ?? null,
    ...(bundle && { bundle }),
  }
}

/**
 * A deleted product keeps its SKU and stays an item. A line without product, variant and SKU was typed in by hand:
 * something to ship (`custom`) or a charge such as a cash-on-delivery fee (`fee`).
 */
function kindOf(line: LineItem): OrderLine['kind'] {
  if (isTip(line)) return 'tip'
  if (line.gift_card) return 'gift-card'
  if (line.product_id || line.variant_id || line.sku) return 'item'
  return line.requires_shipping ? 'custom' : 'fee'
}

/** Tip lines carry a key of their own; their other marks are the fall-back. */
function isTip(line: LineItem): boolean {
  if (line.tip != null) return true
  return (
    line.title === 'Tip' && !line.product_id && !line.requires_shipping && line.fulfillment_status === 'not_eligible'
  )
}

/** A component names its bundle by id; title and number stand in the order's groups, when it has them. */
function bundleOf(line: LineItem, groups: OrderBody['line_item_groups']): OrderLine['bundle'] {
  const sourceId = line.sales_line_item_group_id
  if (!sourceId) return undefined
  const group = groups.find(({ id }) => id === sourceId)
  return { sourceId, title: group?.title ?? null, quantity: group?.quantity ?? null }
}

function allocated(
  { discount_allocations }: Pick<LineItem, 'discount_allocations'>,
  field: string,
  money: ShopMoney,
): bigint {
  return discount_allocations.reduce(
    (sum, part, at) => sum + money.read(`${field}.discount_allocations.${at}.amount`, part.amount_set, part.amount),
    0n,
  )
}

/** Shipping that was not removed again; what it cost is the discounted price, or the price less what is told off it. */
export function readShippingLines(lines: ShippingLine[], money: ShopMoney): OrderLine[] {
  return lines
    .map((line, index) => ({ line, field: `shipping_lines.${index}` }))
    .filter(({ line }) => !line.is_removed)
    .map(({ line, field }, index) => {
      const unitPrice = money.read(`${field}.price`, line.price_set, line.price)
      const told = money.readOrNull(`${field}.discounted_price`, line.discounted_price_set, line.discounted_price)
      const net = told ?? unitPrice - allocated(line, field, money)
      return {
        // Not every shipping line has an id (`ShippingLine.id` of the Admin API is nullable).
        ...charge('shipping', line.id ?? `shipping-${index}`, line.title ?? 'Shipping', unitPrice),
        discount: unitPrice - net,
        net,
        taxes: readTaxes(field, line.tax_lines, money),
      }
    })
}

/** A line that is an amount and nothing else: one piece, no product, nothing to ship, untaxed unless said otherwise. */
export function charge(kind: OrderLine['kind'], sourceId: string, title: string, amount: bigint): OrderLine {
  return {
    sourceId,
    kind,
    sku: null,
    title,
    quantity: 1,
    currentQuantity: 1,
    unitPrice: amount,
    discount: 0n,
    net: amount,
    taxes: [],
    requiresShipping: false,
    productSourceId: null,
    variantSourceId: null,
  }
}
