import type { DatabaseWatch } from '../db/database.ts'
import type { Metrics } from './metrics.ts'

/** Times what one log-in asks of the database. */
export function watchDatabase(metrics: Metrics, pool: string): DatabaseWatch {
  const { querySeconds, connectSeconds, poolConnections, poolWaiting } = metrics.meters
  return {
    statement: (name, ms, outcome) =>
      querySeconds.observe({ pool, statement: metrics.statement(name), outcome }, ms / 1_000),
    waited: (ms) => connectSeconds.observe({ pool }, ms / 1_000),
    pool: (look) =>
      metrics.beforeScrape(`pool ${pool}`, () => {
        const { total, idle, waiting, most } = look()
        poolConnections.set({ pool, state: 'busy' }, total - idle)
        poolConnections.set({ pool, state: 'idle' }, idle)
        poolConnections.set({ pool, state: 'most' }, most)
        poolWaiting.set({ pool }, waiting)
      }),
  }
}
