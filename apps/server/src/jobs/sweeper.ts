import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Bell } from './bell.ts'
import { bellOf } from './bell-names.ts'
import { forgottenLanes } from './store.ts'

export interface Sweeper {
  /** Since it looked last, milliseconds; null before the first time. */
  lookedMsAgo(): number | null
  stop(): Promise<void>
}

export interface SweeperOptions {
  database: Database
  bell: Pick<Bell, 'ring' | 'condition'>
  /** Works a lane off without the bell, if there is a place for it. */
  runner: { tryRun(lane: string): boolean }
  log: Log
  intervalMs: number
  /** How long a lane is rung for before it is worked off without the bell. */
  patienceMs?: number
  /** Housekeeping that is due now and then: partitions, done work. */
  tidy(): Promise<void>
  tidyIntervalMs: number
}

/** Longer than the bell takes to notice that a queue was paused, and than a queue that is merely full. */
const usualPatienceMs = 5_000
const pauseSaidEveryMs = 60_000

/**
 * Looks for lanes with due work and nobody working on them: what a wiped queue forgot, what a killed worker left, what
 * waited for its next attempt. Rings them; and a lane that nobody came for, or any while the bell is away, it hands to this
 * process's own places. So the work goes on as long as Postgres is there, whatever becomes of the queue, and nobody ever
 * asks the queue what it knows. A queue that somebody has paused waits, and it says so loudly.
 */
export function startSweeper(options: SweeperOptions): Sweeper {
  const { database, bell, runner, log, intervalMs, tidyIntervalMs, patienceMs = usualPatienceMs } = options
  let stopped = false
  let busy = false
  let sweeping: Promise<void> = Promise.resolve()
  let nextTidy = 0
  let lookedMs: number | null = null
  let databaseAway = false
  let unheard = new Map<string, number>()
  const sayPaused = pauseTeller(log)

  async function sweep(): Promise<void> {
    const lanes = await forgottenLanes(database, 500)
    const now = performance.now()
    const { away, paused } = bell.condition()
    const before = unheard
    unheard = new Map(lanes.map((lane) => [lane, before.get(lane) ?? now]))
    for (const [lane, sinceMs] of unheard) {
      if (stopped) return
      const isLate = away !== null || now - sinceMs >= patienceMs
      if (!isLate || paused.includes(bellOf(lane))) bell.ring(lane)
      else runner.tryRun(lane)
    }
    sayPaused(paused)
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
        lookedMs = performance.now()
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

  return {
    lookedMsAgo: () => (lookedMs === null ? null : performance.now() - lookedMs),
    async stop() {
      stopped = true
      clearInterval(timer)
      await sweeping
    },
  }
}

/** At once when the pauses change, and again every minute while there are any. */
function pauseTeller(log: Log): (paused: readonly string[]) => void {
  let said = ''
  let nextMs = 0
  return (paused) => {
    const now = performance.now()
    const names = paused.join(', ')
    if (names === said && (names === '' || now < nextMs)) return
    if (names === '') log.info('no queue is paused any more')
    else log.error({ queues: paused }, 'a queue is paused: its work waits until somebody resumes it')
    said = names
    nextMs = now + pauseSaidEveryMs
  }
}
