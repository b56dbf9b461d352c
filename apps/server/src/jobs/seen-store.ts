import type { Database } from '#platform/db/database.ts'
import type { ProviderState } from '#platform/telemetry/provider-ledger.ts'

/** All SQL of what can be seen of work and workers from outside. The functions are defined in migration 000013. */

export interface Backlog {
  kind: string
  /** Of the oldest row that waits; null when none does. */
  laneKind: string | null
  waiting: number
  /** Since the oldest one is due; 0 when none is. */
  oldestDueMs: number
  dead: number
}

/** Rows of a kind are counted to here: what matters beyond is that it is much. */
const mostCounted = 100_000

export async function workBacklog(database: Database): Promise<Backlog[]> {
  const rows = await database.call<{
    kind: string
    lane_kind: string | null
    waiting: string
    oldest_due_ms: number
    dead: string
  }>('select * from work_backlog($1)', [mostCounted])
  return rows.map((row) => ({
    kind: row.kind,
    laneKind: row.lane_kind,
    waiting: Number(row.waiting),
    oldestDueMs: row.oldest_due_ms,
    dead: Number(row.dead),
  }))
}

export async function fenceBacklog(database: Database): Promise<{ open: number; oldestMs: number }> {
  const [row] = await database.call<{ open: string; oldest_ms: number }>('select * from fence_backlog()', [])
  return { open: Number(row?.open ?? 0), oldestMs: row?.oldest_ms ?? 0 }
}

export interface SeenWorker {
  worker: string
  upMs: number
  beatMsAgo: number
  sweptMsAgo: number | null
  providers: Record<string, ProviderState>
}

export async function seenWorkers(database: Database): Promise<SeenWorker[]> {
  const rows = await database.call<{
    worker: string
    up_ms: number
    beat_ms_ago: number
    swept_ms_ago: number | null
    providers: Record<string, ProviderState>
  }>('select * from seen_workers()', [])
  return rows.map((row) => ({
    worker: row.worker,
    upMs: row.up_ms,
    beatMsAgo: row.beat_ms_ago,
    sweptMsAgo: row.swept_ms_ago,
    providers: row.providers,
  }))
}

export async function noteWorkerBeat(
  database: Database,
  worker: string,
  sweptMsAgo: number | null,
  providers: Record<string, ProviderState>,
): Promise<void> {
  await database.call('select note_worker_beat($1, $2, $3)', [worker, sweptMsAgo, JSON.stringify(providers)])
}

export async function endWorkerBeat(database: Database, worker: string): Promise<void> {
  await database.call('select end_worker_beat($1)', [worker])
}

export async function forgetLostWorkers(database: Database): Promise<void> {
  await database.call('select forget_lost_workers()', [])
}

export async function migrationsHead(database: Database): Promise<number> {
  const [row] = await database.call<{ head: number }>('select migrations_head() as head', [])
  return row?.head ?? 0
}
