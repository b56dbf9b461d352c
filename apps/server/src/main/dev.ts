import { randomBytes } from 'node:crypto'
import { AppError } from '@crossdock/contracts/errors'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { defaultPushPolicy, findTenantBySlug, pointChannelsAt, type Tenant } from '#modules/tenants/index.ts'
import { type Config, ConfigError, readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import { createLog, type Log } from '#platform/log.ts'
import { type DevState, readDevState, writeDevState, writeSandboxState } from './dev-state.ts'
import { freePort } from './free-port.ts'
import { odooAccess, provisionErp, provisionShop, provisionTenant } from './provision.ts'
import { serve, stopOnSignals } from './serve.ts'
import { type Floor, openFloor } from './wire.ts'

/**
 * `npm start`: everything on one machine with nothing installed. An embedded database, the hub, a demo tenant, and
 * stand-ins for the outside systems that are not configured. Ctrl-C stops all of it.
 */
async function main(): Promise<void> {
  const startedMs = performance.now()
  const config = readConfig(process.env)
  if (config.NODE_ENV === 'production')
    throw new ConfigError(['NODE_ENV: `npm start` is for development; production runs main/server.ts'])
  const log = createLog(process.env.LOG_LEVEL ? config.LOG_LEVEL : 'warn')
  const closing: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const close of closing.reverse()) await close()
  }
  stopOnSignals(async () => {
    console.log('\nStopping …')
    await stop()
    console.log('Stopped. Your data stays in the data folder.')
  })
  try {
    await start(config, log, closing, startedMs)
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(config: Config, log: Log, closing: (() => Promise<void>)[], startedMs: number): Promise<void> {
  const masterKeyText = config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir)
  const masterKey = new MasterKey(masterKeyText)

  const databaseUrl = config.DATABASE_URL ?? (await embedded(config, masterKey, closing))
  const applied = await migrate(config.DATABASE_DIRECT_URL ?? databaseUrl, masterKey)
  say(
    'database',
    config.DATABASE_URL ? 'yours (DATABASE_URL)' : `embedded PostgreSQL in ${config.CROSSDOCK_DATA_DIR}/`,
    applied.length > 0 ? `${applied.length} migrations applied` : 'up to date',
  )

  const odoo = await findOdoo(config, closing)
  say(
    'Odoo',
    odoo.real ? odoo.url : `sandbox on ${odoo.url}`,
    odoo.real ? `database ${odoo.database}` : 'a stand-in; set the four ODOO_ settings for a real one',
  )

  const port = await freePort(config.PORT)
  const floor = openFloor({ ...config, PORT: port }, { url: databaseUrl, masterKey: masterKeyText }, log)
  const serving = await serve(floor)
  closing.push(() => serving.stop())
  const hubUrl = serving.url ?? ''
  say('hub', hubUrl, port === config.PORT ? 'webhooks in, workers on' : `port ${config.PORT} is taken`)

  const demo = await demoTenant(floor, databaseUrl, odoo, readDevState(config.dataDir))
  writeDevState(config.dataDir, { databaseUrl, hubUrl, shop: demo.shop })
  writeSandboxState(config.dataDir, {
    url: `${hubUrl}${demo.shop.path}`,
    secret: demo.shop.secret,
    shop: demo.shop.domain,
  })
  say('tenant', 'demo', `Shopify shop ${demo.shop.domain} → Odoo`)

  console.log(`
Ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s. In a second terminal, in this folder:

  npm run sandbox -- shopify order --count 20 --duplicates --out-of-order
                                      20 signed orders, some twice and shuffled
  npm run timeline                    the latest orders, and where they stand in the ERP
  npm run timeline -- ORDER           one order's story, step by step (its label or id)
  npm run sandbox -- shopify order --sku NO-SUCH-SKU
                                      an order the ERP cannot take …
  npm run parked                      … and what to do about it
  npm run replay -- ORDER             once it is mended

Alive: ${hubUrl}/livez   Ready: ${hubUrl}/readyz   Ctrl-C stops everything.
`)
}

async function embedded(config: Config, masterKey: MasterKey, closing: (() => Promise<void>)[]): Promise<string> {
  const port = await freePort(config.EMBEDDED_POSTGRES_PORT)
  const database = await startEmbedded({
    dataDir: config.dataDir,
    port,
    password: masterKey.rolePassword('crossdock_owner'),
  })
  closing.push(() => database.stop())
  return database.url
}

interface DemoOdoo {
  real: boolean
  url: string
  database: string
  login: string
  password: string
}

async function findOdoo(config: Config, closing: (() => Promise<void>)[]): Promise<DemoOdoo> {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_USERNAME: login, ODOO_PASSWORD: password } = config
  if (url && database && login && password) return { real: true, url, database, login, password }
  const sandbox = await startOdooSandbox({ port: await freePort(8_170) })
  closing.push(() => sandbox.stop())
  sandbox.seedProducts(
    demoCatalogue.map((item) => ({
      sku: item.sku,
      name: item.title,
      listPrice: Number(item.price) / 100,
      stock: item.stock,
    })),
  )
  return {
    real: false,
    url: sandbox.url,
    database: sandbox.database,
    login: sandbox.adminLogin,
    password: sandbox.adminPassword,
  }
}

interface Demo {
  shop: NonNullable<DevState['shop']>
}

/** Made once; later starts find it again, with an API key renewed for the Odoo of this start. */
async function demoTenant(floor: Floor, ownerUrl: string, odoo: DemoOdoo, before: DevState | null): Promise<Demo> {
  const { app, vault } = floor
  const access = await odooAccess({ url: odoo.url, database: odoo.database, login: odoo.login, secret: odoo.password })
  const known = await knownTenant(ownerUrl, floor.log)
  const tenant = known ?? (await provisionTenant(app, vault, { slug: 'demo', name: 'Demo brand', country: 'IN' }))
  const name = odoo.real ? 'Odoo' : 'Odoo sandbox'
  const erp = await provisionErp(app, vault, tenant.tenantId, { name, ...access })
  // Another Odoo than last time: what comes from now on goes there.
  await app.withTenant(tenant.tenantId, (tx) => pointChannelsAt(tx, tenant.tenantId, erp.connectionId))
  if (known && before?.shop) return { shop: before.shop }
  const secret = randomBytes(24).toString('hex')
  const domain = `demo-${randomBytes(3).toString('hex')}.myshopify.com`
  const { path } = await provisionShop(app, vault, tenant.tenantId, {
    name: 'Demo shop',
    shopDomain: domain,
    secrets: [secret],
    cutOverAt: new Date(0),
    policy: defaultPushPolicy,
    erpConnectionId: erp.connectionId,
  })
  return { shop: { domain, secret, path } }
}

async function knownTenant(ownerUrl: string, log: Log): Promise<Tenant | null> {
  const owner = openDatabase({ url: ownerUrl, name: 'crossdock start', maxConnections: 1, log })
  try {
    return await owner.withoutTenant((tx) => findTenantBySlug(tx, 'demo'))
  } finally {
    await owner.close()
  }
}

function say(what: string, where: string, note: string): void {
  console.log(`  ${what.padEnd(9)} ${where.padEnd(42)} ${note}`)
}

main().catch((error: unknown) => {
  console.error(
    error instanceof ConfigError
      ? error.message
      : error instanceof AppError
        ? `\n${error.say}\n(${error.message})`
        : error,
  )
  process.exit(1)
})
