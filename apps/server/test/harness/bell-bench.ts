import { inject } from 'vitest'
import { type Bell, openBell } from '#jobs/bell.ts'
import { isLook } from '#jobs/bell-names.ts'
import { enqueue, type Ringer } from '#jobs/enqueue.ts'
import { LaneRunner } from '#jobs/lane-runner.ts'
import { startSweeper } from '#jobs/sweeper.ts'
import { workLane } from '#jobs/work-lane.ts'
import { systemClock } from '#platform/clock.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog, type Log } from '#platform/log.ts'
import type { BellKind, BellServer } from './bell-servers.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'
import { waitFor } from './wait-for.ts'
import { aJob } from './work-bench.ts'

/** Two workers and one who files, on a bell's server of their own. */
export interface BellBench extends AsyncDisposable {
  server: BellServer
  database: TestDatabase
  bells: Bell[]
  /** What was done, in the order in which it was begun. */
  done: { lane: string; n: number }[]
  /** Lanes that two workers had at the same time. */
  overlaps: string[]
  /** Files one row for each lane, numbers going on from the last call, and rings for each, or as `by` does. */
  file(lanes: string[], rows?: number, by?: Ringer): Promise<void>
  /** Waits until everything that was filed is done. */
  allDone(): Promise<void>
  /** Waits until every bell answers. */
  allHear(): Promise<void>
  /** How often a sweeper has looked at the bell. */
  sweeps(): number
  /** What is wrong with what was done: empty when each row was done once and in its lane's order. */
  problems(): string[]
}

export interface BellBenchOptions {
  log?: Log
  /** `never`: the test itself rings for what was not heard, so what is done was done because a ring was. */
  sweepMs?: number | 'never'
  patienceMs?: number
  /** Before anything connects. */
  before?(server: BellServer): void
  concurrency?: number
}

/** A ring may be lost at any time: a slow machine is enough. */
const ringAgainMs = 1_000

export async function aBellBench(kind: BellKind, options: BellBenchOptions = {}): Promise<BellBench> {
  const database = await testDatabase()
  const server = await kind.serve(database)
  options.before?.(server)
  const { sweepMs = 200 } = options
  const log = options.log ?? createLog(process.env.TEST_LOG_LEVEL ?? 'silent')
  const url = urlForRole(database.url, 'crossdock_app', new MasterKey(inject('masterKey')))
  const app = openDatabase({ url, name: 'bell bench', maxConnections: 16, log })
  const tenantId = newId()
  await database.owner.query(`insert into tenants (tenant_id, slug, name, country) values ($1, 'bell', 'Bell', 'IN')`, [
    tenantId,
  ])

  const done: BellBench['done'] = []
  const overlaps: string[] = []
  let sweeps = 0
  const running = new Set<string>()
  const jobs = new Map(
    lanesInUse.map((lane) => {
      const job = aJob({
        name: `test.${lane}`,
        lane: () => lane,
        async run({ payload }) {
          if (running.has(lane)) overlaps.push(lane)
          running.add(lane)
          done.push({ lane, n: payload.n })
          await new Promise((resolve) => setTimeout(resolve, 3))
          running.delete(lane)
        },
      })
      return [job.name, job] as const
    }),
  )

  const worker = (holder: string): { bell: Bell; stop(): Promise<void> } => {
    const bell = openBell({ backend: server.backend(log), log })
    const concurrency = { orders: options.concurrency ?? 4, erp: options.concurrency ?? 4 }
    const fixed = { database: app, clock: systemClock, holder, leaseMs: 5_000, jobs, deps: {}, log }
    const runner = new LaneRunner({
      work: (lane, signals) => workLane(lane, { ...fixed, ...signals }),
      concurrency,
      left: (lane) => bell.ring(lane),
      log,
    })
    const sweeper = startSweeper({
      database: app,
      bell: {
        ring: (lane) => bell.ring(lane),
        condition() {
          sweeps++
          return bell.condition()
        },
      },
      runner,
      log,
      intervalMs: sweepMs === 'never' ? 3_600_000 : sweepMs,
      patienceMs: options.patienceMs ?? 5_000,
      tidyIntervalMs: 3_600_000,
      tidy: async () => undefined,
    })
    bell.answer((lane) => (isLook(lane) ? sweeper.look() : runner.run(lane)), concurrency)
    return {
      bell,
      async stop() {
        bell.stopAnswering()
        await Promise.all([sweeper.stop(), runner.stop(5_000)])
        await bell.close()
      },
    }
  }
  const workers = [worker('first'), worker('second')]
  const ringer = openBell({ backend: server.backend(log), log })
  const bells = [ringer, ...workers.map(({ bell }) => bell)]
  const filed = new Map<string, number>()

  return {
    server,
    database,
    bells,
    done,
    overlaps,
    async file(lanes, rows = 1, by = ringer) {
      for (let row = 0; row < rows; row++) {
        for (const lane of lanes) {
          const n = (filed.get(lane) ?? 0) + 1
          filed.set(lane, n)
          const job = jobs.get(`test.${lane}`)
          if (!job) throw new Error(`no lane is called ${lane}`)
          await app.withTenant(tenantId, (tx) =>
            enqueue(tx, by, job, { n }, { tenantId, correlationId: newId(), subject: null }),
          )
        }
      }
    },
    allDone: async () => {
      let nextRingMs = performance.now() + ringAgainMs
      await waitFor(
        'all rows to be done',
        async () => {
          if (sweepMs === 'never' && performance.now() > nextRingMs) {
            for (const lane of filed.keys()) ringer.ring(lane)
            nextRingMs = performance.now() + ringAgainMs
          }
          const { rows } = await database.owner.query(`select lane, payload from work where state = 'waiting' limit 3`)
          if (rows.length === 0) return true
          throw new Error(
            `${JSON.stringify(rows)} waits, the bell: ${JSON.stringify(bells.map((bell) => bell.condition()))}`,
          )
        },
        60_000,
      )
    },
    allHear: async () => {
      await waitFor('every bell to answer', async () => bells.every((bell) => bell.condition().away === null), 60_000)
    },
    sweeps: () => sweeps,
    problems() {
      const found = overlaps.map((lane) => `${lane} was worked on by two at the same time`)
      for (const [lane, rows] of filed) {
        const numbers = done.filter((one) => one.lane === lane).map((one) => one.n)
        const expected = Array.from({ length: rows }, (_, index) => index + 1)
        if (numbers.join() !== expected.join()) found.push(`${lane} did ${numbers.join()}, expected ${expected.join()}`)
      }
      return found
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map((one) => one.stop()))
      await ringer.close()
      await app.close()
      await server[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

export const orderLanes = ['order:1', 'order:2', 'order:3', 'order:4', 'order:5']
export const erpLane = 'erp:1'
export const lanesInUse = [...orderLanes, erpLane]
