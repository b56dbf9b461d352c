import { randomBytes } from 'node:crypto'
import { AppError, asAppError, type ErrorCode } from '@crossdock/contracts/errors'
import { allScopes } from '@crossdock/contracts/scopes'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { createKey, KeyRing } from '#modules/api-keys/index.ts'
import { defaultPushPolicy, findTenantBySlug, pointChannelsAt, type Tenant } from '#modules/tenants/index.ts'
import { type Config, ConfigError, readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import { createLog, type Log } from '#platform/log.ts'
import { switchOnDemoNotices } from './demo-notices.ts'
import { demoWhatsapp, startDemoPhones } from './demo-whatsapp.ts'
import { type DevState, readDevState, runningHub, writeDevState, writeSandboxState } from './dev-state.ts'
import { freePort } from './free-port.ts'
import { endOnSurprises, stopLimitMs, stopOnSignals } from './process-end.ts'
import { type ErpAccess, odooAccess, provisionErp, provisionShop, provisionTenant } from './provision.ts'
import { serve } from './serve.ts'
import { shortLines } from './short-lines.ts'
import { type Floor, openFloor } from './wire.ts'

/** A terminal's Ctrl-C reaches this process directly and once more through npm: signals this close are one. */
const sameKeyPressMs = 1_000

/**
 * `npm start`: everything on one machine with nothing installed. An embedded database, the hub, a demo tenant, and
 * stand-ins for the outside systems that are not configured. Ctrl-C stops all of it.
 */
async function main(): Promise<void> {
  const startedMs = performance.now()
  if (process.env.NODE_ENV === 'production') {
    throw new ConfigError(['NODE_ENV: `npm start` is for development; production runs main/server.ts'])
  }
  // No load balancer asks a hub on a desk whether it is ready.
  const config = readConfig({ SHUTDOWN_NOTICE_MS: '0', ...process.env })
  const other = runningHub(config.dataDir)
  if (other)
    throw new ConfigError([
      `Crossdock already runs in this folder (process ${other.pid}, ${other.hubUrl}). Stop it first.`,
    ])
  // Whole lines of JSON for who asks for a level; a short one for who just tries it.
  const log = process.env.LOG_LEVEL ? createLog(config.LOG_LEVEL) : createLog('warn', shortLines(process.stdout))
  endOnSurprises(log)
  const closing: (() => Promise<void>)[] = []
  const giveUp = async (): Promise<void> => {
    console.error('\nThe embedded database does not run any more. Stopping …')
    await stop().catch(() => undefined)
    process.exit(1)
  }
  const stop = async (): Promise<void> => {
    for (const close of closing.reverse()) await close()
  }
  stopOnSignals(
    async () => {
      console.log('\nStopping …')
      await stop()
      console.log('Stopped. Your data stays in the data folder.')
    },
    { limitMs: stopLimitMs(config), sameKeyPressMs },
  )
  try {
    await start(config, log, closing, startedMs, () => void giveUp())
  } catch (error) {
    await stop()
    throw error
  }
}

async function start(
  config: Config,
  log: Log,
  closing: (() => Promise<void>)[],
  startedMs: number,
  giveUp: () => void,
): Promise<void> {
  const masterKeyText = config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir)
  const masterKey = new MasterKey(masterKeyText)

  const databaseUrl = config.DATABASE_URL ?? (await embedded(config, masterKey, closing, log, giveUp))
  const applied = await migrate(config.DATABASE_DIRECT_URL ?? databaseUrl, masterKey)
  if (config.DATABASE_URL) say('database', 'yours (DATABASE_URL)', migrationsNote(applied))
  else say('database', `embedded, port ${new URL(databaseUrl).port}`, migrationsNote(applied))

  const odoo = await findOdoo(config, closing)
  const access = await logIn(odoo)
  if (odoo.real)
    say('Odoo', odoo.url, `database ${odoo.database}; the demo orders want products with the SKUs of the demo`)
  else say('Odoo', `sandbox on ${odoo.url}`, 'a stand-in that forgets its orders when it stops; ODOO_… for a real one')

  const port = await freePort(config.PORT)
  const metricsPort = await freePort(config.METRICS_PORT ?? 9_464)
  const floor = openFloor(
    { ...config, PORT: port, METRICS_PORT: metricsPort },
    { url: databaseUrl, masterKey: masterKeyText },
    log,
  )
  const serving = await serve(floor)
  closing.push(() => serving.stop())
  const hubUrl = serving.url ?? ''
  say('hub', hubUrl, port === config.PORT ? 'webhooks in, workers on' : `port ${config.PORT} is taken`)

  const before = readDevState(config.dataDir)
  const erp = { name: odoo.real ? 'Odoo' : 'Odoo sandbox', ...access }
  const { tenantId, shop, newShopId } = await demoShop(floor, databaseUrl, erp, before)
  const known = newShopId ? undefined : before?.whatsapp
  const phones = config.SANDBOX ? await startDemoPhones(known) : null
  if (phones) closing.push(() => phones.stop())
  const whatsapp = phones ? await demoWhatsapp(floor, { tenantId, hubUrl, phones }, known) : known
  if (whatsapp && newShopId) await switchOnDemoNotices(floor.app, tenantId, newShopId, whatsapp.connectionId)
  const apiKey = await demoKey(floor, tenantId, before?.apiKey)
  writeDevState(config.dataDir, {
    pid: process.pid,
    databaseUrl,
    hubUrl,
    shop,
    apiKey,
    ...(whatsapp ? { whatsapp } : {}),
  })
  writeSandboxState(config.dataDir, {
    shopify: { url: `${hubUrl}${shop.path}`, secret: shop.secret, shop: shop.domain },
    ...(phones ? { whatsapp: { url: phones.url } } : {}),
  })
  say('tenant', 'demo', `Shopify shop ${shop.domain} → Odoo`)
  if (phones) say('phones', phones.url, 'what customers get on WhatsApp: open it in a browser, and answer')

  console.log(`
Ready in ${((performance.now() - startedMs) / 1000).toFixed(1)} s. In a second terminal, in this folder:

  npm run sandbox -- shopify order --count 20 --duplicates --out-of-order
                                      20 signed orders, some twice and shuffled
  npm run timeline                    the latest orders, and where they stand in the ERP
  npm run timeline -- ORDER           one order's story, step by step (its label or id)
  npm run sandbox -- shopify order --sku NO-SUCH-SKU
                                      an order the ERP cannot take …
  npm run parked                      … and what to do about it
  npm run map -- product sku:NO-SUCH-SKU "Brass Diya"
                                      what waited for it is carried by itself
  npm run replay -- ORDER             once something is mended in Odoo
  npm run sandbox -- whatsapp write +919876543210 "Where is my order?"
                                      a customer writes; "phones" and "phone NUMBER" show what they got

The API (its documentation: ${hubUrl}/v1/docs), with a key of the demo tenant that may do everything:

  curl -H 'Authorization: Bearer ${apiKey}' '${hubUrl}/v1/tenants/demo/orders?limit=3'

Alive: ${hubUrl}/livez   Ready: ${hubUrl}/readyz   Every part: ${serving.internalUrl}/health   Numbers: …/metrics
Ctrl-C stops everything.
`)
}

function migrationsNote(applied: string[]): string {
  return applied.length > 0 ? `${applied.length} migrations applied` : 'up to date'
}

async function embedded(
  config: Config,
  masterKey: MasterKey,
  closing: (() => Promise<void>)[],
  log: Log,
  giveUp: () => void,
): Promise<string> {
  const database = await startEmbedded({
    dataDir: config.dataDir,
    port: () => freePort(config.EMBEDDED_POSTGRES_PORT),
    password: masterKey.rolePassword('crossdock_owner'),
    mishap(what, detail) {
      if (what === 'ended') log.error({ detail }, 'the embedded database ended; starting it again')
      else if (what === 'runs again') log.warn('the embedded database runs again; nothing is lost')
      else giveUp()
    },
  })
  closing.push(() => database.stop())
  say('data', database.folder, 'delete it to start afresh')
  return database.url
}

interface DemoOdoo {
  real: boolean
  url: string
  database: string
  login: string
  password: string
  transport: Config['ODOO_TRANSPORT']
}

async function findOdoo(config: Config, closing: (() => Promise<void>)[]): Promise<DemoOdoo> {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_USERNAME: login, ODOO_PASSWORD: password } = config
  const transport = config.ODOO_TRANSPORT
  if (url && database && login && password) return { real: true, url, database, login, password, transport }
  if (!config.SANDBOX) throw new ConfigError(['SANDBOX: without the stand-ins the four ODOO_ settings are needed'])
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
    transport,
  }
}

/** What goes wrong here is nearly always one of the four settings, so that is what the sentence is about. */
async function logIn(odoo: DemoOdoo): Promise<Omit<ErpAccess, 'name'>> {
  try {
    const { url, database, login, password: secret, transport } = odoo
    return await odooAccess({ url, database, login, secret, transport })
  } catch (thrown) {
    const error = asAppError(thrown)
    const settings =
      error.code === 'credentials-rejected'
        ? 'ODOO_DB, ODOO_USERNAME, ODOO_PASSWORD'
        : error.code === 'provider-refused'
          ? 'ODOO_URL, ODOO_DB'
          : 'ODOO_URL'
    const said: Partial<Record<ErrorCode, string>> = {
      'credentials-rejected': `Odoo at ${odoo.url} knows no user ${odoo.login} with this password in a database ${odoo.database}`,
      'provider-unreachable': `nothing answers at ${odoo.url}`,
      'provider-busy': `${odoo.url} gives no answer`,
    }
    throw new ConfigError([`${settings}: ${said[error.code] ?? error.say} (${error.message})`])
  }
}

/** Made once; later starts find it again, with an API key renewed for the Odoo of this start. */
async function demoShop(
  floor: Floor,
  ownerUrl: string,
  access: ErpAccess,
  before: DevState | null,
): Promise<{ tenantId: string; shop: NonNullable<DevState['shop']>; newShopId: string | null }> {
  const { app, vault } = floor
  const known = await knownTenant(ownerUrl, floor.log)
  const tenant = known ?? (await provisionTenant(app, vault, { slug: 'demo', name: 'Demo brand', country: 'IN' }))
  const erp = await provisionErp(app, vault, tenant.tenantId, access)
  // Another Odoo than last time: what comes from now on goes there.
  await app.withTenant(tenant.tenantId, (tx) => pointChannelsAt(tx, tenant.tenantId, erp.connectionId))
  if (known && before?.shop) return { tenantId: tenant.tenantId, shop: before.shop, newShopId: null }
  const secret = randomBytes(24).toString('hex')
  const domain = `demo-${randomBytes(3).toString('hex')}.myshopify.com`
  const { path, connectionId } = await provisionShop(app, vault, tenant.tenantId, {
    name: 'Demo shop',
    shopDomain: domain,
    secrets: [secret],
    cutOverAt: new Date(0),
    policy: defaultPushPolicy,
    erpConnectionId: erp.connectionId,
  })
  return { tenantId: tenant.tenantId, shop: { domain, secret, path }, newShopId: connectionId }
}

/** Made once; later starts show it again, unless it was revoked or the database is another. */
async function demoKey({ app, clock, log }: Floor, tenantId: string, before: string | undefined): Promise<string> {
  const keys = new KeyRing(app, clock, log)
  const holder = before === undefined ? null : await keys.holderOf(before)
  await keys.stop()
  if (before !== undefined && holder?.tenantId === tenantId) return before
  const made = await app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'npm start', scopes: allScopes, expiresAt: null }),
  )
  return made.text
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
  if (error instanceof ConfigError) console.error(`\n${error.message}`)
  else if (error instanceof AppError) console.error(`\n${error.say}\n(${error.message})`)
  else console.error(error instanceof Error && error.cause ? `\n${error.message}` : error)
  process.exit(1)
})
