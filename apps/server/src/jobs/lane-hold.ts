import { AppError } from '@crossdock/contracts/errors'
import type { Clock } from '#platform/clock.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { holdLane, releaseLane, renewLane, takeLane } from './store.ts'

export interface LaneOptions {
  database: Database
  clock: Clock
  holder: string
  leaseMs: number
  /** Aborted when the server stops. */
  stopping: AbortSignal
}

/**
 * A lane while it is ours. The lease is renewed at a third of its length; should that not work out (database away,
 * process frozen), `signal` aborts every call that was made with it before the lease ends, so that a successor never
 * meets a call of ours. After that the token tells: no write passes `commit` once another holder has raised it.
 */
export class LaneHold implements AsyncDisposable {
  readonly lane: string
  readonly token: string
  readonly signal: AbortSignal
  readonly #options: LaneOptions
  readonly #abort = new AbortController()
  readonly #timer: NodeJS.Timeout
  /** On the monotonic clock, which runs on while a process is frozen. */
  #leaseEndsMs: number
  #nextRenewalMs = 0
  #renewing: Promise<void> = Promise.resolve()

  static async take(lane: string, options: LaneOptions): Promise<LaneHold | null> {
    const asked = options.clock.monotonicMs()
    const token = await takeLane(options.database, lane, options.holder, options.leaseMs)
    return token === null ? null : new LaneHold(lane, token, asked + options.leaseMs, options)
  }

  private constructor(lane: string, token: string, leaseEndsMs: number, options: LaneOptions) {
    this.lane = lane
    this.token = token
    this.#options = options
    this.#leaseEndsMs = leaseEndsMs
    this.signal = AbortSignal.any([this.#abort.signal, options.stopping])
    this.#timer = setInterval(() => this.#beat(), options.leaseMs / 12)
  }

  /** Throws unless the lease surely still runs. */
  assertOurs(): void {
    if (this.#options.stopping.aborted) throw new AppError('shutting-down', 'the server is stopping')
    if (this.#abort.signal.aborted || this.#options.clock.monotonicMs() >= this.#safeUntilMs) {
      this.#lose()
      throw new AppError('lease-lost', `lane ${this.lane} is not ours any more`)
    }
  }

  async commit<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    this.assertOurs()
    return this.#options.database.withTenant(tenantId, async (tx) => {
      if (!(await holdLane(tx, this.lane, this.token))) {
        this.#lose()
        throw new AppError('lease-lost', `lane ${this.lane} was taken over`)
      }
      return work(tx)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer)
    await this.#renewing
    // Not ours any more, or the database away: the lease ends by itself.
    await releaseLane(this.#options.database, this.lane, this.token).catch(() => undefined)
  }

  /** The last sixth of a lease is not used: time for an aborted call to be really gone. */
  get #safeUntilMs(): number {
    return this.#leaseEndsMs - this.#options.leaseMs / 6
  }

  #beat(): void {
    const now = this.#options.clock.monotonicMs()
    if (now >= this.#safeUntilMs) {
      this.#lose()
      return
    }
    const remaining = this.#leaseEndsMs - now
    if (remaining > (this.#options.leaseMs * 2) / 3 || now < this.#nextRenewalMs) return
    this.#nextRenewalMs = now + this.#options.leaseMs / 6
    this.#renewing = renewLane(this.#options.database, this.lane, this.token, this.#options.leaseMs).then(
      (renewed) => {
        if (renewed) this.#leaseEndsMs = now + this.#options.leaseMs
        else this.#lose()
      },
      // The next beat tries again, until the lease is no longer safe.
      () => undefined,
    )
  }

  #lose(): void {
    clearInterval(this.#timer)
    this.#abort.abort(new AppError('lease-lost', `lane ${this.lane} is not ours any more`))
  }
}
