import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { healthOf } from '../parts.ts'
import { readConnections, readFigures } from '../store.ts'

export const getTenantHealth = route(
  operations.getTenantHealth,
  ({ tenantId }, { database, clock }: { database: Database; clock: Clock }) =>
    database.withTenant(tenantId, async (tx) =>
      healthOf(await readFigures(tx, tenantId), await readConnections(tx, tenantId), clock.now()),
    ),
)
