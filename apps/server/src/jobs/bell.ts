import { createPostgresBackend, Queue, Worker } from 'bullmq'
import pg from 'pg'
import { survivesLostConnections } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Ringer } from './enqueue.ts'

/**
 * The doorbell: a BullMQ job says "this lane has work" and nothing else. It may ring twice, late or not at all; the rows
 * in `work` are the truth and the sweeper rings for what was not heard.
 */
export interface Bell extends Ringer {
  /** Calls `answer` for each lane that is rung. */
  answer(answer: (lane: string) => Promise<void>, concurrency: Record<BellName, number>): void
  /** Queues that somebody has paused: nothing in them is worked off. */
  paused(): Promise<BellName[]>
  ready(): Promise<void>
  close(): Promise<void>
}

/** Few queues: ERP lanes are slow and few, order lanes fast and many; neither may starve the other. */
export const bellNames = ['orders', 'erp'] as const
export type BellName = (typeof bellNames)[number]

export function bellOf(lane: string): BellName {
  return lane.startsWith('erp:') ? 'erp' : 'orders'
}

const stalledAfterMs = 3_000

export interface BellOptions {
  /** Direct connection (LISTEN needs one session), role crossdock_bell. */
  url: string
  log: Log
}

export function openBell({ url, log }: BellOptions): Bell {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'crossdock bell',
    max: 12,
    options: '-c search_path=bullmq',
    keepAlive: true,
  })
  survivesLostConnections(pool, log)
  const connection = pool as never
  const queues = new Map(
    bellNames.map((name) => [name, new Queue(`crossdock-${name}`, { connection }, createPostgresBackend as never)]),
  )
  const workers: Worker[] = []
  const problem = (err: Error): void => {
    if (!pool.ending) log.warn({ err }, 'the bell has a problem')
  }
  for (const queue of queues.values()) queue.on('error', problem)

  return {
    ring(lane) {
      queues
        .get(bellOf(lane))
        ?.add(
          'ring',
          { lane },
          { deduplication: { id: lane, keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
        )
        .catch((err: Error) => log.warn({ err, lane }, 'the bell did not ring; the sweeper will'))
    },
    answer(answer, concurrency) {
      for (const name of bellNames) {
        const worker = new Worker(
          `crossdock-${name}`,
          async (job) => {
            const { lane } = job.data as { lane: string }
            // Whatever goes wrong, the ring is over: the rows say what is still to be done and when.
            await answer(lane).catch((err) => log.warn({ err, lane }, 'a lane was left before it was empty'))
          },
          {
            connection,
            concurrency: concurrency[name],
            // A killed worker's ring is given to another one after seconds. Wrongly so, when a worker was only slow: then the
            // lane's lease turns the second one away, and nothing is lost but a ring.
            lockDuration: stalledAfterMs,
            stalledInterval: stalledAfterMs,
            maxStalledCount: 1_000_000,
          },
          createPostgresBackend as never,
        )
        worker.on('error', problem)
        workers.push(worker)
      }
    },
    async paused() {
      const states = await Promise.all(
        bellNames.map(async (name) => [name, await queues.get(name)?.isPaused()] as const),
      )
      return states.filter(([, paused]) => paused).map(([name]) => name)
    },
    async ready() {
      await Promise.all([...queues.values()].map((queue) => queue.waitUntilReady()))
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.close()))
      await Promise.all([...queues.values()].map((queue) => queue.close()))
      await pool.end()
    },
  }
}
