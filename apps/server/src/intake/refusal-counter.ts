import type { Log } from '#platform/log.ts'

/**
 * Refusals are counted in memory, and logged and written down now and then: whoever floods us with forged requests must not
 * make us write to the database or the log each time.
 */
export class RefusalCounter {
  readonly #counts = new Map<string, Map<string, number>>()
  readonly #write: (endpointId: string, outcome: string, n: number) => Promise<void>
  readonly #log: Log
  readonly #timer: NodeJS.Timeout

  constructor(write: (endpointId: string, outcome: string, n: number) => Promise<void>, log: Log, intervalMs = 5_000) {
    this.#write = write
    this.#log = log
    this.#timer = setInterval(() => void this.flush(), intervalMs)
    this.#timer.unref()
  }

  add(endpointId: string, outcome: string): void {
    const ofEndpoint = this.#counts.get(endpointId) ?? new Map<string, number>()
    ofEndpoint.set(outcome, (ofEndpoint.get(outcome) ?? 0) + 1)
    this.#counts.set(endpointId, ofEndpoint)
  }

  async flush(): Promise<void> {
    const counts = [...this.#counts]
    this.#counts.clear()
    for (const [endpointId, outcomes] of counts) {
      for (const [outcome, n] of outcomes) {
        this.#log.warn({ endpointId, outcome, n }, 'webhooks refused')
        await this.#write(endpointId, outcome, n).catch((err) =>
          this.#log.warn({ err, endpointId, outcome, n }, 'refusals could not be counted'),
        )
      }
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }
}
