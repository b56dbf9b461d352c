import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { OrderRefund } from '@crossdock/contracts/order'
import type { Tx } from '#platform/db/database.ts'
import { type RefundSighting, refundsOf, type StoredRefund, saveRefund } from './refund-store.ts'
import { addToTimeline } from './store.ts'

export interface RefundsTold extends Omit<RefundSighting, 'refund'> {
  refunds: readonly OrderRefund[]
  /** The order they belong to; null while it is not here. */
  order: { orderId: string; isNew: boolean } | null
}

/**
 * Records refunds and tells of those that are news. A refund that came before its order is told with the order.
 */
export async function recordRefunds(tx: Tx, { refunds, order, ...where }: RefundsTold): Promise<void> {
  const news = new Set<string>()
  for (const refund of refunds) {
    const outcome = await saveRefund(tx, { ...where, refund })
    if (outcome !== 'same') news.add(refund.sourceId)
  }
  if (!order || (news.size === 0 && !order.isNew)) return
  const { tenantId, connectionId, orderSourceId, correlationId } = where
  for (const refund of await refundsOf(tx, tenantId, connectionId, orderSourceId)) {
    if (!order.isNew && !news.has(refund.sourceId)) continue
    const message = `${refundInWords(refund)}. It is recorded here and not booked in the ERP yet.`
    await addToTimeline(tx, tenantId, order.orderId, correlationId, { kind: 'refund', message })
  }
}

/** "Refund 980100000001: 868.10 INR paid back, 1 piece, 1 of them restocked". */
export function refundInWords({ sourceId, money, presentment, pending, pieces, restocked }: StoredRefund): string {
  const paid = presentment ?? money
  const told = [
    ...(paid && paid.amount !== 0n ? [`${print(paid)} paid back`] : []),
    ...(presentment && money ? [`${print(money)} in the books`] : []),
    ...(pending && pending.amount !== 0n ? [`${print(pending)} on the way back`] : []),
    ...(pieces > 0 ? [`${pieces} ${pieces === 1 ? 'piece' : 'pieces'}, ${restocked} of them restocked`] : []),
  ]
  return `Refund ${sourceId}: ${told.join(', ') || 'nothing was paid back, and no piece came back'}`
}

function print({ currency, amount }: { currency: string; amount: bigint }): string {
  return `${formatAmount(amount, currencyExponent(currency) ?? 2)} ${currency}`
}
