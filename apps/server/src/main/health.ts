import { type Health, type HealthPart, healthOf } from '#http/health-routes.ts'
import type { Bell } from '#jobs/bell.ts'
import { lostAfterMs } from '#jobs/heartbeat.ts'
import { migrationsHead, type SeenWorker, seenWorkers, workBacklog } from '#jobs/seen-store.ts'
import { workPausedSince } from '#jobs/work-pause.ts'
import type { Database } from '#platform/db/database.ts'
import { readMigrations } from '#platform/db/migrate.ts'
import { newestOf } from '#platform/telemetry/provider-ledger.ts'
import { within } from '#platform/within.ts'

/** Longer than any look takes while all is well. */
const patienceMs = 2_000
/** Work that is due for longer than this is behind; a little lag is a busy minute. */
const lateMs = 300_000
const sweepLateMs = 60_000
/** Looked at again at the earliest: whoever asks often must not be a load. */
const believedMs = 2_000

interface Seen {
  app: Database
  bell: Pick<Bell, 'condition'>
}

/** Every part of the hub, as far as this process can see it. Never throws: what does not answer is a finding. */
export function healthOfFloor(floor: Seen): () => Promise<Health> {
  const newestMigration = readMigrations().length
  let known: { health: Promise<Health>; untilMs: number } | undefined

  async function look(): Promise<Health> {
    const bell = bellPart(floor)
    const startedMs = performance.now()
    const answers = await within(floor.app.call('select 1', []), patienceMs).catch(() => null)
    if (!answers) {
      const problem = 'the database does not answer'
      return healthOf({ database: { status: 'failing', problem }, bell })
    }
    const database: HealthPart = { status: 'ok', latencyMs: Math.round(performance.now() - startedMs) }
    const [migrations, workers, work, outbox] = await Promise.all([
      part(async () => migrationsPart(await migrationsHead(floor.app), newestMigration)),
      part(async () => workersParts(await seenWorkers(floor.app))),
      part(async () => workPart(await floor.app.withoutTenant(workPausedSince))),
      part(async () => outboxPart(Math.max(0, ...(await workBacklog(floor.app)).map((one) => one.oldestDueMs)))),
    ])
    return healthOf({
      database,
      bell,
      ...named('migrations', migrations),
      ...named('workers', workers),
      ...named('work', work),
      ...named('outbox', outbox),
    })
  }

  return () => {
    if (!known || known.untilMs < performance.now()) known = { health: look(), untilMs: performance.now() + believedMs }
    return known.health
  }
}

type Parts = Record<string, HealthPart>

/** One part, or several under names of their own. */
function named(name: string, found: HealthPart | { parts: Parts }): Parts {
  return 'parts' in found && !('status' in found) ? (found.parts as Parts) : { [name]: found as HealthPart }
}

async function part<T extends HealthPart | { parts: Parts }>(look: () => Promise<T>): Promise<T | HealthPart> {
  return within(look(), patienceMs).catch((): HealthPart => ({ status: 'failing', problem: 'it cannot be looked up' }))
}

function bellPart({ bell }: Seen): HealthPart {
  const { away, paused } = bell.condition()
  const problems = [
    ...(away === null ? [] : ['it does not answer; work goes on without it, a little later']),
    ...paused.map((name) => `the queue "${name}" is paused; its work waits until somebody resumes it`),
  ]
  return {
    status: problems.length > 0 ? 'degraded' : 'ok',
    answers: away === null,
    paused: [...paused],
    ...(problems.length > 0 ? { problem: problems.join('; ') } : {}),
  }
}

function migrationsPart(at: number, newest: number): HealthPart {
  if (at === newest) return { status: 'ok', at, newest }
  return at < newest
    ? { status: 'failing', at, newest, problem: 'the database is older than this program; run the migrations' }
    : { status: 'degraded', at, newest, problem: 'this program is older than the database; finish the upgrade' }
}

function workersParts(seen: SeenWorker[]): { parts: Parts } {
  const alive = seen.filter((worker) => worker.beatMsAgo < lostAfterMs)
  const lost = seen.filter((worker) => worker.beatMsAgo >= lostAfterMs)
  const swept = alive.flatMap(({ sweptMsAgo }) => sweptMsAgo ?? [])
  const sweptSecondsAgo = swept.length === 0 ? null : Math.round(Math.min(...swept) / 1_000)
  const late = alive.length > 0 && (sweptSecondsAgo === null || sweptSecondsAgo * 1_000 > sweepLateMs)
  const workers: HealthPart = {
    status: alive.length === 0 ? 'failing' : lost.length > 0 ? 'degraded' : 'ok',
    alive: alive.length,
    lost: lost.length,
    list: seen.map((worker) => ({
      id: worker.worker,
      upSeconds: Math.round(worker.upMs / 1_000),
      beatSecondsAgo: Math.round(worker.beatMsAgo / 1_000),
    })),
    ...(alive.length === 0
      ? { problem: 'no worker is alive; what comes in is recorded and waits' }
      : lost.length > 0
        ? { problem: 'a worker was not heard of; others do its work' }
        : {}),
  }
  const sweeper: HealthPart = {
    status: late ? 'degraded' : 'ok',
    sweptSecondsAgo,
    ...(late ? { problem: 'nobody looks for forgotten work' } : {}),
  }
  return { parts: { workers, sweeper, ...providerParts(seen) } }
}

function providerParts(seen: SeenWorker[]): Parts {
  return Object.fromEntries(
    Object.entries(newestOf(seen.map(({ providers }) => providers))).map(([provider, state]) => [
      `provider:${provider}`,
      {
        status: state.ok ? 'ok' : 'degraded',
        lastOutcome: state.code,
        since: new Date(state.sinceMs).toISOString(),
        lastCall: new Date(state.lastMs).toISOString(),
        ...(state.ok ? {} : { problem: `calls end with ${state.code}` }),
      } satisfies HealthPart,
    ]),
  )
}

/** Alerts need a lane too, so while all work is paused this is the only place that says so by itself. */
function workPart(pausedSince: Date | null): HealthPart {
  if (pausedSince === null) return { status: 'ok' }
  const problem = 'all work is paused: nothing is carried, sent or told until somebody says `crossdock work resume`'
  return { status: 'degraded', pausedSince: pausedSince.toISOString(), problem }
}

function outboxPart(oldestDueMs: number): HealthPart {
  const oldestDueSeconds = Math.round(oldestDueMs / 1_000)
  return oldestDueMs > lateMs
    ? { status: 'degraded', oldestDueSeconds, problem: 'work that is due is not being done' }
    : { status: 'ok', oldestDueSeconds }
}
