import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { InvalidRequest } from '#http/invalid-request.ts'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { keyJson } from '../key-json.ts'
import { createKey } from '../manage-keys.ts'

export const createApiKey = route(
  operations.createApiKey,
  async ({ tenantId, caller, body }, { database, clock }: { database: Database; clock: Clock }) => {
    const missing = body.scopes.find((scope) => !caller.scopes.has(scope))
    if (missing) throw new AppError('forbidden', 'a right it does not have', { facts: { scope: missing } })
    const expiresAt = body.expiresAt === null ? null : new Date(body.expiresAt)
    if (expiresAt !== null && expiresAt <= clock.now())
      throw new InvalidRequest([{ in: 'body', pointer: '/expiresAt', message: 'must lie ahead' }])
    const { key, text } = await database.withTenant(tenantId, (tx) =>
      createKey(tx, tenantId, { name: body.name, scopes: body.scopes, expiresAt }),
    )
    return { key: keyJson(key), secret: text }
  },
)
