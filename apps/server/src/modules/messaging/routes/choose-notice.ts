import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { chooseNotice as choose } from '../choose-notices.ts'
import { noticeJson, oneNoticeJson } from '../notice-json.ts'
import { lockSettings } from '../settings-store.ts'

export const chooseNotice = route(
  operations.chooseNotice,
  (
    { tenantId, params: { connectionId, notice }, body: { on, numberConnectionId, choices }, mustMatch },
    { database, clock }: { database: Database; clock: Clock },
  ) =>
    database.withTenant(tenantId, async (tx) => {
      await lockSettings(tx, tenantId)
      mustMatch(await oneNoticeJson(tx, tenantId, connectionId, notice))
      const wish = { connectionId, notice, messagingConnectionId: numberConnectionId, on, choices }
      return noticeJson(connectionId, notice, await choose(tx, tenantId, wish, clock.now()))
    }),
)
