import { asOwner, type DatabaseToCheck } from './database.ts'
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

/** Whether somebody works, told from the rows: what is due, since when, and whether anybody holds the lanes. */
export function workerChecks({ url, reachable }: Pick<DatabaseToCheck, 'url' | 'reachable'>): Check[] {
  return [
    {
      area: 'workers',
      subject: 'work',
      async run() {
        if (!(await reachable)) return []
        return asOwner(url, async (client) => {
          const there = await client.query(`select from pg_class where oid = to_regclass('crossdock.work')`)
          if (there.rowCount === 0) return []
          const due = async (held: boolean): Promise<Due> => {
            const { rows } = await client.query<Due>(
              `select count(*)::int as rows, count(distinct w.lane)::int as lanes,
                 coalesce(extract(epoch from clock_timestamp() - min(w.next_at)), 0)::float8 as "oldestSeconds"
               from work w
               where w.state = 'waiting' and w.next_at <= clock_timestamp()
                 and exists (select from lanes l where l.lane = w.lane and l.leased_until >= clock_timestamp()) = $1`,
              [held],
            )
            return rows[0] ?? { rows: 0, lanes: 0, oldestSeconds: 0 }
          }
          const [alone, inHand] = [await due(false), await due(true)]
          const { rows } = await client.query<{ dead: number; hubs: number }>(
            `select (select count(*)::int from work where state = 'dead') as dead,
               (select count(*)::int from pg_stat_activity
                where datname = current_database() and application_name = 'crossdock app') as hubs`,
          )
          return [...standing(alone, inHand, rows[0]?.hubs ?? 0), ...parked(rows[0]?.dead ?? 0)]
        })
      },
    },
  ]
}

function standing(alone: Due, inHand: Due, hubs: number): Finding[] {
  const { ok, warning, failure } = about('workers', 'work')
  if (alone.oldestSeconds > unheardSeconds)
    return [
      failure(
        `${alone.rows} piece(s) of work in ${alone.lanes} lane(s) are due, the oldest for ${lasting(alone.oldestSeconds)}, and nobody works on them.` +
          (hubs === 0 ? ' No hub is connected to the database.' : ''),
        'Start a worker (ROLE=worker or ROLE=all). When one runs: its log says why it does not work; a paused queue is told above.',
      ),
    ]
  if (inHand.oldestSeconds > longSeconds)
    return [
      warning(
        `${inHand.rows} piece(s) of work are in somebody's hands, the oldest due for ${lasting(inHand.oldestSeconds)}.`,
        'Is the ERP slow or away? npx crossdock timeline shows the orders; more workers help when many lanes wait.',
      ),
    ]
  if (hubs === 0)
    return [
      warning(
        'Nothing is due, but no hub is connected to the database.',
        'Start it: npm start here, or main/server.ts in production.',
      ),
    ]
  const rows = alone.rows + inHand.rows
  return [ok(rows === 0 ? 'Nothing is due.' : `${rows} piece(s) of work are due, the oldest just now.`)]
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
