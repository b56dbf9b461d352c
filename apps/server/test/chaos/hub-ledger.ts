import type { ProvisionedShop } from '../harness/provision-shops.ts'
import type { HubDatabase } from './hub-database.ts'

/** One recorded event, and what became of it. */
export interface HubEvent {
  shop: number
  webhookId: string
  fate: 'done' | 'parked' | 'waiting' | 'lost'
}

export interface HubOrder {
  shop: number
  orderId: string
  sourceId: string
  name: string
  erpState: string
  reasonCode: string | null
  /** Kinds of the tasks that are open; those about messages stand with these. */
  tasks: string[]
  /** Kinds of its timeline's entries, oldest first. */
  timeline: string[]
}

export interface HubLedger {
  events: HubEvent[]
  orders: HubOrder[]
  /** Rows of work that are not done and not parked. */
  waiting: number
  /** Confirmations that nobody has settled. */
  fences: number
}

/**
 * Event by event: the work it caused says whether it was read, the order it told of says what came of it. `lost`: nothing
 * is left to do and nothing was done.
 */
const eventsSql = `
  select e.connection_id, e.dedupe_key,
    case
      when imported.state is null then 'lost'
      when imported.state = 'waiting' then 'waiting'
      when imported.state = 'dead' then 'parked'
      when o.id is null then 'lost'
      when o.erp_state = 'waiting' then 'waiting'
      when o.erp_state = 'parked' then 'parked'
      else 'done'
    end as fate
  from events e
  left join work imported on imported.tenant_id = e.tenant_id and imported.subject_kind = 'event'
    and imported.subject_id = e.id::text
  left join orders o on o.tenant_id = e.tenant_id and o.connection_id = e.connection_id and o.source_id = e.subject_id
  where e.connection_id = any($1)`

const ordersSql = `
  select o.connection_id, o.id, o.source_id, o.name, o.erp_state, o.reason_code,
    coalesce((select array_agg(t.kind order by t.kind) from tasks t
      where t.tenant_id = o.tenant_id and t.order_id = o.id and t.state = 'open' and t.kind not like 'message-%'), '{}') as tasks,
    coalesce((select array_agg(l.kind order by l.at, l.id) from timeline l
      where l.tenant_id = o.tenant_id and l.order_id = o.id), '{}') as timeline
  from orders o`

export async function readHubLedger(database: HubDatabase, shops: readonly ProvisionedShop[]): Promise<HubLedger> {
  const shopOf = (connectionId: string): number => shops.findIndex((shop) => shop.connectionId === connectionId)
  const events = await database.query<{ connection_id: string; dedupe_key: string; fate: HubEvent['fate'] }>(
    eventsSql,
    [shops.map(({ connectionId }) => connectionId)],
  )
  const orders = await database.query<{
    connection_id: string
    id: string
    source_id: string
    name: string
    erp_state: string
    reason_code: string | null
    tasks: string[]
    timeline: string[]
  }>(ordersSql)
  return {
    events: events.map((row) => ({ shop: shopOf(row.connection_id), webhookId: row.dedupe_key, fate: row.fate })),
    orders: orders.map((row) => ({
      shop: shopOf(row.connection_id),
      orderId: row.id,
      sourceId: row.source_id,
      name: row.name,
      erpState: row.erp_state,
      reasonCode: row.reason_code,
      tasks: row.tasks,
      timeline: row.timeline,
    })),
    waiting: await countOf(database, `select count(*)::int as n from work where state = 'waiting'`),
    fences: await countOf(database, 'select count(*)::int as n from erp_fences'),
  }
}

/** What is left to do, for whoever waits until nothing is. */
export async function leftToDo(database: HubDatabase): Promise<{ waiting: number; fences: number }> {
  const [row] = await database.query<{ waiting: number; fences: number }>(
    `select (select count(*)::int from work where state = 'waiting') as waiting, (select count(*)::int from erp_fences) as fences`,
  )
  return row ?? { waiting: 0, fences: 0 }
}

export function timelineOf(
  database: HubDatabase,
  orderId: string,
): Promise<{ at: Date; kind: string; message: string }[]> {
  return database.query('select at, kind, message from timeline where order_id = $1 order by at, id', [orderId])
}

async function countOf(database: HubDatabase, sql: string): Promise<number> {
  return (await database.query<{ n: number }>(sql))[0]?.n ?? 0
}
