import { type StoppedNumber, stoppedNumbers } from '#modules/messaging/index.ts'
import type { Tx } from '#platform/db/database.ts'

/** Figures of a tenant, each from one index and none counted further than it tells people anything. */
export interface Figures {
  /** Orders on their way to the ERP, and since when the longest waits. */
  waiting: number
  waitingSince: Date | null
  parked: number
  parkedSince: Date | null
  openTasks: number
  tasksSince: Date | null
  /** Requests for data or erasure that wait, and when the first is due. */
  privacy: number
  privacyDueAt: Date | null
}

export const mostCounted = 1_000

export async function readFigures(tx: Tx, tenantId: string): Promise<Figures> {
  const [row] = await tx.query<Figures>(
    `select
       (select count(*)::int from (select from orders where tenant_id = $1 and erp_state = 'waiting' limit $2) c) as waiting,
       (select placed_at from orders where tenant_id = $1 and erp_state = 'waiting' order by placed_at, id limit 1) as "waitingSince",
       (select count(*)::int from (select from work where tenant_id = $1 and state = 'dead' limit $2) c) as parked,
       (select finished_at from work where tenant_id = $1 and state = 'dead' order by finished_at, id limit 1) as "parkedSince",
       (select count(*)::int from (select from tasks where tenant_id = $1 and state = 'open' limit $2) c) as "openTasks",
       (select created_at from tasks where tenant_id = $1 and state = 'open' order by created_at, id limit 1) as "tasksSince",
       (select count(*)::int from (select from privacy_requests where tenant_id = $1 and state = 'open' limit $2) c) as privacy,
       (select due_at from privacy_requests where tenant_id = $1 and state = 'open' order by due_at, id limit 1) as "privacyDueAt"`,
    [tenantId, mostCounted],
  )
  if (!row) throw new Error('no figures')
  return row
}

export interface ConnectionFigures {
  id: string
  name: string
  kind: 'channel' | 'erp' | 'messaging'
  status: 'active' | 'paused' | 'disconnected'
  keyExpiresAt: string | null
  hasErp: boolean
  lastEventAt: Date | null
  /** Of a number that the provider lets send nothing. */
  stopped: Pick<StoppedNumber, 'since' | 'why' | 'remedy'> | null
}

/** More are not shown; `GET …/connections` lists all. */
const mostConnections = 100

export async function readConnections(tx: Tx, tenantId: string): Promise<ConnectionFigures[]> {
  const stopped = new Map((await stoppedNumbers(tx, tenantId)).map((number) => [number.connectionId, number]))
  const rows = await tx.query<Omit<ConnectionFigures, 'stopped'> & Record<string, unknown>>(
    `select c.id, c.name, case when c.erp_database_id is not null then 'erp' when c.messaging then 'messaging' else 'channel' end as kind, c.status,
       c.config->>'keyExpiresAt' as "keyExpiresAt", c.erp_connection_id is not null as "hasErp",
       (select e.received_at from events e where e.tenant_id = $1 and e.connection_id = c.id
        order by e.received_at desc, e.id desc limit 1) as "lastEventAt"
     from connections c where c.tenant_id = $1 order by c.id limit $2`,
    [tenantId, mostConnections],
  )
  return rows.map((row) => ({ ...row, stopped: stopped.get(row.id) ?? null }))
}
