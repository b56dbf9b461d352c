import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { messagingSettings } from '../settings-store.ts'

export const getMessageSettings = route(
  operations.getMessageSettings,
  ({ tenantId }, { database }: { database: Database }) =>
    database.withTenant(tenantId, (tx) => messagingSettings(tx, tenantId)),
)
