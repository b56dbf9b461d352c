import type { HubDatabase } from './hub-database.ts'

/** A row of the hub's messages, either way. */
export interface HubMessage {
  /** Index into the shops: at whose number. */
  shop: number
  messageId: string
  conversationId: string
  direction: 'in' | 'out'
  state: string
  notice: string | null
  orderId: string | null
  /** SHA-256 of the provider's id. */
  providerKey: string | null
  failureCode: string | null
  createdAt: Date
}

export interface HubMessages {
  messages: HubMessage[]
  /** Kinds of the open tasks that a message left to a person, by order. */
  tasks: Map<string, string[]>
  /** Events of the numbers, and what became of the work that they caused. */
  events: { recorded: number; done: number; waiting: number; parked: number }
  /** Statuses that nobody's message was found for. */
  unclaimed: number
}

/** @param connectionIds of the shops' numbers, in their order */
export async function readHubMessages(database: HubDatabase, connectionIds: readonly string[]): Promise<HubMessages> {
  const rows = await database.query<{
    connection_id: string
    id: string
    conversation_id: string
    direction: 'in' | 'out'
    state: string
    notice: string | null
    order_id: string | null
    provider_key: string | null
    failure_code: string | null
    created_at: Date
  }>(
    'select connection_id, id, conversation_id, direction, state, notice, order_id, provider_key, failure_code, created_at from messages order by id',
  )
  const tasks = await database.query<{ order_id: string; kinds: string[] }>(
    `select order_id, array_agg(kind order by kind) as kinds from tasks where state = 'open' and kind like 'message-%' group by 1`,
  )
  const [events] = await database.query<{ recorded: number; done: number; waiting: number; parked: number }>(
    `select count(*)::int as recorded, count(*) filter (where w.state = 'done')::int as done,
       count(*) filter (where w.state = 'waiting')::int as waiting, count(*) filter (where w.state = 'dead')::int as parked
     from events e left join work w on w.tenant_id = e.tenant_id and w.subject_kind = 'event' and w.subject_id = e.id::text
     where e.connection_id = any($1)`,
    [connectionIds],
  )
  const [early] = await database.query<{ n: number }>('select count(*)::int as n from early_statuses')
  return {
    messages: rows.map((row) => ({
      shop: connectionIds.indexOf(row.connection_id),
      messageId: row.id,
      conversationId: row.conversation_id,
      direction: row.direction,
      state: row.state,
      notice: row.notice,
      orderId: row.order_id,
      providerKey: row.provider_key,
      failureCode: row.failure_code,
      createdAt: row.created_at,
    })),
    tasks: new Map(tasks.map(({ order_id, kinds }) => [order_id, kinds])),
    events: events ?? { recorded: 0, done: 0, waiting: 0, parked: 0 },
    unclaimed: early?.n ?? 0,
  }
}
