import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../order-listing.ts'
import { newestTasks, pageOfTasks, taskJson } from '../task-store.ts'

export const listOrderTasks = route(
  operations.listOrderTasks,
  ({ tenantId, params: { orderId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await findListed(tx, tenantId, orderId)
      return pageAnswer(query, newestTasks, (wanted) => pageOfTasks(tx, tenantId, { orderId }, wanted), taskJson)
    }),
)
