import type { Tx } from '#platform/db/database.ts'

/**
 * How many events each connection received in each hour of UTC, of those it received any in. What became of messages of ours
 * is left out: it tells how much we write, and no more comes when we write no more.
 */
export async function eventsByHour(
  tx: Tx,
  tenantId: string,
  from: Date,
  until: Date,
): Promise<{ connectionId: string; hour: Date; events: number }[]> {
  return tx.query<{ connectionId: string; hour: Date; events: number }>(
    `select connection_id as "connectionId", date_trunc('hour', received_at, 'UTC') as hour, count(*)::int as events
     from events where tenant_id = $1 and received_at >= $2 and received_at < $3
       and subject_kind is distinct from 'message' group by 1, 2`,
    [tenantId, from, until],
  )
}

/** Anything at all: then it can be heard. */
export async function spokeSince(tx: Tx, tenantId: string, connectionId: string, since: Date): Promise<boolean> {
  const rows = await tx.query(
    'select from events where tenant_id = $1 and connection_id = $2 and received_at >= $3 limit 1',
    [tenantId, connectionId, since],
  )
  return rows.length > 0
}
