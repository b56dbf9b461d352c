import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Who, whoIs } from './list-messages.ts'
import { conversationRows } from './list-store.ts'

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
  const rows = await conversationRows(tx, tenantId, connectionId, before, limit + 1)
  const page = rows.slice(0, limit)
  const conversations = await Promise.all(
    page.map(async (row) => ({
      conversationId: row.conversation_id,
      connectionId: row.connection_id,
      customerId: row.customer_id,
      who: await whoIs(vault, tenantId, row, people),
      lastInboundAt: row.last_inbound_at,
      suppressedAt: row.suppressed_at,
      movedTo: row.moved_to,
    })),
  )
  return { conversations, next: rows.length > limit ? (page.at(-1)?.last_message_id ?? null) : null }
}
