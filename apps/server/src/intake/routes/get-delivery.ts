import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { deliveryJson } from '../event-json.ts'
import { findDelivery } from '../inbox-listing.ts'

export const getDelivery = route(
  operations.getDelivery,
  async ({ tenantId, params }, { database }: { database: Database }) =>
    deliveryJson(await database.withTenant(tenantId, (tx) => findDelivery(tx, tenantId, params.deliveryId))),
)
