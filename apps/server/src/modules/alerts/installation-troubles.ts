import type { BellCondition } from '#jobs/bell.ts'
import { lostAfterMs } from '#jobs/heartbeat.ts'
import type { Backlog, SeenWorker } from '#jobs/seen-store.ts'
import type { Finding } from './kinds.ts'

/** Whose alerts these are: nobody's id, since it belongs to no tenant. */
export const installation = '00000000-0000-0000-0000-000000000000'

/** Due for longer than this is behind. */
const lateMs = 15 * 60_000

/** Everything that is wrong with the installation right now, as far as it can be seen. */
export function installationTroubles(
  bell: BellCondition,
  workers: readonly SeenWorker[],
  backlog: readonly Backlog[],
): Finding[] {
  const lost = workers.filter(({ beatMsAgo }) => beatMsAgo >= lostAfterMs).length
  const findings: Finding[] = bell.paused.map((queue) => ({
    kind: 'queue-paused',
    key: `queue-paused:${queue}`,
    size: 1,
    facts: { queue },
  }))
  if (bell.away !== null) findings.push({ kind: 'bell-away', key: 'bell-away', size: 1, facts: {} })
  if (lost === workers.length) findings.push({ kind: 'no-worker', key: 'no-worker', size: 1, facts: {} })
  else if (lost > 0)
    findings.push({ kind: 'workers-lost', key: 'workers-lost', size: lost, facts: { n: String(lost) } })
  const oldest = new Map<string, number>()
  for (const { laneKind, oldestDueMs } of backlog)
    if (laneKind !== null) oldest.set(laneKind, Math.max(oldest.get(laneKind) ?? 0, oldestDueMs))
  for (const [lane, ms] of oldest) {
    if (ms < lateMs) continue
    const minutes = Math.round(ms / 60_000)
    findings.push({
      kind: 'work-lags',
      key: `work-lags:${lane}`,
      size: minutes,
      facts: { lane, minutes: String(minutes) },
    })
  }
  return findings
}
