import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Bell } from './bell.ts'
import { bellOf } from './bell-names.ts'
import { forgottenLanes } from './store.ts'

export interface Sweeper {
  /** Looks now, and works off what it finds until nothing new is found: the answer to a ring that names no lane. */
  look(): Promise<void>
  /** Since its own turn came last, milliseconds; null before the first time. */
  lookedMsAgo(): number | null
  stop(): Promise<void>
}

export interface SweeperOptions {
  database: Database
  bell: Pick<Bell, 'ring' | 'condition'>
  /** Works a lane off without the bell: if there is a place for it, or as soon as there is one. */
  runner: { tryRun(lane: string): boolean; run(lane: string): Promise<void> }
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
const lanesALook = 200

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

  /**
   * Each lane at most once, or one that nobody can work on would be taken for ever. In another order than everybody else,
   * who looks at the same time. ERP lanes last long, and are rung.
   */
  async function lookOnce(done: Set<string>): Promise<boolean> {
    const found = (await forgottenLanes(database, lanesALook)).filter((lane) => !done.has(lane))
    const { paused } = bell.condition()
    for (const lane of found) done.add(lane)
    for (const lane of found.filter((one) => bellOf(one) === 'erp')) bell.ring(lane)
    const mine = found.filter((lane) => bellOf(lane) === 'orders' && !paused.includes('orders'))
    await Promise.all(shuffled(mine).map((lane) => runner.run(lane)))
    return found.length > 0
  }

  async function look(): Promise<void> {
    const done = new Set<string>()
    try {
      while (!stopped && (await lookOnce(done)));
    } catch (err) {
      // The sweeper's own turn says so if the database is away.
      log.debug({ err }, 'looking for lanes failed')
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
    look,
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

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item)
}
