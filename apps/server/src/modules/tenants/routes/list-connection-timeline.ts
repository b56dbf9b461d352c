import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../connection-listing.ts'
import { latestHappenings, pageOfHappenings } from '../connections-store.ts'

export const listConnectionTimeline = route(
  operations.listConnectionTimeline,
  ({ tenantId, params: { connectionId }, query }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await findListed(tx, tenantId, connectionId)
      return pageAnswer(
        query,
        latestHappenings,
        (wanted) => pageOfHappenings(tx, tenantId, connectionId, wanted),
        ({ id, at, kind, message }) => ({ id, at: at.toISOString(), kind, message }),
      )
    }),
)
