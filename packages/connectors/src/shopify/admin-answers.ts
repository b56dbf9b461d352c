import { z } from 'zod'

/**
 * What we read of the Admin API's answers, after `parseJsonExactly` has made every number text. Only what the schema of
 * 2026-10 lets be null may be null here. https://shopify.dev/docs/api/admin-graphql/2026-10/objects/Order
 */

/**
 * `gid://shopify/Order/820982911946154508`, as the number in it: 64 bits, always text. Some carry parameters
 * (`ShippingLine/671422168?type=draft_order`).
 */
const gid = z
  .string()
  .regex(/^gid:\/\/shopify\/[A-Za-z]+\/\d{1,20}(\?.*)?$/, 'is not a global id')
  .transform((text) => /\/(\d+)(\?.*)?$/.exec(text)?.[1] ?? '')

const number = z.string()
const money = z.object({ amount: z.string(), currencyCode: z.string() })
/** An amount in the currency of the books; the customer's beside it only where it is asked for. */
const bag = z.object({ shopMoney: money })
const bothBag = bag.extend({ presentmentMoney: money })
export type Bag = z.output<typeof bag> & Partial<z.output<typeof bothBag>>

const page = <T extends z.ZodType>(node: T) =>
  z.object({
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(node),
  })
export interface Page<T> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: T[]
}

const taxLine = z.object({ title: z.string(), rate: number.nullable(), priceSet: bag })
export type TaxLineNode = z.output<typeof taxLine>

const lineItem = z.object({
  id: gid,
  title: z.string(),
  name: z.string(),
  sku: z.string().nullable(),
  quantity: number,
  currentQuantity: number,
  unfulfilledQuantity: number,
  fulfillmentStatus: z.string(),
  requiresShipping: z.boolean(),
  isGiftCard: z.boolean(),
  product: z.object({ id: gid }).nullable(),
  variant: z.object({ id: gid }).nullable(),
  lineItemGroup: z.object({ id: gid, title: z.string(), quantity: number }).nullable(),
  originalUnitPriceSet: bag,
  discountAllocations: z.array(z.object({ allocatedAmountSet: bag })),
  taxLines: z.array(taxLine),
  duties: z.array(z.object({ taxLines: z.array(taxLine) })),
})
export type LineItemNode = z.output<typeof lineItem>

const shippingLine = z.object({
  id: gid.nullable(),
  title: z.string(),
  isRemoved: z.boolean(),
  originalPriceSet: bag,
  discountedPriceSet: bag,
  taxLines: z.array(taxLine),
})
export type ShippingLineNode = z.output<typeof shippingLine>

const address = z.object({
  name: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  company: z.string().nullable(),
  address1: z.string().nullable(),
  address2: z.string().nullable(),
  city: z.string().nullable(),
  zip: z.string().nullable(),
  province: z.string().nullable(),
  provinceCode: z.string().nullable(),
  countryCodeV2: z.string().nullable(),
  phone: z.string().nullable(),
})
export type AddressNode = z.output<typeof address>

const order = z.object({
  id: gid,
  name: z.string(),
  createdAt: z.string(),
  processedAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: z.string().nullable(),
  cancelReason: z.string().nullable(),
  test: z.boolean(),
  confirmed: z.boolean(),
  sourceName: z.string().nullable(),
  retailLocation: z.object({ id: gid }).nullable(),
  customerLocale: z.string().nullable(),
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string(),
  taxesIncluded: z.boolean(),
  dutiesIncluded: z.boolean(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  paymentGatewayNames: z.array(z.string()),
  paymentTerms: z
    .object({
      paymentTermsName: z.string(),
      paymentSchedules: z.object({
        nodes: z.array(z.object({ dueAt: z.string().nullable(), completedAt: z.string().nullable() })),
      }),
    })
    .nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  poNumber: z.string().nullable(),
  note: z.string().nullable(),
  tags: z.array(z.string()),
  customAttributes: z.array(z.object({ key: z.string(), value: z.string().nullable() })),
  customer: z
    .object({
      id: gid,
      firstName: z.string().nullable(),
      lastName: z.string().nullable(),
      defaultEmailAddress: z.object({ emailAddress: z.string() }).nullable(),
      defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullable(),
    })
    .nullable(),
  /** A customer answers with nothing in it: only of a company more is asked. */
  purchasingEntity: z.object({ company: z.object({ id: gid, name: z.string() }).optional() }).nullable(),
  billingAddress: address.nullable(),
  shippingAddress: address.nullable(),
  totalPriceSet: bothBag,
  currentTotalPriceSet: bothBag,
  subtotalPriceSet: bag.nullable(),
  totalShippingPriceSet: bag,
  totalTaxSet: bag.nullable(),
  currentTotalTaxSet: bag,
  totalOutstandingSet: bothBag,
  totalCashRoundingAdjustment: z.object({ paymentSet: bag }),
  totalTipReceivedSet: bag,
  originalTotalDutiesSet: bag.nullable(),
  currentTotalDutiesSet: bag.nullable(),
  originalTotalAdditionalFeesSet: bag.nullable(),
  currentTotalAdditionalFeesSet: bag.nullable(),
  refunds: z.array(z.object({ id: gid })),
  shippingLines: page(shippingLine),
  lineItems: page(lineItem),
})
export type OrderNode = z.output<typeof order>

const refund = z.object({
  id: gid,
  createdAt: z.string().nullable(),
  processedAt: z.string(),
  order: z.object({ id: gid, updatedAt: z.string() }),
  totalRefundedSet: bag,
  duties: z.array(z.object({ amountSet: bag })).nullable(),
  refundLineItems: page(
    z.object({
      quantity: number,
      restockType: z.string(),
      lineItem: z.object({ id: gid }),
      subtotalSet: bag,
      totalTaxSet: bag,
    }),
  ),
  refundShippingLines: page(z.object({ subtotalAmountSet: bag, taxAmountSet: bag })),
  transactions: page(z.object({ kind: z.string(), status: z.string(), amountSet: bothBag })),
})
export type RefundNode = z.output<typeof refund>

/** What each question of admin-operations.ts is answered with; null where there is no such record. */
export const orderAnswer = z.object({ shop: z.object({ ianaTimezone: z.string() }), order: order.nullable() })
export const lineItemsAnswer = z.object({
  order: z.object({ updatedAt: z.string(), lineItems: page(lineItem) }).nullable(),
})
export const shippingLinesAnswer = z.object({
  order: z.object({ updatedAt: z.string(), shippingLines: page(shippingLine) }).nullable(),
})
export const refundAnswer = z.object({ refund: refund.nullable() })
