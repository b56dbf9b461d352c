import { odooConfig, odooErp } from '@crossdock/connectors/odoo'
import type { OrderReader, WebhookPort } from '@crossdock/connectors/ports/commerce'
import { shopifyOrders, shopifyWebhooks } from '@crossdock/connectors/shopify'
import { AppError } from '@crossdock/contracts/errors'
import type { FastifyInstance } from 'fastify'
import { createApp } from '#http/app.ts'
import { Endpoints } from '#intake/endpoints.ts'
import { Inbox, inboxReader } from '#intake/inbox.ts'
import { RefusalCounter } from '#intake/refusal-counter.ts'
import { type Bell, openBell } from '#jobs/bell.ts'
import type { AnyJob } from '#jobs/define-job.ts'
import { type PacedRinger, pacedRinger } from '#jobs/ringer.ts'
import { forgetDoneWork, tidyDeliveries } from '#jobs/store.ts'
import { type Sweeper, startSweeper } from '#jobs/sweeper.ts'
import { workLane } from '#jobs/work-lane.ts'
import { type ImportOrderDeps, importOrder } from '#modules/orders/index.ts'
import { type ErpFactory, ErpRegistry, type PushWaitingOrdersDeps, pushWaitingOrders } from '#modules/sync/index.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import type { Config } from '#platform/config.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import type { Log } from '#platform/log.ts'
import { paced } from './paced-fetch.ts'

/** The providers this installation knows. An unknown one is an error, never an empty list. */
export const webhookPorts: ReadonlyMap<string, WebhookPort> = new Map([[shopifyWebhooks.provider, shopifyWebhooks]])
export const orderReaders: ReadonlyMap<string, OrderReader> = new Map([[shopifyOrders.provider, shopifyOrders]])

export interface Floor {
  config: Config
  log: Log
  clock: Clock
  app: Database
  intake: Database
  masterKey: MasterKey
  vault: Vault
  bell: Bell
  /** How everything but the sweeper rings. */
  ringer: PacedRinger
  close(): Promise<void>
}

export interface DatabaseAddress {
  /** The owner's address; other roles log in with passwords of their own. */
  url: string
  masterKey: string
}

/** Opens what every role of the program stands on: one log-in a database role, the keys, the bell. */
export function openFloor(
  config: Config,
  { url, masterKey }: DatabaseAddress,
  log: Log,
  clock: Clock = systemClock,
): Floor {
  const keys = new MasterKey(masterKey)
  const as = (role: RoleName, own: string | undefined): string => own ?? urlForRole(url, role, keys)
  const app = openDatabase({
    url: as('crossdock_app', config.DATABASE_APP_URL),
    name: 'crossdock app',
    maxConnections: config.WORKER_CONCURRENCY + 8,
    log,
  })
  const intake = openDatabase({
    url: as('crossdock_intake', config.DATABASE_INTAKE_URL),
    name: 'crossdock intake',
    maxConnections: 20,
    log,
  })
  const direct = config.DATABASE_DIRECT_URL
    ? urlForRole(config.DATABASE_DIRECT_URL, 'crossdock_bell', keys)
    : as('crossdock_bell', config.DATABASE_BELL_URL)
  const bell = openBell({ url: direct, log })
  const ringer = pacedRinger({ bell, ringsPerSecond: 200, tickMs: 10, maxWaiting: 500 })
  return {
    config,
    log,
    clock,
    app,
    intake,
    bell,
    ringer,
    masterKey: keys,
    vault: new Vault(keys, app),
    async close() {
      ringer.stop()
      await bell.close()
      await Promise.all([app.close(), intake.close()])
    },
  }
}

/** The HTTP side: webhooks in. */
export function wireApi(floor: Floor): { app: FastifyInstance; stop(): Promise<void> } {
  const { intake: database, clock, log, ringer } = floor
  // Intake opens bodies and secrets with its own log-in, which can do nothing else.
  const vault = new Vault(floor.masterKey, database)
  const inbox = new Inbox(database, vault, clock)
  const refusals = new RefusalCounter((endpointId, outcome, n) => inbox.count(endpointId, outcome, n), log)
  const app = createApp({
    log,
    unready: () => unready(floor),
    intake: {
      endpoints: new Endpoints(database, vault, clock),
      inbox,
      ringer,
      refusals,
      webhooks: webhookPorts,
      jobs: { importOrder },
    },
  })
  return {
    app,
    async stop() {
      await app.close()
      await refusals.stop()
    },
  }
}

type Deps = ImportOrderDeps & PushWaitingOrdersDeps

/** The working side: answers the bell, and sweeps for what it did not hear. */
export function wireWorker(floor: Floor): { stop(): Promise<void> } {
  const { config, log, clock, app: database, vault, bell, ringer } = floor
  const stopping = new AbortController()
  const pace = paced(clock)
  const erpFactories: ReadonlyMap<string, ErpFactory> = new Map([
    [
      'odoo',
      (connection) => {
        const { url, database: name } = connection.config as { url: string; database: string }
        const settings = odooConfig.parse({
          url,
          database: name,
          apiKey: connection.secrets.apiKey,
          companyId: Number(connection.companyId),
          ...(connection.warehouseId === null ? {} : { warehouseId: Number(connection.warehouseId) }),
          callTimeoutMs: config.ERP_CALL_TIMEOUT_MS,
          namespace: connection.connectionId,
        })
        return odooErp(settings, { fetch: pace(connection.databaseId, connection.minIntervalMs) })
      },
    ],
  ])
  const deps: Deps = {
    inbox: inboxReader(vault),
    orderReaders,
    vault,
    ringer,
    pushOrder: pushWaitingOrders,
    erps: new ErpRegistry(database, vault, clock, erpFactories),
    database,
    clock,
    fenceMs: config.ERP_FENCE_MS,
  }
  const jobs = new Map<string, AnyJob<Deps>>([
    [importOrder.name, importOrder],
    [pushWaitingOrders.name, pushWaitingOrders],
  ])
  const options = {
    database,
    clock,
    holder: newId(),
    leaseMs: config.LANE_LEASE_MS,
    stopping: stopping.signal,
    jobs,
    deps,
    log,
  }
  bell.answer((lane) => workLane(lane, options), { orders: config.WORKER_CONCURRENCY, erp: 16 })
  const sweeper: Sweeper = startSweeper({
    database,
    bell,
    log,
    intervalMs: config.SWEEP_INTERVAL_MS,
    tidyIntervalMs: 3_600_000,
    async tidy() {
      await tidyDeliveries(database, config.DELIVERY_RETENTION_DAYS)
      await forgetDoneWork(database, 30)
    },
  })
  return {
    async stop() {
      await sweeper.stop()
      // Calls in flight end now; their rows stay as they are, and the next holder finds out what became of them.
      stopping.abort(new AppError('shutting-down', 'the server is stopping'))
    },
  }
}

/** What keeps the hub from serving, in words; empty = ready. */
async function unready({ intake, bell }: Floor): Promise<string[]> {
  const within = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      new Promise<never>((_, reject) => setTimeout(() => reject(new Error('no answer in 2 s')), 2_000).unref()),
    ])
  const problems: string[] = []
  await within(intake.call('select 1', [])).catch(() => problems.push('the database does not answer'))
  await within(bell.ready()).catch(() => problems.push('the bell is not ready (webhooks are recorded all the same)'))
  return problems
}
