import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { conversationJson } from '../conversation-json.ts'
import { shownConversation } from '../list-conversations.ts'
import { latestConversations, pageOfConversations } from '../list-store.ts'

export const listConversations = route(
  operations.listConversations,
  ({ tenantId, caller, query }, { database, vault }: { database: Database; vault: Vault }) => {
    const people = caller.scopes.has('people:read')
    return database.withTenant(tenantId, async (tx) => {
      const { items, next } = await pageAnswer(
        query,
        latestConversations,
        (wanted) => pageOfConversations(tx, tenantId, query, wanted),
        (row) => row,
      )
      const shown = await Promise.all(items.map((row) => shownConversation(vault, tenantId, row, people)))
      return { items: shown.map(conversationJson), next }
    })
  },
)
