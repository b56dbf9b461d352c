import { AppError } from '@crossdock/contracts/errors'
import { type CanonicalOrder, sumOfLines, taxOf } from '@crossdock/contracts/order'
import type { OrderReader } from '../ports/commerce.ts'
import { readOtherCharges } from './charges.ts'
import { readAddress, readCustomer } from './customer.ts'
import { parseJsonExactly } from './json.ts'
import { readLineItem, readShippingLines } from './lines.ts'
import { readPayment } from './payment.ts'
import { readRefund } from './refunds.ts'
import { type OrderBody, orderBody } from './schemas.ts'
import { exponentOf, type ShopMoney, shopMoney, units } from './shop-money.ts'
import { unreadable } from './unreadable.ts'

/**
 * Reads the order as it was placed (`quantity`, `total_price`); what is left of it stands in `currentQuantity`.
 * Throws AppError: `payload-unreadable` for what is not an order, `currency-unknown`, and `order-does-not-add-up` when
 * the lines do not sum to the total to the smallest unit.
 */
export const shopifyOrders: OrderReader = {
  provider: 'shopify',

  readOrder(rawBody, topic, { defaultCountry }): CanonicalOrder {
    const body = readBody(rawBody, topic)
    const name = body.name ?? (body.order_number ? `#${body.order_number}` : body.id)
    const money = shopMoney(body.currency, name)
    const total = money.read('total_price', body.total_price_set, body.total_price)
    const lines = readLines(body, money)
    const refunds = body.refunds.map((refund, index) => readRefund(refund, index, body.updated_at, money))

    const order: CanonicalOrder = {
      version: 1,
      channel: 'shopify',
      sourceId: body.id,
      name,
      // The date the customer sees: an imported order keeps its own, `created_at` would be the day of the import.
      placedAt: body.processed_at ?? body.created_at,
      updatedAt: body.updated_at,
      cancelledAt: body.cancelled_at ?? null,
      cancelReason: body.cancel_reason,
      test: body.test ?? false,
      confirmed: body.confirmed ?? true,
      source: sources[body.source_name ?? ''] ?? body.source_name ?? 'unknown',
      ...(body.location_id == null ? {} : { locationSourceId: body.location_id }),
      currency: money.currency,
      presentment: readPresentment(body, name, total),
      taxesIncluded: body.taxes_included ?? false,
      payment: readPayment(body, total, money),
      fulfilment: fulfilments[body.fulfillment_status ?? ''] ?? 'none',
      customer: readCustomer(body, defaultCountry),
      billingAddress: readAddress(body.billing_address, defaultCountry),
      shippingAddress: readAddress(body.shipping_address, defaultCountry),
      lines,
      refunds,
      totals: {
        total,
        tax:
          money.readOrNull('total_tax', body.total_tax_set, body.total_tax) ??
          lines.reduce((sum, line) => sum + taxOf(line), 0n),
        refunded: refunds.reduce((sum, refund) => sum + refund.amount, 0n),
      },
      note: body.note,
      tags: (body.tags ?? '').split(',').flatMap((tag) => tag.trim() || []),
      attributes: body.note_attributes.flatMap(({ name, value }) => (name ? { name, value: value ?? '' } : [])),
    }

    const sum = sumOfLines(order)
    if (sum !== total) throw doesNotAddUp(name, money.format(sum), money.format(total))
    return order
  },
}

function readBody(rawBody: Uint8Array, topic: string): OrderBody {
  // Drafts and checkouts have an order's fields but nobody has bought them.
  if (!topic.startsWith('orders/')) throw unreadable(`${topic} does not carry an order`)
  let json: unknown
  try {
    json = parseJsonExactly(rawBody)
  } catch (error) {
    throw unreadable('it is not JSON', error)
  }
  const read = orderBody.safeParse(json)
  if (read.success) return read.data
  const reasons = read.error.issues.slice(0, 3).map((issue) => `${issue.path.join('.') || 'it'}: ${issue.message}`)
  throw unreadable(`it is not an order (${reasons.join('; ')})`)
}

function readLines(body: OrderBody, money: ShopMoney): CanonicalOrder['lines'] {
  const items = body.line_items.map((line, index) => readLineItem(line, index, money))
  return [...items, ...readShippingLines(body.shipping_lines, money), ...readOtherCharges(body, items, money)]
}

/** What the customer saw; the same as the books unless Shopify says otherwise. */
function readPresentment(body: OrderBody, orderName: string, total: bigint): CanonicalOrder['presentment'] {
  const shown = body.total_price_set?.presentment_money
  const currency = shown?.currency_code ?? body.presentment_currency ?? body.currency
  if (shown) return { currency, total: units('total_price_set', shown.amount, exponentOf(currency, orderName)) }
  if (currency !== body.currency) throw unreadable('total_price_set is missing')
  return { currency, total }
}

const sources: Record<string, string> = { shopify_draft_order: 'draft' }

const fulfilments: Record<string, CanonicalOrder['fulfilment']> = {
  partial: 'partial',
  fulfilled: 'fulfilled',
  restocked: 'restocked',
}

function doesNotAddUp(order: string, sum: string, total: string): AppError {
  return new AppError('order-does-not-add-up', `${order}: lines ${sum}, total ${total}`, {
    facts: { order, sum, total },
  })
}
