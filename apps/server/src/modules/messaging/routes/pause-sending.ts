import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { pauseByHand } from '../channel-pause.ts'
import { mustBeConnected, sendingJson } from '../sending-json.ts'

export const pauseSending = route(
  operations.pauseSending,
  ({ tenantId, params: { connectionId }, body: { reason } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await mustBeConnected(tx, tenantId, connectionId)
      await pauseByHand(tx, { tenantId, connectionId, correlationId: newId() }, reason)
      return sendingJson(tx, tenantId, connectionId)
    }),
)
