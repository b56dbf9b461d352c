import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import { mustBeErp } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { byKey, pageOfMappings } from '../mapping-pages.ts'

export const listMappings = route(
  operations.listMappings,
  ({ tenantId, params: { connectionId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await mustBeErp(tx, tenantId, connectionId)
      const which = { erpConnectionId: connectionId, kind: query.kind }
      return pageAnswer(
        query,
        byKey,
        (wanted) => pageOfMappings(tx, tenantId, which, wanted),
        ({ updatedAt, kind, key, targetId, targetLabel }) => ({
          kind,
          key,
          targetId,
          targetLabel,
          updatedAt: updatedAt.toISOString(),
        }),
      )
    }),
)
