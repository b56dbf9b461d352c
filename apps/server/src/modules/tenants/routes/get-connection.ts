import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { connectionJson, findListed } from '../connection-listing.ts'

export const getConnection = route(
  operations.getConnection,
  async ({ tenantId, params }, { database }: { database: Database }) =>
    connectionJson(await database.withTenant(tenantId, (tx) => findListed(tx, tenantId, params.connectionId))),
)
