import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { chooseQuiet } from '../choose-notices.ts'
import { lockSettings, messagingSettings } from '../settings-store.ts'

export const chooseMessageSettings = route(
  operations.chooseMessageSettings,
  ({ tenantId, body, mustMatch }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      await lockSettings(tx, tenantId)
      mustMatch(await messagingSettings(tx, tenantId))
      return chooseQuiet(tx, tenantId, body)
    }),
)
