import type { CanonicalOrder } from '@crossdock/contracts/order'
import { lookUp } from '../lib/look-up.ts'
import type { OrderBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'

type Payment = CanonicalOrder['payment']

/**
 * How an order is paid. The split over several tenders is not in the body, only their names: a gift card is one of them
 * (`gift_card`) and pays like any other, it takes nothing off the total.
 */
export function readPayment(body: OrderBody, total: bigint, money: ShopMoney): Payment {
  const status = lookUp(statuses, body.financial_status?.toLowerCase() ?? '') ?? 'unknown'
  const gateways = body.payment_gateway_names.filter((name) => name !== null)
  const outstanding =
    money.readOrNull('total_outstanding', body.total_outstanding_set, body.total_outstanding) ??
    owedWhenNotSaid(status, total)
  const rounding = body.total_cash_rounding_payment_adjustment_set
  return {
    status,
    gateways,
    outstanding,
    cashOnDelivery: isCashOnDelivery(status, gateways, outstanding),
    cashRounding: money.readOrNull('total_cash_rounding_payment_adjustment_set', rounding) ?? 0n,
    terms: readTerms(body),
  }
}

const statuses: Record<string, Payment['status']> = {
  pending: 'pending',
  authorized: 'authorized',
  partially_paid: 'partially-paid',
  paid: 'paid',
  partially_refunded: 'partially-refunded',
  refunded: 'refunded',
  voided: 'voided',
  expired: 'expired',
}

/**
 * Whether the courier is to collect the money. Gateways are free text of each shop: "Cash on Delivery (COD)", "cod",
 * "Pay on delivery". A part may be paid before, by gift card or as an advance: the courier collects what is outstanding.
 * Voided and expired orders keep the mark.
 */
export function isCashOnDelivery(status: Payment['status'], gateways: readonly string[], outstanding: bigint): boolean {
  const stillToCollect = nothingPaid.has(status) || (status === 'partially-paid' && outstanding > 0n)
  return stillToCollect && gateways.some((name) => /(cash|pay(ment)?)[\s_-]*on[\s_-]*delivery|\bcod\b/i.test(name))
}

const nothingPaid = new Set<Payment['status']>(['pending', 'voided', 'expired', 'unknown'])

function owedWhenNotSaid(status: Payment['status'], total: bigint): bigint {
  return status === 'pending' || status === 'unknown' ? total : 0n
}

/** The first schedule that is not paid yet says when it is due. */
function readTerms({ payment_terms: terms }: OrderBody): Payment['terms'] {
  if (!terms) return null
  const open = terms.payment_schedules.filter(({ completed_at }) => completed_at == null)
  const due = open.flatMap(({ due_at }) => due_at ?? []).sort((one, other) => Date.parse(one) - Date.parse(other))
  return { name: terms.payment_terms_name, dueAt: due[0] ?? null }
}
