import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { findEndpoint, newestDays, pageOfCounts } from '../endpoint-listing.ts'

export const listEndpointCounters = route(
  operations.listEndpointCounters,
  ({ tenantId, params: { endpointId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await findEndpoint(tx, tenantId, endpointId)
      return pageAnswer(
        query,
        newestDays,
        (wanted) => pageOfCounts(tx, tenantId, endpointId, wanted),
        ({ day, outcome, count }) => ({ day, outcome, count }),
      )
    }),
)
