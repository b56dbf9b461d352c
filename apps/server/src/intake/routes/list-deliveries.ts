import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { deliveryJson } from '../event-json.ts'
import { latestDeliveries, pageOfDeliveries } from '../inbox-listing.ts'

export const listDeliveries = route(
  operations.listDeliveries,
  ({ tenantId, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) =>
      pageAnswer(query, latestDeliveries, (wanted) => pageOfDeliveries(tx, tenantId, wanted), deliveryJson),
    ),
)
