import type { ConversationJson } from '@crossdock/contracts/api/conversations'
import type { ListedConversation } from './list-conversations.ts'

export function conversationJson({ conversationId, ...one }: ListedConversation): ConversationJson {
  return {
    ...one,
    id: conversationId,
    lastInboundAt: one.lastInboundAt?.toISOString() ?? null,
    suppressedAt: one.suppressedAt?.toISOString() ?? null,
  }
}
