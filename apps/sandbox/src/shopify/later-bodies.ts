import { divideHalfUp } from '@crossdock/contracts/money'
import { moneySet, paisa, rupees, sum } from './money.ts'
import type { LineItemBody, OrderBody, RefundBody, RefundLine } from './order-body.ts'
import { shopTime } from './shop-time.ts'

/** The same order after staff have touched it: another tag and a note, later. Amounts stay. */
export function updatedBody(body: OrderBody, at: Date): OrderBody {
  return {
    ...structuredClone(body),
    updated_at: shopTime(at),
    tags: `${body.tags}, packed`,
    note: 'Packed, waiting for pick-up',
  }
}

/** The same order cancelled by the customer: everything put back, and refunded if it had been paid. */
export function cancelledBody(body: OrderBody, at: Date): OrderBody {
  const later = structuredClone(body)
  const time = shopTime(at)
  const wasPaid = body.financial_status === 'paid'
  const whole = later.line_items.map((line) => refundLine(line, line.quantity, 'cancel'))
  const refund = aRefund(body, time, whole, wasPaid ? paisa(body.total_price) : null, 'Cancelled by the customer')
  for (const line of later.line_items) Object.assign(line, { current_quantity: 0, fulfillable_quantity: 0 })
  return {
    ...later,
    ...currentAmounts({ subtotal: 0n, discounts: 0n, tax: 0n, total: 0n }),
    current_shipping_price_set: moneySet(0n),
    updated_at: time,
    cancelled_at: time,
    closed_at: time,
    cancel_reason: 'customer',
    financial_status: wasPaid ? 'refunded' : 'voided',
    total_outstanding: '0.00',
    refunds: [...later.refunds, refund],
  }
}

/**
 * The same order after one piece of its first line came back. What a customer has paid is paid back; an order that
 * nobody has paid yet owes that much less, and its refund moves no money.
 */
export function partiallyRefundedBody(body: OrderBody, at: Date): OrderBody {
  const later = structuredClone(body)
  const time = shopTime(at)
  const line = later.line_items[0]
  if (!line) throw new RangeError('an order without lines')
  const wasPaid = body.financial_status === 'paid'
  const back = refundLine(line, 1, 'return')
  const net = paisa(back.subtotal_set.shop_money.amount)
  const tax = paisa(back.total_tax_set.shop_money.amount)
  const amount = net + taxOnTop(body)(tax)
  const discount = divideHalfUp(discountOf(line), BigInt(line.quantity))
  line.current_quantity -= 1
  line.fulfillable_quantity -= 1
  return {
    ...later,
    ...currentAmounts({
      subtotal: paisa(body.current_subtotal_price) - net,
      discounts: paisa(body.current_total_discounts) - discount,
      tax: paisa(body.current_total_tax) - tax,
      total: paisa(body.current_total_price) - amount,
    }),
    updated_at: time,
    financial_status: wasPaid ? 'partially_refunded' : body.financial_status,
    total_outstanding: wasPaid ? '0.00' : rupees(paisa(body.total_outstanding) - amount),
    refunds: [...later.refunds, aRefund(body, time, [back], wasPaid ? amount : null, 'Size too small')],
  }
}

/** What tax adds to a price: nothing where the price holds it. */
const taxOnTop = (body: OrderBody) => (tax: bigint) => (body.taxes_included ? 0n : tax)

const discountOf = (line: LineItemBody) => sum(line.discount_allocations.map((part) => paisa(part.amount)))

function refundLine(line: LineItemBody, quantity: number, restockType: RefundLine['restock_type']): RefundLine {
  const share = (whole: bigint) => divideHalfUp(whole * BigInt(quantity), BigInt(line.quantity))
  const net = share(paisa(line.price) * BigInt(line.quantity) - discountOf(line))
  const tax = share(sum(line.tax_lines.map((taxLine) => paisa(taxLine.price))))
  return {
    id: line.id + 770_000n,
    line_item: structuredClone(line),
    line_item_id: line.id,
    location_id: 81_200_000_001n,
    quantity,
    restock_type: restockType,
    subtotal: Number(rupees(net)),
    subtotal_set: moneySet(net),
    total_tax: Number(rupees(tax)),
    total_tax_set: moneySet(tax),
  }
}

/** `paidBack` in paisa; null when nothing had been paid: then the refund only restocks. */
function aRefund(
  body: OrderBody,
  time: string,
  lines: RefundLine[],
  paidBack: bigint | null,
  note: string,
): RefundBody {
  const id = body.id + 980_000n + BigInt(body.refunds.length)
  const transaction = {
    id: id + 1000n,
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${id + 1000n}`,
    amount: rupees(paidBack ?? 0n),
    created_at: time,
    currency: 'INR',
    gateway: body.payment_gateway_names[0] ?? 'manual',
    kind: 'refund' as const,
    order_id: body.id,
    processed_at: time,
    status: 'success' as const,
    test: body.test,
  }
  return {
    id,
    admin_graphql_api_id: `gid://shopify/Refund/${id}`,
    created_at: time,
    note,
    order_id: body.id,
    processed_at: time,
    restock: true,
    user_id: null,
    order_adjustments: [],
    transactions: paidBack === null ? [] : [transaction],
    refund_line_items: lines,
    refund_shipping_lines: [],
    duties: [],
    additional_fees: [],
    return: null,
  }
}

function currentAmounts(now: { subtotal: bigint; discounts: bigint; tax: bigint; total: bigint }) {
  return {
    current_subtotal_price: rupees(now.subtotal),
    current_subtotal_price_set: moneySet(now.subtotal),
    current_total_discounts: rupees(now.discounts),
    current_total_discounts_set: moneySet(now.discounts),
    current_total_tax: rupees(now.tax),
    current_total_tax_set: moneySet(now.tax),
    current_total_price: rupees(now.total),
    current_total_price_set: moneySet(now.total),
  }
}
