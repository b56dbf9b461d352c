import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { resumeByHand } from '../channel-pause.ts'
import { mustBeConnected, sendingJson } from '../sending-json.ts'

export const resumeSending = route(
  operations.resumeSending,
  ({ tenantId, params: { connectionId }, body: { reason } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await mustBeConnected(tx, tenantId, connectionId)
      await resumeByHand(tx, { tenantId, connectionId, correlationId: newId() }, reason)
      return sendingJson(tx, tenantId, connectionId)
    }),
)
