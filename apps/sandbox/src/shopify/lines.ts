import type { CatalogueItem } from '../demo-catalogue.ts'
import { gstLines, type TaxRules } from './gst.ts'
import { type Ids, productId } from './ids.ts'
import { moneySet, rupees, withoutGst } from './money.ts'
import type { LineItemBody, ShippingLineBody } from './order-body.ts'

/** A line before it has ids and taxes. Amounts in paisa. */
export interface PlannedLine {
  product: CatalogueItem
  unitPrice: bigint
  quantity: number
  lineDiscount: Discount | null
  orderDiscount: Discount | null
}

interface Discount {
  amount: bigint
  /** Index into the order's `discount_applications`. */
  application: number
}

export function itemLine(planned: PlannedLine, rules: TaxRules, ids: Ids): LineItemBody {
  const { product, unitPrice, quantity, lineDiscount } = planned
  const discounts = [lineDiscount, planned.orderDiscount].filter((discount) => discount !== null)
  const net = discounts.reduce((left, discount) => left - discount.amount, unitPrice * BigInt(quantity))
  return {
    ...blankLine(ids.next(), product.title, unitPrice),
    current_quantity: quantity,
    fulfillable_quantity: quantity,
    quantity,
    grams: 400,
    product_exists: true,
    product_id: productId(product.sku),
    variant_id: productId(product.sku) + 1n,
    variant_inventory_management: 'shopify',
    requires_shipping: true,
    sku: product.sku,
    vendor: 'Kaveri Looms',
    // Line-level discounts only: whoever computes the net price from it forgets the order's.
    total_discount: rupees(lineDiscount?.amount ?? 0n),
    total_discount_set: moneySet(lineDiscount?.amount ?? 0n),
    tax_lines: gstLines(net, product.gstRate, rules),
    discount_allocations: discounts.map(({ amount, application }) => ({
      amount: rupees(amount),
      amount_set: moneySet(amount),
      discount_application_index: application,
    })),
  }
}

/** ₹49 for collecting cash: a custom line without product and SKU, 18 % GST. */
export function codFeeLine(rules: TaxRules, ids: Ids): LineItemBody {
  const price = rules.included ? 4900n : withoutGst(4900n, 18)
  return { ...blankLine(ids.next(), 'COD handling fee', price), tax_lines: gstLines(price, 18, rules) }
}

/** `price` is with tax when the order's prices are; free shipping is a line of 0.00 without taxes. */
export function shippingLine(price: bigint, rules: TaxRules, ids: Ids): ShippingLineBody {
  return {
    id: ids.next(),
    carrier_identifier: null,
    code: 'STD',
    current_discounted_price_set: moneySet(price),
    discounted_price: rupees(price),
    discounted_price_set: moneySet(price),
    is_removed: false,
    phone: null,
    price: rupees(price),
    price_set: moneySet(price),
    requested_fulfillment_service_id: null,
    source: 'shopify',
    title: 'Standard (3-5 days)',
    tax_lines: gstLines(price, 18, rules),
    discount_allocations: [],
  }
}

/** What a gift card costs is a debt of the shop's, not a sale: untaxed, and nothing to ship. */
export function giftCardLine(value: bigint, ids: Ids): LineItemBody {
  return { ...blankLine(ids.next(), 'Gift card', value), gift_card: true, sku: 'GIFT-CARD', taxable: false }
}

export function tipLine(amount: bigint, gateway: string, ids: Ids): LineItemBody {
  return {
    ...blankLine(ids.next(), 'Tip', amount),
    fulfillable_quantity: 0,
    fulfillment_status: 'not_eligible',
    taxable: false,
    tip: { payment_gateway: gateway, payment_method: gateway },
  }
}

function blankLine(id: bigint, title: string, price: bigint): LineItemBody {
  return {
    id,
    admin_graphql_api_id: `gid://shopify/LineItem/${id}`,
    attributed_staffs: [],
    current_quantity: 1,
    fulfillable_quantity: 1,
    fulfillment_service: 'manual',
    fulfillment_status: null,
    gift_card: false,
    grams: 0,
    name: title,
    price: rupees(price),
    price_set: moneySet(price),
    product_exists: false,
    product_id: null,
    properties: [],
    quantity: 1,
    requires_shipping: false,
    sales_line_item_group_id: null,
    selling_plan_id: null,
    sku: null,
    taxable: true,
    title,
    total_discount: '0.00',
    total_discount_set: moneySet(0n),
    variant_id: null,
    variant_inventory_management: null,
    variant_title: null,
    vendor: null,
    tax_lines: [],
    duties: [],
    discount_allocations: [],
  }
}
