import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { oneMessageJson } from '../message-json.ts'

export const getMessage = route(
  operations.getMessage,
  ({ tenantId, caller, params: { messageId } }, deps: { database: Database; vault: Vault }) =>
    oneMessageJson(tenantId, messageId, caller.scopes.has('people:read'), deps),
)
