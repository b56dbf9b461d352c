import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { requestJson } from '../request-json.ts'
import { dueFirst, pageOfRequests } from '../store.ts'

export const listPrivacyRequests = route(
  operations.listPrivacyRequests,
  ({ tenantId, caller, query }, { database, vault }: { database: Database; vault: Vault }) =>
    database.withTenant(tenantId, (tx) =>
      pageAnswer(
        query,
        dueFirst,
        (wanted) => pageOfRequests(tx, vault, tenantId, { state: query.state }, wanted),
        (request) => requestJson(request, caller.scopes.has('people:read')),
      ),
    ),
)
