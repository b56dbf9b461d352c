import { z } from 'zod'
import { currencyCode, minorUnits } from './money.ts'

/**
 * The canonical order: what a channel charged, in our words, the same for every channel.
 * Amounts are in the shop's currency (the one the merchant books in). Personal data is in here, so at rest the whole
 * document is encrypted. `version` is the version of this shape, not of the order.
 */

export const address = z.object({
  name: z.string(),
  company: z.string().nullable(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  /** Null outside countries with postal codes. */
  postalCode: z.string().nullable(),
  /** The channel's own code for state or province; sources differ (TG/TS, OR/OD), match by code, alias, then name. */
  regionCode: z.string().nullable(),
  regionName: z.string().nullable(),
  /** ISO 3166-1 alpha-2. */
  countryCode: z.string().nullable(),
  /** E.164, or null when nothing parsed. */
  phone: z.string().nullable(),
})
export type Address = z.output<typeof address>

export const orderTax = z.object({
  /** As the channel prints it: CGST, SGST, IGST, VAT … */
  title: z.string(),
  /** Fraction as a decimal string without trailing zeros: "0.025" is 2.5 %. */
  rate: z.string().regex(/^\d+(\.\d+)?$/),
  amount: minorUnits,
})
export type OrderTax = z.output<typeof orderTax>

export const orderLine = z.object({
  /** The channel's id of the line; unique in the order together with `kind`. */
  sourceId: z.string(),
  /** `item` is a product; `custom` an ad-hoc line without product; the others are charges and liabilities. */
  kind: z.enum(['item', 'custom', 'shipping', 'fee', 'tip', 'gift-card']),
  sku: z.string().nullable(),
  title: z.string(),
  /** Ordered pieces, as placed. */
  quantity: z.int().nonnegative(),
  /** Pieces left after refunds, removals and edits. */
  currentQuantity: z.int().nonnegative(),
  /** Price of one piece before discounts, smallest units. */
  unitPrice: minorUnits,
  /** All discounts of the line, its share of order discounts included; positive. */
  discount: minorUnits,
  /** What the line cost after all discounts: with tax when `taxesIncluded`, else without. */
  net: minorUnits,
  taxes: z.array(orderTax),
  requiresShipping: z.boolean(),
  /** The channel's product and variant ids; null for custom lines, tips and deleted products. */
  productSourceId: z.string().nullable(),
  variantSourceId: z.string().nullable(),
})
export type OrderLine = z.output<typeof orderLine>

export const orderRefund = z.object({
  sourceId: z.string(),
  at: z.iso.datetime({ offset: true }),
  /** Money that really went back: successful refund transactions only. */
  amount: minorUnits,
  lines: z.array(z.object({ lineSourceId: z.string(), quantity: z.int().nonnegative(), restock: z.boolean() })),
})

export const paymentStatus = z.enum([
  'pending',
  'authorized',
  'partially-paid',
  'paid',
  'partially-refunded',
  'refunded',
  'voided',
  'expired',
  'unknown',
])

export const canonicalOrder = z.object({
  version: z.literal(1),
  channel: z.string(),
  /** The channel's own id, always text: Shopify's exceed 2^53. Identity is (connection, sourceId). */
  sourceId: z.string().min(1),
  /** A label such as "#1042"; not a key. */
  name: z.string(),
  placedAt: z.iso.datetime({ offset: true }),
  /** The channel's own "last changed", the first part of the source version. */
  updatedAt: z.iso.datetime({ offset: true }),
  cancelledAt: z.iso.datetime({ offset: true }).nullable(),
  cancelReason: z.string().nullable(),
  /** Made for trying things out; must never reach a live ledger. */
  test: z.boolean(),
  /** False while the channel has not finalised the order. */
  confirmed: z.boolean(),
  /** Where in the channel it came from: web, pos, draft … */
  source: z.string(),
  /** The channel's id of the place it was sold at, where it names one (a shop counter); absent otherwise. */
  locationSourceId: z.string().optional(),
  currency: currencyCode,
  presentment: z.object({ currency: currencyCode, total: minorUnits }),
  taxesIncluded: z.boolean(),
  payment: z.object({
    status: paymentStatus,
    gateways: z.array(z.string()),
    /** What the customer still owes; the amount to collect for cash on delivery. */
    outstanding: minorUnits,
    cashOnDelivery: z.boolean(),
  }),
  fulfilment: z.enum(['none', 'partial', 'fulfilled', 'restocked']),
  customer: z
    .object({
      sourceId: z.string().nullable(),
      name: z.string(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
    })
    .nullable(),
  billingAddress: address.nullable(),
  shippingAddress: address.nullable(),
  lines: z.array(orderLine),
  refunds: z.array(orderRefund),
  totals: z.object({
    /** What the channel charged, as placed. */
    total: minorUnits,
    /** Tax within (or on top of) the total. */
    tax: minorUnits,
    /** Already paid back. */
    refunded: minorUnits,
  }),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  attributes: z.array(z.object({ name: z.string(), value: z.string() })),
})

/** In memory: amounts are bigint. */
export type CanonicalOrder = z.output<typeof canonicalOrder>
/** In JSON: amounts are strings of digits. */
export type CanonicalOrderJson = z.input<typeof canonicalOrder>

/** What the lines of an order come to; equals `totals.total` or the order does not add up. */
export function sumOfLines(order: Pick<CanonicalOrder, 'lines' | 'taxesIncluded'>): bigint {
  return order.lines.reduce((sum, line) => sum + line.net + (order.taxesIncluded ? 0n : taxOf(line)), 0n)
}

export function taxOf(line: Pick<OrderLine, 'taxes'>): bigint {
  return line.taxes.reduce((sum, tax) => sum + tax.amount, 0n)
}
