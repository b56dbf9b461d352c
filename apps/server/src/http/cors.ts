import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'

const believedMs = 5_000
const mostKnown = 10_000

/**
 * Which pages' scripts may call the API: none, unless the tenant named their origin. Asked before a key is sent, so the
 * database answers that one question and nothing else.
 */
export class Origins {
  readonly #database: Database
  readonly #clock: Clock
  readonly #known = new Map<string, { allowed: boolean; until: number }>()

  constructor(database: Database, clock: Clock) {
    this.#database = database
    this.#clock = clock
  }

  async allows(tenant: string, origin: string): Promise<boolean> {
    if (!/^[a-z0-9-]{1,63}$/.test(tenant) || !/^https?:\/\/[a-z0-9.:-]{1,260}$/.test(origin)) return false
    const place = `${tenant} ${origin}`
    const known = this.#known.get(place)
    if (known && known.until > this.#clock.monotonicMs()) return known.allowed
    const [row] = await this.#database.call<{ allowed: boolean }>('select tenant_allows_origin($1, $2) as allowed', [
      tenant,
      origin,
    ])
    const allowed = row?.allowed ?? false
    // Guessed origins must not fill the memory.
    if (this.#known.size >= mostKnown) this.#known.clear()
    this.#known.set(place, { allowed, until: this.#clock.monotonicMs() + believedMs })
    return allowed
  }
}

/** What a page's script may send and see, once its origin is allowed. Keys go in a header; cookies are never used. */
export function corsHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'ETag, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
  }
}

export const preflightHeaders = {
  'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Request-Id',
  'access-control-max-age': '600',
}
