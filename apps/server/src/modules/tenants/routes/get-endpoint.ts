import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { type EndpointView, endpointJson, findEndpoint } from '../endpoint-listing.ts'

export const getEndpoint = route(
  operations.getEndpoint,
  async ({ tenantId, params }, deps: EndpointView & { database: Database }) => {
    const row = await deps.database.withTenant(tenantId, (tx) => findEndpoint(tx, tenantId, params.endpointId))
    return endpointJson(row, tenantId, deps)
  },
)
