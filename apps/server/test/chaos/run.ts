import { spawn } from 'node:child_process'
import { appendFileSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '@crossdock/contracts/errors'
import { startOwnOdoo } from '@crossdock/sandbox/odoo-own'
import { enterRealOdoo, freshDatabase, type RealOdoo, seedCatalogue } from '@crossdock/sandbox/odoo-real'
import { demoCatalogue } from '@crossdock/sandbox/shopify'
import { z } from 'zod'
import { freePort } from '#main/free-port.ts'
import { startCuttingProxy } from '../harness/cutting-proxy.ts'
import { hastyHub, startHubProcess } from '../harness/hub-processes.ts'
import { readOdooBooks } from '../harness/odoo-books.ts'
import { type ProvisionedShop, provisionShops } from '../harness/provision-shops.ts'
import { type BellKind, bellUnderTest } from './bell-under-test.ts'
import type { World } from './expected-ends.ts'
import type { FaultKind } from './fault-plan.ts'
import { type HubDatabase, startHubDatabase } from './hub-database.ts'
import { leftToDo, readHubLedger, timelineOf } from './hub-ledger.ts'
import { type Ledger, type Problem, settleLedger } from './ledger.ts'
import { cutOverAt, type Mend, makePlan, type Plan } from './plan.ts'
import { scarceItem, unknownSku } from './stories.ts'
import { strikesOn } from './strikes.ts'
import { type Supervised, supervise } from './supervised.ts'
import { nothingTold, type Told, tellShops } from './tell-shops.ts'

export interface ChaosOptions {
  seed: number
  events: number
  minutes: number
  bell: BellKind
  workers: number
  apis: number
  /** Odoo's own limit for one call, in seconds. What was cut off in a confirmation may be waited for so long. */
  odooLimit: number
  /** CROSSDOCK_TEST_ODOO_PG */
  odooPostgres: string
  env: Record<string, string | undefined>
  signal: AbortSignal
  say(line: string): void
}

export interface Outcome {
  plan: Plan
  ledger: Ledger
  told: Told
  struck: ReadonlyMap<FaultKind, number>
  /** Of the first problems that are about an order. */
  timelines: { name: string; entries: { at: Date; kind: string; message: string }[] }[]
  seconds: number
  /** How long it took after the last delivery was accepted and the faults had ended. */
  settlingSeconds: number
  starts: { workers: number; apis: number }
  /** Logs of the hub, of Odoo and of the faults. */
  folder: string
}

/** Two tenants may not hinder each other, though they share one Odoo database and its one writer. */
const slugs = ['chaos-one', 'chaos-two']
const masterKey = `chaos:${Buffer.alloc(32, 5).toString('base64')}`
const plentyOfStock = 1_000_000
const cli = join(import.meta.dirname, '../../src/main/cli.ts')

type Env = Record<string, string>

export async function runChaos(options: ChaosOptions): Promise<Outcome> {
  const { odooPostgres, env, signal, say } = options
  const plan = makePlan({ ...options, shops: slugs.map((slug) => `${slug}.myshopify.com`) })
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-chaos-'))
  say(
    `plan ${plan.digest}: ${plan.deliveries.length} deliveries of ${plan.orders.length} orders, ${plan.faults.length} faults`,
  )

  await using database = await startHubDatabase(folder, masterKey)
  const bell = bellUnderTest(options.bell, env, database)
  await using odooDatabase = await freshDatabase(odooPostgres)
  await using server = await startOwnOdoo({
    postgres: odooPostgres,
    database: odooDatabase.database,
    callLimitSeconds: options.odooLimit,
    logFile: join(folder, 'odoo.log'),
    ports: [await freePort(0), await freePort(0)],
    env,
  })
  const odoo = await enterRealOdoo(server.url, odooDatabase.database)
  const products = await stockOdoo(odoo, plan)
  await using proxy = await startCuttingProxy(server.url)
  const address = { databaseUrl: database.url, masterKey }
  const shops = await provisionShops(slugs, { odoo, erpUrl: proxy.url, cutOverAt }, address)
  await database.query('update erp_databases set max_batch = $1', [ordersInABatch(plan)])

  const hubEnv = {
    ...hastyHub,
    ERP_CALL_TIMEOUT_MS: String(options.odooLimit * 800),
    // Odoo's longest call, and what a call may wait before: a frozen Odoo, a slow way.
    ERP_FENCE_MS: String(options.odooLimit * 1000 + 6_000),
    WORKER_CONCURRENCY: '4',
    ...bell.env,
    DATABASE_URL: database.url,
    CROSSDOCK_MASTER_KEY: masterKey,
  }
  const ports = await Promise.all(Array.from({ length: options.apis }, () => freePort(0)))
  await using apis = supervised(
    ports.map((port, n) => [{ ...hubEnv, ROLE: 'api', PORT: `${port}` }, `api-${n + 1}`]),
    folder,
  )
  await using workers = supervised(
    Array.from({ length: options.workers }, (_, n) => [{ ...hubEnv, ROLE: 'worker' }, `worker-${n + 1}`]),
    folder,
  )
  for (const one of [...apis.group, ...workers.group]) await one.up()
  signal.throwIfAborted()
  say(
    `${options.apis} API and ${options.workers} worker processes, an Odoo of our own on ${server.url}; logs in ${folder}`,
  )

  const startedMs = performance.now()
  const limitMs = limitOf(plan)
  const told = nothingTold()
  const struck = new Map<FaultKind, number>()
  const faultsEnd = new AbortController()
  const strikes = strikesOn({ workers: workers.group, apis: apis.group, odoo: server, proxy, database, bell })
  const progress = setInterval(() => void sayProgress(), 15_000)
  async function sayProgress(): Promise<void> {
    const left = await leftToDo(database).catch(() => null)
    const strokes = [...struck.values()].reduce((sum, n) => sum + n, 0)
    say(
      `${seconds(startedMs)} s: ${told.finished} of ${plan.deliveries.length} delivered, ${strokes} faults, ${left ? `${left.waiting} rows of work wait, ${left.fences} fences` : 'the database is away'}`,
    )
  }
  try {
    const note = (what: string): void =>
      appendFileSync(join(folder, 'faults.log'), `${new Date().toISOString()} ${what}; ${proxy.seen()} calls so far\n`)
    const faults = plan.faults.map(async (fault) => {
      await pause(fault.atMs, undefined, { signal })
      note(`due: ${fault.kind} (${fault.lastsMs} ms)`)
      const did = await strikes[fault.kind](fault, faultsEnd.signal)
      note(`${did ? 'struck' : 'missed'}: ${fault.kind}`)
      if (did) struck.set(fault.kind, (struck.get(fault.kind) ?? 0) + 1)
    })
    const mends = plan.mends.map(async (mend) => {
      await pause(mend.atMs, undefined, { signal })
      await setReference(odoo, products.get(numberedOtherwise(mend.sku)) ?? 0, mend, signal)
      await replayParked(shops, hubEnv, signal)
    })
    const telling = tellShops(plan.deliveries, {
      target: (shop, attempt) => ({
        url: `http://127.0.0.1:${ports[(shop + attempt) % ports.length]}${shops[shop]?.path}`,
        secret: shops[shop]?.secret ?? '',
      }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
      told,
    })
    const delivered = telling.catch((error: unknown) => {
      // Time is up: the ledger says what was not accepted.
      if (signal.aborted) throw error
    })
    // What waits for its place strikes as long as there is work; then it is struck no more.
    void delivered
      .then(() => Promise.race([Promise.all(faults), quiet(database, startedMs + limitMs * 0.8, signal)]))
      .catch(() => undefined)
      .finally(() => faultsEnd.abort())
    try {
      await Promise.all([delivered, ...faults, ...mends])
    } finally {
      // Whoever was struck down is started again by the same hand, before anything is taken away.
      faultsEnd.abort()
      await Promise.allSettled([...faults, ...mends])
    }
    say(`${seconds(startedMs)} s: all delivered, the faults are over`)

    const healedMs = performance.now()
    await quiet(database, startedMs + limitMs, signal)
    // Somebody looks through the list once more: what was parked in the very moment of its replay.
    if (await replayParked(shops, hubEnv, signal)) await quiet(database, startedMs + limitMs, signal)
    // Whoever was frozen has woken up by now; whatever it still does must not change the ledger.
    await pause(4_000, undefined, { signal })
    const settlingSeconds = (performance.now() - healedMs) / 1000 - 4

    const seen = {
      told,
      hub: await readHubLedger(database, shops),
      books: await readOdooBooks(odooPostgres, odoo.database),
      shops,
    }
    const ledger = settleLedger(plan, worldOf(plan), seen)
    return {
      plan,
      ledger,
      told,
      struck,
      timelines: await timelines(database, ledger.problems),
      seconds: (performance.now() - startedMs) / 1000,
      settlingSeconds,
      starts: { workers: startsOf(workers.group), apis: startsOf(apis.group) },
      folder,
    }
  } finally {
    clearInterval(progress)
    faultsEnd.abort()
  }
}

/** A slow machine ends later; one that does not end is a failure. Some time is needed however short the run. */
export function limitOf({ minutes }: Pick<Plan, 'minutes'>): number {
  return Math.max(3 * minutes, minutes + 4) * 60_000
}

/** Few enough that a short run, too, has confirmations to strike at, and that a slow Odoo is done within its limit. */
function ordersInABatch({ orders }: Plan): number {
  return Math.min(20, Math.max(4, Math.round(orders.length / 15)))
}

export function worldOf(plan: Plan): World {
  return {
    cutOverAt,
    // Somebody has created the others meanwhile.
    missing: new Set([unknownSku]),
    scarce: new Set(plan.orders.some(({ kind }) => kind === 'scarce') ? [scarceItem.sku] : []),
  }
}

/** @returns product ids by SKU */
async function stockOdoo(odoo: Pick<RealOdoo, 'admin'>, plan: Plan): Promise<Map<string, number>> {
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

/** The product is there, under another internal reference. */
const numberedOtherwise = (sku: string): string => `${sku}-OLD`

/** One of the two remedies that the parked order names. As staff do it: again, when Odoo is away. */
async function setReference(
  odoo: Pick<RealOdoo, 'admin'>,
  productId: number,
  { sku }: Mend,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      await odoo.admin.call({
        model: 'product.product',
        method: 'write',
        kind: 'repeatable',
        args: { ids: [productId], vals: { default_code: sku } },
        answer: z.literal(true),
      })
      return
    } catch (error) {
      if (error instanceof AppError && error.retry === 'later') await pause(500, undefined, { signal })
      else throw error
    }
  }
}

/** `npm run replay -- --cause sku-unknown`, for each tenant. @returns whether anything was parked for that */
async function replayParked(shops: readonly ProvisionedShop[], env: Env, signal: AbortSignal): Promise<boolean> {
  let any = false
  for (const { slug } of shops) {
    const args = ['--disable-warning=ExperimentalWarning', cli, '--tenant', slug, 'replay', '--cause', 'sku-unknown']
    for (let done = false; !done; ) {
      const { code, said } = await runOnce(args, env)
      // 1: nothing to replay, or the database was away; the words tell which.
      done = code === 0 || said.includes('Nothing parked matches')
      any ||= code === 0
      if (!done) await pause(500, undefined, { signal })
    }
  }
  return any
}

function runOnce(args: string[], env: Env): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env: { PATH: process.env.PATH, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        said += chunk.toString()
      })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, said }))
  })
}

/** Until nothing is left to do, twice in a row, or the time is up: then the ledger says what is left. */
async function quiet(database: HubDatabase, untilMs: number, signal: AbortSignal): Promise<void> {
  for (let calm = 0; calm < 2 && performance.now() < untilMs; await pause(500, undefined, { signal })) {
    const { waiting, fences } = await leftToDo(database)
    calm = waiting === 0 && fences === 0 ? calm + 1 : 0
  }
}

function supervised(processes: (readonly [Env, string])[], folder: string): AsyncDisposable & { group: Supervised[] } {
  const group = processes.map(([env, name]) => supervise(() => startHubProcess(env, join(folder, `${name}.log`))))
  return {
    group,
    async [Symbol.asyncDispose]() {
      await Promise.all(group.map((one) => one.stop()))
    },
  }
}

async function timelines(database: HubDatabase, problems: readonly Problem[]): Promise<Outcome['timelines']> {
  const orders = new Map(problems.flatMap(({ order }) => (order ? [[order.orderId, order] as const] : [])))
  const shown = [...orders.values()].slice(0, 5)
  return Promise.all(
    shown.map(async ({ orderId, name }) => ({
      name: `${name} (${orderId})`,
      entries: await timelineOf(database, orderId),
    })),
  )
}

const startsOf = (group: readonly Supervised[]): number => group.reduce((sum, { starts }) => sum + starts, 0)
const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(0)
