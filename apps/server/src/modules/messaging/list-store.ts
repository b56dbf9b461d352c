import type { ErrorCode } from '@crossdock/contracts/errors'
import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import type { Tx } from '#platform/db/database.ts'
import { type Condition, type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { firstIdAt } from '#platform/ids.ts'
import type { MessageState } from './delivery-progress.ts'
import type { Purpose } from './may-send.ts'

/** All SQL of lists of messages and conversations. Ids rise with time. */

export interface MessageFilter {
  orderId?: string | undefined
  conversationId?: string | undefined
  /** A number of ours. */
  connectionId?: string | undefined
  state?: MessageState | undefined
  direction?: 'in' | 'out' | undefined
  /** Of the time at which it was written down here. */
  from?: Date | undefined
  to?: Date | undefined
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

const messageColumns = `m.id, m.connection_id, m.conversation_id, m.direction, m.state, m.type, m.text, m.content, m.occurred_at, m.purpose,
  m.notice, m.order_id, m.template_name, m.template_language, m.category, m.failure_code, m.failure_facts, m.provider_code, m.pricing,
  m.accepted_at, m.sent_at, m.delivered_at, m.read_at, m.failed_at, m.again_as, c.phone, c.user_id, c.name`
const messagesWithPeople = 'messages m join conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id'

export const newestMessages: Sort = { name: 'newest', keys: [{ expression: 'm.id', kind: 'uuid' }], descending: true }

/** Only what is asked for stands in the statement, so that the planner finds the index that goes with it. */
export async function pageOfMessages(
  tx: Tx,
  tenantId: string,
  filter: MessageFilter,
  wanted: PageWanted,
): Promise<Page<ListedRow>> {
  const { direction, state } = filter
  // All that came in is `received` and nothing else is, so that direction finds its way along the index of states.
  if (direction !== undefined && state !== undefined && (direction === 'in') !== (state === 'received'))
    return { rows: [], next: null }
  const where: Condition[] = [['m.tenant_id = ?', tenantId]]
  if (direction === 'in') where.push([`m.state = 'received'`])
  if (direction === 'out') where.push(['m.direction = ?', direction])
  if (filter.orderId !== undefined) where.push(['m.order_id = ?', filter.orderId])
  if (filter.conversationId !== undefined) where.push(['m.conversation_id = ?', filter.conversationId])
  if (filter.connectionId !== undefined) where.push(['m.connection_id = ?', filter.connectionId])
  if (state !== undefined) where.push(['m.state = ?', state])
  if (filter.from !== undefined) where.push(['m.id >= ?', firstIdAt(filter.from)])
  if (filter.to !== undefined) where.push(['m.id < ?', firstIdAt(filter.to)])
  return readPage(tx, { columns: messageColumns, from: messagesWithPeople, where, sort: newestMessages, wanted })
}

export async function findRow(tx: Tx, tenantId: string, messageId: string): Promise<ListedRow | null> {
  const [row] = await tx.query<ListedRow>(
    `select ${messageColumns} from ${messagesWithPeople} where m.tenant_id = $1 and m.id = $2`,
    [tenantId, messageId],
  )
  return row ?? null
}

export interface ConversationRow {
  conversation_id: string
  connection_id: string
  customer_id: string | null
  phone: string | null
  user_id: string | null
  name: string | null
  last_inbound_at: Date | null
  suppressed_at: Date | null
  moved_to: string | null
}

const conversationColumns =
  'id as conversation_id, connection_id, customer_id, phone, user_id, name, last_inbound_at, suppressed_at, moved_to'

/** The one with the newest message first; a message is of one conversation. */
export const latestConversations: Sort = {
  name: 'latest-message',
  keys: [{ expression: 'last_message_id', kind: 'uuid' }],
  descending: true,
}

export function pageOfConversations(
  tx: Tx,
  tenantId: string,
  { connectionId }: { connectionId?: string | undefined },
  wanted: PageWanted,
): Promise<Page<ConversationRow>> {
  const where: Condition[] = [['tenant_id = ?', tenantId], ['last_message_id is not null']]
  if (connectionId !== undefined) where.push(['connection_id = ?', connectionId])
  return readPage(tx, { columns: conversationColumns, from: 'conversations', where, sort: latestConversations, wanted })
}

export async function findConversationRow(
  tx: Tx,
  tenantId: string,
  conversationId: string,
): Promise<ConversationRow | null> {
  const [row] = await tx.query<ConversationRow>(
    `select ${conversationColumns} from conversations where tenant_id = $1 and id = $2`,
    [tenantId, conversationId],
  )
  return row ?? null
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
