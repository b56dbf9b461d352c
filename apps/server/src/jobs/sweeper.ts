import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Bell } from './bell.ts'
import { forgottenLanes } from './store.ts'

export interface Sweeper {
  stop(): Promise<void>
}

export interface SweeperOptions {
  database: Database
  bell: Bell
  log: Log
  intervalMs: number
  /** Housekeeping that is due now and then: partitions, done work. */
  tidy(): Promise<void>
  tidyIntervalMs: number
}

/**
 * Rings every lane that has due work and nobody working on it: what a wiped queue forgot, what a killed worker left,
 * what waited for its next attempt. It never asks the queue what it knows. Says so loudly when a queue is paused.
 */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { database, bell, log, intervalMs, tidyIntervalMs } = options
  let stopped = false
  let sweeping: Promise<void> = Promise.resolve()
  let nextTidy = 0
  let nextPauseCheck = 0
  let databaseAway = false

  async function sweep(): Promise<void> {
    for (const lane of await forgottenLanes(database, 500)) bell.ring(lane)
    const now = performance.now()
    if (now >= nextPauseCheck) {
      nextPauseCheck = now + 10_000
      const paused = await bell.paused()
      if (paused.length > 0)
        log.error({ queues: paused }, 'a queue is paused: its work waits until somebody resumes it')
    }
    if (now >= nextTidy) {
      nextTidy = now + tidyIntervalMs
      await options.tidy()
    }
  }

  const timer = setInterval(() => {
    if (stopped || busy) return
    busy = true
    sweeping = sweep()
      .then(() => {
        databaseAway = false
      })
      .catch((err) => {
        // Once per outage: a line a second would bury everything else.
        if (!databaseAway) log.warn({ err }, 'sweeping failed, it goes on by itself')
        databaseAway = true
      })
      .finally(() => {
        busy = false
      })
  }, intervalMs)
  let busy = false

  return {
    async stop() {
      stopped = true
      clearInterval(timer)
      await sweeping
    },
  }
}
