import type { FastifyInstance } from 'fastify'
import { serveApi } from '#http/api.ts'
import type { Ringer } from '#jobs/enqueue.ts'
import { KeyRing } from '#modules/api-keys/index.ts'
import { ErpRegistry } from '#modules/sync/index.ts'
import type { ErpDoors } from '#modules/tenants/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import type { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { apiRoutes, type RouteDeps } from './api-routes.ts'
import { erpFactories } from './erp-factories.ts'
import { guardedFetch, privateHostsOf } from './guarded-fetch.ts'
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

export interface ApiFloor {
  config: Config
  log: Log
  clock: Clock
  /** Connections of its own. */
  api: Database
  masterKey: MasterKey
  ringer: Ringer
}

export function wireRoutes({ api: database, clock, config, log, masterKey, ringer }: ApiFloor): {
  serve(app: FastifyInstance): void
  stop(): Promise<void>
} {
  const vault = new Vault(masterKey, database)
  const keys = new KeyRing(database, clock, log)
  const deps: RouteDeps = {
    database,
    vault,
    clock,
    ringer,
    erps: new ErpRegistry(database, vault, clock, erpFactories(config, database)),
    erpDoors: erpDoors(config),
    orderSources: orderSources(log),
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
