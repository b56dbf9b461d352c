import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../order-listing.ts'
import { oldestFirst, pageOfTimeline } from '../timeline-store.ts'

export const listOrderTimeline = route(
  operations.listOrderTimeline,
  ({ tenantId, params: { orderId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await findListed(tx, tenantId, orderId)
      return pageAnswer(
        query,
        oldestFirst,
        (wanted) => pageOfTimeline(tx, tenantId, orderId, wanted),
        ({ id, at, kind, message, correlation_id }) => ({
          id,
          at: at.toISOString(),
          kind,
          message,
          correlationId: correlation_id,
        }),
      )
    }),
)
