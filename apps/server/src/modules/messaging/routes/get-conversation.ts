import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { wantsOf } from '../consent-store.ts'
import { conversationJson } from '../conversation-json.ts'
import { keysOfPerson } from '../conversation-store.ts'
import { shownConversation } from '../list-conversations.ts'
import { findConversationRow } from '../list-store.ts'
import type { Choice } from '../may-send.ts'

export const getConversation = route(
  operations.getConversation,
  ({ tenantId, caller, params: { conversationId } }, { database, vault }: { database: Database; vault: Vault }) =>
    database.withTenant(tenantId, async (tx) => {
      const row = await findConversationRow(tx, tenantId, conversationId)
      if (!row) throw new AppError('not-found', 'no such conversation')
      const { all, marketing } = await wantsOf(tx, tenantId, await keysOfPerson(tx, tenantId, conversationId))
      const shown = await shownConversation(vault, tenantId, row, caller.scopes.has('people:read'))
      return { ...conversationJson(shown), wishes: { all: wish(all), marketing: wish(marketing) } }
    }),
)

function wish(choice: Choice | null) {
  return choice && { choice: choice.choice, at: choice.at.toISOString() }
}
