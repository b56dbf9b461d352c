import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { ErpRegistry } from '#modules/sync/index.ts'
import { mustBeErp } from '#modules/tenants/index.ts'
import type { Database } from '#platform/db/database.ts'

/** Longer is not waited for: whoever asked sits before it. */
const patienceMs = 15_000

export const listMappingChoices = route(
  operations.listMappingChoices,
  async (
    { tenantId, params: { connectionId }, query },
    { database, erps }: { database: Database; erps: ErpRegistry },
  ) => {
    await database.withTenant(tenantId, (tx) => mustBeErp(tx, tenantId, connectionId))
    const erp = await erps.port(tenantId, connectionId)
    const wanted = { search: query.search ?? '' }
    const choices = await erp.choices(query.kind, wanted, { signal: AbortSignal.timeout(patienceMs) })
    return { items: choices.map(({ id, label }) => ({ id, label })) }
  },
)
