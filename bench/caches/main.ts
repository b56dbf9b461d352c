import { freshRealOdoo, type RealOdoo, realOdooFrom, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue, type OrderBody, send } from '@crossdock/sandbox/shopify'
import { Endpoints } from '#server/intake/endpoints.ts'
import { erpFactories } from '#server/main/erp-factories.ts'
import { printTable } from '#server/main/print-table.ts'
import { odooAccess } from '#server/main/provision.ts'
import { type Serving, serve } from '#server/main/serve.ts'
import { type Floor, openFloor } from '#server/main/wire.ts'
import { ErpRegistry } from '#server/modules/sync/index.ts'
import { readConfig } from '#server/platform/config.ts'
import { Vault } from '#server/platform/crypto/vault.ts'
import { createLog } from '#server/platform/log.ts'
import { sampleOf, samples } from '#server-test/harness/scrape.ts'
import { aBenchShop, type BenchShop } from '../a-shop.ts'
import { deliveryOf, erpOrderOf, Orders } from '../erp/orders.ts'
import { startTimingProxy, type TimingProxy } from '../erp/timing-proxy.ts'
import { describeMachine, load } from '../machine.ts'
import { median } from '../statistics.ts'
import { type BenchDatabase, throwawayDatabase } from '../throwaway-database.ts'

export interface CachesOptions {
  /** Carried together. */
  orders: number
  /** Carried one by one. */
  singles: number
}

/**
 * `npm run bench -- caches`: what each look-up costs that could be answered from memory, beside the whole that needs it. What
 * follows from it stands in docs/decisions/0020-what-is-cached.md.
 */
export async function benchCaches(options: CachesOptions): Promise<void> {
  const source = realOdooFrom(process.env)
  if (!source) throw new Error('It needs a real Odoo: bash scripts/odoo/real-odoo.sh run -- npm run bench -- caches')
  await using odoo = await freshRealOdoo(source)
  await seedCatalogue(
    odoo.admin,
    demoCatalogue.map((item) => ({ sku: item.sku, name: item.title, listPrice: 1, stock: 10_000_000 })),
  )
  await using database = await throwawayDatabase()
  await using proxy = await startTimingProxy(odoo.url)
  console.log(
    `${new Date().toISOString().slice(0, 10)}, ${await describeMachine(database.url)}, Odoo 19, load ${load()}\n`,
  )
  await using stage = await Stage.open(database, proxy, odoo)

  await stage.carry(3)
  await stage.oneByOne(options.singles)
  await stage.together(options.orders)
  await stage.coldAndWarm()
  await stage.ownLookUps()
}

class Stage implements AsyncDisposable {
  readonly #floor: Floor
  readonly #serving: Serving
  readonly #shop: BenchShop
  readonly #proxy: TimingProxy
  readonly #orders = new Orders(20)
  #carried = 0

  static async open(database: BenchDatabase, proxy: TimingProxy, odoo: RealOdoo): Promise<Stage> {
    const logIn = { url: odoo.url, database: odoo.database, login: odoo.login, secret: odoo.password }
    const access = { name: 'Odoo', ...(await odooAccess(logIn)), url: proxy.url }
    const shop = await aBenchShop(database, 'caches', access)
    const floor = openFloor(readConfig({ NODE_ENV: 'test', PORT: '0' }), database, createLog('silent'))
    return new Stage(floor, await serve(floor), shop, proxy)
  }

  private constructor(floor: Floor, serving: Serving, shop: BenchShop, proxy: TimingProxy) {
    this.#floor = floor
    this.#serving = serving
    this.#shop = shop
    this.#proxy = proxy
  }

  /** Recorded at once, until all are confirmed. @returns milliseconds */
  async carry(count: number): Promise<number> {
    const started = performance.now()
    await Promise.all(this.#orders.bodies(count).map((body) => this.#post(body)))
    this.#carried += count
    for (;;) {
      const { text } = await this.#floor.telemetry.metrics.scrape()
      const confirmed = samples(text)
        .filter(
          ({ name, labels }) => name === 'crossdock_work_settled_total' && labels.kind === 'sync.push-waiting-orders',
        )
        .reduce((sum, { value }) => sum + value, 0)
      if (confirmed >= this.#carried) return performance.now() - started
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }

  async oneByOne(count: number): Promise<void> {
    this.#proxy.reset()
    const times: number[] = []
    for (let index = 0; index < count; index++) times.push(await this.carry(1))
    this.#table(`One order at a time (${count}), median ${median(times).toFixed(0)} ms`, count, sumOf(times))
  }

  async together(count: number): Promise<void> {
    this.#proxy.reset()
    const ms = await this.carry(count)
    this.#table(`${count} orders at once, ${ms.toFixed(0)} ms`, count, ms)
  }

  /** What Odoo was asked, and which share of the whole each question took. */
  #table(title: string, orders: number, ms: number): void {
    console.log(title)
    printTable(
      ['call', 'times', 'ms each', 'ms an order', 'share'],
      [...this.#proxy.times]
        .sort(([, one], [, other]) => other.ms - one.ms)
        .map(([name, { calls, ms: inCalls }]) => [
          name,
          String(calls),
          (inCalls / calls).toFixed(1),
          (inCalls / orders).toFixed(1),
          `${((100 * inCalls) / ms).toFixed(1)} %`,
        ]),
    )
    console.log()
  }

  /** What is remembered already: what the first look costs, and the second. */
  async coldAndWarm(): Promise<void> {
    const { app, intake, masterKey, clock, config, vault } = this.#floor
    const { tenantId, endpointId } = this.#shop
    const place = { table: 'orders', column: 'document', id: 'i' } as const
    const known = new Vault(masterKey, intake)
    const [erp] = await app.withTenant(tenantId, (tx) =>
      tx.query<{ id: string }>('select id from connections where erp_database_id is not null'),
    )
    const connectionId = erp?.id ?? ''
    const registry = () => new ErpRegistry(app, vault, clock, erpFactories(config, app))
    const planned = async (erps: ErpRegistry): Promise<unknown> =>
      (await erps.port(tenantId, connectionId)).plan(this.#orders.bodies(1).map(erpOrderOf))
    await known.seal(tenantId, place, 'x')
    const warmEndpoints = new Endpoints(intake, known, clock)
    await warmEndpoints.find(endpointId)
    const warmErps = registry()
    await planned(warmErps)
    const rows: [string, () => Promise<unknown>, () => Promise<unknown>, number][] = [
      [
        'endpoint of a webhook',
        () => new Endpoints(intake, known, clock).find(endpointId),
        () => warmEndpoints.find(endpointId),
        200,
      ],
      [
        'data keys of a tenant',
        () => new Vault(masterKey, intake).seal(tenantId, place, 'x'),
        () => known.seal(tenantId, place, 'x'),
        200,
      ],
      ['ERP port with what it found out, and a plan', () => planned(registry()), () => planned(warmErps), 10],
    ]
    const table: string[][] = []
    for (const [name, cold, warm, times] of rows)
      table.push([name, await printed(cold, times), await printed(warm, times)])
    console.log('What is remembered: milliseconds, median')
    printTable(['look-up', 'first', 'from memory'], table)
    console.log()
  }

  /** Our own database: what each look-up of an order costs, of all that is asked of the database for it. */
  async ownLookUps(): Promise<void> {
    const { text } = await this.#floor.telemetry.metrics.scrape()
    const spent = new Map<string, { seconds: number; calls: number }>()
    for (const { name, labels, value } of samples(text)) {
      const { statement = '' } = labels
      const so = spent.get(statement) ?? { seconds: 0, calls: 0 }
      if (name === 'crossdock_db_statement_seconds_sum') so.seconds += value
      else if (name === 'crossdock_db_statement_seconds_count') so.calls += value
      else continue
      spent.set(statement, so)
    }
    const all = sumOf([...spent.values()].map(({ seconds }) => seconds))
    console.log(`Our own database, ${this.#carried} orders: the dearest look-ups, and those that a cache could answer`)
    const candidates = [
      'select customer_keys',
      'select connections',
      'select tenants',
      'find_endpoint',
      'data_keys_of_tenant',
    ]
    const ranked = [...spent].sort(([, one], [, other]) => other.seconds - one.seconds)
    printTable(
      ['statement', 'times', 'ms each', 'share of the time in statements'],
      ranked
        .filter(([name], index) => index < 8 || candidates.includes(name))
        .map(([name, { seconds, calls }]) => [
          name,
          String(calls),
          ((1_000 * seconds) / calls).toFixed(2),
          `${((100 * seconds) / all).toFixed(1)} %`,
        ]),
    )
    for (const cache of ['endpoint', 'data-keys', 'erp-port']) {
      const [hits, misses] = ['hit', 'miss'].map((result) => lookups(text, cache, result))
      console.log(`${cache}: ${hits} of ${(hits ?? 0) + (misses ?? 0)} from memory`)
    }
  }

  async #post(body: OrderBody): Promise<void> {
    const { shopDomain, path, secret } = this.#shop
    const { status } = await send(deliveryOf(body, shopDomain), { url: `${this.#serving.url}${path}`, secret })
    if (status !== 200) throw new Error(`a webhook was answered ${status}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#serving.stop()
  }
}

function lookups(text: string, cache: string, result: string): number {
  try {
    return sampleOf(text, 'crossdock_cache_lookups_total', { cache, result })
  } catch {
    return 0
  }
}

async function printed(work: () => Promise<unknown>, times: number): Promise<string> {
  const taken: number[] = []
  for (let index = 0; index < times; index++) {
    const started = performance.now()
    await work()
    taken.push(performance.now() - started)
  }
  return median(taken).toFixed(3)
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
