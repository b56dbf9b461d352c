import type { AppError } from '@crossdock/contracts/errors'

/** How long until the next attempt. `attempt` is the one that just failed, 1 for the first. */
export type Backoff = (attempt: number, error: AppError, random: () => number) => number

/** However long the other side asks us to stay away: somebody may have written a year by mistake. */
const longestAskedMs = 3_600_000

/**
 * Doubling with full jitter in its upper half, so that many rows that failed together do not return together.
 * What the other side asked for (`Retry-After`) is the least.
 */
export function exponential({ firstMs, maxMs }: { firstMs: number; maxMs: number }): Backoff {
  return (attempt, error, random) => {
    const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30))
    return Math.max(
      Math.min(error.retryAfterMs ?? 0, longestAskedMs),
      Math.round(ceiling / 2 + (ceiling / 2) * random()),
    )
  }
}
