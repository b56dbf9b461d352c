import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { requestJson } from '../request-json.ts'
import { findRequest, markSeenTo } from '../store.ts'

export const settlePrivacyRequest = route(
  operations.settlePrivacyRequest,
  ({ tenantId, caller, params: { requestId } }, { database, vault }: { database: Database; vault: Vault }) =>
    database.withTenant(tenantId, async (tx) => {
      await markSeenTo(tx, tenantId, requestId)
      const request = await findRequest(tx, vault, tenantId, requestId)
      if (!request) throw new AppError('not-found', 'no such request')
      return requestJson(request, caller.scopes.has('people:read'))
    }),
)
