import { operations } from '@crossdock/contracts/api/operations'
import { route } from '#http/route.ts'
import { pageOfEvents } from '#intake/inbox-listing.ts'
import { challengeAnswered } from '#intake/receive-webhook.ts'
import { type MessagingRegistry, numberReadiness } from '#modules/messaging/index.ts'
import type { OrderDesk } from '#modules/orders/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { findListed, type ListedConnection } from '../connection-listing.ts'
import { type EndpointView, endpointsOf, hasCounted, secretsOf } from '../endpoint-listing.ts'
import { channelChecks, deskChecks, erpChecks, type NumberFacts, numberChecks } from '../preflight.ts'

interface Deps extends EndpointView {
  database: Database
  clock: Clock
  orderDesk: Pick<OrderDesk, 'provider'>
  messaging: MessagingRegistry
}

export const getPreflight = route(
  operations.getPreflight,
  async ({ tenantId, params: { connectionId } }, deps: Deps) => {
    const { database, clock, vault, publicUrl, orderDesk, messaging } = deps
    const { kind } = await database.withTenant(tenantId, (tx) => findListed(tx, tenantId, connectionId))
    const account = kind === 'messaging' ? await messaging.account(tenantId, connectionId) : null
    return database.withTenant(tenantId, async (tx) => {
      const connection = await findListed(tx, tenantId, connectionId)
      const now = clock.now()
      const { own, ofOthers } = await endpointsOf(tx, tenantId, connectionId)
      const secrets = await Promise.all(own.map((one) => secretsOf(vault, tenantId, one)))
      const isHeard = ofOthers || own.some(({ active }, at) => active && (secrets[at]?.length ?? 0) > 0)
      const facts = { channel: connection, isHeard, publicUrl }
      const checks = await checksOf()
      return { ready: checks.every(({ ok, blocking }) => ok || !blocking), checks }

      async function checksOf() {
        if (kind === 'erp') return erpChecks(connection, now)
        if (account !== null) {
          const endpointIds = own.map(({ id }) => id)
          return numberChecks({
            ...facts,
            now,
            ...(await numberFacts(tx, tenantId, connection, { account, endpointIds })),
          })
        }
        const { erp_connection_id } = connection
        const erp = erp_connection_id === null ? null : await findListed(tx, tenantId, erp_connection_id)
        return connection.provider === orderDesk.provider
          ? deskChecks({ channel: connection, erp, now })
          : channelChecks({ ...facts, channel: connection, erp, now })
      }
    })
  },
)

async function numberFacts(
  tx: Tx,
  tenantId: string,
  { id }: ListedConnection,
  { account, endpointIds }: { account: string; endpointIds: string[] },
): Promise<Pick<NumberFacts, 'isVerified' | 'hasHeard' | 'readiness'>> {
  const heard = await pageOfEvents(tx, tenantId, { connectionId: id }, { limit: 1, after: null })
  return {
    isVerified: await hasCounted(tx, tenantId, endpointIds, challengeAnswered),
    hasHeard: heard.rows.length > 0,
    readiness: await numberReadiness(tx, tenantId, id, account),
  }
}
