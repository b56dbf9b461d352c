import { join } from 'node:path'
import { OdooClient, odooConfig, odooErp } from '@crossdock/connectors/odoo'
import type { ErpOrder, ErpPort } from '@crossdock/connectors/ports/erp'
import { freshRealOdoo, type RealOdoo, realOdooFrom, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { printTable } from '#server/main/print-table.ts'
import { type ErpAccess, odooAccess } from '#server/main/provision.ts'
import { newId } from '#server/platform/ids.ts'
import { flatness, type MemorySample, residentMiB } from '#server-test/fuzz/memory.ts'
import { startServingProcess } from '#server-test/harness/hub-processes.ts'
import { describeMachine, load } from '../machine.ts'
import { median } from '../statistics.ts'
import { throwawayDatabase } from '../throwaway-database.ts'
import { batched, readyRows } from './batched.ts'
import { BenchHub } from './hub.ts'
import { naively } from './naive.ts'
import { erpOrderOf, Orders } from './orders.ts'
import { startTimingProxy, type TimingProxy } from './timing-proxy.ts'

export interface ErpOptions {
  /** For the hub and for the batched script each; the naive way gets a tenth. */
  orders: number
  rounds: number
  /** Orders carried one by one. */
  singles: number
  /** For the look at the worker's memory, into the sandbox Odoo; 0 leaves it out. */
  memoryOrders: number
}

/** `npm run bench -- erp`: orders a second into a real Odoo, in turns with two scripts; then the worker's memory. */
export async function benchErp(options: ErpOptions): Promise<void> {
  const source = realOdooFrom(process.env)
  if (source) {
    await using odoo = await freshRealOdoo(source)
    await againstRealOdoo(odoo, options)
  } else console.log('Left out: everything but memory. It needs a real Odoo: bash scripts/odoo/real-odoo.sh run -- …')
  if (options.memoryOrders > 0) await workersMemory(options.memoryOrders)
}

async function againstRealOdoo(odoo: RealOdoo, options: ErpOptions): Promise<void> {
  await seedCatalogue(
    odoo.admin,
    demoCatalogue.map((item) => ({ sku: item.sku, name: item.title, listPrice: 1, stock: 10_000_000 })),
  )
  const access = await odooAccess({ url: odoo.url, database: odoo.database, login: odoo.login, secret: odoo.password })
  await using database = await throwawayDatabase()
  const machine = await describeMachine(database.url)
  const orders = new Orders(2026)
  const erp: ErpAccess = { name: 'Odoo', ...access }
  const port = portOf(erp)
  const client = new OdooClient({ url: erp.url, database: erp.database, apiKey: erp.apiKey, callTimeoutMs: 120_000 })
  const loadBefore = load()

  await using hub = await BenchHub.start(database, 'bench', erp)
  const contenders = new Contenders(hub, port, client, orders)
  await contenders.warmUp()
  const share = Math.max(1, Math.round(options.orders / options.rounds))
  const rounds: { naive: number; batched: number; hub: number }[] = []
  for (let round = 0; round < options.rounds; round++) {
    rounds.push({
      naive: await contenders.naive(Math.max(2, Math.round(share / 10))),
      batched: await contenders.batched(share),
      hub: await contenders.hub(share),
    })
  }
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick))
  const singles = await contenders.singles(options.singles)

  const perSecond = (number: number): string => `${number.toFixed(1)}/s`
  const row = [
    String(options.orders),
    perSecond(of((round) => round.hub)),
    perSecond(of((round) => round.naive)),
    perSecond(of((round) => round.batched)),
    of((round) => round.hub / round.naive).toFixed(2),
    of((round) => round.hub / round.batched).toFixed(2),
    `${singles.hubMs.toFixed(0)} / ${singles.callsMs.toFixed(0)} / ${singles.writesMs.toFixed(0)} ms`,
    `${singles.ofCalls.toFixed(2)} / ${singles.ofWrites.toFixed(2)}`,
    loadBefore,
  ]
  const heads = [
    'orders',
    'hub',
    '(a) naive',
    '(b) batched',
    'hub / a',
    'hub / b',
    'single: hub / its calls / writes alone',
    'ratios',
    'load before',
  ]
  printTable(heads, [row])
  console.log(`\n${new Date().toISOString().slice(0, 10)}, ${machine}, Odoo 19\n| ${row.join(' | ')} |\n`)

  await using proxy = await startTimingProxy(odoo.url)
  await using watched = await BenchHub.start(database, 'watched', { ...erp, url: proxy.url })
  await whereTheTimeGoes(watched, proxy, orders, share)
}

class Contenders {
  readonly #hub: BenchHub
  readonly #port: ErpPort
  readonly #client: OdooClient
  readonly #orders: Orders
  #recorded = 0

  constructor(hub: BenchHub, port: ErpPort, client: OdooClient, orders: Orders) {
    this.#hub = hub
    this.#port = port
    this.#client = client
    this.#orders = orders
  }

  /** Odoo's registries, the hub's connections and what it looks up once. */
  async warmUp(): Promise<void> {
    await this.naive(2)
    await this.batched(2)
    await this.hub(2)
  }

  naive(count: number): Promise<number> {
    const bodies = this.#orders.bodies(count)
    return ordersPerSecond(count, () => naively(this.#client, bodies))
  }

  async batched(count: number): Promise<number> {
    const rows = await readyRows(this.#port, this.#orders.bodies(count).map(erpOrderOf))
    return ordersPerSecond(count, () => batched(this.#port, rows))
  }

  /** Recorded while the worker stands still; from its waking up until the last one is confirmed. */
  async hub(count: number): Promise<number> {
    this.#hub.worker.kill('SIGSTOP')
    try {
      await this.#hub.record(this.#orders.bodies(count))
      this.#recorded += count
    } finally {
      this.#hub.worker.kill('SIGCONT')
    }
    return (count * 1000) / (await this.#hub.untilConfirmed(this.#recorded, 20))
  }

  /**
   * One order alone, from its 200 to confirmed, in turns with the calls it takes, made bare for another one: all of them
   * (look up, write, read back, confirm, read the moves), and the writes alone.
   */
  async singles(count: number): Promise<Singles> {
    const seen: { hub: number; calls: number; writes: number }[] = []
    for (let index = 0; index < count; index++) {
      const [order] = this.#orders.bodies(1).map(erpOrderOf)
      const calls = await milliseconds(() => everyCall(this.#port, order ? [order] : []))
      const rows = await readyRows(this.#port, this.#orders.bodies(1).map(erpOrderOf))
      const writes = await milliseconds(() => batched(this.#port, rows))
      await this.#hub.record(this.#orders.bodies(1))
      this.#recorded++
      const hub = await this.#hub.untilConfirmed(this.#recorded, 3)
      seen.push({ hub, calls, writes })
    }
    return {
      hubMs: median(seen.map(({ hub }) => hub)),
      callsMs: median(seen.map(({ calls }) => calls)),
      writesMs: median(seen.map(({ writes }) => writes)),
      ofCalls: median(seen.map(({ hub, calls }) => hub / calls)),
      ofWrites: median(seen.map(({ hub, writes }) => hub / writes)),
    }
  }
}

interface Singles {
  hubMs: number
  callsMs: number
  writesMs: number
  ofCalls: number
  ofWrites: number
}

/** What the writer asks of the ERP for an order, without the hub around it. */
async function everyCall(port: ErpPort, orders: ErpOrder[]): Promise<void> {
  const rows = (await port.plan(orders)).flatMap((outcome) => (outcome.ok ? [outcome.document] : []))
  const ids = (await port.writeDrafts(rows)).flatMap((outcome) => (outcome.ok ? [outcome.erpId] : []))
  if (ids.length !== orders.length) throw new Error('an order was refused')
  await port.readOrders(ids)
  await port.confirm(ids)
  await port.readReservations(ids)
}

async function whereTheTimeGoes(hub: BenchHub, proxy: TimingProxy, orders: Orders, count: number): Promise<void> {
  await hub.record(orders.bodies(1))
  await hub.untilConfirmed(1, 20)
  hub.worker.kill('SIGSTOP')
  await hub.record(orders.bodies(count))
  proxy.reset()
  hub.worker.kill('SIGCONT')
  const ms = await hub.untilConfirmed(count + 1, 20)
  const calls = [...proxy.times].sort(([, one], [, other]) => other.ms - one.ms)
  const overlapped = calls.reduce((sum, [, times]) => sum + times.ms, 0) - proxy.busyMs()
  console.log(`Where the time goes: ${count} orders, ${ms.toFixed(0)} ms, through a proxy`)
  printTable(
    ['call', 'times', 'ms', 'ms each', 'ms an order', 'share'],
    [
      ...calls,
      ['(between the calls)', { calls: 0, ms: ms - proxy.busyMs() }] as const,
      ['(beside another call)', { calls: 0, ms: -overlapped }] as const,
    ].map(([name, times]) => [
      name,
      String(times.calls || ''),
      times.ms.toFixed(0),
      times.calls ? (times.ms / times.calls).toFixed(0) : '',
      (times.ms / count).toFixed(1),
      `${((100 * times.ms) / ms).toFixed(0)} %`,
    ]),
  )
}

/** The sandbox answers faster than Odoo, so more happens in the worker in the same time. */
async function workersMemory(count: number): Promise<void> {
  await using database = await throwawayDatabase()
  const sandbox = await startServingProcess(
    join(import.meta.dirname, '../sandbox-odoo.ts'),
    {},
    join(database.folder, 'sandbox.log'),
  )
  try {
    const access = await odooAccess({ url: sandbox.url, database: 'sandbox', login: 'admin', secret: 'admin' })
    await using hub = await BenchHub.start(database, 'memory', { name: 'Odoo', ...access })
    const orders = new Orders(7)
    const samples: MemorySample[] = []
    const portion = Math.max(1, Math.floor(count / 50))
    let sent = 0
    const sampling = setInterval(() => {
      const mebibytes = residentMiB(hub.worker.pid)
      if (mebibytes !== null) samples.push({ progress: sent / count, mebibytes })
    }, 50)
    const started = performance.now()
    try {
      while (sent < count) {
        const next = Math.min(portion, count - sent)
        await hub.record(orders.bodies(next))
        sent += next
        await hub.untilConfirmed(sent, 20)
      }
    } finally {
      clearInterval(sampling)
    }
    const seconds = (performance.now() - started) / 1000
    const memory = flatness(samples)
    console.log(
      memory === null
        ? `\nMemory of the worker: ${count} orders are too few to say.`
        : `\nMemory of the worker over ${count} orders into the sandbox Odoo (${seconds.toFixed(0)} s): second tenth ` +
            `${memory.early.toFixed(0)} MiB, last tenth ${memory.late.toFixed(0)} MiB: ${memory.flat ? 'flat' : 'NOT FLAT'}.`,
    )
    if (memory && !memory.flat) process.exitCode = 1
  } finally {
    await sandbox.stop()
  }
}

function portOf(erp: ErpAccess): ErpPort {
  return odooErp(
    odooConfig.parse({
      url: erp.url,
      database: erp.database,
      apiKey: erp.apiKey,
      companyId: Number(erp.companyId),
      ...(erp.warehouseId === null ? {} : { warehouseId: Number(erp.warehouseId) }),
      namespace: newId(),
    }),
  )
}

async function ordersPerSecond(count: number, work: () => Promise<void>): Promise<number> {
  return (count * 1000) / (await milliseconds(work))
}

async function milliseconds(work: () => Promise<void>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
