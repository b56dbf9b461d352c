import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { OrderBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'

type Payment = CanonicalOrder['payment']

/** How an order is paid. The split over several tenders is not in the body, only their names. */
export function readPayment(body: OrderBody, total: bigint, money: ShopMoney): Payment {
  const status = statuses[body.financial_status ?? ''] ?? 'unknown'
  const gateways = body.payment_gateway_names.map((name) => name.trim()).filter((name) => name !== '')
  return {
    status,
    gateways,
    outstanding: money.readOrNull('total_outstanding', null, body.total_outstanding) ?? owedWhenNotSaid(status, total),
    cashOnDelivery: isCashOnDelivery(status, gateways),
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
 * "Pay on delivery". Once anything has been paid the money came another way; voided and expired orders keep the mark.
 */
export function isCashOnDelivery(status: Payment['status'], gateways: readonly string[]): boolean {
  return nothingPaid.has(status) && gateways.some((name) => /(cash|pay)[\s_-]*on[\s_-]*delivery|\bcod\b/i.test(name))
}

const nothingPaid = new Set<Payment['status']>(['pending', 'voided', 'expired', 'unknown'])

function owedWhenNotSaid(status: Payment['status'], total: bigint): bigint {
  return status === 'pending' || status === 'unknown' ? total : 0n
}
