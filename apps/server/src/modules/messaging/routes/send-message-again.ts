import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { oneMessageJson } from '../message-json.ts'
import type { QueueDeps } from '../queue-message.ts'
import { sendAgain } from '../write-to-customer.ts'

export const sendMessageAgain = route(
  operations.sendMessageAgain,
  async ({ tenantId, caller, params: { messageId }, isRepetition }, deps: QueueDeps & { database: Database }) => {
    const queued = await deps.database.withTenant(tenantId, (tx) => sendAgain(tx, deps, tenantId, messageId))
    if (!queued.isNew) isRepetition()
    return oneMessageJson(tenantId, queued.messageId, caller.scopes.has('people:read'), deps)
  },
)
