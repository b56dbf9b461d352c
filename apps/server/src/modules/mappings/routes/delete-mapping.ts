import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import { mustBeErp } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { deleteMapping as forget } from '../store.ts'

export const deleteMapping = route(
  operations.deleteMapping,
  ({ tenantId, params: { connectionId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await mustBeErp(tx, tenantId, connectionId)
      if (!(await forget(tx, tenantId, connectionId, query.kind, query.key)))
        throw new AppError('not-found', 'no such mapping')
      return { deleted: true as const }
    }),
)
