import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { shownMessage } from '../list-messages.ts'
import { newestMessages, pageOfMessages } from '../list-store.ts'
import { messageJson } from '../message-json.ts'

const moment = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text))

export const listMessages = route(
  operations.listMessages,
  ({ tenantId, caller, query }, { database, vault }: { database: Database; vault: Vault }) => {
    const people = caller.scopes.has('people:read')
    const filter = { ...query, from: moment(query.from), to: moment(query.to) }
    return database.withTenant(tenantId, async (tx) => {
      const { items, next } = await pageAnswer(
        query,
        newestMessages,
        (wanted) => pageOfMessages(tx, tenantId, filter, wanted),
        (row) => row,
      )
      const shown = await Promise.all(items.map((row) => shownMessage(vault, tenantId, row, people)))
      return { items: shown.map(messageJson), next }
    })
  },
)
