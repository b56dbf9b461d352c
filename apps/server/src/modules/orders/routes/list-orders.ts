import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { orderSorts, pageOfOrders, summaryJson } from '../order-listing.ts'

export const listOrders = route(operations.listOrders, ({ tenantId, query }, { database }: { database: Database }) =>
  database.withTenant(tenantId, (tx) =>
    pageAnswer(query, orderSorts[query.sort], (wanted) => pageOfOrders(tx, tenantId, query, wanted), summaryJson),
  ),
)
