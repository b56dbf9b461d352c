import { operations } from '@crossdock/contracts/api/operations'
import { AppError } from '@crossdock/contracts/errors'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { consentJson, newestConsents, pageOfConsents } from '../consent-store.ts'
import { findConversationRow } from '../list-store.ts'

export const listConsents = route(
  operations.listConsents,
  (
    { tenantId, caller, params: { conversationId }, query },
    { database, vault }: { database: Database; vault: Vault },
  ) => {
    const people = caller.scopes.has('people:read')
    return database.withTenant(tenantId, async (tx) => {
      if (!(await findConversationRow(tx, tenantId, conversationId)))
        throw new AppError('not-found', 'no such conversation')
      const { items, next } = await pageAnswer(
        query,
        newestConsents,
        (wanted) => pageOfConsents(tx, tenantId, conversationId, wanted),
        (row) => row,
      )
      return { items: await Promise.all(items.map((row) => consentJson(vault, tenantId, row, people))), next }
    })
  },
)
