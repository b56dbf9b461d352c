import { z } from 'zod'
import { instant } from './api/values.ts'
import { storableText } from './errors.ts'
import { minorUnits } from './money.ts'
import { paymentStatus } from './order.ts'

/**
 * An order as our own shop, a chat or an agency's program hands it in. What it charged is the truth, so it says every
 * amount and tax itself, and they have to add up. Amounts are text of the currency's smallest unit: "384410" is 3,844.10 INR.
 */

const storable = (one: string) => storableText(one) === one
const unstorable = 'must hold no NUL and no half of a character'
const text = (most: number) => z.string().trim().min(1).max(most).refine(storable, unstorable)
const optionalText = (most: number) => z.string().trim().max(most).refine(storable, unstorable).nullable().default(null)
const notNegative = minorUnits.refine((amount) => amount >= 0n, 'must not be negative')
const positiveCount = z.int().min(1).max(1_000_000)

export const directAddress = z.strictObject({
  name: text(200),
  company: optionalText(200),
  line1: text(500),
  line2: optionalText(500),
  city: optionalText(200),
  postalCode: optionalText(30),
  regionCode: optionalText(10).describe('code of the state or province, for example MH'),
  regionName: optionalText(100),
  countryCode: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .describe('ISO 3166-1 alpha-2'),
  phone: optionalText(40).describe('as typed; read as of the address’s country'),
})

const directTax = z.strictObject({
  title: text(60).describe('as the customer reads it: CGST, SGST, IGST, VAT'),
  rate: z
    .string()
    .regex(/^\d{1,3}(\.\d{1,6})?$/)
    .describe('fraction: "0.025" is 2.5 %'),
  amount: notNegative,
})

export const directLine = z.strictObject({
  id: text(100).optional().describe('yours, unique in the order; left out: its place in the list'),
  kind: z
    .enum(['item', 'custom', 'shipping', 'fee', 'tip', 'gift-card'])
    .default('item')
    .describe('item: a product, by SKU. custom: an ad-hoc line. The others are charges and liabilities'),
  sku: optionalText(100),
  title: text(500),
  quantity: positiveCount.default(1),
  unitPrice: notNegative.describe('of one piece before discounts; with tax when taxesIncluded'),
  discount: notNegative.prefault('0').describe('of the whole line, its share of order discounts included'),
  taxes: z.array(directTax).max(10).default([]),
  requiresShipping: z.boolean().optional().describe('left out: true for items and custom lines'),
})

export const directOrder = z
  .strictObject({
    sourceId: z
      .string()
      .regex(/^[\w.:-]{1,100}$/)
      .optional()
      .describe('your id of the order; left out: one is made from the idempotency key'),
    name: text(60).describe('what people call it: "S-1042"'),
    source: z.enum(['web', 'chat', 'phone', 'other']).default('web').describe('where it was placed'),
    language: text(35).optional().describe('what the customer reads, en or hi-IN: notices come in it'),
    placedAt: instant,
    updatedAt: instant.optional().describe('when it changed last; the newest version holds. Left out: placedAt'),
    cancelledAt: instant.nullable().default(null),
    cancelReason: optionalText(200),
    test: z.boolean().default(false).describe('never reaches the books'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .describe('ISO 4217'),
    taxesIncluded: z.boolean(),
    payment: z.strictObject({
      status: paymentStatus.exclude(['unknown', 'partially-refunded']),
      gateways: z.array(text(100)).max(5).default([]),
      outstanding: minorUnits.optional().describe('still to be paid; left out: nothing when paid, else everything'),
      cashOnDelivery: z.boolean().default(false),
    }),
    customer: z
      .strictObject({
        sourceId: optionalText(100),
        name: text(200),
        email: z.email().max(320).nullable().default(null),
        phone: optionalText(40),
      })
      .nullable()
      .default(null),
    billingAddress: directAddress.nullable().default(null),
    shippingAddress: directAddress.nullable().default(null),
    lines: z.array(directLine).min(1).max(500),
    totals: z.strictObject({
      total: notNegative.describe('what the customer pays, tax included'),
      tax: notNegative.describe('within the total'),
    }),
    note: optionalText(2_000),
    tags: z.array(text(100)).max(50).default([]),
    attributes: z
      .array(z.strictObject({ name: text(100), value: z.string().max(1_000).refine(storable, unstorable) }))
      .max(50)
      .default([]),
  })
  .meta({ id: 'DirectOrder' })

export type DirectOrder = z.output<typeof directOrder>
export type DirectOrderJson = z.input<typeof directOrder>
