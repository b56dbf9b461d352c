import type { ConsentJson } from '@crossdock/contracts/api/conversations'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { newId } from '#platform/ids.ts'
import type { PersonKey } from './conversation-store.ts'
import type { Choice } from './may-send.ts'

/** All SQL of what people want. Choices are only ever added; the newest by the time it was made holds. */

export type ConsentScope = 'all' | 'marketing'

export interface NewConsent {
  scope: ConsentScope
  choice: Choice['choice']
  /** A typed word, the provider's own switch, the provider's refusal to send, the shop's staff. */
  source: 'word' | 'preference' | 'provider-error' | 'staff'
  at: Date
  messageId: string | null
  /** Of the staff's: where and when it was said. */
  reason?: string | undefined
}

export async function addConsent(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  keys: PersonKey[],
  { reason, ...consent }: NewConsent,
): Promise<void> {
  const ids = keys.map(newId)
  const reasons = await Promise.all(
    ids.map((id) => (reason === undefined ? null : vault.seal(tenantId, reasonOf(id), reason))),
  )
  await tx.query(
    `insert into consents (tenant_id, id, kind, key, reason, scope, choice, source, at, message_id)
     select $1, k.id, k.kind, k.key, k.reason, $6, $7, $8, $9, $10
     from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) as k(id, kind, key, reason)
     on conflict (tenant_id, kind, key, scope, at, choice, source) do nothing`,
    [
      tenantId,
      ids,
      keys.map(({ kind }) => kind),
      keys.map(({ key }) => key),
      reasons,
      consent.scope,
      consent.choice,
      consent.source,
      consent.at,
      consent.messageId,
    ],
  )
}

const reasonOf = (id: string): Place => ({ table: 'consents', column: 'reason', id })

export interface ListedConsent extends Omit<NewConsent, 'messageId' | 'reason'> {
  id: string
  /** Encrypted. */
  reason: string | null
}

export const newestConsents: Sort = {
  name: 'newest-consent',
  keys: [
    { expression: 'at', kind: 'instant' },
    { expression: 'id', kind: 'uuid' },
  ],
  descending: true,
}

const ofConversation = `(kind, key) in (select k.kind, k.key from conversation_keys k
  where k.tenant_id = ? and k.conversation_id = ? and k.ended_at is null)`

/** A number passes to other people: whoever had it then is somebody else. */
const byAnEarlierHolder = `exists (select from conversation_keys passed where passed.tenant_id = consents.tenant_id
  and passed.kind = consents.kind and passed.key = consents.key and passed.ended_at > consents.at)`

/**
 * What was said once stands under each key of the person, and is shown once. Of earlier holders of the number only that they
 * wanted quiet, which goes on to hold, and not in which words it was noted.
 */
export function pageOfConsents(
  tx: Tx,
  tenantId: string,
  conversationId: string,
  wanted: PageWanted,
): Promise<Page<ListedConsent>> {
  return readPage(tx, {
    columns: `id, scope, choice, source, at, case when ${byAnEarlierHolder} then null else reason end as reason`,
    from: 'consents',
    where: [
      ['tenant_id = ?', tenantId],
      [ofConversation, tenantId, conversationId],
      [`(choice = 'stop' or not ${byAnEarlierHolder})`],
      [
        `not exists (select from conversation_keys k
           join consents o on o.tenant_id = k.tenant_id and o.kind = k.kind and o.key = k.key and o.scope = consents.scope
             and o.at = consents.at and o.choice = consents.choice and o.source = consents.source
           where k.tenant_id = ? and k.conversation_id = ? and k.ended_at is null and o.id < consents.id)`,
        tenantId,
        conversationId,
      ],
    ],
    sort: newestConsents,
    wanted,
  })
}

export async function consentJson(
  vault: Vault,
  tenantId: string,
  { id, scope, choice, source, at, reason }: ListedConsent,
  people: boolean,
): Promise<ConsentJson> {
  const opened = people && reason !== null ? await vault.unseal(tenantId, reasonOf(id), reason) : null
  return { id, scope, choice, source, at: at.toISOString(), reason: opened }
}

/**
 * The newest choice of each scope, by any of the keys. Two of one moment: the one that wants quiet. A number passes to other
 * people: that its holder before agreed to offers says nothing of whoever has it since, while their STOP goes on to hold.
 */
export async function wantsOf(
  tx: Tx,
  tenantId: string,
  keys: PersonKey[],
): Promise<{ all: Choice | null; marketing: Choice | null }> {
  const rows = await tx.query<{ scope: ConsentScope; choice: Choice['choice']; at: Date }>(
    `select distinct on (c.scope) c.scope, c.choice, c.at from consents c
     join unnest($2::text[], $3::text[]) as k(kind, key) on k.kind = c.kind and k.key = c.key
     where c.tenant_id = $1 and not (c.scope = 'marketing' and c.choice = 'allow' and exists (
       select from conversation_keys passed where passed.tenant_id = $1 and passed.kind = c.kind and passed.key = c.key
         and passed.ended_at > c.at))
     order by c.scope, c.at desc, c.choice = 'stop' desc`,
    [tenantId, keys.map(({ kind }) => kind), keys.map(({ key }) => key)],
  )
  const of = (scope: ConsentScope): Choice | null => {
    const row = rows.find((one) => one.scope === scope)
    return row ? { choice: row.choice, at: row.at } : null
  }
  return { all: of('all'), marketing: of('marketing') }
}

/**
 * Somebody is known by other keys now: all they ever said holds for those too. Not what a holder of their number before them
 * agreed to, as above. Reasons stay where they can be opened.
 */
export async function carryOver(tx: Tx, tenantId: string, from: PersonKey[], to: PersonKey[]): Promise<void> {
  await tx.query(
    `insert into consents (tenant_id, id, kind, key, scope, choice, source, at, message_id)
     select c.tenant_id, gen_random_uuid(), t.kind, t.key, c.scope, c.choice, c.source, c.at, c.message_id
     from consents c
     join unnest($2::text[], $3::text[]) as f(kind, key) on f.kind = c.kind and f.key = c.key
     cross join unnest($4::text[], $5::text[]) as t(kind, key)
     where c.tenant_id = $1 and not (c.scope = 'marketing' and c.choice = 'allow' and exists (
       select from conversation_keys passed where passed.tenant_id = $1 and passed.kind = c.kind and passed.key = c.key
         and passed.ended_at > c.at))
     on conflict (tenant_id, kind, key, scope, at, choice, source) do nothing`,
    [
      tenantId,
      from.map(({ kind }) => kind),
      from.map(({ key }) => key),
      to.map(({ kind }) => kind),
      to.map(({ key }) => key),
    ],
  )
}
