import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import { closeTasks } from '#modules/orders/index.ts'
import type { Database } from '#platform/db/database.ts'
import { dismissLetters } from '../dead-letters.ts'
import { filterOf } from '../selection.ts'

/** Letting an order go closes its open tasks with it. */
export const dismissDeadLetters = route(
  operations.dismissDeadLetters,
  async ({ tenantId, body: { select, reason } }, { database }: { database: Database }) => {
    const filter = filterOf(select)
    const { orderId } = filter
    const dismissed = await dismissLetters(database, tenantId, filter, reason)
    const closedTasks =
      orderId === undefined ? 0 : await database.withTenant(tenantId, (tx) => closeTasks(tx, tenantId, orderId, reason))
    return { dismissed, closedTasks }
  },
)
