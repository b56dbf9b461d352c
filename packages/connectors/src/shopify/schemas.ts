import { z } from 'zod'

/**
 * What we read of Shopify's order body, after `parseJsonExactly` has made every number a string. Everything may be null
 * or missing except what an order cannot be without; unknown fields are ignored. What is of another type than it should
 * be makes the order unreadable where it decides money, pieces, who or where to, or what becomes of the order; anything
 * else is nothing then (`orNull`, `label`).
 * https://shopify.dev/docs/api/admin-rest/latest/resources/order, webhook bodies of 2026-10
 */

/** 64 bits, always text. A GraphQL id ("gid://shopify/Order/12") is read as the number at its end. */
const id = z
  .string()
  .regex(/^(gid:\/\/shopify\/\w+\/)?\d{1,20}$/, 'is not an id')
  .transform((text) => text.slice(text.lastIndexOf('/') + 1))

/** Blank, null and missing are the same to us: Shopify sends each of them for "nothing". */
const orBlank = <T extends z.ZodType>(of: T) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), of.nullish())

const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)

/** For what only people read, or nobody needs: a shape we do not know must not park an order. */
const orNull = <T extends z.ZodType>(of: T) => of.nullish().catch(null)
const label = text.catch(null)

const flag = orBlank(z.boolean())
const amount = orBlank(z.string())
const time = z.iso.datetime({ offset: true, message: 'is not a time' })
/** ISO 4217, whatever its case. */
const currency = z.string().transform((code) => code.trim().toUpperCase())

const count = z
  .string()
  .regex(/^\d{1,9}(\.0+)?$/, 'is not a whole number')
  .transform(Number)

const withoutNulls = <Item>(values: readonly Item[]): NonNullable<Item>[] => values.filter((value) => value != null)

const list = <T extends z.ZodType>(of: T) =>
  z
    .array(of.nullish())
    .nullish()
    .transform((values) => withoutNulls(values ?? []))

/** GraphQL and REST call it `currency_code`, one set of the refund body `currency` (shopify.md §5.2). */
const money = z
  .object({ amount, currency_code: orBlank(currency), currency: orBlank(currency) })
  .transform(({ amount, currency_code, currency }) =>
    amount == null ? null : { amount, currency: currency_code ?? currency ?? null },
  )
  .nullish()

/** Both sides of an amount: the currency the shop books in and the one the customer saw. */
export const moneySet = z.object({ shop_money: money, presentment_money: orNull(money) }).nullish()
export type MoneySet = z.output<typeof moneySet>

export const taxLine = z.object({ title: text, rate: amount, price: amount, price_set: moneySet })
export type TaxLine = z.output<typeof taxLine>

/** Its amounts stand in it as in a set. */
const duty = z.object({ shop_money: money, presentment_money: orNull(money), tax_lines: list(taxLine) })

const discountAllocation = z.object({ amount, amount_set: moneySet })

export const lineItem = z.object({
  id,
  name: label,
  title: label,
  sku: text,
  price: amount,
  price_set: moneySet,
  quantity: count,
  current_quantity: orBlank(count),
  product_id: orBlank(id),
  variant_id: orBlank(id),
  requires_shipping: flag,
  gift_card: flag,
  fulfillment_status: text,
  sales_line_item_group_id: orNull(orBlank(id)),
  /** Only tip lines have this key. */
  tip: z.unknown().optional(),
  tax_lines: list(taxLine),
  discount_allocations: list(discountAllocation),
  duties: list(duty),
})
export type LineItem = z.output<typeof lineItem>

export const shippingLine = z.object({
  id: orBlank(id),
  title: label,
  price: amount,
  price_set: moneySet,
  discounted_price: amount,
  discounted_price_set: moneySet,
  discount_allocations: list(discountAllocation),
  is_removed: flag,
  tax_lines: list(taxLine),
})
export type ShippingLine = z.output<typeof shippingLine>

export const orderAddress = z
  .object({
    name: text,
    first_name: text,
    last_name: text,
    company: text,
    address1: text,
    address2: text,
    city: text,
    zip: text,
    province: text,
    province_code: text,
    country_code: text,
    phone: text,
  })
  .nullish()
export type OrderAddress = z.output<typeof orderAddress>

/** A refund inside an order and on its own: the same body (shopify.md §5.2). Its plain amounts are JSON numbers. */
export const refundBody = z.object({
  id,
  order_id: orBlank(id),
  created_at: orNull(orBlank(time)),
  processed_at: orNull(orBlank(time)),
  transactions: list(z.object({ kind: text, status: text, amount, currency: orBlank(currency), amount_set: moneySet })),
  refund_line_items: list(
    z.object({
      line_item_id: orBlank(id),
      line_item: z.object({ id }).nullish(),
      quantity: count,
      restock_type: text,
      subtotal: amount,
      subtotal_set: moneySet,
      total_tax: amount,
      total_tax_set: moneySet,
    }),
  ),
  refund_shipping_lines: list(z.object({ subtotal_amount_set: moneySet, tax_amount_set: moneySet })),
  order_adjustments: list(
    z.object({ kind: text, amount, amount_set: moneySet, tax_amount: amount, tax_amount_set: moneySet }),
  ),
  total_duties_set: moneySet,
  total_additional_fees_set: moneySet,
})
export type RefundBody = z.output<typeof refundBody>

/** A bundle that was sold; only its components are lines. Shape beyond the id from GraphQL's `LineItemGroup`. */
const lineItemGroup = z.object({ id: orNull(orBlank(id)), title: label, quantity: orNull(orBlank(count)) })

/** `completed_at` is the text "null" in Shopify's own sample, and a due date may come without a time. */
const paymentTerms = z.object({
  payment_terms_name: label,
  payment_schedules: list(
    orNull(z.object({ due_at: orNull(orBlank(time)), completed_at: orNull(orBlank(time)) })),
  ).catch([]),
})

export const orderBody = z.object({
  id,
  name: label,
  order_number: label,
  created_at: orBlank(time),
  processed_at: orBlank(time),
  updated_at: time,
  cancelled_at: orBlank(time),
  cancel_reason: label,
  test: flag,
  confirmed: flag,
  source_name: text,
  location_id: orBlank(id),
  customer_locale: label,
  currency,
  presentment_currency: orNull(orBlank(currency)),
  taxes_included: flag,
  financial_status: text,
  fulfillment_status: label,
  payment_gateway_names: list(text),
  payment_terms: orNull(paymentTerms),
  email: text,
  contact_email: text,
  phone: text,
  customer: z.object({ id: orBlank(id), first_name: text, last_name: text, email: text, phone: text }).nullish(),
  company: orNull(z.object({ id: orNull(orBlank(id)), name: label })),
  po_number: label,
  billing_address: orderAddress,
  shipping_address: orderAddress,
  line_items: z.array(lineItem.nullish()).transform(withoutNulls),
  line_item_groups: list(orNull(lineItemGroup)).catch([]),
  shipping_lines: list(shippingLine),
  /** Null is "not told" here, unlike an empty list. */
  refunds: z
    .array(refundBody.nullish())
    .nullish()
    .transform((refunds) => refunds && withoutNulls(refunds)),
  total_price: amount,
  total_price_set: moneySet,
  current_total_price: amount,
  current_total_price_set: moneySet,
  subtotal_price: amount,
  subtotal_price_set: moneySet,
  total_shipping_price_set: moneySet,
  total_tax: amount,
  total_tax_set: moneySet,
  current_total_tax: amount,
  current_total_tax_set: moneySet,
  total_outstanding: amount,
  total_outstanding_set: moneySet,
  total_tip_received: amount,
  total_cash_rounding_payment_adjustment_set: moneySet,
  duties_included: flag,
  original_total_duties_set: moneySet,
  current_total_duties_set: moneySet,
  original_total_additional_fees_set: moneySet,
  current_total_additional_fees_set: moneySet,
  note: label,
  /** A list in GraphQL, one string in webhooks. */
  tags: orNull(z.union([text, list(label)])),
  note_attributes: list(orNull(z.object({ name: label, value: label }))).catch([]),
})
export type OrderBody = z.output<typeof orderBody>
