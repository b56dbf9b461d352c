import { inject } from 'vitest'
import { type ErpAccess, type ProvisionedShop, provisionErp, provisionShop, provisionTenant } from '#main/provision.ts'
import { type Serving, serve } from '#main/serve.ts'
import { type Floor, openFloor } from '#main/wire.ts'
import { defaultPushPolicy, type PushPolicy } from '#modules/tenants/index.ts'
import { readConfig } from '#platform/config.ts'
import { newId } from '#platform/ids.ts'
import { createLog, type Log } from '#platform/log.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export interface Hub extends AsyncDisposable {
  url: string
  /** Of /metrics and /health; empty unless METRICS_PORT is set. */
  internalUrl: string
  floor: Floor
  database: TestDatabase
  stop(): Promise<void>
}

/**
 * The whole hub in this process, on a database of its own unless one is given. `env` as an operator would set it, or what
 * follows from the database.
 */
export async function aHub(env: Record<string, string> = {}, log?: Log, given?: TestDatabase): Promise<Hub> {
  const database = given ?? (await testDatabase())
  const config = readConfig({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
    SWEEP_INTERVAL_MS: '100',
    LANE_LEASE_MS: '5000',
    WORKER_CONCURRENCY: '4',
    SHUTDOWN_NOTICE_MS: '0',
    ...env,
  })
  const floor = openFloor(
    config,
    { url: database.url, masterKey: inject('masterKey') },
    log ?? createLog(config.LOG_LEVEL),
  )
  const serving: Serving = await serve(floor)
  let stopped = false
  const stop = async (): Promise<void> => {
    if (stopped) return
    stopped = true
    await serving.stop()
  }
  return {
    url: serving.url ?? '',
    internalUrl: serving.internalUrl ?? '',
    floor,
    database,
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
      if (!given) await database[Symbol.asyncDispose]()
    },
  }
}

export interface Shop extends ProvisionedShop {
  tenantId: string
  shopDomain: string
  secret: string
  /** Complete address for the channel's webhooks. */
  url: string
  erp: { connectionId: string; databaseId: string } | null
}

/** A tenant with one Shopify shop, and an ERP when one is given. Everything a test does not name is invented. */
export async function aShop(
  hub: Pick<Hub, 'floor' | 'url'>,
  options: { erp?: ErpAccess; policy?: Partial<PushPolicy>; cutOverAt?: Date; secrets?: string[] } = {},
): Promise<Shop> {
  const name = newId().slice(-12)
  const { app, vault } = hub.floor
  const { tenantId } = await provisionTenant(app, vault, { slug: `t-${name}`, name: `Tenant ${name}`, country: 'IN' })
  const erp = options.erp ? await provisionErp(app, vault, tenantId, options.erp) : null
  const secrets = options.secrets ?? [`secret-${name}-not-real`]
  const shopDomain = `shop-${name}.myshopify.com`
  const shop = await provisionShop(app, vault, tenantId, {
    name: `Shop ${name}`,
    shopDomain,
    secrets,
    cutOverAt: options.cutOverAt ?? new Date('2020-01-01T00:00:00Z'),
    policy: { ...defaultPushPolicy, ...options.policy },
    erpConnectionId: erp?.connectionId ?? null,
  })
  return { ...shop, tenantId, shopDomain, secret: secrets[0] ?? '', url: `${hub.url}${shop.path}`, erp }
}
