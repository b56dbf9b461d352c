import type { DeliveryState, MessageStatus } from '@crossdock/connectors/ports/messaging'
import type { ErrorCode } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import type { MessageState } from './delivery-progress.ts'

/** All SQL of how far messages of ours have come, and of statuses that came before their message was known. */

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
