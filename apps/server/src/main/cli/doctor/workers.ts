import { lostAfterMs } from '#jobs/heartbeat.ts'
import { seenWorkers, workBacklog } from '#jobs/seen-store.ts'
import { workPausedSince } from '#jobs/work-pause.ts'
import type { Database } from '#platform/db/database.ts'
import { about, type Check, type Finding } from './finding.ts'

/** Work that is due for so long, in a lane that nobody holds, means that nobody is there. */
const unheardSeconds = 60
/** In a lane that somebody holds it may simply be much. */
const longSeconds = 900

interface Due {
  rows: number
  lanes: number
  oldestSeconds: number
}

interface Hands {
  /** Workers that were heard of lately. */
  alive: number
  /** Those that have stopped without a word. */
  lost: number
  /** Since any of them looked for forgotten work, or started. */
  sweptMs: number
}

const sweepLateMs = 60_000

/** Whether somebody works: who was heard of, what is due, since when, and whether anybody holds the lanes. */
export function workerChecks(owner: Database, migrated: Promise<boolean>): Check[] {
  return [
    {
      area: 'workers',
      subject: 'work',
      async run() {
        if (!(await migrated)) return []
        const paused = await pausedWork(owner)
        if (paused.length > 0) return paused
        const [alone, inHand] = [await dueWork(owner, false), await dueWork(owner, true)]
        const seen = await seenWorkers(owner)
        const alive = seen.filter(({ beatMsAgo }) => beatMsAgo < lostAfterMs)
        // One that has just started has not looked yet.
        const swept = alive.map(({ sweptMsAgo, upMs }) => sweptMsAgo ?? upMs)
        const hands = {
          alive: alive.length,
          lost: seen.length - alive.length,
          sweptMs: Math.min(...swept),
        }
        const dead = (await workBacklog(owner)).reduce((sum, one) => sum + one.dead, 0)
        return [...standing(alone, inHand, hands), ...parked(dead)]
      },
    },
  ]
}

/** An older schema has no such table. */
async function pausedWork(owner: Database): Promise<Finding[]> {
  const [known] = await owner.call<{ yes: boolean }>(`select to_regclass('work_paused') is not null as yes`, [])
  const since = known?.yes ? await owner.withoutTenant(workPausedSince) : null
  if (since === null) return []
  const { warning } = about('workers', 'work')
  return [
    warning(
      `All work is paused since ${since.toISOString().slice(0, 16)}Z: nothing is carried or sent.`,
      'Let it go on: npx crossdock work resume. Not on a copy beside the hub that it was copied from.',
    ),
  ]
}

async function dueWork(owner: Database, held: boolean): Promise<Due> {
  const [due] = await owner.call<Due>(
    `select count(*)::int as rows, count(distinct w.lane)::int as lanes,
       coalesce(extract(epoch from clock_timestamp() - min(w.next_at)), 0)::float8 as "oldestSeconds"
     from work w
     where w.state = 'waiting' and w.next_at <= clock_timestamp()
       and exists (select from lanes l where l.lane = w.lane and l.leased_until >= clock_timestamp()) = $1`,
    [held],
  )
  return due ?? { rows: 0, lanes: 0, oldestSeconds: 0 }
}

function standing(alone: Due, inHand: Due, { alive, lost, sweptMs }: Hands): Finding[] {
  const { ok, warning, failure } = about('workers', 'work')
  const lostOnes = lost > 0 ? ` ${lost} worker(s) have stopped without a word.` : ''
  const nobody = alive === 0 ? ` No worker was heard of in the last ${lostAfterMs / 1_000} s.${lostOnes}` : ''
  if (alone.oldestSeconds > unheardSeconds)
    return [
      failure(
        `${alone.rows} piece(s) of work in ${alone.lanes} lane(s) are due, the oldest for ${lasting(alone.oldestSeconds)}, and nobody works on them.${nobody}`,
        'Start a worker (ROLE=worker or ROLE=all). When one runs: its log says why it does not work; a paused queue is told above.',
      ),
    ]
  if (alive === 0)
    return [
      warning(
        `Nothing is due for long, but no worker was heard of in the last ${lostAfterMs / 1_000} s.${lostOnes}`,
        'Start one: npm start here; in production main/server.ts with ROLE=worker or ROLE=all.',
      ),
    ]
  if (sweptMs > sweepLateMs)
    return [
      warning(
        `${alive} worker(s) live, but none has looked for forgotten work for ${lasting(sweptMs / 1_000)}.`,
        'The log of a worker says why its sweeper cannot.',
      ),
    ]
  if (inHand.oldestSeconds > longSeconds)
    return [
      warning(
        `${inHand.rows} piece(s) of work are in somebody's hands, the oldest due for ${lasting(inHand.oldestSeconds)}.`,
        'Is the ERP slow or away? npx crossdock timeline shows the orders; more workers help when many lanes wait.',
      ),
    ]
  const rows = alone.rows + inHand.rows
  return [
    ok(
      `${alive} worker(s) live and look for forgotten work; ${rows === 0 ? 'nothing is due' : `${rows} piece(s) of work are due`}.`,
    ),
  ]
}

function parked(dead: number): Finding[] {
  if (dead === 0) return []
  const { warning } = about('workers', 'parked')
  return [warning(`${dead} piece(s) of work wait for a person.`, 'npx crossdock parked says why and what to do.')]
}

function lasting(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`
  return seconds < 7_200 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3_600)} hours`
}
