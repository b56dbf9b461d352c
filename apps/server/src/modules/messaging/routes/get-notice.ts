import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { oneNoticeJson } from '../notice-json.ts'

export const getNotice = route(
  operations.getNotice,
  ({ tenantId, params: { connectionId, notice } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) => oneNoticeJson(tx, tenantId, connectionId, notice)),
)
