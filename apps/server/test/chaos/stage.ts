import { join } from 'node:path'
import { type OwnOdoo, startOwnOdoo } from '@crossdock/sandbox/odoo-own'
import { enterRealOdoo, freshDatabase, type RealOdoo, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue, seeded } from '@crossdock/sandbox/shopify'
import { startWhatsAppSandbox, type WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import { freePort } from '#main/free-port.ts'
import { type CuttingProxy, graphMethod, startCuttingProxy } from '../harness/cutting-proxy.ts'
import { hastyHub, startHubProcess } from '../harness/hub-processes.ts'
import { type ProvisionedShop, provisionShops } from '../harness/provision-shops.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Bell, type BellKind, bellUnderTest } from './bell-under-test.ts'
import { type HubDatabase, startHubDatabase } from './hub-database.ts'
import { numberedOtherwise } from './mends.ts'
import { provisionNumbers, type ShopNumber } from './numbers.ts'
import { cutOverAt, type Plan } from './plan.ts'
import { scarceItem } from './stories.ts'
import { type Supervised, supervise } from './supervised.ts'

export interface StageOptions {
  bell: BellKind
  workers: number
  apis: number
  /** Odoo's own limit for one call, in seconds. What was cut off in a confirmation may be waited for so long. */
  odooLimit: number
  /** CROSSDOCK_TEST_ODOO_PG */
  odooPostgres: string
  env: Record<string, string | undefined>
}

/** Everything that plays a part, running. */
export interface Stage extends AsyncDisposable {
  database: HubDatabase
  bell: Bell
  server: OwnOdoo
  odoo: Pick<RealOdoo, 'admin' | 'database'>
  /** Address of Odoo's PostgreSQL. */
  odooPostgres: string
  /** Product ids in Odoo, by SKU. */
  products: ReadonlyMap<string, number>
  /** Between the hub and Odoo. */
  proxy: CuttingProxy
  /** Plays WhatsApp and the customers' phones. */
  box: WhatsAppSandbox
  /** Between the hub and WhatsApp. */
  graphProxy: CuttingProxy
  shops: ProvisionedShop[]
  /** In the order of the shops. */
  numbers: ShopNumber[]
  /** Gets the hub's traces and its reports of errors. */
  receiver: Receiver
  /** Of the hub's processes. */
  hubEnv: Record<string, string>
  apis: Supervised[]
  /** Where the API processes listen. */
  ports: number[]
  workers: Supervised[]
}

/** Two tenants may not hinder each other, though they share one Odoo database and its one writer. */
export const slugs = ['chaos-one', 'chaos-two']
const masterKey = `chaos:${Buffer.alloc(32, 5).toString('base64')}`
const plentyOfStock = 1_000_000

/** Brings all of it up, and takes it away again in the opposite order: also when only half of it came up. */
export async function setStage(options: StageOptions, plan: Plan, folder: string): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const { odooPostgres, odooLimit, env } = options
  const database = stack.use(await startHubDatabase(folder, masterKey))
  const bell = bellUnderTest(options.bell, env, database)

  const { database: name } = stack.use(await freshDatabase(odooPostgres))
  const server = stack.use(
    await startOwnOdoo({
      postgres: odooPostgres,
      database: name,
      callLimitSeconds: odooLimit,
      logFile: join(folder, 'odoo.log'),
      ports: [await freePort(0), await freePort(0)],
      env,
    }),
  )
  const odoo = await enterRealOdoo(server.url, name)
  const products = await stock(odoo, plan)
  const proxy = stack.use(await startCuttingProxy(server.url))
  const address = { databaseUrl: database.url, masterKey }
  const shops = await provisionShops(slugs, { odoo, erpUrl: proxy.url, cutOverAt }, address)
  const box = stack.use(await startBox(plan))
  const graphProxy = stack.use(await startCuttingProxy(box.url, graphMethod))
  const ports = await Promise.all(Array.from({ length: options.apis }, () => freePort(0)))
  const hubUrls = ports.map((port) => `http://127.0.0.1:${port}`)
  const numbers = await provisionNumbers(shops, { box, graphUrl: graphProxy.url, hubUrls }, address)
  const receiver = stack.adopt(await startReceiver(), (started) => started.stop())
  await database.query('update erp_databases set max_batch = $1', [ordersInABatch(plan)])

  const hubEnv = {
    ...hastyHub,
    ERP_CALL_TIMEOUT_MS: String(odooLimit * 800),
    // Odoo's longest call, and what a call may wait before: a frozen Odoo, a slow way.
    ERP_FENCE_MS: String(odooLimit * 1000 + 6_000),
    WORKER_CONCURRENCY: '4',
    // Longer than what WhatsApp tells is ever held back, so that a person is asked only when there is nothing to tell.
    MESSAGE_SETTLE_MS: '15000',
    // Seen from outside as closely as can be, so that whatever is told there can be looked through.
    METRICS_PORT: '0',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    SENTRY_DSN: receiver.url.replace('http://', 'http://key@').concat('/1'),
    ...bell.env,
    DATABASE_URL: database.url,
    CROSSDOCK_MASTER_KEY: masterKey,
  }
  const start = (env: Record<string, string>, name: string): Supervised =>
    stack.adopt(
      supervise(() => startHubProcess({ ...hubEnv, ...env }, join(folder, `${name}.log`))),
      (process) => process.stop(),
    )
  const apis = ports.map((port, n) => start({ ROLE: 'api', PORT: `${port}` }, `api-${n + 1}`))
  const workers = Array.from({ length: options.workers }, (_, n) => start({ ROLE: 'worker' }, `worker-${n + 1}`))
  await Promise.all([...apis, ...workers].map((process) => process.up()))

  const held = stack.move()
  return {
    database,
    bell,
    server,
    odoo,
    odooPostgres,
    products,
    proxy,
    box,
    graphProxy,
    shops,
    numbers,
    receiver,
    hubEnv,
    apis,
    ports,
    workers,
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

/**
 * What it tells comes doubled and in any order all the time, several tenants in one body. Of some messages it tells before
 * the hub can have done anything else, of most only when a hub that sends again would have done so.
 */
async function startBox({ seed, shops }: Plan): Promise<WhatsAppSandbox> {
  const box = await startWhatsAppSandbox({
    accounts: shops.length - 1,
    seed,
    mood: { double: true, shuffle: true, batch: true },
    firstRetryMs: 300,
  })
  const random = seeded(seed, 5)
  box.world.pace = {
    ...box.world.pace,
    get sentMs() {
      return random.chance(0.2) ? 40 : 4_000
    },
  }
  return box
}

/** @returns product ids by SKU */
function stock(odoo: Pick<RealOdoo, 'admin'>, plan: Plan): Promise<Map<string, number>> {
  const scarcePieces = plan.orders
    .filter(({ kind }) => kind === 'scarce')
    .flatMap(({ versions }) => versions[0]?.body.line_items ?? [])
    .filter(({ sku }) => sku === scarceItem.sku)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  return seedCatalogue(odoo.admin, [
    ...demoCatalogue.map(({ sku, title }) => ({ sku, name: title, listPrice: 1, stock: plentyOfStock })),
    ...plan.mends.map(({ sku }) => ({ sku: numberedOtherwise(sku), name: sku, listPrice: 1, stock: plentyOfStock })),
    { sku: scarceItem.sku, name: scarceItem.title, listPrice: 1, stock: Math.max(1, Math.floor(scarcePieces / 2)) },
  ])
}

/** Few enough that a short run, too, has confirmations to strike at, and that a slow Odoo is done within its limit. */
function ordersInABatch({ orders }: Plan): number {
  return Math.min(20, Math.max(4, Math.round(orders.length / 15)))
}
