import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { readBody } from '../inbox-listing.ts'

export const getDeliveryBody = route(
  operations.getDeliveryBody,
  ({ tenantId, params }, { database, vault }: { database: Database; vault: Vault }) =>
    database.withTenant(tenantId, (tx) => readBody(tx, vault, tenantId, params.deliveryId)),
)
