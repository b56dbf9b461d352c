import { z } from 'zod'
import { currencyCode } from '../money.ts'
import { orderLine, paymentStatus } from '../order.ts'
import { sampleTime } from './samples.ts'
import { money } from './values.ts'

/**
 * The canonical order as the API shows it: amounts as text, and everything that names or describes a person nullable, since
 * it is null for a key without `people:read`.
 */

const units = z
  .string()
  .regex(/^-?\d{1,18}$/)
  .meta({ description: 'Smallest units of the order’s currency.' })
const time = z.iso.datetime({ offset: true })

const tax = z.strictObject({ title: z.string(), rate: z.string(), amount: units })

const address = z.strictObject({
  name: z.string().nullable(),
  company: z.string().nullable(),
  line1: z.string().nullable(),
  line2: z.string().nullable(),
  city: z.string().nullable(),
  postalCode: z.string().nullable(),
  regionCode: z.string().nullable(),
  regionName: z.string().nullable(),
  countryCode: z.string().nullable(),
  phone: z.string().nullable(),
})

const line = z.strictObject({
  sourceId: z.string(),
  kind: orderLine.shape.kind,
  sku: z.string().nullable(),
  title: z.string(),
  quantity: z.int(),
  currentQuantity: z.int(),
  unitPrice: units,
  discount: units,
  net: units,
  taxes: z.array(tax),
  requiresShipping: z.boolean(),
  productSourceId: z.string().nullable(),
  variantSourceId: z.string().nullable(),
  bundle: z
    .strictObject({ sourceId: z.string(), title: z.string().nullable(), quantity: z.int().nullable() })
    .optional(),
})

export const orderDocument = z
  .strictObject({
    channel: z.string(),
    sourceId: z.string(),
    name: z.string(),
    placedAt: time,
    updatedAt: time,
    cancelledAt: time.nullable(),
    cancelReason: z.string().nullable(),
    test: z.boolean(),
    confirmed: z.boolean(),
    edited: z.boolean(),
    source: z.string(),
    locationSourceId: z.string().optional(),
    language: z
      .string()
      .optional()
      .meta({ description: 'What the customer read at the checkout, where the channel tells.' }),
    currency: currencyCode,
    presentment: z.strictObject({ currency: currencyCode, total: units, outstanding: units.nullable() }),
    taxesIncluded: z.boolean(),
    payment: z.strictObject({
      status: paymentStatus,
      gateways: z.array(z.string()),
      outstanding: units,
      cashOnDelivery: z.boolean(),
      cashRounding: units,
      terms: z.strictObject({ name: z.string().nullable(), dueAt: time.nullable() }).nullable(),
    }),
    fulfilment: z.enum(['none', 'partial', 'fulfilled', 'restocked']),
    customer: z
      .strictObject({
        sourceId: z.string().nullable(),
        name: z.string().nullable(),
        email: z.string().nullable(),
        phone: z.string().nullable(),
      })
      .nullable(),
    company: z.strictObject({ sourceId: z.string().nullable(), name: z.string().nullable() }).nullable(),
    purchaseOrder: z.string().nullable(),
    billingAddress: address.nullable(),
    shippingAddress: address.nullable(),
    lines: z.array(line),
    refunds: z.array(
      z.strictObject({
        sourceId: z.string(),
        at: time.nullable(),
        currency: currencyCode.nullable(),
        amount: units.nullable(),
        presentment: money.nullable(),
        pending: money.nullable(),
        lines: z.array(
          z.strictObject({
            lineSourceId: z.string(),
            quantity: z.int(),
            restock: z.boolean(),
            net: units.nullable(),
            tax: units.nullable(),
          }),
        ),
        shipping: z.strictObject({ net: units, tax: units }).nullable(),
      }),
    ),
    totals: z.strictObject({ total: units, tax: units, refunded: units }),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    attributes: z.array(z.strictObject({ name: z.string(), value: z.string().nullable() })),
  })
  .meta({ id: 'OrderDocument' })
export type OrderDocumentJson = z.input<typeof orderDocument>

const hiddenAddress = {
  name: null,
  company: null,
  line1: null,
  line2: null,
  city: null,
  postalCode: null,
  regionCode: 'KA',
  regionName: 'Karnataka',
  countryCode: 'IN',
  phone: null,
}

export const sampleDocument: OrderDocumentJson = {
  channel: 'shopify',
  sourceId: '6201122334455',
  name: '#1042',
  placedAt: sampleTime,
  updatedAt: sampleTime,
  cancelledAt: null,
  cancelReason: null,
  test: false,
  confirmed: true,
  edited: false,
  source: 'web',
  currency: 'INR',
  presentment: { currency: 'INR', total: '384410', outstanding: '0' },
  taxesIncluded: true,
  payment: {
    status: 'paid',
    gateways: ['razorpay'],
    outstanding: '0',
    cashOnDelivery: false,
    cashRounding: '0',
    terms: null,
  },
  fulfilment: 'none',
  customer: { sourceId: '7700112233', name: null, email: null, phone: null },
  company: null,
  purchaseOrder: null,
  billingAddress: hiddenAddress,
  shippingAddress: hiddenAddress,
  lines: [
    {
      sourceId: '1500110011',
      kind: 'item',
      sku: 'SAR-ILK-MRN',
      title: 'Ilkal Cotton Saree, Maroon',
      quantity: 1,
      currentQuantity: 1,
      unitPrice: '384410',
      discount: '0',
      net: '384410',
      taxes: [
        { title: 'CGST', rate: '0.025', amount: '9153' },
        { title: 'SGST', rate: '0.025', amount: '9152' },
      ],
      requiresShipping: true,
      productSourceId: '88001',
      variantSourceId: '88002',
    },
  ],
  refunds: [],
  totals: { total: '384410', tax: '18305', refunded: '0' },
  note: null,
  tags: [],
  attributes: [],
}
