import type { CanonicalOrder, OrderRefund } from '@crossdock/contracts/order'
import type { z } from 'zod'
import { parseJsonExactly } from '../lib/json.ts'
import { lookUp } from '../lib/look-up.ts'
import type { OrderReader } from '../ports/commerce.ts'
import { type Content, readContent } from './content.ts'
import { readAddress, readCustomer } from './customer.ts'
import { readEdit } from './edit-notice.ts'
import { paidBackValue } from './edits.ts'
import { readPayment } from './payment.ts'
import { readRefund } from './refunds.ts'
import { type MoneySet, type OrderBody, orderBody, refundBody } from './schemas.ts'
import { presentmentMoney, type ShopMoney, shopMoney } from './shop-money.ts'
import { meaningOf } from './topics.ts'
import { orNull, unreadable } from './unreadable.ts'

/**
 * Reads the order as it was placed and later edited; what is left of it after refunds stands in `currentQuantity`.
 * Throws AppError: `payload-unreadable` for what is not an order, `currency-unknown`, and `order-does-not-add-up` or
 * `edited-order-does-not-add-up` when the lines do not sum to the total to the smallest unit.
 */
export const shopifyOrders: OrderReader = {
  provider: 'shopify',

  readOrder(rawBody, topic, { defaultCountry }): CanonicalOrder {
    // Drafts and checkouts have an order's fields but nobody has bought them.
    if (meaningOf(topic) !== 'order') throw unreadable(`${topic} does not carry an order`)
    const body = readBody(rawBody, orderBody, 'an order')
    const name = body.name ?? (body.order_number ? `#${body.order_number}` : body.id)
    const money = shopMoney(body.currency, name)
    const content = readContent(body, name, money)
    const refunds = (body.refunds ?? []).map((refund, index) => readRefund(refund, `refunds.${index}`))
    const payment = readPayment(body, content.totals.total, money)

    return {
      version: 1,
      channel: 'shopify',
      sourceId: body.id,
      name,
      // The date the customer sees: an imported order keeps its own, `created_at` would be the day of the import.
      placedAt: body.processed_at ?? body.created_at ?? body.updated_at,
      updatedAt: body.updated_at,
      cancelledAt: body.cancelled_at ?? null,
      cancelReason: body.cancel_reason,
      test: body.test ?? false,
      confirmed: body.confirmed ?? true,
      edited: content.edited,
      source: lookUp(sources, body.source_name ?? '') ?? body.source_name ?? 'unknown',
      ...(body.location_id == null ? {} : { locationSourceId: body.location_id }),
      ...(body.customer_locale === null ? {} : { language: body.customer_locale }),
      currency: money.currency,
      presentment: readPresentment(body, name, content, payment.outstanding, money),
      taxesIncluded: body.taxes_included ?? false,
      payment,
      fulfilment: lookUp(fulfilments, body.fulfillment_status ?? '') ?? 'none',
      customer: readCustomer(body, defaultCountry),
      company: readCompany(body),
      purchaseOrder: body.po_number,
      billingAddress: readAddress(body.billing_address, defaultCountry),
      shippingAddress: readAddress(body.shipping_address, defaultCountry),
      lines: content.lines,
      refunds,
      totals: { ...content.totals, refunded: refundedIn(money.currency, refunds) },
      note: body.note,
      tags: readTags(body.tags),
      attributes: body.note_attributes.flatMap(({ name, value }) => (name ? [{ name, value: value ?? '' }] : [])),
    }
  },

  readRefund(rawBody) {
    const body = readBody(rawBody, refundBody, 'a refund')
    if (!body.order_id) throw unreadable('it is not a refund (order_id is missing)')
    return { orderSourceId: body.order_id, refund: readRefund(body, 'it') }
  },

  readEdit,
}

function readBody<T extends z.ZodType>(rawBody: Uint8Array, schema: T, what: string): z.output<T> {
  let json: unknown
  try {
    json = parseJsonExactly(rawBody)
  } catch (error) {
    throw unreadable('it is not JSON', error)
  }
  const read = schema.safeParse(json)
  if (read.success) return read.data
  const reasons = read.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
  throw unreadable(`it is not ${what} (${reasons.join('; ')})`)
}

/**
 * What the customer saw; the same as the books unless Shopify says otherwise. It is for texts only: where what it says
 * cannot be read, the books' amount stands in, and what is owed in the customer's currency is not known.
 */
function readPresentment(
  body: OrderBody,
  orderName: string,
  content: Content,
  outstanding: bigint,
  money: ShopMoney,
): CanonicalOrder['presentment'] {
  const { total } = content.totals
  const sets = [...(content.edited ? [body.current_total_price_set] : []), body.total_price_set]
  const shown = sets.find((set) => set?.presentment_money)
  const currency = shown?.presentment_money?.currency ?? body.presentment_currency ?? body.currency
  if (currency === money.currency) return { currency, total, outstanding }
  const read =
    shown && orNull(() => readShown(body, content, outstanding, shown, presentmentMoney(currency, orderName)))
  return read ?? { currency: money.currency, total, outstanding: null }
}

/** Of an edited order, what it says of now with refunds counted back, as in the books. */
function readShown(
  body: OrderBody,
  { totals, edited, subtotalsHoldTax }: Content,
  outstanding: bigint,
  shown: MoneySet,
  customers: ShopMoney,
): CanonicalOrder['presentment'] {
  const paidBack = edited ? paidBackValue(body, customers, subtotalsHoldTax)?.total : 0n
  const total = customers.read('total_price_set', shown) + (paidBack ?? 0n)
  const told = customers.readOrNull('total_outstanding_set', body.total_outstanding_set)
  // Nothing and everything are the same share in any currency; a part would need an exchange rate.
  const derived = outstanding === 0n ? 0n : outstanding === totals.total ? total : null
  return { currency: customers.currency, total, outstanding: told ?? derived }
}

function readCompany({ company }: OrderBody): CanonicalOrder['company'] {
  const { id: sourceId = null, name = null } = company ?? {}
  return sourceId === null && name === null ? null : { sourceId, name }
}

function refundedIn(currency: string, refunds: OrderRefund[]): bigint {
  return refunds.reduce((sum, refund) => sum + ((refund.currency === currency ? refund.amount : null) ?? 0n), 0n)
}

function readTags(tags: OrderBody['tags']): string[] {
  const list = Array.isArray(tags) ? tags : (tags ?? '').split(',')
  return list.flatMap((tag) => tag?.trim() || [])
}

const sources: Record<string, string> = { shopify_draft_order: 'draft' }

const fulfilments: Record<string, CanonicalOrder['fulfilment']> = {
  partial: 'partial',
  fulfilled: 'fulfilled',
  restocked: 'restocked',
}
