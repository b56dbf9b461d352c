import { lookLane } from './bell-names.ts'
import type { Ringer } from './enqueue.ts'

export interface PacedRingerOptions {
  /** What really rings; may ring late or not at all. */
  bell: Ringer
  /** Rings a second in the long run, and as many at once after a pause. */
  ringsPerSecond: number
  /** A lane that was just rung rings once more at the end of this time, however often it is asked for within. */
  tickMs: number
  /** Lanes of one connection that may wait for their ring; more are left to whoever looks. */
  maxWaiting: number
  /** While lanes wait for their ring, so often somebody is rung to look for all of them. */
  lookEveryMs: number
}

export interface PacedRinger extends Ringer {
  stop(): void
}

/**
 * A ring is dearer than the row it announces (BullMQ on PostgreSQL: several statements and a commit of its own), and in a
 * flood nobody is free to hear it. So rings that are quiet go out at once, and a flood goes out at the pace of
 * `ringsPerSecond`, one lane of each connection in turn: whoever floods does not delay the neighbours. As long as any wait,
 * a worker is rung now and then to look for them himself, which costs the same for one lane as for hundreds. What nobody
 * hears of is found by the sweeper.
 */
export function pacedRinger(options: PacedRingerOptions): PacedRinger {
  const { bell, ringsPerSecond, tickMs, maxWaiting, lookEveryMs } = options
  let tokens = ringsPerSecond
  let countedMs = performance.now()
  let justRung = new Set<string>()
  /** By connection, in the order in which their turn comes. */
  const waiting = new Map<string, Set<string>>()
  let timer: NodeJS.Timeout | undefined
  let looks = 0
  let lookedMs = Number.NEGATIVE_INFINITY

  function ringNow(lane: string): void {
    tokens--
    justRung.add(lane)
    bell.ring(lane)
  }

  function wait(lane: string): void {
    const connection = connectionOf(lane)
    const lanes = waiting.get(connection) ?? new Set()
    if (lanes.size < maxWaiting) lanes.add(lane)
    waiting.set(connection, lanes)
  }

  function earn(): void {
    const now = performance.now()
    tokens = Math.min(ringsPerSecond, tokens + ((now - countedMs) * ringsPerSecond) / 1000)
    countedMs = now
  }

  function tick(): void {
    earn()
    justRung = new Set()
    while (tokens >= 1) {
      const [turn] = waiting
      if (!turn) break
      const [connection, lanes] = turn
      const [lane] = lanes
      waiting.delete(connection)
      if (lane === undefined) continue
      lanes.delete(lane)
      if (lanes.size > 0) waiting.set(connection, lanes)
      ringNow(lane)
    }
    if (waiting.size > 0 && countedMs - lookedMs >= lookEveryMs) {
      lookedMs = countedMs
      bell.ring(lookLane(looks++))
    }
    if (waiting.size === 0 && justRung.size === 0) stop()
  }

  function stop(): void {
    clearInterval(timer)
    timer = undefined
  }

  return {
    ring(lane) {
      earn()
      if (tokens >= 1 && waiting.size === 0 && !justRung.has(lane)) ringNow(lane)
      else wait(lane)
      timer ??= setInterval(tick, tickMs)
      timer.unref()
    },
    stop,
  }
}

/** `order:<connection>:<key>`, `erp:<database>`: the second part says whose it is. */
function connectionOf(lane: string): string {
  return lane.split(':', 2).join(':')
}
