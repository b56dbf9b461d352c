import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { parkedByCause } from '../dead-letters.ts'

export const listDeadLetterCauses = route(
  operations.listDeadLetterCauses,
  async ({ tenantId }, { database }: { database: Database }) => {
    const groups = await database.withTenant(tenantId, (tx) => parkedByCause(tx, tenantId))
    return { items: groups.map(({ oldest, ...group }) => ({ ...group, oldestAt: oldest.toISOString() })) }
  },
)
