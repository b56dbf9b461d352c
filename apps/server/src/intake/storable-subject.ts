import type { HeardEvent } from '@crossdock/connectors/ports/commerce'
import { digest } from '#platform/crypto/seal.ts'
import type { Vault } from '#platform/crypto/vault.ts'

/**
 * What an event is about, as it may stand in a table, a lane and a queue. Whom we talk with comes as a phone or a user id
 * and leaves as the tenant's keyed hash of it. A message's id may be made of the phone (WhatsApp's are), so that only
 * its digest is kept, whoever made it.
 */
export async function storableSubject(
  subject: HeardEvent['subject'],
  tenantId: string,
  vault: Vault,
): Promise<HeardEvent['subject']> {
  if (subject?.kind === 'conversation')
    return { kind: subject.kind, sourceId: await conversationKey(vault, tenantId, subject.sourceId) }
  if (subject?.kind === 'message') return { kind: subject.kind, sourceId: messageKey(subject.sourceId) }
  return subject
}

/** Under which a conversation's events are found, and the last part of its lane. `person` as the connector names it. */
export function conversationKey(vault: Vault, tenantId: string, person: string): Promise<string> {
  return vault.hash(tenantId, 'conversation', person)
}

function messageKey(sourceId: string): string {
  return /^[0-9a-f]{64}$/.test(sourceId) ? sourceId : digest(sourceId)
}
