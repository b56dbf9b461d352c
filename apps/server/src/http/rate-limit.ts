import type { Clock } from '#platform/clock.ts'

interface Bucket {
  tokens: number
  filledMs: number
}

export interface Allowance {
  allowed: boolean
  limit: number
  remaining: number
  /** Until the next request may be made (when refused), else until the bucket is full again. Whole seconds, rounded up. */
  resetSeconds: number
}

const mostBuckets = 50_000

/**
 * A token bucket a key: as many requests a minute as the setting says, saved up to a minute's worth. Each process counts for
 * itself, so behind a load balancer over N processes a key gets up to N times as much; what is guarded is a process.
 */
export class RateLimit {
  readonly #perMinute: number
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor(perMinute: number, clock: Clock) {
    this.#perMinute = perMinute
    this.#clock = clock
  }

  take(key: string): Allowance {
    const nowMs = this.#clock.monotonicMs()
    const perMs = this.#perMinute / 60_000
    const before = this.#buckets.get(key) ?? { tokens: this.#perMinute, filledMs: nowMs }
    const tokens = Math.min(this.#perMinute, before.tokens + (nowMs - before.filledMs) * perMs)
    const allowed = tokens >= 1
    const left = allowed ? tokens - 1 : tokens
    if (!this.#buckets.has(key) && this.#buckets.size >= mostBuckets) this.#forgetFull(nowMs)
    this.#buckets.set(key, { tokens: left, filledMs: nowMs })
    const missing = allowed ? this.#perMinute - left : 1 - left
    return {
      allowed,
      limit: this.#perMinute,
      remaining: Math.floor(left),
      resetSeconds: Math.ceil(missing / perMs / 1_000),
    }
  }

  /** A bucket that has filled up again says nothing. */
  #forgetFull(nowMs: number): void {
    for (const [key, { filledMs }] of this.#buckets) if (nowMs - filledMs > 60_000) this.#buckets.delete(key)
  }
}

/** https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/ (draft 10): a quota a minute, and what is left. */
export function rateLimitHeaders({ limit, remaining, resetSeconds }: Allowance): Record<string, string> {
  return { 'ratelimit-policy': `"key";q=${limit};w=60`, ratelimit: `"key";r=${remaining};t=${resetSeconds}` }
}
