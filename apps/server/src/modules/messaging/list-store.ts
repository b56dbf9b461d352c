import type { ErrorCode } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import type { MessageState } from './delivery-progress.ts'
import type { Purpose } from './may-send.ts'
import type { NoticeKind } from './notice-choices.ts'

/** All SQL of lists of messages and conversations. Keyset pages along an index: ids rise with time. */

export interface MessageFilter {
  orderId?: string
  conversationId?: string
  /** A number of ours. */
  connectionId?: string
  state?: MessageState
  direction?: 'in' | 'out'
}

export interface ListedRow {
  id: string
  connection_id: string
  conversation_id: string
  direction: 'in' | 'out'
  state: MessageState
  type: string
  text: string
  content: string
  occurred_at: Date
  purpose: Purpose | null
  notice: NoticeKind | null
  order_id: string | null
  template_name: string | null
  template_language: string | null
  category: string | null
  failure_code: ErrorCode | null
  failure_facts: Record<string, string> | null
  provider_code: string | null
  pricing: unknown
  accepted_at: Date | null
  sent_at: Date | null
  delivered_at: Date | null
  read_at: Date | null
  failed_at: Date | null
  again_as: string | null
  phone: string | null
  user_id: string | null
  name: string | null
}

const filterColumns = {
  orderId: 'order_id',
  conversationId: 'conversation_id',
  connectionId: 'connection_id',
  state: 'state',
  direction: 'direction',
} as const satisfies Record<keyof MessageFilter, string>

export function listRows(
  tx: Tx,
  tenantId: string,
  filter: MessageFilter,
  before: string | null,
  limit: number,
): Promise<ListedRow[]> {
  const values: unknown[] = [tenantId]
  const conditions = ['m.tenant_id = $1']
  for (const [name, column] of Object.entries(filterColumns)) {
    const wanted = filter[name as keyof MessageFilter]
    if (wanted !== undefined) conditions.push(`m.${column} = $${values.push(wanted)}`)
  }
  if (before !== null) conditions.push(`m.id < $${values.push(before)}`)
  return tx.query<ListedRow>(
    `select m.id, m.connection_id, m.conversation_id, m.direction, m.state, m.type, m.text, m.content, m.occurred_at, m.purpose, m.notice,
       m.order_id, m.template_name, m.template_language, m.category, m.failure_code, m.failure_facts, m.provider_code, m.pricing,
       m.accepted_at, m.sent_at, m.delivered_at, m.read_at, m.failed_at, m.again_as, c.phone, c.user_id, c.name
     from messages m join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
     where ${conditions.join(' and ')} order by m.id desc limit $${values.push(limit)}`,
    values,
  )
}

export interface ConversationRow {
  conversation_id: string
  connection_id: string
  customer_id: string | null
  phone: string | null
  user_id: string | null
  name: string | null
  last_inbound_at: Date | null
  last_message_id: string
  suppressed_at: Date | null
  moved_to: string | null
}

/** Newest message first; `before` is the last message of the page before. */
export function conversationRows(
  tx: Tx,
  tenantId: string,
  connectionId: string | null,
  before: string | null,
  limit: number,
): Promise<ConversationRow[]> {
  const values: unknown[] = [tenantId]
  const conditions = ['tenant_id = $1', 'last_message_id is not null']
  if (connectionId !== null) conditions.push(`connection_id = $${values.push(connectionId)}`)
  if (before !== null) conditions.push(`last_message_id < $${values.push(before)}`)
  return tx.query<ConversationRow>(
    `select id as conversation_id, connection_id, customer_id, phone, user_id, name, last_inbound_at, last_message_id, suppressed_at, moved_to
     from conversations where ${conditions.join(' and ')} order by last_message_id desc limit $${values.push(limit)}`,
    values,
  )
}

export async function forgetEarlyStatuses(
  database: { call<Row extends object>(text: string, values: unknown[]): Promise<Row[]> },
  olderThanDays: number,
): Promise<void> {
  const portion = 10_000
  for (let forgotten = portion; forgotten >= portion; ) {
    const [row] = await database.call<{ n: string }>(
      'select forget_early_statuses(make_interval(days => $1), $2) as n',
      [olderThanDays, portion],
    )
    forgotten = Number(row?.n ?? 0)
  }
}
