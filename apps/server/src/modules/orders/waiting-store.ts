import type { Tx } from '#platform/db/database.ts'

/** Orders that somebody should hear of: how many, and the labels of some, oldest first. */
export interface OrdersToSee {
  orders: number
  names: string[]
  /** The oldest one's. */
  since: Date
}

/** On their way to the ERP, and nothing has happened to them since. */
export async function stuckOrders(tx: Tx, tenantId: string, unchangedSince: Date): Promise<OrdersToSee | null> {
  const [row] = await tx.query<{ orders: number; names: string[] | null; since: Date | null }>(
    `select count(*)::int as orders, (array_agg(name order by updated_at))[1:3] as names, min(updated_at) as since
     from orders where tenant_id = $1 and erp_state = 'waiting' and updated_at < $2`,
    [tenantId, unchangedSince],
  )
  return toSee(row)
}

/** With an open task of this kind. */
export async function openTasksOf(tx: Tx, tenantId: string, kind: string): Promise<OrdersToSee | null> {
  const [row] = await tx.query<{ orders: number; names: string[] | null; since: Date | null }>(
    `select count(*)::int as orders, (array_agg(o.name order by t.created_at))[1:3] as names, min(t.created_at) as since
     from tasks t join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
     where t.tenant_id = $1 and t.state = 'open' and t.kind = $2`,
    [tenantId, kind],
  )
  return toSee(row)
}

function toSee(row: { orders: number; names: string[] | null; since: Date | null } | undefined): OrdersToSee | null {
  return row?.since ? { orders: row.orders, names: row.names ?? [], since: row.since } : null
}
