import { type ErrorCode, sentence } from '@crossdock/contracts/errors'
import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import type { MessageState } from './delivery-progress.ts'
import { type ListedRow, type MessageFilter, pageOfMessages } from './list-store.ts'
import type { Purpose } from './may-send.ts'
import { placeOf } from './store.ts'

/** Whom a message is from or to. Masked: enough to tell two customers apart, not enough to call one. */
export interface Who {
  phone: string | null
  name: string | null
  userId: string | null
}

export interface ListedMessage {
  messageId: string
  connectionId: string
  conversationId: string
  direction: 'in' | 'out'
  state: MessageState
  /** text, template, buttons; of inbound ones the provider's word. */
  type: string
  purpose: Purpose | null
  notice: NoticeKind | null
  orderId: string | null
  template: { name: string; language: string; category: string | null } | null
  who: Who
  /** Null where people's data are withheld. */
  text: string | null
  /** What was understood of an inbound message, or is sent; null where people's data are withheld. */
  content: unknown
  /** When it was written, by the provider's clock; when one of ours was queued. */
  at: Date
  acceptedAt: Date | null
  sentAt: Date | null
  deliveredAt: Date | null
  readAt: Date | null
  failedAt: Date | null
  /** Why it was refused, failed or waits. */
  reason: { code: ErrorCode; sentence: string; providerCode: string | null } | null
  pricing: unknown
  /** The message that was sent again in its place. */
  againAs: string | null
}

export interface MessagePage {
  messages: ListedMessage[]
  /** To go on from; null at the end. */
  next: string | null
}

/** Newest first. `people`: with names, numbers and words; without, all of that is masked or left out. */
export async function listMessages(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  filter: MessageFilter,
  { before, limit, people }: { before: string | null; limit: number; people: boolean },
): Promise<MessagePage> {
  const { rows, next } = await pageOfMessages(tx, tenantId, filter, { limit, after: before === null ? null : [before] })
  const messages = await Promise.all(rows.map((row) => shownMessage(vault, tenantId, row, people)))
  return { messages, next: next?.[0] ?? null }
}

export async function shownMessage(
  vault: Vault,
  tenantId: string,
  row: ListedRow,
  people: boolean,
): Promise<ListedMessage> {
  const open = (column: 'text' | 'content'): Promise<string> =>
    vault.unseal(tenantId, placeOf(column, row.id), row[column])
  return {
    messageId: row.id,
    connectionId: row.connection_id,
    conversationId: row.conversation_id,
    direction: row.direction,
    state: row.state,
    type: row.type,
    purpose: row.purpose,
    notice: row.notice,
    orderId: row.order_id,
    template:
      row.template_name === null || row.template_language === null
        ? null
        : { name: row.template_name, language: row.template_language, category: row.category },
    who: await whoIs(vault, tenantId, row, people),
    text: people ? await open('text') : null,
    content: people ? JSON.parse(await open('content')) : null,
    at: row.occurred_at,
    acceptedAt: row.accepted_at,
    sentAt: row.sent_at,
    deliveredAt: row.delivered_at,
    readAt: row.read_at,
    failedAt: row.failed_at,
    reason:
      row.failure_code === null
        ? null
        : {
            code: row.failure_code,
            sentence: sentence(row.failure_code, row.failure_facts ?? {}),
            providerCode: row.provider_code,
          },
    pricing: row.pricing,
    againAs: row.again_as,
  }
}

interface SealedWho {
  conversation_id: string
  phone: string | null
  user_id: string | null
  name: string | null
}

export async function whoIs(vault: Vault, tenantId: string, row: SealedWho, people: boolean): Promise<Who> {
  const open = async (column: 'phone' | 'user_id' | 'name'): Promise<string | null> => {
    const value = row[column]
    const place = { table: 'conversations', column, id: row.conversation_id } as const
    return value === null ? null : vault.unseal(tenantId, place, value)
  }
  const phone = await open('phone')
  if (!people) return { phone: phone === null ? null : masked(phone), name: null, userId: null }
  return { phone, name: await open('name'), userId: await open('user_id') }
}

function masked(phone: string): string {
  return `••••${phone.slice(-2)}`
}
