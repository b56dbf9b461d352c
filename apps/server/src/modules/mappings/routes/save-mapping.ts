import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import { mustBeErp } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'
import { findMapping } from '../mapping-pages.ts'
import { saveMapping as save } from '../save-mapping.ts'

interface Deps {
  database: Database
  ringer: Ringer
  erps: ErpRegistry
}

export const saveMapping = route(
  operations.saveMapping,
  async ({ tenantId, params: { connectionId }, body }, { database, ringer, erps }: Deps) => {
    await database.withTenant(tenantId, (tx) => mustBeErp(tx, tenantId, connectionId))
    const erp = await erps.port(tenantId, connectionId)
    const { kind, key, targetId } = body
    const { replayed } = await save(
      { tenantId, erpConnectionId: connectionId, kind, key, targetId },
      { database, ringer, erp },
    )
    const saved = await database.withTenant(tenantId, (tx) => findMapping(tx, tenantId, connectionId, kind, key))
    if (!saved) throw new AppError('conflict', 'deleted meanwhile', { facts: { detail: 'it was deleted meanwhile' } })
    return { mapping: { ...saved, updatedAt: saved.updatedAt.toISOString() }, replayed }
  },
)
