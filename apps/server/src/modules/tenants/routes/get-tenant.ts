import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { tenantJson } from '../tenant-json.ts'
import { readTenant } from '../tenants-store.ts'

export const getTenant = route(operations.getTenant, async ({ tenantId }, { database }: { database: Database }) =>
  tenantJson(await database.withTenant(tenantId, (tx) => readTenant(tx, tenantId))),
)
