import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { connectionJson, newestConnections, pageOfConnections } from '../connection-listing.ts'

export const listConnections = route(
  operations.listConnections,
  ({ tenantId, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) =>
      pageAnswer(
        query,
        newestConnections,
        (wanted) => pageOfConnections(tx, tenantId, { kind: query.kind }, wanted),
        connectionJson,
      ),
    ),
)
