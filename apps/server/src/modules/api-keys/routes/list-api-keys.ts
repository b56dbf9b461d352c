import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { keyJson } from '../key-json.ts'
import { listKeys, newestKeys } from '../store.ts'

export const listApiKeys = route(operations.listApiKeys, ({ tenantId, query }, { database }: { database: Database }) =>
  database.withTenant(tenantId, (tx) =>
    pageAnswer(query, newestKeys, (wanted) => listKeys(tx, tenantId, wanted), keyJson),
  ),
)
