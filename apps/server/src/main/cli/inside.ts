import { ErpRegistry } from '#modules/sync/index.ts'
import { findTenantBySlug, type Tenant } from '#modules/tenants/index.ts'
import { systemClock } from '#platform/clock.ts'
import { readConfig } from '#platform/config.ts'
import { generatedMasterKey, MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { runningHub } from '../dev-state.ts'
import { erpFactories } from '../erp-factories.ts'

/** What a command works with: one tenant, seen through the application's own role. */
export interface Inside {
  app: Database
  tenant: Tenant
  vault: Vault
  erps: ErpRegistry
  /** A running hub's sweeper rings every lane with due work within its interval. */
  ringer: { ring(lane: string): void }
}

/** Looks the tenant up as the owner, then works with the application's own role, which sees that tenant alone. */
export async function inside(slug: string, work: (inside: Inside) => Promise<void>): Promise<void> {
  const config = readConfig(process.env)
  const url = config.DATABASE_URL ?? runningHub(config.dataDir)?.databaseUrl
  if (!url) throw new Error('No hub is running here. Start it with `npm start`, or set DATABASE_URL.')
  const keys = new MasterKey(config.CROSSDOCK_MASTER_KEY ?? generatedMasterKey(config.dataDir))
  const log = createLog('silent')
  const owner = openDatabase({ url, name: 'crossdock cli', maxConnections: 1, log })
  const app = openDatabase({
    url: config.DATABASE_APP_URL ?? urlForRole(url, 'crossdock_app', keys),
    name: 'crossdock cli',
    maxConnections: 2,
    log,
  })
  try {
    const tenant = await owner.withoutTenant((tx) => findTenantBySlug(tx, slug))
    if (!tenant) throw new Error(`There is no tenant "${slug}".`)
    const vault = new Vault(keys, app)
    const erps = new ErpRegistry(app, vault, systemClock, erpFactories(config, app))
    await work({ app, tenant, vault, erps, ringer: { ring: () => undefined } })
  } finally {
    await Promise.all([owner.close(), app.close()])
  }
}
