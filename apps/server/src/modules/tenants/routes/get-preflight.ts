import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../connection-listing.ts'
import { type EndpointView, endpointsOf, secretsOf } from '../endpoints-store.ts'
import { channelChecks, erpChecks } from '../preflight.ts'

export const getPreflight = route(
  operations.getPreflight,
  ({ tenantId, params }, { database, clock, vault, publicUrl }: EndpointView & { database: Database; clock: Clock }) =>
    database.withTenant(tenantId, async (tx) => {
      const connection = await findListed(tx, tenantId, params.connectionId)
      const { erp_connection_id } = connection
      const endpoints = await endpointsOf(tx, tenantId, connection.id)
      const secrets = await Promise.all(endpoints.map((one) => secretsOf(vault, tenantId, one)))
      const checks = connection.is_erp
        ? erpChecks(connection, clock.now())
        : channelChecks({
            channel: connection,
            erp: erp_connection_id === null ? null : await findListed(tx, tenantId, erp_connection_id),
            isHeard: endpoints.some(({ active }, at) => active && (secrets[at]?.length ?? 0) > 0),
            publicUrl,
            now: clock.now(),
          })
      return { ready: checks.every(({ ok, blocking }) => ok || !blocking), checks }
    }),
)
