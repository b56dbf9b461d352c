import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { tenantJson } from '../tenant-json.ts'
import { readTenant, saveTenantSettings } from '../tenants-store.ts'

export const updateTenant = route(
  operations.updateTenant,
  ({ tenantId, body, mustMatch }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      const before = await readTenant(tx, tenantId, { lock: true })
      mustMatch(tenantJson(before))
      const { name, country, corsOrigins } = body
      const after = {
        ...before,
        ...(name === undefined ? {} : { name }),
        ...(country === undefined ? {} : { country }),
        ...(corsOrigins === undefined ? {} : { corsOrigins: [...new Set(corsOrigins)] }),
      }
      await saveTenantSettings(tx, after)
      return tenantJson(after)
    }),
)
