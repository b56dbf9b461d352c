import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { keyJson } from '../key-json.ts'
import { findKey } from '../store.ts'

export const getApiKey = route(
  operations.getApiKey,
  async ({ tenantId, params }, { database }: { database: Database }) => {
    const key = await database.withTenant(tenantId, (tx) => findKey(tx, tenantId, params.keyId))
    if (!key) throw new AppError('not-found', 'no such key')
    return keyJson(key)
  },
)
