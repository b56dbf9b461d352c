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
  /** Pieces ordered: as placed and later edited. Refunded ones still count, removed ones do not (then it may be 0). */
  quantity: z.int().nonnegative(),
  /** Pieces left after refunds too. */
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
  /** The bundle it was sold in. The price is this component's own share already: a bundle charges nothing beside it. */
  bundle: z
    .object({ sourceId: z.string(), title: z.string().nullable(), quantity: z.int().nonnegative().nullable() })
    .optional(),
})
export type OrderLine = z.output<typeof orderLine>

/** An amount of money, smallest units. */
const money = z.object({ currency: currencyCode, amount: minorUnits })

/**
 * One refund, as it tells of itself: it may come before its order and in another currency than the shop's, so nothing
 * here needs the order to be read.
 */
export const orderRefund = z.object({
  sourceId: z.string().min(1),
  /** When the channel made it; null when it does not say. */
  at: z.iso.datetime({ offset: true }).nullable(),
  /** The shop's currency; null when the refund names none (it moved no money and has no lines). */
  currency: currencyCode.nullable().default(null),
  /**
   * Money that really went back, in `currency`: successful transactions only. Null when it went back in another currency
   * and the channel does not tell what that is in the shop's.
   */
  amount: minorUnits.nullable(),
  /** The same as the customer got it, when that was another currency. */
  presentment: money.nullable().default(null),
  /** Money on its way back, in the currency it is paid in. */
  pending: money.nullable().default(null),
  lines: z.array(
    z.object({
      lineSourceId: z.string(),
      quantity: z.int().nonnegative(),
      restock: z.boolean(),
      /** What the pieces had cost, as the line's `net`, and their tax; null when the channel does not say. */
      net: minorUnits.nullable().default(null),
      tax: minorUnits.nullable().default(null),
    }),
  ),
  /** Of the shipping charge; with tax where prices include it. */
  shipping: z.object({ net: minorUnits, tax: minorUnits }).nullable().default(null),
})
export type OrderRefund = z.output<typeof orderRefund>

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
  /** Lines were added or removed after it was placed. */
  edited: z.boolean().default(false),
  /** Where in the channel it came from: web, pos, draft … */
  source: z.string(),
  /** The channel's id of the place it was sold at, where it names one (a shop counter); absent otherwise. */
  locationSourceId: z.string().optional(),
  /** What the customer read at the checkout, as the channel writes it (en, hi-IN), unchecked; absent where it does not say. */
  language: z.string().optional(),
  currency: currencyCode,
  /**
   * What the customer sees: for texts and refunds, never for the books. `outstanding` is null when the channel tells it in
   * the shop's currency only; where it does not tell the total either, the shop's stands in.
   */
  presentment: z.object({
    currency: currencyCode,
    total: minorUnits,
    outstanding: minorUnits.nullable().default(null),
  }),
  taxesIncluded: z.boolean(),
  payment: z.object({
    status: paymentStatus,
    gateways: z.array(z.string()),
    /** What the customer still owes (negative: is owed); the amount to collect for cash on delivery. */
    outstanding: minorUnits,
    cashOnDelivery: z.boolean(),
    /** Signed: what is paid in cash is the total and this. The total itself is not rounded. */
    cashRounding: minorUnits.default(0n),
    /** Credit that was agreed, as business customers have it; null when the order is to be paid at once. */
    terms: z
      .object({ name: z.string().nullable(), dueAt: z.iso.datetime({ offset: true }).nullable() })
      .nullable()
      .default(null),
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
  /** The business that buys, when a business does; `purchaseOrder` is its own number for it. */
  company: z.object({ sourceId: z.string().nullable(), name: z.string().nullable() }).nullable().default(null),
  purchaseOrder: z.string().nullable().default(null),
  billingAddress: address.nullable(),
  shippingAddress: address.nullable(),
  lines: z.array(orderLine),
  refunds: z.array(orderRefund),
  totals: z.object({
    /** What the channel charged: as placed and later edited, refunds not taken off. */
    total: minorUnits,
    /** Tax within (or on top of) the total. */
    tax: minorUnits,
    /** Already paid back, as far as that is known in the shop's currency. */
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

/** What the lines of an order come to; equals `totals.total` or the order does not add up. Only a test order may not. */
export function sumOfLines(order: Pick<CanonicalOrder, 'lines' | 'taxesIncluded'>): bigint {
  return order.lines.reduce((sum, line) => sum + line.net + (order.taxesIncluded ? 0n : taxOf(line)), 0n)
}

export function taxOf(line: Pick<OrderLine, 'taxes'>): bigint {
  return line.taxes.reduce((sum, tax) => sum + tax.amount, 0n)
}

/** Whom an order is for. */
export type People = Pick<CanonicalOrder, 'customer' | 'billingAddress' | 'shippingAddress'>

/** What a customer is called of whom the channel tells no name. */
export function placeholderName(sourceId: string | null): string {
  return sourceId === null ? 'Customer' : `Customer ${sourceId}`
}

/**
 * Whether an order names anybody. A channel that withholds personal data (an app without approval) sends the same order
 * without: that is no news about the people.
 */
export function namesPeople({ customer, billingAddress, shippingAddress }: People): boolean {
  const known = customer !== null && (customer.email ?? customer.phone) !== null
  const named = customer !== null && customer.name !== placeholderName(customer.sourceId)
  const addressed = [billingAddress, shippingAddress].some(
    (one) => one !== null && (one.name !== '' || one.line1 !== '' || one.phone !== null),
  )
  return known || named || addressed
}
