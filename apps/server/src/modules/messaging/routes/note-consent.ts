import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { consentJson, pageOfConsents } from '../consent-store.ts'
import { noteWish } from '../write-to-customer.ts'

interface Deps {
  database: Database
  vault: Vault
  clock: Clock
}

export const noteConsent = route(
  operations.noteConsent,
  ({ tenantId, caller, params, body }, { database, vault, clock }: Deps) =>
    database.withTenant(tenantId, async (tx) => {
      const { conversationId } = params
      const at = await noteWish(tx, { vault, clock }, tenantId, params, body)
      const { rows } = await pageOfConsents(tx, tenantId, conversationId, { limit: 200, after: null })
      const noted = rows.find(
        (one) => one.source === 'staff' && one.scope === body.scope && one.at.getTime() === at.getTime(),
      )
      if (!noted) throw new Error('a wish that was noted and cannot be seen')
      return consentJson(vault, tenantId, noted, caller.scopes.has('people:read'))
    }),
)
