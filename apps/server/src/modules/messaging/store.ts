import type { DeliveryState, MessageStatus, TemplateCategory } from '@crossdock/connectors/ports/messaging'
import type { ErrorCode } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import type { MessageState } from './delivery-progress.ts'
import type { Purpose } from './may-send.ts'
import type { NoticeKind } from './notice-choices.ts'

/** All SQL of messages, both directions, and of statuses that came before their message was known. */

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
  correlation_id: string
}

const columns = `id, connection_id, conversation_id, direction, state, content, purpose, notice, order_id, template_name, template_language,
  not_before, expires_at, withheld_at, attempts, slot_at, failure_code, failure_facts, sending_at, provider_key, content_digest, replies_to,
  idempotency_key, correlation_id`

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
    correlationId: row.correlation_id,
  }
}

export type SealedColumn = 'text' | 'content' | 'provider_id'
export const placeOf = (column: SealedColumn, messageId: string) => ({ table: 'messages', column, id: messageId })

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

/** An earlier message about the order that may still go out. */
export async function waitsBehind(tx: Tx, tenantId: string, orderId: string, messageId: string): Promise<boolean> {
  const rows = await tx.query(
    `select from messages where tenant_id = $1 and order_id = $2 and id < $3 and state in ('queued', 'sending') limit 1`,
    [tenantId, orderId, messageId],
  )
  return rows.length > 0
}

export async function takeSlot(tx: Tx, tenantId: string, messageId: string, slotAt: Date): Promise<void> {
  await tx.query('update messages set slot_at = $3 where tenant_id = $1 and id = $2', [tenantId, messageId, slotAt])
}

/** Written before the call, so that whoever finds it so knows that the message may be out. */
export async function markSending(tx: Tx, tenantId: string, messageId: string, at: Date): Promise<void> {
  await tx.query(
    `update messages set state = 'sending', sending_at = $3, attempts = attempts + 1, failure_code = null, failure_facts = null,
       provider_code = null, updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [tenantId, messageId, at],
  )
}

/** Surely not sent: it waits again, and needs another place in the pace. */
export async function markQueued(tx: Tx, tenantId: string, messageId: string): Promise<void> {
  await tx.query(
    `update messages set state = 'queued', slot_at = null, sending_at = null, failure_code = null,
       failure_facts = null, provider_code = null, failed_at = null, updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [tenantId, messageId],
  )
}

export async function markWithheld(
  tx: Tx,
  tenantId: string,
  messageId: string,
  at: Date,
  notBefore: Date | null,
): Promise<void> {
  await tx.query(
    `update messages set withheld_at = $3, not_before = coalesce($4, not_before), expires_at = greatest(expires_at, $4::timestamptz + interval '1 day')
     where tenant_id = $1 and id = $2`,
    [tenantId, messageId, at, notBefore],
  )
}

export async function markUnknown(tx: Tx, tenantId: string, messageId: string): Promise<void> {
  await tx.query(
    `update messages set state = 'outcome-unknown', updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [tenantId, messageId],
  )
}

/** @returns whether that is news */
export async function noteWait(tx: Tx, tenantId: string, messageId: string, detail: string): Promise<boolean> {
  const rows = await tx.query(
    `update messages set failure_code = 'message-waits', failure_facts = $3, updated_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and failure_facts is distinct from $3 returning 1`,
    [tenantId, messageId, JSON.stringify({ detail })],
  )
  return rows.length > 0
}

/** Refused by us, or withdrawn: it was not sent and will not be. */
export async function markRefused(
  tx: Tx,
  tenantId: string,
  messageId: string,
  failure: { code: ErrorCode; facts: Record<string, string> },
): Promise<void> {
  await tx.query(
    `update messages set state = 'refused', failure_code = $3, failure_facts = $4, updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [tenantId, messageId, failure.code, JSON.stringify(failure.facts)],
  )
}

export interface Progress {
  state: MessageState
  /** What was told, and when. */
  told: DeliveryState
  at: Date
  providerKey: string | null
  /** Encrypted. */
  providerId: string | null
  failure: { code: ErrorCode; facts: Record<string, string>; providerCode: string | null } | null
  pricing: MessageStatus['pricing']
}

/** The first time a state was told stays. */
export async function markProgress(tx: Tx, tenantId: string, messageId: string, progress: Progress): Promise<void> {
  const { state, told, at, providerKey, providerId, failure, pricing } = progress
  await tx.query(
    `update messages set state = $3, provider_key = coalesce(provider_key, $4), provider_id = coalesce(provider_id, $5),
       accepted_at = case when $6 = 'accepted' then least(accepted_at, $7) else accepted_at end,
       sent_at = case when $6 = 'sent' then least(sent_at, $7) else sent_at end,
       delivered_at = case when $6 = 'delivered' then least(delivered_at, $7) else delivered_at end,
       read_at = case when $6 in ('read', 'played') then least(read_at, $7) else read_at end,
       failed_at = case when $6 = 'failed' then least(failed_at, $7) else failed_at end,
       failure_code = coalesce($8, failure_code), failure_facts = coalesce($9, failure_facts), provider_code = coalesce($10, provider_code),
       pricing = coalesce($11, pricing), updated_at = clock_timestamp()
     where tenant_id = $1 and id = $2`,
    [
      tenantId,
      messageId,
      state,
      providerKey,
      providerId,
      told,
      at,
      failure?.code ?? null,
      failure ? JSON.stringify(failure.facts) : null,
      failure?.providerCode ?? null,
      pricing ? JSON.stringify(pricing) : null,
    ],
  )
}

export async function markAgainAs(tx: Tx, tenantId: string, messageId: string, againAs: string): Promise<void> {
  await tx.query('update messages set again_as = $3 where tenant_id = $1 and id = $2', [tenantId, messageId, againAs])
}

export type EarlyStatus = Pick<MessageStatus, 'state' | 'at' | 'failure' | 'pricing'>

export async function keepEarlyStatus(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
  { state, at, failure, pricing }: EarlyStatus,
): Promise<void> {
  await tx.query(
    `insert into early_statuses (tenant_id, connection_id, provider_key, state, at, failure, pricing) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, connection_id, provider_key, state) do nothing`,
    [
      tenantId,
      connectionId,
      providerKey,
      state,
      at,
      failure ? JSON.stringify(failure) : null,
      pricing ? JSON.stringify(pricing) : null,
    ],
  )
}

export async function takeEarlyStatuses(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  providerKey: string,
): Promise<EarlyStatus[]> {
  const rows = await tx.query<{
    state: DeliveryState
    at: Date
    failure: EarlyStatus['failure']
    pricing: EarlyStatus['pricing']
  }>(
    'delete from early_statuses where tenant_id = $1 and connection_id = $2 and provider_key = $3 returning state, at, failure, pricing',
    [tenantId, connectionId, providerKey],
  )
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}
