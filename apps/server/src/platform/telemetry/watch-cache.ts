import type { Metrics } from './metrics.ts'

/** Told of each look-up, whether memory had the answer. */
export type CacheWatch = (result: 'hit' | 'miss') => void

/** What is remembered, and why nothing else is: docs/decisions/0020-what-is-cached.md. */
export function watchCache({ meters }: Metrics, cache: 'data-keys' | 'endpoint' | 'erp-port'): CacheWatch {
  return (result) => meters.cacheLookups.inc({ cache, result })
}
