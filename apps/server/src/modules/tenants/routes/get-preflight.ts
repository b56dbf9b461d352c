import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import { findListed } from '../connection-listing.ts'
import { type EndpointView, endpointsOf, secretsOf } from '../endpoint-listing.ts'
import { channelChecks, erpChecks, heardChecks } from '../preflight.ts'

export const getPreflight = route(
  operations.getPreflight,
  ({ tenantId, params }, { database, clock, vault, publicUrl }: EndpointView & { database: Database; clock: Clock }) =>
    database.withTenant(tenantId, async (tx) => {
      const connection = await findListed(tx, tenantId, params.connectionId)
      const now = clock.now()
      const { own, ofOthers } = await endpointsOf(tx, tenantId, connection.id)
      const secrets = await Promise.all(own.map((one) => secretsOf(vault, tenantId, one)))
      const isHeard = ofOthers || own.some(({ active }, at) => active && (secrets[at]?.length ?? 0) > 0)
      const { kind, erp_connection_id } = connection
      const erp = erp_connection_id === null ? null : await findListed(tx, tenantId, erp_connection_id)
      const checks = {
        erp: () => erpChecks(connection, now),
        messaging: () => heardChecks({ channel: connection, isHeard, publicUrl }),
        channel: () => channelChecks({ channel: connection, erp, isHeard, publicUrl, now }),
      }[kind]()
      return { ready: checks.every(({ ok, blocking }) => ok || !blocking), checks }
    }),
)
