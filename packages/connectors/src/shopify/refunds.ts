import type { OrderRefund } from '@crossdock/contracts/order'
import type { MoneySet, RefundBody } from './schemas.ts'
import { presentmentMoney, type ShopMoney, shopMoney } from './shop-money.ts'
import { orNull, unreadable } from './unreadable.ts'

/**
 * One refund, from what it says of itself alone: it may come as a topic of its own, before its order. Its money is what
 * successful transactions moved, not the sum of its lines: a refund may restock without paying, or pay more or less than
 * the lines come to (shopify.md §5.2).
 * https://shopify.dev/docs/api/admin-rest/latest/resources/refund
 */
export function readRefund(refund: RefundBody, field: string): OrderRefund {
  const currency = shopCurrencyOf(refund)
  const money = currency === null ? null : shopMoney(currency, field)
  return {
    sourceId: refund.id,
    at: refund.processed_at ?? refund.created_at ?? null,
    currency,
    ...moneyBack(refund, field, money),
    lines: refund.refund_line_items.map((line, index) => {
      const at = `${field}.refund_line_items.${index}`
      return {
        lineSourceId: lineIdOf(line, field),
        quantity: line.quantity,
        restock: line.restock_type !== null && line.restock_type !== 'no_restock',
        net: money?.readOrNull(`${at}.subtotal`, line.subtotal_set, line.subtotal) ?? null,
        tax: money?.readOrNull(`${at}.total_tax`, line.total_tax_set, line.total_tax) ?? null,
      }
    }),
    shipping: money && shippingBack(refund, field, money),
  }
}

export function lineIdOf(line: RefundBody['refund_line_items'][number], field: string): string {
  const id = line.line_item_id ?? line.line_item?.id
  if (!id) throw unreadable(`${field} has a line without line_item_id`)
  return id
}

/** Both sides of an amount tell it; without any, what was paid back was paid in the shop's currency. */
function shopCurrencyOf(refund: RefundBody): string | null {
  const told = setsOf(refund).map((set) => set?.shop_money?.currency)
  return told.find((code) => code != null) ?? refund.transactions.find(({ currency }) => currency)?.currency ?? null
}

function setsOf(refund: RefundBody): MoneySet[] {
  return [
    ...refund.transactions.map(({ amount_set }) => amount_set),
    ...refund.refund_line_items.map(({ subtotal_set }) => subtotal_set),
    ...refund.refund_shipping_lines.map(({ subtotal_amount_set }) => subtotal_amount_set),
    ...refund.order_adjustments.map(({ amount_set }) => amount_set),
    refund.total_duties_set,
    refund.total_additional_fees_set,
  ]
}

type Transaction = RefundBody['transactions'][number]

function moneyBack(
  refund: RefundBody,
  field: string,
  money: ShopMoney | null,
): Pick<OrderRefund, 'amount' | 'presentment' | 'pending'> {
  const ofStatus = (status: string): Transaction[] =>
    refund.transactions.filter((transaction) => transaction.kind === 'refund' && transaction.status === status)
  const paid = ofStatus('success')
  const pending = inOneCurrency(ofStatus('pending'), field, money)
  const moved = inOneCurrency(paid, field, money)
  if (!money || !moved) return { amount: 0n, presentment: null, pending }
  if (moved.currency === money.currency) return { amount: moved.amount, presentment: null, pending }
  const told = paid.map((one) => money.readOrNull(`${field}.transactions.amount`, one.amount_set))
  const amount = told.every((one) => one !== null)
    ? told.reduce((sum, one) => sum + one, 0n)
    : shopSideOf(refund, field, moved, money)
  return { amount, presentment: moved, pending }
}

function inOneCurrency(
  transactions: Transaction[],
  field: string,
  money: ShopMoney | null,
): { currency: string; amount: bigint } | null {
  const [first] = transactions
  const currency = first?.currency ?? money?.currency
  if (!first || !currency) return null
  if (transactions.some((one) => (one.currency ?? currency) !== currency))
    throw unreadable(`${field} pays in several currencies at once`)
  const reader = shopMoney(currency, field)
  const amount = transactions.reduce(
    (sum, one) => sum + reader.read(`${field}.transactions.amount`, null, one.amount),
    0n,
  )
  return { currency, amount }
}

/**
 * Paid back in the customer's currency, a transaction says nothing in the shop's. The parts of the refund carry both:
 * when they come to exactly what was paid, what they come to in the shop's currency is the amount. Anything else would be
 * an exchange rate of our own, and null says so. Whether parts contain their tax depends on the order, so both are tried.
 */
function shopSideOf(
  refund: RefundBody,
  field: string,
  moved: { currency: string; amount: bigint },
  money: ShopMoney,
): bigint | null {
  const others = setsOf(refund).map((set) => set?.presentment_money?.currency)
  if (others.some((code) => code != null && code !== moved.currency)) return null
  const shown = presentmentMoney(moved.currency, field)
  for (const withTax of [false, true]) {
    const parts = [
      ...refund.refund_line_items.flatMap((line) => [line.subtotal_set, ...(withTax ? [line.total_tax_set] : [])]),
      ...refund.refund_shipping_lines.flatMap((line) => [
        line.subtotal_amount_set,
        ...(withTax ? [line.tax_amount_set] : []),
      ]),
      refund.total_duties_set,
      refund.total_additional_fees_set,
    ]
    const sum = (reader: ShopMoney): bigint =>
      parts.reduce((all, set) => all + (reader.readOrNull(`${field}.subtotal_set`, set) ?? 0n), 0n)
    if (orNull(() => sum(shown)) === moved.amount) return sum(money)
  }
  return null
}

/** The same shipping refund may show as a shipping line and as an adjustment (negative there): the line counts. */
function shippingBack(refund: RefundBody, field: string, money: ShopMoney): OrderRefund['shipping'] {
  const add = (parts: (bigint | null)[]): bigint => parts.reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n)
  if (refund.refund_shipping_lines.length > 0) {
    const lines = refund.refund_shipping_lines
    return {
      net: add(lines.map((line) => money.readOrNull(`${field}.refund_shipping_lines`, line.subtotal_amount_set))),
      tax: add(lines.map((line) => money.readOrNull(`${field}.refund_shipping_lines`, line.tax_amount_set))),
    }
  }
  const adjustments = refund.order_adjustments.filter(({ kind }) => kind === 'shipping_refund')
  if (adjustments.length === 0) return null
  return {
    net: -add(adjustments.map((one) => money.readOrNull(`${field}.order_adjustments`, one.amount_set, one.amount))),
    tax: -add(
      adjustments.map((one) => money.readOrNull(`${field}.order_adjustments`, one.tax_amount_set, one.tax_amount)),
    ),
  }
}
