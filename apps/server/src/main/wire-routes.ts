import { canonicalOf, directOrderEvent, directOrders, recordOf } from '@crossdock/connectors/direct'
import type { FastifyInstance } from 'fastify'
import { serveApi } from '#http/api.ts'
import type { Inbox } from '#intake/inbox.ts'
import type { RoutableJobs } from '#intake/routes-to-jobs.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import { KeyRing } from '#modules/api-keys/index.ts'
import { MessagingRegistry } from '#modules/messaging/index.ts'
import type { OrderDesk } from '#modules/orders/index.ts'
import { ErpRegistry } from '#modules/sync/index.ts'
import type { ErpDoors } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'
import { apiRoutes, type RouteDeps } from './api-routes.ts'
import { erpFactories } from './erp-factories.ts'
import { guardedFetch, privateHostsOf } from './guarded-fetch.ts'
import { messagingProviders } from './messaging-providers.ts'
import { numberDoors } from './number-doors.ts'
import { orderSources } from './order-sources.ts'
import { odooAccess, reached, shopifyBodyLimitBytes } from './provision.ts'

/** How a person's log-in becomes lasting access, by provider. */
function erpDoors(config: Config): ErpDoors {
  const guarded = guardedFetch(privateHostsOf(config))
  return new Map([
    [
      'odoo',
      async ({ chosenBy, ...logIn }) => {
        const { reach, ...erp } = reached(await odooAccess(logIn, chosenBy === 'tenant' ? guarded : fetch))
        return { ...erp, reach: { ...reach, ...(chosenBy === 'tenant' ? { chosenBy } : {}) } }
      },
    ],
  ])
}

const channelBodyLimitBytes: ReadonlyMap<string, number> = new Map([['shopify', shopifyBodyLimitBytes]])

const orderDesk: OrderDesk = {
  provider: directOrders.provider,
  check: canonicalOf,
  bodyOf: recordOf,
  eventOf: directOrderEvent,
}

export interface ApiFloor {
  config: Config
  log: Log
  clock: Clock
  /** Connections of its own. */
  api: Database
  masterKey: MasterKey
  ringer: Ringer
  telemetry: Telemetry
}

/** Where what is handed in is recorded. */
export interface HandedInTo {
  inbox: Inbox
  jobs: RoutableJobs
}

export function wireRoutes(
  { api: database, clock, config, log, masterKey, ringer, telemetry }: ApiFloor,
  { inbox, jobs }: HandedInTo,
): {
  serve(app: FastifyInstance): void
  stop(): Promise<void>
} {
  const vault = new Vault(masterKey, database)
  const providers = messagingProviders(telemetry)
  const keys = new KeyRing(database, clock, log)
  const deps: RouteDeps = {
    database,
    vault,
    clock,
    ringer,
    erps: new ErpRegistry(database, vault, clock, erpFactories(config, database)),
    erpDoors: erpDoors(config),
    orderSources: orderSources(log),
    orderDesk,
    numberDoors: numberDoors(providers, config),
    messaging: new MessagingRegistry(database, vault, clock, providers),
    inbox,
    jobs,
    channelBodyLimitBytes,
    publicUrl: config.PUBLIC_URL ?? null,
  }
  return {
    serve: (app) =>
      serveApi(app, {
        routes: apiRoutes,
        deps,
        keys,
        database,
        vault,
        clock,
        log,
        requestsPerMinute: config.API_REQUESTS_PER_MINUTE,
      }),
    stop: () => keys.stop(),
  }
}
