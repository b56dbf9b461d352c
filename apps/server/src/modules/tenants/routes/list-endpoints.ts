import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { type EndpointView, endpointJson, newestEndpoints, pageOfEndpoints } from '../endpoint-listing.ts'

export const listEndpoints = route(
  operations.listEndpoints,
  async ({ tenantId, query }, deps: EndpointView & { database: Database }) => {
    const { items, next } = await deps.database.withTenant(tenantId, (tx) =>
      pageAnswer(
        query,
        newestEndpoints,
        (wanted) => pageOfEndpoints(tx, tenantId, wanted),
        (row) => row,
      ),
    )
    return { items: await Promise.all(items.map((row) => endpointJson(row, tenantId, deps))), next }
  },
)
