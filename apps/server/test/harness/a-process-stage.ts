import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type OdooSandbox, startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { inject } from 'vitest'
import { odooAccess } from '#main/provision.ts'
import { type Floor, openFloor } from '#main/wire.ts'
import { readConfig } from '#platform/config.ts'
import { createLog } from '#platform/log.ts'
import { aShop, type Shop } from './a-hub.ts'
import { type CuttingProxy, startCuttingProxy } from './cutting-proxy.ts'
import { type HubProcess, type HubProcessOptions, startHubProcess } from './hub-processes.ts'
import { sendWebhook } from './send-webhook.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'
import { waitFor } from './wait-for.ts'

/** Hubs in processes of their own, before an Odoo sandbox that can be made to strike in the middle of a call. */
export interface ProcessStage extends AsyncDisposable {
  database: TestDatabase
  odoo: OdooSandbox
  proxy: CuttingProxy
  /** Its `url` is a path: each hub has an address of its own. */
  shop: Shop
  /** To set things up with, beside the hubs. */
  floor(): Floor & AsyncDisposable
  hub(env?: Record<string, string>, options?: HubProcessOptions): Promise<HubProcess>
  /** Posts new orders, each until it is acknowledged, as a channel does. */
  send(hub: () => HubProcess, count: number): Promise<void>
  /** The body of a new order. */
  body(): string
  /** Waits until no work is left to do, and says what Odoo holds. */
  settled(): Promise<string[]>
  /** Lanes that somebody holds. */
  held(): Promise<string[]>
  /** Confirmations without an answer. */
  fences(): Promise<number>
}

export async function aProcessStage(): Promise<ProcessStage> {
  const database = await testDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-hubs-'))
  const odoo = await startOdooSandbox()
  odoo.seedProducts(demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })))
  const proxy = await startCuttingProxy(odoo.url)
  const logIn = { url: odoo.url, database: odoo.database, login: odoo.adminLogin, secret: odoo.adminPassword }
  const openOwn = (): Floor & AsyncDisposable => {
    const address = { url: database.url, masterKey: inject('masterKey') }
    const floor = openFloor(readConfig({ NODE_ENV: 'test' }), address, createLog('silent'))
    return { ...floor, [Symbol.asyncDispose]: () => floor.close() }
  }
  const floor = openOwn()
  const shop = await aShop({ floor, url: '' }, { erp: { name: 'Odoo', ...(await odooAccess(logIn)), url: proxy.url } })
  await floor.close()

  const hubs: HubProcess[] = []
  let made = 0
  const body = (): string => {
    const n = ++made
    return toJson(anOrderBody({ seed: n, number: n, firstId: BigInt(7_000_000 + n * 1_000), cashOnDelivery: false }))
  }
  const env = {
    NODE_ENV: 'test',
    DATABASE_URL: database.url,
    CROSSDOCK_MASTER_KEY: inject('masterKey'),
    LANE_LEASE_MS: '3000',
    SWEEP_INTERVAL_MS: '250',
    ERP_CALL_TIMEOUT_MS: '20000',
    ERP_FENCE_MS: '2000',
    SHUTDOWN_NOTICE_MS: '0',
  }
  const count = async (what: string): Promise<number> =>
    (await database.owner.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]?.n ?? 0
  return {
    database,
    odoo,
    proxy,
    shop,
    body,
    floor: openOwn,
    async hub(more = {}, options = {}) {
      const hub = await startHubProcess({ ...env, ...more }, join(folder, 'hubs.log'), options)
      hubs.push(hub)
      return hub
    },
    async send(hub, orders) {
      for (let index = 0; index < orders; index++) {
        const order = body()
        const webhookId = crypto.randomUUID()
        await waitFor(
          'a webhook to be acknowledged',
          async () => (await sendWebhook({ ...shop, url: hub().url + shop.path }, order, { webhookId })).status === 200,
          60_000,
        )
      }
    },
    async settled() {
      await waitFor('all work to be done', async () => (await count(`work where state = 'waiting'`)) === 0, 60_000)
      return odoo.saleOrders().map((order) => order.state)
    },
    held: async () =>
      (await database.owner.query<{ lane: string }>('select lane from lanes where leased_until > now()')).rows.map(
        ({ lane }) => lane,
      ),
    fences: () => count('erp_fences'),
    async [Symbol.asyncDispose]() {
      for (const hub of hubs) {
        hub.kill('SIGKILL')
        await hub.ended
      }
      await proxy[Symbol.asyncDispose]()
      await odoo.stop()
      await database[Symbol.asyncDispose]()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
