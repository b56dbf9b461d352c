import { join } from 'node:path'
import pg from 'pg'
import { printTable } from '#server/main/print-table.ts'
import { type ErpAccess, odooAccess } from '#server/main/provision.ts'
import { type HubProcess, startHubProcess, startServingProcess } from '#server-test/harness/hub-processes.ts'
import { aBenchShop, type BenchShop } from '../a-shop.ts'
import { describeMachine, load as machineLoad } from '../machine.ts'
import { type BenchDatabase, throwawayDatabase } from '../throwaway-database.ts'
import { Load } from './load.ts'
import { fillWithPast } from './past-events.ts'
import { type Result, rounds } from './rounds.ts'
import { startSilentOdoo } from './silent-odoo.ts'

export interface IntakeOptions {
  seconds: number
  rounds: number
  connections: number
  events: number
  /** Only scenarios whose name contains this. */
  only: string | undefined
  /** Further arguments for the hub's Node, for example `--cpu-prof`. */
  nodeArguments: string[]
}

interface Scenario {
  name: string
  odoo: 'up' | 'silent'
  worker: boolean
  past: boolean
  /** Where the bell lives; PostgreSQL unless told. */
  redis?: string
}

function scenarios(env: Record<string, string | undefined>): Scenario[] {
  const plain: Scenario = { name: 'plain', odoo: 'silent', worker: false, past: false }
  return [
    plain,
    { ...plain, name: 'worker beside it, Odoo up', odoo: 'up', worker: true },
    { ...plain, name: 'worker beside it, Odoo down', worker: true },
    { ...plain, name: 'many events there', past: true },
    ...(env.REDIS_URL ? [{ ...plain, name: 'bell on Redis', redis: env.REDIS_URL }] : []),
  ]
}

/** `npm run bench -- intake`: accepted webhooks a second beside a bare server with one INSERT, in turns. */
export async function benchIntake(options: IntakeOptions): Promise<void> {
  const chosen = scenarios(process.env).filter(({ name }) => options.only === undefined || name.includes(options.only))
  if (!process.env.REDIS_URL) console.log('Left out: the bell on Redis. Set REDIS_URL to have it.')
  const rows: string[][] = []
  let machine = ''
  for (const scenario of chosen) {
    await using database = await throwawayDatabase()
    machine = await describeMachine(database.url)
    const loadBefore = machineLoad()
    const { result, recorded } = await contest(scenario, database, options)
    rows.push([
      scenario.past ? `${scenario.name} (${options.events.toLocaleString('en')})` : scenario.name,
      `${Math.round(result.hub.perSecond)}/s`,
      `${Math.round(result.bare.perSecond)}/s`,
      result.ratio.toFixed(2),
      `${result.hub.p50Ms.toFixed(1)} / ${result.hub.p99Ms.toFixed(1)}`,
      `${result.bare.p50Ms.toFixed(1)} / ${result.bare.p99Ms.toFixed(1)}`,
      `${result.hub.serverUs.toFixed(0)} + ${result.hub.databaseUs.toFixed(0)}`,
      `${result.bare.serverUs.toFixed(0)} + ${result.bare.databaseUs.toFixed(0)}`,
      String(recorded),
      loadBefore,
    ])
  }
  const heads = [
    'scenario',
    'hub',
    'bare',
    'ratio',
    'hub p50 / p99 ms',
    'bare p50 / p99 ms',
    'hub µs',
    'bare µs',
    'recorded',
    'load before',
  ]
  printTable(heads, rows)
  console.log(`\n${new Date().toISOString().slice(0, 10)}, ${machine}`)
  for (const row of rows) console.log(`| ${row.join(' | ')} |`)
}

async function contest(
  scenario: Scenario,
  database: BenchDatabase,
  options: IntakeOptions,
): Promise<{ result: Result; recorded: number }> {
  const log = join(database.folder, 'hub.log')
  const stop: (() => Promise<void>)[] = []
  try {
    const access = await odoo(scenario, log, stop)
    const shop = await aBenchShop(database, 'bench', access)
    const env = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'warn',
      DATABASE_URL: database.url,
      CROSSDOCK_MASTER_KEY: database.masterKey,
      ...(scenario.redis ? { REDIS_URL: scenario.redis } : {}),
    }
    const hub = await startServingProcess(
      serverFile,
      { PORT: '0', ...env, ROLE: 'api', LOG_LEVEL: 'info' },
      log,
      options.nodeArguments,
    )
    stop.push(() => hub.stop())
    const workers: HubProcess[] = []
    if (scenario.worker) {
      const worker = await startHubProcess({ ...env, ROLE: 'worker', LOG_LEVEL: 'info' }, log)
      workers.push(worker)
      stop.push(() => worker.stop())
    }
    const bare = await startServingProcess(
      join(import.meta.dirname, 'bare-server.ts'),
      { DATABASE_URL: database.url },
      log,
    )
    stop.push(() => bare.stop())
    const load = new Load()
    const target = { url: `${hub.url}${shop.path}`, secret: shop.secret, shopDomain: shop.shopDomain }
    if (scenario.past) await addPast(database, shop, target, load, options.events)
    const before = await eventCount(database)
    const result = await rounds({
      hub: target,
      bare: { ...target, url: bare.url },
      workers,
      rounds: options.rounds,
      load,
      pids: { hub: hub.pid, bare: bare.pid, database: database.pid },
      options,
    })
    const recorded = (await eventCount(database)) - before
    // Answered 200 means recorded; what was cut off at the end of a round may be recorded without its answer.
    if (recorded < result.hub.accepted) throw new Error(`${result.hub.accepted} accepted, ${recorded} recorded`)
    return { result, recorded }
  } finally {
    for (const end of stop.reverse()) await end()
  }
}

const serverFile = join(import.meta.dirname, '../../apps/server/src/main/server.ts')

async function odoo(scenario: Scenario, log: string, stop: (() => Promise<void>)[]): Promise<ErpAccess> {
  if (scenario.odoo === 'up') {
    const sandbox = await startServingProcess(join(import.meta.dirname, '../sandbox-odoo.ts'), {}, log)
    stop.push(() => sandbox.stop())
    const access = await odooAccess({ url: sandbox.url, database: 'sandbox', login: 'admin', secret: 'admin' })
    return { name: 'Odoo', ...access }
  }
  const silent = await startSilentOdoo()
  stop.push(async () => silent[Symbol.asyncDispose]())
  return {
    name: 'Odoo',
    url: silent.url,
    database: 'silent',
    companyId: '1',
    warehouseId: '1',
    apiKey: 'not-a-real-key',
  }
}

async function addPast(
  database: BenchDatabase,
  shop: BenchShop,
  target: { url: string; secret: string; shopDomain: string },
  load: Load,
  count: number,
): Promise<void> {
  await load.run(target, { seconds: 1, connections: 1 })
  const started = performance.now()
  const [row] = await owned<{ id: string }>(database, 'select id from events limit 1')
  if (!row) throw new Error('nothing was recorded')
  await fillWithPast(database.url, count, shop, row.id)
  console.log(`Filled with ${count} events in ${((performance.now() - started) / 1000).toFixed(0)} s.`)
}

async function eventCount(database: BenchDatabase): Promise<number> {
  return (await owned<{ n: number }>(database, 'select count(*)::int as n from events'))[0]?.n ?? 0
}

async function owned<Row extends object>(database: BenchDatabase, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.url, options: '-c search_path=crossdock' })
  await client.connect()
  try {
    return (await client.query<Row & pg.QueryResultRow>(sql)).rows
  } finally {
    await client.end()
  }
}
