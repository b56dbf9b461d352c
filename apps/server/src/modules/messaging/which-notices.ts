import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { ErpState } from '#modules/orders/index.ts'

/** What only the customer can give. */
export type Need = 'address' | 'verification'

export interface OrderStanding {
  erpState: ErpState
  wanted: 'none' | 'draft' | 'confirmed' | 'cancelled'
  state: 'open' | 'cancelled'
  deletedAt: Date | null
}

/** What is to be told of an order that stands so. Pure. Each is told once, whatever follows. */
export function whichNotices(standing: OrderStanding, order: CanonicalOrder, whileHeld: boolean): NoticeKind[] {
  const { erpState, wanted, state } = standing
  // Cancelled in the ERP alone it may be set back there: the customer hears of it when the channel says so too.
  if (erpState === 'cancelled') return state === 'cancelled' ? ['order-cancelled'] : []
  if (isOver(standing)) return []
  const confirmed = wanted === 'confirmed' && erpState === 'confirmed'
  const heldButTold = whileHeld && erpState === 'held' && needOf(standing, order) === 'verification'
  return [
    // Short of stock it is confirmed in the ERP, and yet nobody can promise it: told when a later look finds it whole.
    ...(confirmed || heldButTold ? (['order-confirmation'] as const) : []),
    ...(needOf(standing, order) === null ? [] : (['needs-something'] as const)),
  ]
}

/** Null: nothing is missing that the customer could give. */
export function needOf({ erpState, wanted }: OrderStanding, order: CanonicalOrder): Need | null {
  if (wanted !== 'draft' && wanted !== 'confirmed') return null
  if (lacksAddress(order)) return 'address'
  const unpaid = order.payment.status === 'pending' || order.payment.status === 'authorized'
  return wanted === 'draft' && erpState === 'held' && order.payment.cashOnDelivery && unpaid ? 'verification' : null
}

/** Somebody has to carry it somewhere, and does not know where to. */
function lacksAddress({ lines, shippingAddress: to }: CanonicalOrder): boolean {
  if (!lines.some(({ kind, requiresShipping }) => requiresShipping && (kind === 'item' || kind === 'custom')))
    return false
  return to === null || to.line1.trim() === '' || to.city.trim() === ''
}

/** Why a notice that waits is of no use any more; null while it is. Pure. */
export function whyOutdated(notice: NoticeKind, standing: OrderStanding, order: CanonicalOrder): string | null {
  if (notice === 'order-cancelled') return null
  if (isOver(standing)) return 'the order was cancelled or deleted meanwhile'
  if (notice === 'needs-something' && needOf(standing, order) === null) return 'what was asked for is there meanwhile'
  return null
}

function isOver({ state, wanted, deletedAt }: OrderStanding): boolean {
  return state === 'cancelled' || wanted === 'cancelled' || wanted === 'none' || deletedAt !== null
}
