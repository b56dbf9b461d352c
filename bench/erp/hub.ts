import { join } from 'node:path'
import { type OrderBody, send } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import type { ErpAccess } from '#server/main/provision.ts'
import { type HubProcess, startHubProcess } from '#server-test/harness/hub-processes.ts'
import { aBenchShop, type BenchShop } from '../a-shop.ts'
import type { BenchDatabase } from '../throwaway-database.ts'
import { deliveryOf } from './orders.ts'

/** The hub as two processes, with a shop whose orders go to this ERP. */
export class BenchHub implements AsyncDisposable {
  readonly worker: HubProcess
  readonly #api: HubProcess
  readonly #shop: BenchShop
  readonly #owner: pg.Client

  static async start(database: BenchDatabase, name: string, erp: ErpAccess): Promise<BenchHub> {
    const shop = await aBenchShop(database, name, erp)
    const log = join(database.folder, 'hub.log')
    const env = { NODE_ENV: 'test', DATABASE_URL: database.url, CROSSDOCK_MASTER_KEY: database.masterKey }
    const api = await startHubProcess({ ...env, ROLE: 'api' }, log)
    const worker = await startHubProcess({ ...env, ROLE: 'worker' }, log)
    const owner = new pg.Client({ connectionString: database.url, options: '-c search_path=crossdock' })
    await owner.connect()
    return new BenchHub(api, worker, shop, owner)
  }

  private constructor(api: HubProcess, worker: HubProcess, shop: BenchShop, owner: pg.Client) {
    this.#api = api
    this.worker = worker
    this.#shop = shop
    this.#owner = owner
  }

  /** Records the orders' events and answers when each has its 200. */
  async record(bodies: readonly OrderBody[]): Promise<void> {
    const left = [...bodies]
    const sender = async (): Promise<void> => {
      for (let body = left.pop(); body; body = left.pop()) {
        const { status } = await send(deliveryOf(body, this.#shop.shopDomain), {
          url: `${this.#api.url}${this.#shop.path}`,
          secret: this.#shop.secret,
        })
        if (status !== 200) throw new Error(`a webhook was answered ${status}`)
      }
    }
    await Promise.all(Array.from({ length: 8 }, sender))
  }

  /** Milliseconds until so many of the shop's orders are confirmed, by looking every `everyMs`. */
  async untilConfirmed(count: number, everyMs: number, limitMs = 900_000): Promise<number> {
    const started = performance.now()
    for (;;) {
      const { rows } = await this.#owner.query<{ confirmed: number; other: string | null }>(
        `select count(*) filter (where erp_state = 'confirmed')::int as confirmed,
           min(erp_state || ' ' || coalesce(reason_code, '')) filter (where erp_state in ('parked', 'short')) as other
         from orders where tenant_id = $1`,
        [this.#shop.tenantId],
      )
      const { confirmed = 0, other = null } = rows[0] ?? {}
      if (confirmed >= count) return performance.now() - started
      if (other !== null) throw new Error(`an order is ${other}`)
      if (performance.now() - started > limitMs) throw new Error(`${confirmed} of ${count} orders confirmed in time`)
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#owner.end()
    await this.worker.stop()
    await this.#api.stop()
  }
}
