import { GraphQLError } from 'graphql'

/**
 * An order as Shopify's webhooks write it, with every number as text (`parseExactly`). Only what the stand-in answers
 * from; anything may be missing.
 */
interface Rest {
  [field: string]: unknown
}

/** Parses a body and keeps ids beyond 2^53 and decimals as they were written. */
export function parseExactly(body: string): Rest {
  const keepNumbers = (_key: string, value: unknown, { source }: { source?: string }) =>
    typeof value === 'number' ? source : value
  return JSON.parse(body, keepNumbers as (key: string, value: unknown) => unknown)
}

/** What an app may not see: people for want of approval, terms for want of a scope. */
export interface Withheld {
  people: boolean
  paymentTerms: boolean
}

/**
 * The order as the Admin API would answer it: global ids, UTC, enums in capitals, decimals without trailing zeros. What is
 * withheld throws ACCESS_DENIED, also where there is nothing to withhold; GraphQL answers it with null and an error.
 * https://shopify.dev/docs/apps/launch/protected-customer-data
 */
export function orderNode(order: Rest, withheld: Withheld) {
  const currency = text(order.currency)
  const bag = (set: unknown, plain?: unknown) => moneyBag(set, plain, currency)
  const personal = (field: string, value: unknown) => (withheld.people ? () => denied(notApproved(field)) : value)
  const customer = asRest(order.customer)
  return {
    id: gid('Order', order.id),
    name: order.name,
    createdAt: utc(order.created_at),
    processedAt: utc(order.processed_at ?? order.created_at),
    updatedAt: utc(order.updated_at),
    cancelledAt: utc(order.cancelled_at),
    cancelReason: upper(order.cancel_reason),
    test: order.test ?? false,
    confirmed: order.confirmed ?? true,
    sourceName: order.source_name ?? null,
    retailLocation: order.location_id ? { id: gid('Location', order.location_id) } : null,
    customerLocale: order.customer_locale ?? null,
    currencyCode: currency,
    presentmentCurrencyCode: order.presentment_currency ?? currency,
    taxesIncluded: order.taxes_included ?? false,
    dutiesIncluded: order.duties_included ?? false,
    displayFinancialStatus: upper(order.financial_status),
    displayFulfillmentStatus: order.display_fulfillment_status ?? displayed[text(order.fulfillment_status)],
    paymentGatewayNames: order.payment_gateway_names ?? [],
    paymentTerms: withheld.paymentTerms
      ? () => denied('Access denied for paymentTerms field. Required access: `read_payment_terms` access scope.')
      : termsNode(asRest(order.payment_terms)),
    poNumber: blankAsNull(order.po_number),
    email: personal('email', blankAsNull(order.email)),
    phone: personal('phone', blankAsNull(order.phone)),
    note: blankAsNull(order.note),
    tags: text(order.tags)
      .split(',')
      .flatMap((tag) => tag.trim() || []),
    customAttributes: list(order.note_attributes).map(({ name, value }) => ({ key: name, value: value ?? null })),
    customer: personal(
      'customer',
      customer && {
        id: gid('Customer', customer.id),
        firstName: blankAsNull(customer.first_name),
        lastName: blankAsNull(customer.last_name),
        defaultEmailAddress: customer.email ? { emailAddress: customer.email } : null,
        defaultPhoneNumber: customer.phone ? { phoneNumber: customer.phone } : null,
      },
    ),
    purchasingEntity: purchaser(asRest(order.company), customer),
    billingAddress: personal('billingAddress', addressNode(order.billing_address)),
    shippingAddress: personal('shippingAddress', addressNode(order.shipping_address)),
    totalPriceSet: bag(order.total_price_set, order.total_price),
    currentTotalPriceSet: bag(
      order.current_total_price_set ?? order.total_price_set,
      order.current_total_price ?? order.total_price,
    ),
    subtotalPriceSet: bag(order.subtotal_price_set, order.subtotal_price),
    totalShippingPriceSet: bag(order.total_shipping_price_set, '0.00'),
    currentTotalTaxSet: bag(
      order.current_total_tax_set ?? order.total_tax_set,
      order.current_total_tax ?? order.total_tax ?? '0.00',
    ),
    totalCashRoundingAdjustment: { paymentSet: bag(order.total_cash_rounding_payment_adjustment_set, '0.00') },
    totalTaxSet: bag(order.total_tax_set, order.total_tax),
    totalOutstandingSet: bag(order.total_outstanding_set ?? nothingOwed(order), order.total_outstanding ?? '0.00'),
    totalTipReceivedSet: bag(null, order.total_tip_received ?? '0.00'),
    originalTotalDutiesSet: bag(order.original_total_duties_set),
    currentTotalDutiesSet: bag(order.current_total_duties_set),
    originalTotalAdditionalFeesSet: bag(order.original_total_additional_fees_set),
    currentTotalAdditionalFeesSet: bag(order.current_total_additional_fees_set),
    refunds: list(order.refunds).map((refund) => ({ id: gid('Refund', refund.id) })),
    // Lines that were removed again are only shown when asked for.
    shippingLines: connection(
      list(order.shipping_lines)
        .filter((line) => !line.is_removed)
        .map((line) => ({
          id: line.id == null ? null : gid('ShippingLine', line.id),
          title: line.title,
          isRemoved: false,
          originalPriceSet: bag(line.price_set, line.price),
          discountedPriceSet: bag(line.discounted_price_set, line.discounted_price ?? line.price),
          taxLines: taxLines(line.tax_lines, bag),
        })),
    ),
    lineItems: connection(
      list(order.line_items).map((line) => ({
        id: gid('LineItem', line.id),
        title: line.title,
        name: line.name ?? line.title,
        sku: blankAsNull(line.sku),
        quantity: Number(line.quantity),
        currentQuantity: Number(line.current_quantity ?? line.quantity),
        unfulfilledQuantity: Number(line.fulfillable_quantity ?? 0),
        fulfillmentStatus: line.fulfillment_status ?? 'unfulfilled',
        requiresShipping: line.requires_shipping ?? false,
        isGiftCard: line.gift_card ?? false,
        product: line.product_id ? { id: gid('Product', line.product_id) } : null,
        variant: line.variant_id ? { id: gid('ProductVariant', line.variant_id) } : null,
        lineItemGroup: groupNode(order, line.sales_line_item_group_id),
        originalUnitPriceSet: bag(line.price_set, line.price),
        discountAllocations: list(line.discount_allocations).map((part) => ({
          allocatedAmountSet: bag(part.amount_set, part.amount),
        })),
        taxLines: taxLines(line.tax_lines, bag),
        duties: list(line.duties).map((duty) => ({ taxLines: taxLines(duty.tax_lines, bag) })),
      })),
    ),
  }
}

/** One refund of an order. */
export function refundNode(order: Rest, refund: Rest) {
  const currency = text(order.currency)
  const bag = (set: unknown, plain: unknown = '0.00') => moneyBag(set, plain, currency)
  return {
    id: gid('Refund', refund.id),
    createdAt: utc(refund.created_at),
    processedAt: utc(refund.processed_at ?? refund.created_at),
    order: { id: gid('Order', order.id), updatedAt: utc(order.updated_at) },
    // Nobody asks how much it is, only in which currency.
    totalRefundedSet: bag(null),
    duties: list(refund.duties).map((duty) => ({ amountSet: bag(duty.amount_set) })),
    refundLineItems: connection(
      list(refund.refund_line_items).map((line) => ({
        quantity: Number(line.quantity),
        restockType: upper(line.restock_type),
        lineItem: { id: gid('LineItem', line.line_item_id) },
        subtotalSet: bag(line.subtotal_set, line.subtotal),
        totalTaxSet: bag(line.total_tax_set, line.total_tax),
      })),
    ),
    refundShippingLines: connection(
      list(refund.refund_shipping_lines).map((line) => ({
        subtotalAmountSet: bag(line.subtotal_amount_set),
        taxAmountSet: bag(line.tax_amount_set),
      })),
    ),
    transactions: connection(
      list(refund.transactions).map((transaction) => ({
        kind: upper(transaction.kind),
        status: upper(transaction.status),
        amountSet: moneyBag(transaction.amount_set, transaction.amount, text(transaction.currency ?? order.currency)),
      })),
    ),
  }
}

/** What a list of the body says, as the objects in it. */
export function list(value: unknown): Rest[] {
  return Array.isArray(value) ? value : []
}

/** A connection over all `nodes`: pages forward by opaque cursors. */
function connection(nodes: unknown[]) {
  return ({ first, after }: { first?: number | null; after?: string | null }) => {
    if (!first) throw new GraphQLError('you must provide one of first or last', code('BAD_REQUEST'))
    const start = after ? Number(Buffer.from(after, 'base64url').toString().slice('after:'.length)) : 0
    const page = nodes.slice(start, start + first)
    const end = start + page.length
    return {
      nodes: page,
      pageInfo: {
        hasNextPage: end < nodes.length,
        endCursor: page.length > 0 ? Buffer.from(`after:${end}`).toString('base64url') : null,
      },
    }
  }
}

const displayed: Record<string, string> = {
  '': 'UNFULFILLED',
  partial: 'PARTIALLY_FULFILLED',
  fulfilled: 'FULFILLED',
  restocked: 'RESTOCKED',
}

/** Nothing is nothing in the customer's currency too; what a part is in it, only the body can tell. */
function nothingOwed(order: Rest): Rest | null {
  const nothing = (currency: unknown) => ({ amount: '0.00', currency_code: currency })
  if (Number(order.total_outstanding ?? 0) !== 0) return null
  const shown = order.presentment_currency ?? order.currency
  return { shop_money: nothing(order.currency), presentment_money: nothing(shown) }
}

function termsNode(terms: Rest | null) {
  return (
    terms && {
      paymentTermsName: text(terms.payment_terms_name),
      paymentSchedules: connection(
        list(terms.payment_schedules).map((one) => ({ dueAt: utc(one.due_at), completedAt: utc(one.completed_at) })),
      ),
    }
  )
}

/** A business where the body names one, else the person. */
function purchaser(company: Rest | null, customer: Rest | null) {
  if (company) {
    const named = { id: gid('Company', company.id), name: text(company.name) }
    return { __typename: 'PurchasingCompany', company: named }
  }
  return customer && { __typename: 'Customer', id: gid('Customer', customer.id) }
}

/** The bundle that a line names, as the order describes it. */
function groupNode(order: Rest, groupId: unknown) {
  const group = list(order.line_item_groups).find(({ id }) => id === groupId)
  return group
    ? { id: gid('LineItemGroup', groupId), title: text(group.title), quantity: Number(group.quantity ?? 1) }
    : null
}

function addressNode(value: unknown) {
  const address = asRest(value)
  return (
    address && {
      name: blankAsNull(address.name),
      firstName: blankAsNull(address.first_name),
      lastName: blankAsNull(address.last_name),
      company: blankAsNull(address.company),
      address1: blankAsNull(address.address1),
      address2: blankAsNull(address.address2),
      city: blankAsNull(address.city),
      zip: blankAsNull(address.zip),
      province: blankAsNull(address.province),
      provinceCode: blankAsNull(address.province_code),
      countryCodeV2: blankAsNull(address.country_code),
      phone: blankAsNull(address.phone),
    }
  )
}

function taxLines(lines: unknown, bag: (set: unknown, plain: unknown) => unknown) {
  return list(lines).map((tax) => ({
    title: tax.title,
    rate: tax.rate == null ? null : Number(tax.rate),
    priceSet: bag(tax.price_set, tax.price),
  }))
}

/** Both sides of an amount; a plain one is in the currency of the books and, here, was shown in it too. */
function moneyBag(set: unknown, plain: unknown, currency: string) {
  const sides = asRest(set)
  const shop = asRest(sides?.shop_money) ?? (plain == null ? null : { amount: plain, currency_code: currency })
  if (!shop) return null
  const shown = asRest(sides?.presentment_money) ?? shop
  return { shopMoney: money(shop), presentmentMoney: money(shown) }
}

function money({ amount, currency_code }: Rest) {
  return { amount: decimal(text(amount)), currencyCode: currency_code }
}

/** "12.50" is "12.5" there, "0.00" is "0.0". */
const decimal = (written: string) => (written.includes('.') ? written.replace(/(\.\d+?)0+$/, '$1') : `${written}.0`)
const gid = (type: string, id: unknown) => `gid://shopify/${type}/${id}`
const utc = (time: unknown) => (time ? new Date(text(time)).toISOString().replace('.000Z', 'Z') : null)
const upper = (word: unknown) => (word ? text(word).toUpperCase() : null)
const text = (value: unknown) => (value == null ? '' : String(value))
const blankAsNull = (value: unknown) => text(value).trim() || null
const asRest = (value: unknown) => (value ?? null) as Rest | null
const code = (name: string) => ({ extensions: { code: name } })

function notApproved(field: string): string {
  const page = 'See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.'
  return `This app is not approved to use the ${field} field. ${page}`
}

function denied(message: string): never {
  throw new GraphQLError(message, code('ACCESS_DENIED'))
}
