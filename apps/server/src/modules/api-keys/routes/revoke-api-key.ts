import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { keyJson } from '../key-json.ts'
import { revokeKey } from '../manage-keys.ts'

export const revokeApiKey = route(
  operations.revokeApiKey,
  async ({ tenantId, params }, { database }: { database: Database }) =>
    keyJson(await database.withTenant(tenantId, (tx) => revokeKey(tx, tenantId, params.keyId))),
)
