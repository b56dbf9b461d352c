import { ErpRegistry } from '#modules/sync/index.ts'
import { findTenantBySlug, listTenants, type Tenant } from '#modules/tenants/index.ts'
import { systemClock } from '#platform/clock.ts'
import { type Config, ConfigError, isPooled, readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog, type Log } from '#platform/log.ts'
import { runningHub } from '../dev-state.ts'
import { erpFactories } from '../erp-factories.ts'
import { Misunderstood, NotDone } from './exit-codes.ts'

/** What a command of the whole installation works with. */
export interface Installation {
  config: Config
  /** The database, as its owner. */
  databaseUrl: string
  masterKey: MasterKey
  /** Sees every tenant; its statements may take long. */
  owner: Database
  /** The application's own role. */
  app: Database
  vault: Vault
  log: Log
}

/** What a command of a tenant works with: that tenant, seen through the application's own role. */
export interface Inside extends Omit<Installation, 'owner'> {
  tenant: Tenant
  erps: ErpRegistry
  /** A running hub's sweeper rings every lane with due work within its interval. */
  ringer: { ring(lane: string): void }
}

/**
 * Where the database is: the setting, past a pooler (commands hold locks, and their statements may take long), or what a
 * running `npm start` left in the data folder.
 */
export function findDatabase(config: Config): string {
  const url = config.DATABASE_DIRECT_URL ?? config.DATABASE_URL ?? runningHub(config.dataDir)?.databaseUrl
  if (!url)
    throw new ConfigError([
      'DATABASE_URL: not set, and no hub runs in this folder. Start one with `npm start`, or set it',
    ])
  return url
}

export function masterKeyOf(config: Config): MasterKey {
  return new MasterKey(config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir))
}

const longestStatementMs = 3_600_000

export async function withInstallation<T>(work: (installation: Installation) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const databaseUrl = findDatabase(config)
  const masterKey = masterKeyOf(config)
  const log = createLog('silent')
  const name = 'crossdock cli'
  const owner = openDatabase({
    url: databaseUrl,
    name,
    maxConnections: 3,
    log,
    statementTimeoutMs: longestStatementMs,
  })
  const appUrl = config.DATABASE_APP_URL ?? urlForRole(databaseUrl, 'crossdock_app', masterKey)
  const app = openDatabase({ url: appUrl, name, maxConnections: 3, log, pooled: isPooled(config) })
  try {
    return await work({ config, databaseUrl, masterKey, owner, app, vault: new Vault(masterKey, app), log })
  } finally {
    await Promise.all([owner.close(), app.close()])
  }
}

/** Looks the tenant up as the owner, then works with the application's own role, which sees that tenant alone. */
export function inTenant<T>(slug: string | undefined, work: (inside: Inside) => Promise<T>): Promise<T> {
  return withInstallation(async ({ owner, ...rest }) => {
    const tenant = await chooseTenant(owner, slug)
    const { app, vault, config } = rest
    const erps = new ErpRegistry(app, vault, systemClock, erpFactories(config, app))
    return work({ ...rest, tenant, erps, ringer: { ring: () => undefined } })
  })
}

/** Named, or the only one there is. */
async function chooseTenant(owner: Database, slug: string | undefined): Promise<Tenant> {
  if (slug !== undefined) {
    const tenant = await owner.withoutTenant((tx) => findTenantBySlug(tx, slug))
    if (!tenant) throw new NotDone(`There is no tenant "${slug}". npx crossdock tenants lists them.`)
    return tenant
  }
  const all = await owner.withoutTenant(listTenants)
  const [only, another] = all
  if (!only) throw new NotDone('There is no tenant yet. npx crossdock tenants create makes one.')
  if (another) throw new Misunderstood(`Say which tenant: --tenant ${all.map((each) => each.slug).join(' | ')}`)
  return only
}
