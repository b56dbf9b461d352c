import { type DirectOrder, directOrder } from '@crossdock/contracts/direct-order'
import { AppError } from '@crossdock/contracts/errors'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import { type Address, type CanonicalOrder, type OrderLine, sumOfLines, taxOf } from '@crossdock/contracts/order'
import { z } from 'zod'
import { toE164 } from '../lib/phones.ts'
import type { OrderReader } from '../ports/commerce.ts'

/** Recorded beside an order's own words: its id, when the sender named none. */
const recorded = z.object({ sourceId: z.string().min(1), order: directOrder })

/** What is recorded of an order that is handed in. */
export function recordOf(sourceId: string, order: unknown): Buffer {
  return Buffer.from(JSON.stringify({ sourceId, order }))
}

export const directTopic = 'direct/order'

/** Reads what `recordOf` wrote. Throws AppError: `payload-unreadable`, `currency-unknown`, `order-does-not-add-up`. */
export const directOrders: OrderReader = {
  provider: 'direct',

  readOrder(rawBody, topic, { defaultCountry }): CanonicalOrder {
    if (topic !== directTopic) throw unreadable(`${topic} does not carry an order`)
    let json: unknown
    try {
      json = JSON.parse(new TextDecoder().decode(rawBody))
    } catch (error) {
      throw unreadable('it is not JSON', error)
    }
    const read = recorded.safeParse(json)
    if (!read.success) throw unreadable(read.error.issues.map(({ path }) => path.join('.')).join(', '), read.error)
    return canonicalOf(read.data.sourceId, read.data.order, defaultCountry)
  },

  readRefund() {
    throw unreadable('refunds do not come this way')
  },

  readEdit() {
    throw unreadable('edits do not come this way')
  },
}

/**
 * The order in our words. Whoever hands one in is there to be told, so the route calls this before it records anything.
 * @param defaultCountry ISO 3166-1 alpha-2, for a customer's phone without a country
 */
export function canonicalOf(sourceId: string, order: DirectOrder, defaultCountry: string): CanonicalOrder {
  if (currencyExponent(order.currency) === null)
    throw new AppError('currency-unknown', 'no such currency', {
      facts: { order: order.name, currency: order.currency },
    })
  const lines = order.lines.map(readLine)
  mustAddUp(order, lines)
  const { status, gateways, cashOnDelivery } = order.payment
  const { total, tax } = order.totals
  const outstanding = order.payment.outstanding ?? (status === 'paid' || status === 'refunded' ? 0n : total)
  return {
    version: 1,
    channel: 'direct',
    sourceId,
    name: order.name,
    placedAt: order.placedAt,
    updatedAt: order.updatedAt ?? order.cancelledAt ?? order.placedAt,
    cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason,
    test: order.test,
    confirmed: true,
    edited: false,
    source: order.source,
    ...(order.language === undefined ? {} : { language: order.language }),
    currency: order.currency,
    presentment: { currency: order.currency, total, outstanding },
    taxesIncluded: order.taxesIncluded,
    payment: { status, gateways, outstanding, cashOnDelivery, cashRounding: 0n, terms: null },
    fulfilment: 'none',
    customer: readCustomer(order, defaultCountry),
    company: null,
    purchaseOrder: null,
    billingAddress: readAddress(order.billingAddress),
    shippingAddress: readAddress(order.shippingAddress),
    lines,
    refunds: [],
    totals: { total, tax, refunded: 0n },
    note: order.note,
    tags: order.tags,
    attributes: order.attributes,
  }
}

function readLine(line: DirectOrder['lines'][number], index: number): OrderLine {
  const ships = line.kind === 'item' || line.kind === 'custom'
  return {
    sourceId: line.id ?? String(index + 1),
    kind: line.kind,
    sku: line.sku,
    title: line.title,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    unitPrice: line.unitPrice,
    discount: line.discount,
    net: line.unitPrice * BigInt(line.quantity) - line.discount,
    taxes: line.taxes.map((tax) => ({ ...tax, rate: withoutTrailingZeros(tax.rate) })),
    requiresShipping: ships && (line.requiresShipping ?? true),
    productSourceId: null,
    variantSourceId: null,
  }
}

/** "0.050" and "0.05" are one rate, and mappings are found by its text. */
function withoutTrailingZeros(rate: string): string {
  const [whole = '0', fraction = ''] = rate.split('.')
  const kept = fraction.replace(/0+$/, '')
  const digits = String(Number(whole))
  return kept === '' ? digits : `${digits}.${kept}`
}

function mustAddUp(order: DirectOrder, lines: OrderLine[]): void {
  const exponent = currencyExponent(order.currency) ?? 2
  const differs = (sum: bigint, total: bigint): AppError =>
    new AppError('order-does-not-add-up', 'the amounts of a direct order differ', {
      facts: { order: order.name, sum: formatAmount(sum, exponent), total: formatAmount(total, exponent) },
    })
  const ids = new Set(lines.map(({ kind, sourceId }) => `${kind} ${sourceId}`))
  if (ids.size < lines.length) throw unreadable('two lines have the same id')
  if (lines.some(({ net }) => net < 0n)) throw unreadable('a discount is larger than its line')
  if (order.payment.status === 'partially-paid' && order.payment.outstanding === undefined)
    throw unreadable('payment.outstanding is missing of an order that is paid in part')
  const sum = sumOfLines({ lines, taxesIncluded: order.taxesIncluded })
  if (sum !== order.totals.total) throw differs(sum, order.totals.total)
  const tax = lines.reduce((all, line) => all + taxOf(line), 0n)
  if (tax !== order.totals.tax) throw differs(tax, order.totals.tax)
}

function readCustomer(order: DirectOrder, defaultCountry: string): CanonicalOrder['customer'] {
  if (!order.customer) return null
  const country = order.shippingAddress?.countryCode ?? order.billingAddress?.countryCode ?? defaultCountry
  const { sourceId, name, email, phone } = order.customer
  return { sourceId, name, email, phone: toE164(phone, country) }
}

function readAddress(sent: DirectOrder['billingAddress']): Address | null {
  if (!sent) return null
  return { ...sent, city: sent.city ?? '', phone: toE164(sent.phone, sent.countryCode) }
}

function unreadable(detail: string, cause?: unknown): AppError {
  return new AppError('payload-unreadable', detail, { facts: { detail }, cause })
}
