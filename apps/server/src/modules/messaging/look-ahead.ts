import type { OutboundContent } from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { seeChannel } from './channel-store.ts'
import { wantsOf } from './consent-store.ts'
import {
  type Conversation,
  findConversation,
  keyRows,
  keysOf,
  keysOfPerson,
  type PersonKey,
} from './conversation-store.ts'
import { maySend } from './may-send.ts'
import type { KnownNumber } from './messaging-registry.ts'
import type { NewMessage } from './queue-message.ts'
import { findTemplate } from './template-store.ts'

export interface Wish {
  connectionId: string
  to: NewMessage['to']
  content: OutboundContent
}

/**
 * What the policy has against a message that somebody would like to write now; null when nothing is. Nothing is held and
 * nothing is promised: it is asked again when the message has its turn (`decide.ts`).
 */
export async function whyNot(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  number: KnownNumber,
  { connectionId, to, content }: Wish,
  now: Date,
): Promise<AppError | null> {
  const { keys, conversation } = await whose(tx, vault, tenantId, connectionId, to)
  const channel = await seeChannel(tx, tenantId, connectionId)
  const reachedBy = conversation ?? ('conversationId' in to ? { phone: null, userId: null } : to)
  const verdict = maySend({
    now,
    purpose: 'staff',
    content,
    outdated: null,
    notBefore: null,
    expiresAt: null,
    window: number.port.capabilities.window,
    lastInboundAt: conversation?.lastInboundAt ?? null,
    wants: await wantsOf(tx, tenantId, keys),
    suppressedAt: conversation?.suppressedAt ?? null,
    reachable: reachedBy.phone !== null || (reachedBy.userId !== null && number.port.capabilities.userIds),
    channel: { status: channel.status, paused: channel.paused && { code: channel.paused.code, say: '' } },
    template: content.kind === 'template' ? await findTemplate(tx, tenantId, number.account, content.template) : null,
    quiet: null,
    waitsBehind: false,
    slotAt: now,
  })
  if (verdict.verdict !== 'refuse') return null
  return new AppError(verdict.code, 'refused by our policy', { facts: verdict.facts })
}

/** Somebody who never wrote and was never written to has no conversation yet, and may have said STOP elsewhere. */
async function whose(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  to: NewMessage['to'],
): Promise<{ keys: PersonKey[]; conversation: Conversation | null }> {
  if ('conversationId' in to) {
    const { conversationId } = to
    const keys = await keysOfPerson(tx, tenantId, conversationId)
    return { keys, conversation: await findConversation(tx, vault, tenantId, conversationId) }
  }
  const keys = await keysOf(vault, tenantId, to)
  const now = (await keyRows(tx, tenantId, connectionId, keys)).find(({ endedAt }) => endedAt === null)
  if (!now) return { keys, conversation: null }
  const { conversationId } = now
  return {
    keys: [...keys, ...(await keysOfPerson(tx, tenantId, conversationId))],
    conversation: await findConversation(tx, vault, tenantId, conversationId),
  }
}
