import type { MessageJson } from '@crossdock/contracts/api/messages'
import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import { type ListedMessage, shownMessage } from './list-messages.ts'
import { findRow } from './list-store.ts'

const instant = (at: Date | null): string | null => at?.toISOString() ?? null

export function messageJson({ messageId, reason, ...one }: ListedMessage): MessageJson {
  return {
    ...one,
    id: messageId,
    content: one.content as MessageJson['content'],
    pricing: one.pricing as MessageJson['pricing'],
    at: one.at.toISOString(),
    acceptedAt: instant(one.acceptedAt),
    sentAt: instant(one.sentAt),
    deliveredAt: instant(one.deliveredAt),
    readAt: instant(one.readAt),
    failedAt: instant(one.failedAt),
    reason: reason && { code: reason.code, say: reason.sentence, providerCode: reason.providerCode },
  }
}

/** @throws `not-found` */
export async function oneMessageJson(
  tenantId: string,
  messageId: string,
  people: boolean,
  { database, vault }: { database: Database; vault: Vault },
): Promise<MessageJson> {
  return database.withTenant(tenantId, async (tx) => {
    const row = await findRow(tx, tenantId, messageId)
    if (!row) throw new AppError('not-found', 'no such message')
    return messageJson(await shownMessage(vault, tenantId, row, people))
  })
}
