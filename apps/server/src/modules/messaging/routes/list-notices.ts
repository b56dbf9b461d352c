import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { noticesJson } from '../notice-json.ts'

export const listNotices = route(
  operations.listNotices,
  ({ tenantId, params: { connectionId } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => ({ items: await noticesJson(tx, tenantId, connectionId) })),
)
