import { z } from 'zod'

/**
 * What we read of Shopify's order body, after `parseJsonExactly` has made every number a string. Everything may be null
 * or missing except what an order cannot be without; unknown fields are ignored.
 * https://shopify.dev/docs/api/admin-rest/latest/resources/order, webhook bodies of 2026-10
 */

/** 64 bits, always text. */
const id = z.string().regex(/^\d{1,20}$/, 'is not an id')

/** Text that decides nothing by its absence: blank, null and missing are the same. */
const text = z
  .string()
  .nullish()
  .transform((value) => value?.trim() || null)

const flag = z.boolean().nullish()
const amount = z.string().nullish()
const time = z.iso.datetime({ offset: true, message: 'is not a time' })

const count = z
  .string()
  .regex(/^\d{1,9}(\.0+)?$/, 'is not a whole number')
  .transform(Number)

const list = <T extends z.ZodType>(of: T) =>
  z
    .array(of)
    .nullish()
    .transform((values) => values ?? [])

const money = z.object({ amount: z.string(), currency_code: text }).nullish()

/** Both sides of an amount: the currency the shop books in and the one the customer saw. */
export const moneySet = z.object({ shop_money: money, presentment_money: money }).nullish()
export type MoneySet = z.output<typeof moneySet>

export const taxLine = z.object({ title: text, rate: z.string().nullish(), price: amount, price_set: moneySet })
export type TaxLine = z.output<typeof taxLine>

const duty = z.object({ tax_lines: list(taxLine) })

export const lineItem = z.object({
  id,
  name: text,
  title: text,
  sku: text,
  price: amount,
  price_set: moneySet,
  quantity: count,
  current_quantity: count.nullish(),
  product_id: id.nullish(),
  variant_id: id.nullish(),
  requires_shipping: flag,
  gift_card: flag,
  fulfillment_status: text,
  /** Only tip lines have this key. */
  tip: z.unknown().optional(),
  tax_lines: list(taxLine),
  discount_allocations: list(z.object({ amount, amount_set: moneySet })),
  duties: list(duty),
})
export type LineItem = z.output<typeof lineItem>

export const shippingLine = z.object({
  id,
  title: text,
  price: amount,
  price_set: moneySet,
  discounted_price: amount,
  discounted_price_set: moneySet,
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

const refund = z.object({
  id,
  created_at: time.nullish(),
  processed_at: time.nullish(),
  transactions: list(z.object({ kind: text, status: text, amount, currency: text })),
  refund_line_items: list(
    z.object({
      line_item_id: id.nullish(),
      line_item: z.object({ id }).nullish(),
      quantity: count,
      restock_type: text,
    }),
  ),
})
export type Refund = z.output<typeof refund>

export const orderBody = z.object({
  id,
  name: text,
  order_number: text,
  created_at: time,
  processed_at: time.nullish(),
  updated_at: time,
  cancelled_at: time.nullish(),
  cancel_reason: text,
  test: flag,
  confirmed: flag,
  source_name: text,
  location_id: id.nullish(),
  currency: z.string(),
  presentment_currency: text,
  taxes_included: flag,
  financial_status: text,
  fulfillment_status: text,
  payment_gateway_names: list(z.string()),
  email: text,
  contact_email: text,
  phone: text,
  customer: z.object({ id: id.nullish(), first_name: text, last_name: text, email: text, phone: text }).nullish(),
  billing_address: orderAddress,
  shipping_address: orderAddress,
  line_items: z.array(lineItem),
  shipping_lines: list(shippingLine),
  refunds: list(refund),
  total_price: amount,
  total_price_set: moneySet,
  total_tax: amount,
  total_tax_set: moneySet,
  total_outstanding: amount,
  total_tip_received: amount,
  duties_included: flag,
  original_total_duties_set: moneySet,
  current_total_duties_set: moneySet,
  original_total_additional_fees_set: moneySet,
  current_total_additional_fees_set: moneySet,
  note: text,
  tags: text,
  note_attributes: list(z.object({ name: text, value: text })),
})
export type OrderBody = z.output<typeof orderBody>
