/**
 * What is asked of the Admin API to read one order. Valid in 2026-07 and 2026-10. One field is deprecated, a line's
 * `fulfillmentStatus`: whether pieces that are gone had left the warehouse is told by nothing else of a line.
 *
 * A question may cost 1000 points at the most, counted before it runs: about 1 for an object, for a connection 2 and for
 * each of the `first` objects what it costs. Shopify does not say how it counts a list without `first`, which comes whole,
 * so the pages are of a size that half the points suffice. Refunds, whose lines page inside such a list, are asked one by
 * one. Every answer carries the order's `updatedAt`, so that pages of different states are not put together.
 * https://shopify.dev/docs/api/usage/limits
 */

const shopSide = 'shopMoney { amount currencyCode }'
const bothSides = `${shopSide} presentmentMoney { amount currencyCode }`

const lineItem = `
  id
  title
  name
  sku
  quantity
  currentQuantity
  unfulfilledQuantity
  fulfillmentStatus
  requiresShipping
  isGiftCard
  product { id }
  variant { id }
  lineItemGroup { id title quantity }
  originalUnitPriceSet { ${shopSide} }
  discountAllocations { allocatedAmountSet { ${shopSide} } }
  taxLines { title rate priceSet { ${shopSide} } }
  duties { taxLines { title rate priceSet { ${shopSide} } } }`

const shippingLine = `
  id
  title
  isRemoved
  originalPriceSet { ${shopSide} }
  discountedPriceSet { ${shopSide} }
  taxLines { title rate priceSet { ${shopSide} } }`

const address = `
  name
  firstName
  lastName
  company
  address1
  address2
  city
  zip
  province
  provinceCode
  countryCodeV2
  phone`

const lineItems = (after: string) => `
  lineItems(first: 20${after}) {
    pageInfo { hasNextPage endCursor }
    nodes { ${lineItem} }
  }`

const shippingLines = (after: string) => `
  shippingLines(first: 10${after}) {
    pageInfo { hasNextPage endCursor }
    nodes { ${shippingLine} }
  }`

/** The order with its first lines; for nearly all of them that is everything but refunds. */
export const orderDocument = `
query CrossdockOrder($id: ID!) {
  shop { ianaTimezone }
  order(id: $id) {
    id
    name
    createdAt
    processedAt
    updatedAt
    cancelledAt
    cancelReason
    test
    confirmed
    sourceName
    retailLocation { id }
    customerLocale
    currencyCode
    presentmentCurrencyCode
    taxesIncluded
    dutiesIncluded
    displayFinancialStatus
    displayFulfillmentStatus
    paymentGatewayNames
    paymentTerms {
      paymentTermsName
      paymentSchedules(first: 20) { nodes { dueAt completedAt } }
    }
    email
    phone
    poNumber
    note
    tags
    customAttributes { key value }
    customer {
      id
      firstName
      lastName
      defaultEmailAddress { emailAddress }
      defaultPhoneNumber { phoneNumber }
    }
    purchasingEntity { ... on PurchasingCompany { company { id name } } }
    billingAddress { ${address} }
    shippingAddress { ${address} }
    totalPriceSet { ${bothSides} }
    currentTotalPriceSet { ${bothSides} }
    subtotalPriceSet { ${shopSide} }
    totalShippingPriceSet { ${shopSide} }
    totalTaxSet { ${shopSide} }
    currentTotalTaxSet { ${shopSide} }
    totalOutstandingSet { ${bothSides} }
    totalCashRoundingAdjustment { paymentSet { ${shopSide} } }
    totalTipReceivedSet { ${shopSide} }
    originalTotalDutiesSet { ${shopSide} }
    currentTotalDutiesSet { ${shopSide} }
    originalTotalAdditionalFeesSet { ${shopSide} }
    currentTotalAdditionalFeesSet { ${shopSide} }
    refunds { id }
    ${shippingLines('')}
    ${lineItems('')}
  }
}`

export const lineItemsDocument = `
query CrossdockLineItems($id: ID!, $after: String!) {
  order(id: $id) {
    updatedAt
    ${lineItems(', after: $after')}
  }
}`

export const shippingLinesDocument = `
query CrossdockShippingLines($id: ID!, $after: String!) {
  order(id: $id) {
    updatedAt
    ${shippingLines(', after: $after')}
  }
}`

/** All lists of a refund at once: where one has no further page, its cursor stays on the last and it answers nothing. */
export const refundDocument = `
query CrossdockRefund($id: ID!, $linesAfter: String, $shippingAfter: String, $transactionsAfter: String) {
  refund(id: $id) {
    id
    createdAt
    processedAt
    order { id updatedAt }
    totalRefundedSet { ${shopSide} }
    duties { amountSet { ${shopSide} } }
    refundLineItems(first: 40, after: $linesAfter) {
      pageInfo { hasNextPage endCursor }
      nodes {
        quantity
        restockType
        lineItem { id }
        subtotalSet { ${shopSide} }
        totalTaxSet { ${shopSide} }
      }
    }
    refundShippingLines(first: 10, after: $shippingAfter) {
      pageInfo { hasNextPage endCursor }
      nodes {
        subtotalAmountSet { ${shopSide} }
        taxAmountSet { ${shopSide} }
      }
    }
    transactions(first: 20, after: $transactionsAfter) {
      pageInfo { hasNextPage endCursor }
      nodes {
        kind
        status
        amountSet { ${bothSides} }
      }
    }
  }
}`

/** What the token may do. */
export const rightsDocument = `
query CrossdockRights {
  currentAppInstallation { accessScopes { handle } }
}`
