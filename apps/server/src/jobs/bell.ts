import type { Log } from '#platform/log.ts'
import { within } from '#platform/within.ts'
import type { BellConnection } from './bell-connection.ts'
import { type BellName, bellOf } from './bell-names.ts'
import { type Answering, BellSession } from './bell-session.ts'
import type { Ringer } from './enqueue.ts'

/**
 * The doorbell: a BullMQ job says "this lane has work" and nothing else. It may ring twice, late or not at all; the rows
 * in `work` are the truth and the sweeper rings for what was not heard, or does it itself while nobody hears anything.
 * So nothing here ever makes a caller wait, and no outage of the bell is an error of anybody else.
 */
export interface Bell extends Ringer {
  /** Calls `answer` for each lane that is rung, so many lanes at a time. */
  answer(answer: (lane: string) => Promise<void>, concurrency: Record<BellName, number>): void
  /** Hears nothing more; what is being answered goes on. */
  stopAnswering(): void
  condition(): BellCondition
  /** Lets what is rung wait until somebody resumes it. Forgotten when the queue is wiped. */
  pause(name: BellName): Promise<void>
  resume(name: BellName): Promise<void>
  /** Asks now. @returns the queues that are paused */
  look(): Promise<readonly BellName[]>
  close(): Promise<void>
}

export interface BellCondition {
  /** Why it does not answer, in words; null while it does. */
  away: string | null
  /** Queues that somebody has paused, as far as was seen last: nothing in them is worked off. */
  paused: readonly BellName[]
}

/** One kind of queue server, and how to reach it. */
export interface BellBackend {
  /** For sentences: where it is, without log-in. */
  readonly name: string
  /**
   * @param lost called when the connection has ended by itself
   * @throws what is in the way
   */
  connect(lost: (error: Error) => void): Promise<BellConnection>
}

export interface BellOptions {
  backend: BellBackend
  log: Log
}

const checkEveryMs = 2_000
/** A server that gives no answer for so long is taken for away. */
const checkTimeoutMs = 5_000
const connectTimeoutMs = 8_000
const closeTimeoutMs = 1_500
const shortestPauseMs = 500
const longestPauseMs = 5_000
/** A session that lasted this long was no flicker: the next outage begins with a short pause again. */
const steadyAfterMs = 30_000

/**
 * Keeps one session with the backend. Whatever goes wrong with it, the whole session is thrown away and a new one is
 * opened, with growing pauses: one way back from every sort of outage, and one line in the log for each.
 */
export function openBell({ backend, log }: BellOptions): Bell {
  let answering: Answering | null = null
  let session: BellSession | null = null
  let closed = false
  let away: string | null = `${backend.name} has not answered yet`
  let outageSaid = false
  let outageSinceMs = performance.now()
  let sessionSinceMs = 0
  let pauseMs = shortestPauseMs
  let paused: readonly BellName[] = []
  let timer: NodeJS.Timeout | undefined
  let busy: Promise<void> = Promise.resolve()

  function next(afterMs: number, step: () => Promise<void>): void {
    if (closed) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      busy = step()
    }, afterMs)
    timer.unref()
  }

  async function connect(): Promise<void> {
    let lostAlready: Error | null = null
    let opened: BellSession | null = null
    const connecting = backend.connect((error) => {
      lostAlready = error
      if (opened) leave(opened, error)
    })
    try {
      const connection = await within(connecting, connectTimeoutMs)
      opened = new BellSession(connection, log, {
        hurt: () => next(0, check),
        broken: (error) => opened && leave(opened, error),
      })
      session = opened
      sessionSinceMs = performance.now()
      paused = await within(opened.check(), checkTimeoutMs)
    } catch (error) {
      // Should it come about after all, nobody has a use for it any more.
      if (!opened) connecting.then((late) => late.end()).catch(() => undefined)
      return failed(opened, lostAlready ?? (error as Error))
    }
    if (lostAlready || session !== opened) return failed(opened, lostAlready ?? new Error('it went away at once'))
    if (closed) return opened.end()
    if (answering) opened.answer(answering)
    if (outageSaid) log.info({ awayMs: Math.round(performance.now() - outageSinceMs) }, 'the bell answers again')
    away = null
    outageSaid = false
    next(checkEveryMs, check)
  }

  async function check(): Promise<void> {
    const checked = session
    if (!checked) return next(pauseMs, connect)
    try {
      paused = await within(checked.check(), checkTimeoutMs)
      if (session === checked) next(checkEveryMs, check)
    } catch (error) {
      leave(checked, error as Error)
    }
  }

  function failed(half: BellSession | null, error: Error): void {
    if (half) leave(half, error)
    else sayAway(error)
  }

  function leave(old: BellSession, error: Error): void {
    if (session !== old) return
    session = null
    void old.end()
    if (closed) return
    if (away === null) outageSinceMs = performance.now()
    if (performance.now() - sessionSinceMs > steadyAfterMs) pauseMs = shortestPauseMs
    sayAway(error)
  }

  function sayAway(err: Error): void {
    away = `${backend.name} does not answer (${err.message})`
    if (!outageSaid && !closed)
      log.warn({ err, bell: backend.name }, 'the bell does not answer; work goes on without it, a little later')
    outageSaid = true
    // Not all processes at the same moment, and never faster than twice a second.
    next(pauseMs * (0.75 + Math.random() / 2), connect)
    pauseMs = Math.min(longestPauseMs, pauseMs * 2)
  }

  next(0, connect)

  return {
    ring(lane) {
      session?.ring(bellOf(lane), lane)
    },
    answer(answer, concurrency) {
      answering = { answer, concurrency }
      if (away === null) session?.answer(answering)
    },
    stopAnswering() {
      answering = null
      session?.stopAnswering()
    },
    condition: () => ({ away, paused }),
    pause: (name) => here((open) => open.pause(name)),
    resume: (name) => here((open) => open.resume(name)),
    look: () => here((open) => open.check()),
    async close() {
      closed = true
      clearTimeout(timer)
      await within(busy, closeTimeoutMs).catch(() => undefined)
      const last = session
      if (!last) return
      await within(last.close(), closeTimeoutMs).catch(() => undefined)
      await within(last.end(), closeTimeoutMs).catch(() => undefined)
    },
  }

  async function here<T>(work: (open: BellSession) => Promise<T>): Promise<T> {
    if (!session || away !== null) throw new Error(away ?? 'the bell is closed')
    return within(work(session), checkTimeoutMs)
  }
}
