import { setTimeout } from 'node:timers/promises'
import type { Clock } from '#platform/clock.ts'

/**
 * Limits belong to an ERP database, however many connections share it (Odoo Online: about one call a second). The writer
 * of a database is one at a time, so spacing the calls of a process spaces them all.
 */
export function paced(
  clock: Clock,
  fetcher: typeof fetch = fetch,
): (databaseId: string, minIntervalMs: number) => typeof fetch {
  const nextAt = new Map<string, number>()
  return (databaseId, minIntervalMs) => {
    if (minIntervalMs <= 0) return fetcher
    return async (input, init) => {
      const now = clock.monotonicMs()
      const at = Math.max(now, nextAt.get(databaseId) ?? 0)
      nextAt.set(databaseId, at + minIntervalMs)
      if (at > now) await setTimeout(at - now, undefined, init?.signal ? { signal: init.signal } : {})
      return fetcher(input, init)
    }
  }
}
