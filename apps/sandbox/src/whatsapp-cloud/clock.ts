/** The stand-in's own time, so that a day can pass while a test waits. It only ever runs ahead of the machine's. */
export class SandboxClock {
  #aheadMs = 0
  readonly #machine: () => number

  constructor(machine: () => number = Date.now) {
    this.#machine = machine
  }

  /** Milliseconds since 1970. */
  now(): number {
    return this.#machine() + this.#aheadMs
  }

  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError('The clock goes forward only.')
    this.#aheadMs += ms
  }

  /** Unix seconds as text: how Meta writes time inside messages and statuses. */
  seconds(): string {
    return String(Math.floor(this.now() / 1000))
  }
}

/** Things to be done in a while, all of which are forgotten when the stand-in stops. */
export class Timers {
  readonly #waiting = new Set<NodeJS.Timeout>()

  after(ms: number, happens: () => void): void {
    const timer = setTimeout(() => {
      this.#waiting.delete(timer)
      happens()
    }, ms)
    this.#waiting.add(timer)
  }

  get waiting(): number {
    return this.#waiting.size
  }

  stop(): void {
    for (const timer of this.#waiting) clearTimeout(timer)
    this.#waiting.clear()
  }
}
