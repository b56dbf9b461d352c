import { directOrders } from '@crossdock/connectors/direct'
import type { OrderReader, PrivacyReader, WebhookPort } from '@crossdock/connectors/ports/commerce'
import { shopifyOrders, shopifyPrivacy, shopifyWebhooks } from '@crossdock/connectors/shopify'
import { whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import type { FastifyInstance } from 'fastify'
import { createApp, type Readiness } from '#http/app.ts'
import { answerHealth } from '#http/health-routes.ts'
import { observeRequests } from '#http/observe-requests.ts'
import { Endpoints } from '#intake/endpoints.ts'
import { Inbox, inboxReader } from '#intake/inbox.ts'
import { watchIntake } from '#intake/intake-watch.ts'
import { RefusalCounter } from '#intake/refusal-counter.ts'
import type { RoutableJobs } from '#intake/routes-to-jobs.ts'
import { type Bell, type BellBackend, openBell } from '#jobs/bell.ts'
import { isLook } from '#jobs/bell-names.ts'
import { bellOnPostgres } from '#jobs/bell-on-postgres.ts'
import { bellOnRedis } from '#jobs/bell-on-redis.ts'
import type { AnyJob } from '#jobs/define-job.ts'
import { startHeartbeat } from '#jobs/heartbeat.ts'
import { LaneRunner } from '#jobs/lane-runner.ts'
import { watchLanes } from '#jobs/lane-watch.ts'
import { type PacedRinger, pacedRinger } from '#jobs/ringer.ts'
import { forgetLostWorkers } from '#jobs/seen-store.ts'
import { forgetDoneWork, tidyDeliveries } from '#jobs/store.ts'
import { type Sweeper, startSweeper } from '#jobs/sweeper.ts'
import { workLane } from '#jobs/work-lane.ts'
import {
  forgetEarlyStatuses,
  type MessagingEventDeps,
  MessagingRegistry,
  noteAccount,
  noteStatus,
  orderNotices,
  receiveMessage,
  type SendMessageDeps,
  sendMessage,
} from '#modules/messaging/index.ts'
import {
  importOrder,
  noteDeletion,
  noteEdit,
  type OrderEventDeps,
  type RefetchDeps,
  recordRefund,
  refetchOrder,
} from '#modules/orders/index.ts'
import { type RecordPrivacyRequestDeps, recordPrivacyRequest } from '#modules/privacy/index.ts'
import { ErpRegistry, type PushWaitingOrdersDeps, pushWaitingOrders } from '#modules/sync/index.ts'
import { type DisconnectChannelDeps, disconnectChannel } from '#modules/tenants/index.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { type Config, isPooled } from '#platform/config.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import type { Log } from '#platform/log.ts'
import { makeTelemetry, type Telemetry } from '#platform/telemetry/telemetry.ts'
import { watchCache } from '#platform/telemetry/watch-cache.ts'
import { watchDatabase } from '#platform/telemetry/watch-database.ts'
import { within } from '#platform/within.ts'
import { erpFactories } from './erp-factories.ts'
import { healthOfFloor } from './health.ts'
import { messageReaders, messagingProviders } from './messaging-providers.ts'
import { orderSources } from './order-sources.ts'
import { bellUrl, pastPooler } from './past-pooler.ts'
import { wireRoutes } from './wire-routes.ts'

/** The providers this installation knows. An unknown one is an error, never an empty list. */
export const webhookPorts: ReadonlyMap<string, WebhookPort> = new Map(
  [shopifyWebhooks, whatsappCloudWebhooks].map((port) => [port.provider, port]),
)
export const orderReaders: ReadonlyMap<string, OrderReader> = new Map(
  [shopifyOrders, directOrders].map((reader) => [reader.provider, reader]),
)
const privacyReaders: ReadonlyMap<string, PrivacyReader> = new Map([[shopifyPrivacy.provider, shopifyPrivacy]])

/** What follows from an event, by what it means. */
const jobOfMeaning: RoutableJobs = {
  order: importOrder,
  'order-edited': noteEdit,
  'order-deleted': noteDeletion,
  refund: recordRefund,
  disconnected: disconnectChannel,
  'privacy-request': recordPrivacyRequest,
  message: receiveMessage,
  'message-status': noteStatus,
  'messaging-account': noteAccount,
}

export interface Floor {
  config: Config
  log: Log
  clock: Clock
  app: Database
  intake: Database
  /** The API's own connections: a flood of requests must not take those that the workers renew their leases with. */
  api: Database
  masterKey: MasterKey
  vault: Vault
  telemetry: Telemetry
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

const closeTimeoutMs = 3_000

/** Opens what every role of the program stands on: one log-in a database role, the keys, the bell. */
export function openFloor(
  config: Config,
  { url, masterKey }: DatabaseAddress,
  log: Log,
  clock: Clock = systemClock,
): Floor {
  const keys = new MasterKey(masterKey)
  const telemetry = makeTelemetry(config)
  const as = (role: RoleName, own: string | undefined): string => own ?? urlForRole(url, role, keys)
  const pooled = isPooled(config)
  const app = openDatabase({
    url: as('crossdock_app', config.DATABASE_APP_URL),
    name: 'crossdock app',
    maxConnections: config.WORKER_CONCURRENCY + 8,
    pooled,
    log,
    watch: watchDatabase(telemetry.metrics, 'app'),
  })
  // Keys are asked for in the middle of transactions: from the same pool, all of its connections could wait for one more.
  // Behind a pooler that goes for its connections too.
  const keyring = openDatabase({
    url: pastPooler('crossdock_app', config.DATABASE_APP_URL, config, url, keys),
    name: 'crossdock keys',
    maxConnections: 2,
    log,
  })
  const intake = openDatabase({
    url: as('crossdock_intake', config.DATABASE_INTAKE_URL),
    name: 'crossdock intake',
    maxConnections: 20,
    pooled,
    log,
    watch: watchDatabase(telemetry.metrics, 'intake'),
  })
  const api = openDatabase({
    url: as('crossdock_app', config.DATABASE_APP_URL),
    name: 'crossdock api',
    maxConnections: 10,
    // Whoever asks has given up by then.
    statementTimeoutMs: 15_000,
    pooled,
    log,
    watch: watchDatabase(telemetry.metrics, 'api'),
  })
  const bell = openBell({ backend: bellBackend(config, url, keys, log), log })
  const ringer = pacedRinger({ bell, ringsPerSecond: 40, tickMs: 10, maxWaiting: 100, lookEveryMs: 200 })
  return {
    config,
    log,
    clock,
    app,
    intake,
    telemetry,
    api,
    bell,
    ringer,
    masterKey: keys,
    vault: new Vault(keys, keyring, watchCache(telemetry.metrics, 'data-keys')),
    async close() {
      ringer.stop()
      await bell.close()
      // A pool waits for what it has lent out, and a statement may hang with its server.
      await within(Promise.all([app.close(), intake.close(), api.close(), keyring.close()]), closeTimeoutMs).catch(
        (err) => log.warn({ err }, 'database connections were not given back'),
      )
      await telemetry.stop()
    },
  }
}

/** Redis when there is one, else PostgreSQL. */
export function bellBackend(config: Config, databaseUrl: string, keys: MasterKey, log: Log): BellBackend {
  if (config.REDIS_URL) return bellOnRedis({ url: config.REDIS_URL, prefix: config.REDIS_PREFIX }, log)
  return bellOnPostgres(bellUrl(config, databaseUrl, keys), log)
}

/** The HTTP side: webhooks in, and the API. `stop` says so at /readyz first, and lets the requests in flight come to their end. */
export function wireApi(floor: Floor): { app: FastifyInstance; stop(): Promise<void> } {
  const { intake: database, clock, config, log, ringer, telemetry } = floor
  let stopping = false
  // Intake opens bodies and secrets with its own log-in, which can do nothing else.
  const vault = new Vault(floor.masterKey, database, watchCache(telemetry.metrics, 'data-keys'))
  const { metrics } = telemetry
  const inbox = new Inbox(database, vault, clock, (size) => metrics.meters.groupCommit.observe(size))
  const refusals = new RefusalCounter((endpointId, outcome, n) => inbox.count(endpointId, outcome, n), log)
  const api = wireRoutes(floor, { inbox, jobs: jobOfMeaning })
  const app = createApp({
    log,
    api: api.serve,
    readiness: async () => (stopping ? { refused: ['the server is stopping'], degraded: [] } : readiness(floor)),
    proveInstance: (challenge) => floor.masterKey.proveInstance(challenge),
    intake: {
      endpoints: new Endpoints(database, vault, clock, watchCache(metrics, 'endpoint')),
      inbox,
      ringer,
      refusals,
      webhooks: webhookPorts,
      jobs: jobOfMeaning,
      watch: watchIntake(telemetry),
    },
  })
  observeRequests(app, telemetry)
  answerHealth(app, { metrics, health: healthOfFloor(floor), token: config.METRICS_TOKEN }, false)
  // A connection that is kept for the next request would be waited for until the grace is over.
  app.addHook('onSend', async (_, reply) => {
    if (stopping) reply.header('connection', 'close')
  })
  return {
    app,
    async stop() {
      stopping = true
      await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_NOTICE_MS))
      await within(app.close(), config.SHUTDOWN_GRACE_MS).catch(() => app.server.closeAllConnections())
      await refusals.stop()
      await api.stop()
    },
  }
}

type Deps = OrderEventDeps &
  RefetchDeps &
  DisconnectChannelDeps &
  RecordPrivacyRequestDeps &
  PushWaitingOrdersDeps &
  MessagingEventDeps &
  SendMessageDeps

/** The working side: answers the bell, and sweeps for what it did not hear. */
export function wireWorker(floor: Floor): { stop(): Promise<void> } {
  const { config, log, clock, app: database, vault, bell, ringer, telemetry } = floor
  const deps: Deps = {
    inbox: inboxReader(vault),
    orderReaders,
    orderSources: orderSources(log, telemetry),
    privacyReaders,
    vault,
    ringer,
    pushOrder: pushWaitingOrders,
    erps: new ErpRegistry(
      database,
      vault,
      clock,
      erpFactories(config, database, telemetry),
      watchCache(telemetry.metrics, 'erp-port'),
    ),
    database,
    clock,
    fenceMs: config.ERP_FENCE_MS,
    messageReaders,
    messaging: new MessagingRegistry(database, vault, clock, messagingProviders(telemetry)),
    orderListener: orderNotices({ vault, ringer, clock, log }),
    settleMs: config.MESSAGE_SETTLE_MS,
  }
  const jobs = new Map<string, AnyJob<Deps>>([
    [importOrder.name, importOrder],
    [noteEdit.name, noteEdit],
    [noteDeletion.name, noteDeletion],
    [recordRefund.name, recordRefund],
    [refetchOrder.name, refetchOrder],
    [disconnectChannel.name, disconnectChannel],
    [recordPrivacyRequest.name, recordPrivacyRequest],
    [pushWaitingOrders.name, pushWaitingOrders],
    [receiveMessage.name, receiveMessage],
    [noteStatus.name, noteStatus],
    [noteAccount.name, noteAccount],
    [sendMessage.name, sendMessage],
  ])
  const worker = newId()
  const watch = watchLanes(telemetry)
  const options = {
    database,
    clock,
    holder: worker,
    leaseMs: config.LANE_LEASE_MS,
    jobs,
    deps,
    log,
    watch,
  }
  const concurrency = { orders: config.WORKER_CONCURRENCY, erp: 16 }
  const runner = new LaneRunner({
    work: (lane, signals) => workLane(lane, { ...options, ...signals }),
    concurrency,
    // Another process need not wait for its sweeper.
    left: (lane) => bell.ring(lane),
    log,
    surprised: (error) => watch.surprised(error, 'lane'),
  })
  const sweeper: Sweeper = startSweeper({
    database,
    bell,
    runner,
    log,
    intervalMs: config.SWEEP_INTERVAL_MS,
    tidyIntervalMs: 3_600_000,
    async tidy() {
      if (!(await tidyDeliveries(database, config.DELIVERY_RETENTION_DAYS)))
        log.info('somebody reads the inbox for long, a backup perhaps: its months are made and dropped an hour later')
      await forgetDoneWork(database, 30)
      await forgetLostWorkers(database)
      await forgetEarlyStatuses(database, 8)
    },
  })
  const heartbeat = startHeartbeat({
    database,
    worker,
    lookedMsAgo: () => sweeper.lookedMsAgo(),
    providers: () => telemetry.providers.states(),
    log,
  })
  bell.answer((lane) => (isLook(lane) ? sweeper.look() : runner.run(lane)), concurrency)
  return {
    async stop() {
      bell.stopAnswering()
      // Rows whose calls are aborted in the end stay as they are, and the next holder finds out what became of them.
      await Promise.all([
        within(sweeper.stop(), config.SHUTDOWN_GRACE_MS).catch(() => undefined),
        runner.stop(config.SHUTDOWN_GRACE_MS),
      ])
      await within(heartbeat.stop(), 1_000).catch(() => undefined)
    },
  }
}

/** Without the database nothing can be recorded. Without the bell all goes on, only later: no reason to send nobody here. */
async function readiness({ intake, bell }: Floor): Promise<Readiness> {
  const { away, paused } = bell.condition()
  const answers = await within(intake.call('select 1', []), 2_000).catch(() => null)
  return {
    refused: answers ? [] : ['the database does not answer'],
    degraded: [
      // Why, the log says: this page may be public.
      ...(away === null ? [] : ['the bell does not answer; webhooks are worked off all the same, a little later']),
      ...paused.map((name) => `the queue "${name}" is paused; its work waits until somebody resumes it`),
    ],
  }
}
