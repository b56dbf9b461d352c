import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import type { Database } from '#platform/db/database.ts'
import { replayLetters } from '../dead-letters.ts'
import { filterOf } from '../selection.ts'

export const replayDeadLetters = route(
  operations.replayDeadLetters,
  async ({ tenantId, body }, { database, ringer }: { database: Database; ringer: Ringer }) => ({
    replayed: await replayLetters(database, ringer, tenantId, filterOf(body.select), body.perMinute),
  }),
)
