import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { sendingJson } from '../sending-json.ts'

export const getSending = route(
  operations.getSending,
  ({ tenantId, params: { connectionId } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) => sendingJson(tx, tenantId, connectionId)),
)
