import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { Refund } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'
import { unreadable } from './unreadable.ts'

/**
 * One refund of an order. Its money is what successful transactions moved, not the sum of its lines: a refund may
 * restock without paying, or pay more or less than the lines come to.
 * https://shopify.dev/docs/api/admin-rest/latest/resources/refund
 */
export function readRefund(
  refund: Refund,
  index: number,
  updatedAt: string,
  money: ShopMoney,
): CanonicalOrder['refunds'][number] {
  const field = `refunds.${index}`
  return {
    sourceId: refund.id,
    at: refund.processed_at ?? refund.created_at ?? updatedAt,
    amount: refund.transactions
      .filter((transaction) => transaction.kind === 'refund' && transaction.status === 'success')
      .reduce((sum, transaction) => sum + moneyBack(field, transaction, money), 0n),
    lines: refund.refund_line_items.map((line) => {
      const lineSourceId = line.line_item_id ?? line.line_item?.id
      if (!lineSourceId) throw unreadable(`${field} has a line without line_item_id`)
      const restock = line.restock_type !== null && line.restock_type !== 'no_restock'
      return { lineSourceId, quantity: line.quantity, restock }
    }),
  }
}

/** A transaction names its currency itself; one in another currency than the books has no exact amount in them. */
function moneyBack(field: string, transaction: Refund['transactions'][number], money: ShopMoney): bigint {
  if (transaction.currency && transaction.currency !== money.currency) {
    throw unreadable(`${field} is in ${transaction.currency.slice(0, 12)}, the order in ${money.currency}`)
  }
  return money.read(`${field}.transactions.amount`, null, transaction.amount)
}
