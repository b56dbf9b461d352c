import type { z } from 'zod'
import type {
  AddressNode,
  Bag,
  LineItemNode,
  OrderNode,
  RefundNode,
  ShippingLineNode,
  TaxLineNode,
} from './admin-answers.ts'
import type { orderBody } from './schemas.ts'
import { atShop } from './shop-clock.ts'

/**
 * Every field that `orderBody` reads, none left out: a field that the mapping starts to read has to be answered here
 * before this file type-checks again. Numbers are text until they are written.
 */
type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<T[Key]> }
    : T
export type WholeBody = Whole<z.input<typeof orderBody>>
type BodyOf<Key extends 'line_items' | 'shipping_lines' | 'refunds'> = NonNullable<WholeBody[Key]>[number]

/**
 * What GraphQL says of an order in the words of the webhook. What it cannot say:
 * - `contact_email`: the order has one e-mail address, `email`.
 * - `order_number`: only read where an order has no name, and GraphQL's always has one.
 * - a line's `fulfillment_status`: it only serves to tell tips, which are told here (`tipsAmong`).
 * - `presentment_money` of anything but the total: it is not read.
 * https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
 */
export function orderBodyOf(order: OrderNode, refunds: RefundNode[], timeZone: string): WholeBody {
  const tips = tipsAmong(order)
  const { presentmentMoney } = order.totalPriceSet
  return {
    id: order.id,
    name: order.name,
    order_number: null,
    created_at: atShop(order.createdAt, timeZone),
    processed_at: atShop(order.processedAt, timeZone),
    updated_at: atShop(order.updatedAt, timeZone),
    cancelled_at: order.cancelledAt && atShop(order.cancelledAt, timeZone),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    test: order.test,
    confirmed: order.confirmed,
    source_name: order.sourceName,
    location_id: order.retailLocation?.id ?? null,
    currency: order.currencyCode,
    presentment_currency: order.presentmentCurrencyCode,
    taxes_included: order.taxesIncluded,
    financial_status: order.displayFinancialStatus?.toLowerCase() ?? null,
    fulfillment_status: fulfilmentOf(order),
    payment_gateway_names: order.paymentGatewayNames,
    email: order.email,
    contact_email: null,
    phone: order.phone,
    customer: order.customer && {
      id: order.customer.id,
      first_name: order.customer.firstName,
      last_name: order.customer.lastName,
      email: order.customer.defaultEmailAddress?.emailAddress ?? null,
      phone: order.customer.defaultPhoneNumber?.phoneNumber ?? null,
    },
    billing_address: order.billingAddress && addressBody(order.billingAddress),
    shipping_address: order.shippingAddress && addressBody(order.shippingAddress),
    line_items: order.lineItems.nodes.map((line) => lineItemBody(line, tips.has(line))),
    shipping_lines: order.shippingLines.nodes.map(shippingLineBody),
    refunds: refunds.map((refund) => refundBody(refund, timeZone)),
    total_price: order.totalPriceSet.shopMoney.amount,
    total_price_set: {
      ...moneySet(order.totalPriceSet),
      presentment_money: { amount: presentmentMoney.amount, currency_code: presentmentMoney.currencyCode },
    },
    total_tax: order.totalTaxSet?.shopMoney.amount ?? null,
    total_tax_set: order.totalTaxSet && moneySet(order.totalTaxSet),
    total_outstanding: order.totalOutstandingSet.shopMoney.amount,
    total_tip_received: order.totalTipReceivedSet.shopMoney.amount,
    duties_included: order.dutiesIncluded,
    original_total_duties_set: order.originalTotalDutiesSet && moneySet(order.originalTotalDutiesSet),
    current_total_duties_set: order.currentTotalDutiesSet && moneySet(order.currentTotalDutiesSet),
    original_total_additional_fees_set:
      order.originalTotalAdditionalFeesSet && moneySet(order.originalTotalAdditionalFeesSet),
    current_total_additional_fees_set:
      order.currentTotalAdditionalFeesSet && moneySet(order.currentTotalAdditionalFeesSet),
    note: order.note,
    // A tag cannot hold a comma.
    tags: order.tags.join(', '),
    note_attributes: order.customAttributes.map(({ key, value }) => ({ name: key, value })),
  }
}

/** As Shopify writes bodies: ids, counts and rates are bare numbers, however long. Undoes `parseJsonExactly`. */
export function writeOrderBody(body: WholeBody): Uint8Array {
  const text = JSON.stringify(body, (key, value) =>
    typeof value === 'string' && isNumber(key) ? bareNumber(value) : value,
  )
  return new TextEncoder().encode(text)
}

const isNumber = (key: string) => /^(id|.+_id|quantity|current_quantity|rate)$/.test(key)

/** ES2026's JSON.rawJSON, which TypeScript does not know yet. Throws SyntaxError for what is not a number. */
function bareNumber(text: string): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)
}

/**
 * GraphQL tells how far the warehouse is, the webhook how much has left. Where it speaks of what is still to go (on hold,
 * scheduled, in progress …), the lines tell whether something has left already.
 */
function fulfilmentOf({ displayFulfillmentStatus: status, lineItems }: OrderNode): string | null {
  if (Object.hasOwn(fulfilments, status)) return fulfilments[status] ?? null
  const shipped = lineItems.nodes.some(
    (line) => line.requiresShipping && Number(line.currentQuantity) > Number(line.unfulfilledQuantity),
  )
  return shipped ? 'partial' : null
}

const fulfilments: Record<string, string | null> = {
  UNFULFILLED: null,
  FULFILLMENT_NOT_REQUIRED: null,
  PARTIALLY_FULFILLED: 'partial',
  FULFILLED: 'fulfilled',
  RESTOCKED: 'restocked',
}

/**
 * GraphQL does not mark tips. In an order with one they are the lines without product, SKU or shipping that are called
 * "Tip"; in shops of another language the one that comes to the whole of the tips.
 */
function tipsAmong(order: OrderNode): Set<LineItemNode> {
  // Only compared, never added up.
  const received = Number(order.totalTipReceivedSet.shopMoney.amount)
  if (received === 0) return new Set()
  const typedIn = order.lineItems.nodes.filter(
    (line) => !line.product && !line.variant && !line.sku && !line.requiresShipping,
  )
  const named = typedIn.filter((line) => line.title === 'Tip')
  if (named.length > 0) return new Set(named)
  const whole = typedIn.find(
    ({ quantity, originalUnitPriceSet }) =>
      quantity === '1' && Number(originalUnitPriceSet.shopMoney.amount) === received,
  )
  return new Set(whole ? [whole] : [])
}

function lineItemBody(line: LineItemNode, isTip: boolean): BodyOf<'line_items'> {
  return {
    id: line.id,
    name: line.name,
    title: line.title,
    sku: line.sku,
    price: line.originalUnitPriceSet.shopMoney.amount,
    price_set: moneySet(line.originalUnitPriceSet),
    quantity: line.quantity,
    current_quantity: line.currentQuantity,
    product_id: line.product?.id ?? null,
    variant_id: line.variant?.id ?? null,
    requires_shipping: line.requiresShipping,
    gift_card: line.isGiftCard,
    fulfillment_status: null,
    tip: isTip ? {} : null,
    tax_lines: line.taxLines.map(taxLineBody),
    discount_allocations: line.discountAllocations.map(({ allocatedAmountSet: amount }) => ({
      amount: amount.shopMoney.amount,
      amount_set: moneySet(amount),
    })),
    duties: line.duties.map((duty) => ({ tax_lines: duty.taxLines.map(taxLineBody) })),
  }
}

function shippingLineBody(line: ShippingLineNode): BodyOf<'shipping_lines'> {
  return {
    id: line.id,
    title: line.title,
    price: line.originalPriceSet.shopMoney.amount,
    price_set: moneySet(line.originalPriceSet),
    discounted_price: line.discountedPriceSet.shopMoney.amount,
    discounted_price_set: moneySet(line.discountedPriceSet),
    is_removed: line.isRemoved,
    tax_lines: line.taxLines.map(taxLineBody),
  }
}

function taxLineBody(tax: TaxLineNode) {
  return { title: tax.title, rate: tax.rate, price: tax.priceSet.shopMoney.amount, price_set: moneySet(tax.priceSet) }
}

/** Money back in the currency of the books, also where the customer was paid in another: the webhook only has the latter. */
function refundBody(refund: RefundNode, timeZone: string): BodyOf<'refunds'> {
  return {
    id: refund.id,
    created_at: refund.createdAt && atShop(refund.createdAt, timeZone),
    processed_at: atShop(refund.processedAt, timeZone),
    transactions: refund.transactions.nodes.map(({ kind, status, amountSet: { shopMoney } }) => ({
      kind: kind.toLowerCase(),
      status: status.toLowerCase(),
      amount: shopMoney.amount,
      currency: shopMoney.currencyCode,
    })),
    refund_line_items: refund.refundLineItems.nodes.map(({ quantity, restockType, lineItem }) => ({
      line_item_id: lineItem.id,
      line_item: { id: lineItem.id },
      quantity,
      restock_type: restockType.toLowerCase(),
    })),
  }
}

function addressBody(address: AddressNode): Whole<NonNullable<WholeBody['billing_address']>> {
  return {
    name: address.name,
    first_name: address.firstName,
    last_name: address.lastName,
    company: address.company,
    address1: address.address1,
    address2: address.address2,
    city: address.city,
    zip: address.zip,
    province: address.province,
    province_code: address.provinceCode,
    country_code: address.countryCodeV2,
    phone: address.phone,
  }
}

function moneySet({ shopMoney }: Bag) {
  return { shop_money: { amount: shopMoney.amount, currency_code: shopMoney.currencyCode }, presentment_money: null }
}
