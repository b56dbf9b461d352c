import { AppError } from '@crossdock/contracts/errors'
import type { Log } from '#platform/log.ts'
import { within } from '#platform/within.ts'
import { type BellName, bellNames, bellOf } from './bell-names.ts'

export interface LaneRunnerOptions {
  /** Does the lane's due rows. `draining`: begin nothing more. `stopping`: whatever is under way ends now. */
  work(lane: string, signals: { draining: AbortSignal; stopping: AbortSignal }): Promise<void>
  /** Lanes worked off at the same time, whoever asked for it. */
  concurrency: Record<BellName, number>
  /** Told of each lane that was left because the process stops. */
  left(lane: string): void
  log: Log
  /** Told of what nobody expected. */
  surprised?(error: unknown): void
}

/** Calls that were aborted return at once; then there is a note to write and a lane to release. */
const afterAbortMs = 3_000

/**
 * The process's places for lanes: the bell asks for them, and so does the sweeper while the bell is not heard. How many
 * run at the same time is decided here and nowhere else.
 */
export class LaneRunner {
  readonly #options: LaneRunnerOptions
  readonly #draining = new AbortController()
  readonly #stopping = new AbortController()
  readonly #running = new Map<BellName, Map<Promise<void>, string>>(bellNames.map((name) => [name, new Map()]))
  readonly #queue = new Map<BellName, (() => void)[]>(bellNames.map((name) => [name, []]))

  constructor(options: LaneRunnerOptions) {
    this.#options = options
  }

  /** Waits for a place, then works the lane off. Never fails: the rows say what is still to be done and when. */
  async run(lane: string): Promise<void> {
    const name = bellOf(lane)
    while (!this.#draining.signal.aborted && !this.#hasPlace(name)) {
      await new Promise<void>((resolve) => this.#queue.get(name)?.push(resolve))
    }
    if (this.#draining.signal.aborted) this.#options.left(lane)
    else await this.#start(name, lane)
  }

  /** @returns false when there is no place, or the lane already has one */
  tryRun(lane: string): boolean {
    const name = bellOf(lane)
    const running = this.#places(name)
    if (this.#draining.signal.aborted || !this.#hasPlace(name) || [...running.values()].includes(lane)) return false
    void this.#start(name, lane)
    return true
  }

  /** What runs may end by itself for `graceMs`; then its calls are aborted, and its lanes are released. */
  async stop(graceMs: number): Promise<void> {
    this.#draining.abort(new AppError('shutting-down', 'the server is stopping'))
    for (const waiting of this.#queue.values()) for (const wake of waiting.splice(0)) wake()
    const ended = this.#allEnded()
    await within(ended, graceMs).catch(() => {
      this.#options.log.info({ lanes: this.#lanes() }, 'not done in time, aborted; a successor goes on')
      this.#stopping.abort(new AppError('shutting-down', 'the server is stopping'))
    })
    await within(ended, afterAbortMs).catch(() =>
      this.#options.log.warn({ lanes: this.#lanes() }, 'lanes were left as they are; their leases end by themselves'),
    )
  }

  #start(name: BellName, lane: string): Promise<void> {
    const { work, log, left } = this.#options
    const running = this.#places(name)
    const signals = { draining: this.#draining.signal, stopping: this.#stopping.signal }
    const done = work(lane, signals)
      .catch((err: unknown) => {
        if (signals.draining.aborted) return
        // That the database is away the sweeper says, once and not for each lane.
        const level = err instanceof AppError && err.code === 'database-unavailable' ? 'debug' : 'warn'
        log[level]({ err, lane }, 'a lane was left before it was empty')
        if (!(err instanceof AppError)) this.#options.surprised?.(err)
      })
      .finally(() => {
        running.delete(done)
        this.#queue.get(name)?.shift()?.()
        if (signals.draining.aborted) left(lane)
      })
    running.set(done, lane)
    return done
  }

  #places(name: BellName): Map<Promise<void>, string> {
    return this.#running.get(name) as Map<Promise<void>, string>
  }

  #hasPlace(name: BellName): boolean {
    return this.#places(name).size < this.#options.concurrency[name]
  }

  async #allEnded(): Promise<void> {
    await Promise.all([...this.#running.values()].flatMap((places) => [...places.keys()]))
  }

  #lanes(): string[] {
    return [...this.#running.values()].flatMap((places) => [...places.values()])
  }
}
