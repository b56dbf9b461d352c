import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../order-listing.ts'
import { pageOfRefunds, recordedFirst, type StoredRefund } from '../refund-store.ts'

export const listOrderRefunds = route(
  operations.listOrderRefunds,
  ({ tenantId, params: { orderId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      const { connection_id: connectionId, source_id: orderSourceId } = await findListed(tx, tenantId, orderId)
      const read = (wanted: Parameters<typeof pageOfRefunds>[3]) =>
        pageOfRefunds(tx, tenantId, { connectionId, orderSourceId }, wanted)
      return pageAnswer(query, recordedFirst, read, refundJson)
    }),
)

function refundJson({ sourceId, at, money, presentment, pending, pieces, restocked }: StoredRefund) {
  const amount = (one: StoredRefund['money']) =>
    one === null ? null : { amount: one.amount.toString(), currency: one.currency }
  return {
    sourceId,
    at: at?.toISOString() ?? null,
    money: amount(money),
    presentment: amount(presentment),
    pending: amount(pending),
    pieces,
    restocked,
  }
}
