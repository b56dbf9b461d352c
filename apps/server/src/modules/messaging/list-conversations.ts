import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Who, whoIs } from './list-messages.ts'
import { type ConversationRow, pageOfConversations } from './list-store.ts'

export interface ListedConversation {
  conversationId: string
  /** The number of ours. */
  connectionId: string
  customerId: string | null
  who: Who
  /** By the provider's clock; the window for free texts is counted from it. */
  lastInboundAt: Date | null
  /** Deliveries failed again and again: since when nothing is sent any more. */
  suppressedAt: Date | null
  /** The person goes on in that conversation. */
  movedTo: string | null
}

/** The one with the newest message first. */
export async function listConversations(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string | null,
  { before, limit, people }: { before: string | null; limit: number; people: boolean },
): Promise<{ conversations: ListedConversation[]; next: string | null }> {
  const wanted = { limit, after: before === null ? null : [before] }
  const { rows, next } = await pageOfConversations(tx, tenantId, { connectionId: connectionId ?? undefined }, wanted)
  const conversations = await Promise.all(rows.map((row) => shownConversation(vault, tenantId, row, people)))
  return { conversations, next: next?.[0] ?? null }
}

export async function shownConversation(
  vault: Vault,
  tenantId: string,
  row: ConversationRow,
  people: boolean,
): Promise<ListedConversation> {
  return {
    conversationId: row.conversation_id,
    connectionId: row.connection_id,
    customerId: row.customer_id,
    who: await whoIs(vault, tenantId, row, people),
    lastInboundAt: row.last_inbound_at,
    suppressedAt: row.suppressed_at,
    movedTo: row.moved_to,
  }
}
