import { lostAfterMs } from '#jobs/heartbeat.ts'
import { fenceBacklog, seenWorkers, workBacklog } from '#jobs/seen-store.ts'
import { openAlertCounts } from '#modules/alerts/index.ts'
import type { Floor } from './wire.ts'

/** The database is asked at most this often, however many scrape. */
const believedMs = 5_000

/** What is looked up when somebody scrapes: the backlog, the workers, the bell. */
export function lookBeforeScrape({ app, bell, telemetry: { metrics } }: Floor): void {
  const { lag, waiting, dead, fencesOpen, fenceAge, workers, sweepAge, bellAway, bellPaused, alertsOpen } =
    metrics.meters

  metrics.beforeScrape(
    'backlog',
    atMostEvery(believedMs, async () => {
      const [kinds, fences] = await Promise.all([workBacklog(app), fenceBacklog(app)])
      // What was there and is not any more reads 0, not its last number.
      for (const meter of [lag, waiting, dead]) meter.reset()
      const oldest = new Map<string, number>()
      for (const { kind, laneKind, waiting: n, oldestDueMs, dead: letters } of kinds) {
        waiting.set({ kind }, n)
        dead.set({ kind }, letters)
        if (laneKind !== null) oldest.set(laneKind, Math.max(oldest.get(laneKind) ?? 0, oldestDueMs))
      }
      for (const kind of ['order', 'erp', 'shop', 'conversation']) lag.set({ lane_kind: kind }, 0)
      for (const [lane_kind, ms] of oldest) lag.set({ lane_kind }, ms / 1_000)
      fencesOpen.set(fences.open)
      fenceAge.set(fences.oldestMs / 1_000)
    }),
  )

  metrics.beforeScrape(
    'workers',
    atMostEvery(believedMs, async () => {
      const seen = await seenWorkers(app)
      const alive = seen.filter(({ beatMsAgo }) => beatMsAgo < lostAfterMs)
      workers.set({ state: 'alive' }, alive.length)
      workers.set({ state: 'lost' }, seen.length - alive.length)
      const swept = seen.flatMap(({ sweptMsAgo }) => sweptMsAgo ?? [])
      if (swept.length > 0) sweepAge.set(Math.min(...swept) / 1_000)
    }),
  )

  metrics.beforeScrape(
    'alerts',
    atMostEvery(believedMs, async () => {
      const counts = await openAlertCounts(app)
      alertsOpen.reset()
      for (const { kind, open } of counts) alertsOpen.set({ alert: kind }, open)
    }),
  )

  metrics.beforeScrape('bell', () => {
    const { away, paused } = bell.condition()
    bellAway.set(away === null ? 0 : 1)
    for (const queue of ['orders', 'erp'] as const) bellPaused.set({ queue }, paused.includes(queue) ? 1 : 0)
  })
}

function atMostEvery(ms: number, look: () => Promise<void>): () => Promise<void> {
  let known: { looked: Promise<void>; untilMs: number } | undefined
  return () => {
    if (!known || known.untilMs < performance.now()) known = { looked: look(), untilMs: performance.now() + ms }
    return known.looked
  }
}
