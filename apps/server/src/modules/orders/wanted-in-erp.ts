import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { PushPolicy } from '#modules/tenants/index.ts'

/** What the ERP should come to hold of an order. */
export type Wanted =
  | { wanted: 'none'; reason: RecordReason }
  | { wanted: 'draft'; reason: HoldReason }
  | { wanted: 'confirmed' | 'cancelled'; reason: null }

/** Why an order is recorded and not carried, in the words staff see. */
export const recordReasons = {
  'test-order': 'A test order of the channel: it never reaches the books.',
  'before-cut-over': 'Placed before Crossdock took over for this shop: it was carried another way.',
  'not-final': 'The channel has not finalised this order yet.',
  'point-of-sale': 'Sold over the counter, and this connection does not carry such orders.',
  'deleted-in-channel': 'The merchant deleted it in the channel: nothing more is carried.',
} as const
export type RecordReason = keyof typeof recordReasons

/** Why an order stands as a draft. */
export const holdReasons = {
  'awaiting-payment': 'Waits for its payment; it is confirmed when the channel says that it is paid.',
  'awaiting-verification': 'Cash on delivery: waits until the customer or the staff has verified it.',
  'payment-gone': 'The payment was voided, expired or paid back, but the channel has not cancelled the order.',
} as const
export type HoldReason = keyof typeof holdReasons

/**
 * Pure: policy and cut-over of the connection against what the channel says. Refusals first. A deleted order is carried no
 * further, but a cancellation that came before still is: it takes something back.
 */
export function wantedInErp(
  order: CanonicalOrder,
  channel: { cutOverAt: Date; policy: PushPolicy },
  { deleted }: { deleted: boolean } = { deleted: false },
): Wanted {
  if (order.test) return { wanted: 'none', reason: 'test-order' }
  if (new Date(order.placedAt) < channel.cutOverAt) return { wanted: 'none', reason: 'before-cut-over' }
  if (!order.confirmed) return { wanted: 'none', reason: 'not-final' }
  if (order.source === 'pos' && channel.policy.pointOfSale === 'record')
    return { wanted: 'none', reason: 'point-of-sale' }
  if (order.cancelledAt !== null) return { wanted: 'cancelled', reason: null }
  if (deleted) return { wanted: 'none', reason: 'deleted-in-channel' }
  if (order.payment.status === 'paid' || order.payment.status === 'partially-refunded')
    return { wanted: 'confirmed', reason: null }
  if (order.payment.status === 'voided' || order.payment.status === 'expired' || order.payment.status === 'refunded') {
    return { wanted: 'draft', reason: 'payment-gone' }
  }
  if (order.payment.cashOnDelivery) {
    return channel.policy.cashOnDelivery === 'confirm'
      ? { wanted: 'confirmed', reason: null }
      : { wanted: 'draft', reason: 'awaiting-verification' }
  }
  // Nothing to pay: no payment will ever be told.
  const isFree = order.totals.total === 0n && order.payment.outstanding === 0n
  return channel.policy.confirm === 'at-create' || isFree
    ? { wanted: 'confirmed', reason: null }
    : { wanted: 'draft', reason: 'awaiting-payment' }
}
