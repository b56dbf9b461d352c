import type { TemplateCategory } from '@crossdock/connectors/ports/messaging'
import type { ErrorCode } from '@crossdock/contracts/errors'
import type { NoticeKind } from '@crossdock/contracts/notice-choices'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import type { MessageState } from './delivery-progress.ts'
import type { Purpose } from './may-send.ts'

/** All SQL of messages, both directions; how far ours have come is in outbox-store.ts. */

export interface StoredMessage {
  messageId: string
  connectionId: string
  conversationId: string
  direction: 'in' | 'out'
  state: MessageState
  /** Encrypted. */
  content: string
  purpose: Purpose | null
  notice: NoticeKind | null
  orderId: string | null
  templateName: string | null
  templateLanguage: string | null
  notBefore: Date | null
  expiresAt: Date | null
  /** The provider held it back once. */
  withheldAt: Date | null
  /** Calls that were made. */
  attempts: number
  slotAt: Date | null
  failureCode: ErrorCode | null
  failureFacts: Record<string, string> | null
  sendingAt: Date | null
  providerKey: string | null
  contentDigest: string | null
  repliesTo: string | null
  idempotencyKey: string | null
  /** The message that was sent again in its place: this one never goes out any more. */
  againAs: string | null
  correlationId: string
}

interface MessageRow {
  id: string
  connection_id: string
  conversation_id: string
  direction: 'in' | 'out'
  state: MessageState
  content: string
  purpose: Purpose | null
  notice: NoticeKind | null
  order_id: string | null
  template_name: string | null
  template_language: string | null
  not_before: Date | null
  expires_at: Date | null
  withheld_at: Date | null
  attempts: number
  slot_at: Date | null
  failure_code: ErrorCode | null
  failure_facts: Record<string, string> | null
  sending_at: Date | null
  provider_key: string | null
  content_digest: string | null
  replies_to: string | null
  idempotency_key: string | null
  again_as: string | null
  correlation_id: string
}

const columns = `id, connection_id, conversation_id, direction, state, content, purpose, notice, order_id, template_name, template_language,
  not_before, expires_at, withheld_at, attempts, slot_at, failure_code, failure_facts, sending_at, provider_key, content_digest, replies_to,
  idempotency_key, again_as, correlation_id`

function toMessage(row: MessageRow): StoredMessage {
  return {
    messageId: row.id,
    connectionId: row.connection_id,
    conversationId: row.conversation_id,
    direction: row.direction,
    state: row.state,
    content: row.content,
    purpose: row.purpose,
    notice: row.notice,
    orderId: row.order_id,
    templateName: row.template_name,
    templateLanguage: row.template_language,
    notBefore: row.not_before,
    expiresAt: row.expires_at,
    withheldAt: row.withheld_at,
    attempts: row.attempts,
    slotAt: row.slot_at,
    failureCode: row.failure_code,
    failureFacts: row.failure_facts,
    sendingAt: row.sending_at,
    providerKey: row.provider_key,
    contentDigest: row.content_digest,
    repliesTo: row.replies_to,
    idempotencyKey: row.idempotency_key,
    againAs: row.again_as,
    correlationId: row.correlation_id,
  }
}

export type SealedColumn = 'text' | 'content' | 'provider_id'
export const placeOf = (column: SealedColumn, messageId: string): Place => ({
  table: 'messages',
  column,
  id: messageId,
})

export interface NewInbound {
  messageId: string
  connectionId: string
  conversationId: string
  providerKey: string
  providerId: string
  type: string
  text: string
  content: string
  repliesTo: string | null
  occurredAt: Date
  correlationId: string
}

/** @returns false when this message is here already */
export async function insertInbound(tx: Tx, vault: Vault, tenantId: string, message: NewInbound): Promise<boolean> {
  const seal = (column: SealedColumn, value: string): Promise<string> =>
    vault.seal(tenantId, placeOf(column, message.messageId), value)
  const rows = await tx.query(
    `insert into messages (tenant_id, id, connection_id, conversation_id, direction, state, provider_key, provider_id, type, text, content,
       replies_to, occurred_at, correlation_id)
     values ($1, $2, $3, $4, 'in', 'received', $5, $6, $7, $8, $9, $10, $11, $12)
     on conflict (tenant_id, connection_id, provider_key) where provider_key is not null do nothing returning 1`,
    [
      tenantId,
      message.messageId,
      message.connectionId,
      message.conversationId,
      message.providerKey,
      await seal('provider_id', message.providerId),
      message.type,
      await seal('text', message.text),
      await seal('content', message.content),
      message.repliesTo,
      message.occurredAt,
      message.correlationId,
    ],
  )
  return rows.length > 0
}

export interface NewOutbound {
  messageId: string
  connectionId: string
  conversationId: string
  type: string
  text: string
  content: string
  repliesTo: string | null
  idempotencyKey: string
  contentDigest: string
  purpose: Purpose
  notice: NoticeKind | null
  orderId: string | null
  template: { name: string; language: string; category: TemplateCategory } | null
  notBefore: Date | null
  expiresAt: Date | null
  queuedAt: Date
  correlationId: string
}

/** @returns false when the key was used before */
export async function insertOutbound(tx: Tx, vault: Vault, tenantId: string, message: NewOutbound): Promise<boolean> {
  const seal = (column: SealedColumn, value: string): Promise<string> =>
    vault.seal(tenantId, placeOf(column, message.messageId), value)
  const rows = await tx.query(
    `insert into messages (tenant_id, id, connection_id, conversation_id, direction, state, type, text, content, replies_to, occurred_at,
       idempotency_key, content_digest, purpose, notice, order_id, template_name, template_language, category, not_before, expires_at, correlation_id)
     values ($1, $2, $3, $4, 'out', 'queued', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
     on conflict (tenant_id, idempotency_key) where idempotency_key is not null do nothing returning 1`,
    [
      tenantId,
      message.messageId,
      message.connectionId,
      message.conversationId,
      message.type,
      await seal('text', message.text),
      await seal('content', message.content),
      message.repliesTo,
      message.queuedAt,
      message.idempotencyKey,
      message.contentDigest,
      message.purpose,
      message.notice,
      message.orderId,
      message.template?.name ?? null,
      message.template?.language ?? null,
      message.template?.category ?? null,
      message.notBefore,
      message.expiresAt,
      message.correlationId,
    ],
  )
  return rows.length > 0
}

export async function findMessage(
  tx: Tx,
  tenantId: string,
  messageId: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<StoredMessage | null> {
  const [row] = await tx.query<MessageRow>(
    `select ${columns} from messages where tenant_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [tenantId, messageId],
  )
  return row ? toMessage(row) : null
}

export async function findByKey(
  tx: Tx,
  tenantId: string,
  idempotencyKey: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<StoredMessage | null> {
  const [row] = await tx.query<MessageRow>(
    `select ${columns} from messages where tenant_id = $1 and idempotency_key = $2 ${lock ? 'for update' : ''}`,
    [tenantId, idempotencyKey],
  )
  return row ? toMessage(row) : null
}

/** The message of this key and those that were sent again in its place, oldest first. */
export async function findWithAgain(
  tx: Tx,
  tenantId: string,
  idempotencyKey: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<StoredMessage[]> {
  const rows = await tx.query<MessageRow>(
    `with recursive again (id, again_as) as (
       select id, again_as from messages where tenant_id = $1 and idempotency_key = $2
       union
       select m.id, m.again_as from again a join messages m on m.tenant_id = $1 and m.id = a.again_as
     )
     select ${columns} from messages where tenant_id = $1 and id in (select id from again) order by id
     ${lock ? 'for update' : ''}`,
    [tenantId, idempotencyKey],
  )
  return rows.map(toMessage)
}

export async function findByProviderKey(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
): Promise<StoredMessage | null> {
  const [row] = await tx.query<MessageRow>(
    `select ${columns} from messages where tenant_id = $1 and connection_id = $2 and provider_key = $3`,
    [tenantId, connectionId, providerKey],
  )
  return row ? toMessage(row) : null
}

/** Encrypted. */
export async function providerIdOf(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
): Promise<{ messageId: string; providerId: string } | null> {
  const [row] = await tx.query<{ messageId: string; providerId: string }>(
    `select id as "messageId", provider_id as "providerId" from messages
     where tenant_id = $1 and connection_id = $2 and provider_key = $3 and provider_id is not null`,
    [tenantId, connectionId, providerKey],
  )
  return row ?? null
}

/** Held until the transaction ends: a status and the return of the call it is about may come at the same moment. */
export async function lockProviderKey(tx: Tx, tenantId: string, providerKey: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 13))', [`${tenantId}|${providerKey}`])
}
