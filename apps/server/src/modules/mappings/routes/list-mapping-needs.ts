import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import { mustBeErp } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { byKey, pageOfNeeds } from '../mapping-pages.ts'

export const listMappingNeeds = route(
  operations.listMappingNeeds,
  ({ tenantId, params: { connectionId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await mustBeErp(tx, tenantId, connectionId)
      return pageAnswer(
        query,
        byKey,
        (wanted) => pageOfNeeds(tx, tenantId, connectionId, wanted),
        ({ kind, key, label, orders, examples }) => ({ kind, key, label, orders, examples }),
      )
    }),
)
