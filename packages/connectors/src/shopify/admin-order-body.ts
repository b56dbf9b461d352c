import { formatAmount, parseAmount } from '@crossdock/contracts/money'
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
import { exponentOf } from './shop-money.ts'

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
 * - `order_adjustments` of a refund: GraphQL has no kind of them. The one kind that is read is shipping that was paid
 *   back, and that comes as `refund_shipping_lines`, which go first.
 * - `total_additional_fees_set` of a refund: GraphQL has no such figure. Where such fees were paid back and the order was
 *   edited besides, it does not add up, and is refused rather than guessed at.
 * - `order_number`: only read where an order has no name, and GraphQL's always has one.
 * - What each duty of a line and each discount on shipping came to: the order's duties and the discounted price go first.
 * - `presentment_money` of anything but totals, what is owed and what was paid back: it is not read.
 * What it says and the webhook does not: the name of a company, what is owed in the customer's currency, what a refund in
 * that currency is in the shop's.
 * https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
 */
export function orderBodyOf(order: OrderNode, refunds: RefundNode[], timeZone: string): WholeBody {
  const tips = tipsAmong(order)
  const timeOf = (utc: string | null) => utc && atShop(utc, timeZone)
  return {
    id: order.id,
    name: order.name,
    order_number: null,
    created_at: atShop(order.createdAt, timeZone),
    processed_at: atShop(order.processedAt, timeZone),
    updated_at: atShop(order.updatedAt, timeZone),
    cancelled_at: timeOf(order.cancelledAt),
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    test: order.test,
    confirmed: order.confirmed,
    source_name: order.sourceName,
    location_id: order.retailLocation?.id ?? null,
    customer_locale: order.customerLocale,
    currency: order.currencyCode,
    presentment_currency: order.presentmentCurrencyCode,
    taxes_included: order.taxesIncluded,
    financial_status: order.displayFinancialStatus?.toLowerCase() ?? null,
    fulfillment_status: fulfilmentOf(order),
    payment_gateway_names: order.paymentGatewayNames,
    payment_terms: order.paymentTerms && {
      payment_terms_name: order.paymentTerms.paymentTermsName,
      payment_schedules: order.paymentTerms.paymentSchedules.nodes.map(({ dueAt, completedAt }) => ({
        due_at: timeOf(dueAt),
        completed_at: timeOf(completedAt),
      })),
    },
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
    company: order.purchasingEntity?.company ?? null,
    po_number: order.poNumber,
    billing_address: order.billingAddress && addressBody(order.billingAddress),
    shipping_address: order.shippingAddress && addressBody(order.shippingAddress),
    line_items: order.lineItems.nodes.map((line) => lineItemBody(line, tips.has(line))),
    line_item_groups: groupsOf(order),
    shipping_lines: order.shippingLines.nodes.map(shippingLineBody),
    refunds: refunds.map((refund) => refundBody(refund, timeZone)),
    total_price: order.totalPriceSet.shopMoney.amount,
    total_price_set: moneySet(order.totalPriceSet),
    current_total_price: order.currentTotalPriceSet.shopMoney.amount,
    current_total_price_set: moneySet(order.currentTotalPriceSet),
    subtotal_price: order.subtotalPriceSet?.shopMoney.amount ?? null,
    subtotal_price_set: order.subtotalPriceSet && moneySet(order.subtotalPriceSet),
    total_shipping_price_set: moneySet(order.totalShippingPriceSet),
    total_tax: order.totalTaxSet?.shopMoney.amount ?? null,
    total_tax_set: order.totalTaxSet && moneySet(order.totalTaxSet),
    current_total_tax: order.currentTotalTaxSet.shopMoney.amount,
    current_total_tax_set: moneySet(order.currentTotalTaxSet),
    total_outstanding: order.totalOutstandingSet.shopMoney.amount,
    total_outstanding_set: moneySet(order.totalOutstandingSet),
    total_tip_received: order.totalTipReceivedSet.shopMoney.amount,
    total_cash_rounding_payment_adjustment_set: moneySet(order.totalCashRoundingAdjustment.paymentSet),
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

/** The bundles that lines belong to, each once. */
function groupsOf({ lineItems }: OrderNode): WholeBody['line_item_groups'] {
  const groups = new Map(lineItems.nodes.flatMap(({ lineItemGroup: one }) => (one ? [[one.id, one] as const] : [])))
  return [...groups.values()].map(({ id, title, quantity }) => ({ id, title, quantity }))
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
    // The webhook leaves it empty until something has left.
    fulfillment_status: line.fulfillmentStatus === 'unfulfilled' ? null : line.fulfillmentStatus,
    sales_line_item_group_id: line.lineItemGroup?.id ?? null,
    tip: isTip ? {} : null,
    tax_lines: line.taxLines.map(taxLineBody),
    discount_allocations: line.discountAllocations.map(({ allocatedAmountSet: amount }) => ({
      amount: amount.shopMoney.amount,
      amount_set: moneySet(amount),
    })),
    duties: line.duties.map((duty) => ({
      shop_money: null,
      presentment_money: null,
      tax_lines: duty.taxLines.map(taxLineBody),
    })),
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
    discount_allocations: [],
    is_removed: line.isRemoved,
    tax_lines: line.taxLines.map(taxLineBody),
  }
}

function taxLineBody(tax: TaxLineNode) {
  return { title: tax.title, rate: tax.rate, price: tax.priceSet.shopMoney.amount, price_set: moneySet(tax.priceSet) }
}

/** Transactions tell their amount in the currency the customer was paid in; beside it stands that of the books. */
function refundBody(refund: RefundNode, timeZone: string): BodyOf<'refunds'> {
  return {
    id: refund.id,
    order_id: refund.order.id,
    created_at: refund.createdAt && atShop(refund.createdAt, timeZone),
    processed_at: atShop(refund.processedAt, timeZone),
    transactions: refund.transactions.nodes.map(({ kind, status, amountSet }) => ({
      kind: kind.toLowerCase(),
      status: status.toLowerCase(),
      amount: amountSet.presentmentMoney.amount,
      currency: amountSet.presentmentMoney.currencyCode,
      amount_set: moneySet(amountSet),
    })),
    refund_line_items: refund.refundLineItems.nodes.map((line) => ({
      line_item_id: line.lineItem.id,
      line_item: { id: line.lineItem.id },
      quantity: line.quantity,
      restock_type: line.restockType.toLowerCase(),
      subtotal: line.subtotalSet.shopMoney.amount,
      subtotal_set: moneySet(line.subtotalSet),
      total_tax: line.totalTaxSet.shopMoney.amount,
      total_tax_set: moneySet(line.totalTaxSet),
    })),
    refund_shipping_lines: refund.refundShippingLines.nodes.map(({ subtotalAmountSet, taxAmountSet }) => ({
      subtotal_amount_set: moneySet(subtotalAmountSet),
      tax_amount_set: moneySet(taxAmountSet),
    })),
    order_adjustments: [],
    total_duties_set: dutiesBack(refund),
    total_additional_fees_set: null,
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

/** GraphQL tells them one by one. Throws `currency-unknown`, as reading the order does. */
function dutiesBack({ duties, totalRefundedSet }: RefundNode) {
  const { currencyCode } = totalRefundedSet.shopMoney
  const exponent = exponentOf(currencyCode, 'a refund')
  const sum = (duties ?? []).reduce((all, { amountSet }) => all + parseAmount(amountSet.shopMoney.amount, exponent), 0n)
  return moneySet({ shopMoney: { amount: formatAmount(sum, exponent), currencyCode } })
}

function moneySet({ shopMoney, presentmentMoney }: Bag) {
  return { shop_money: moneyBody(shopMoney), presentment_money: presentmentMoney ? moneyBody(presentmentMoney) : null }
}

function moneyBody({ amount, currencyCode }: Bag['shopMoney']) {
  return { amount, currency_code: currencyCode, currency: null }
}
