import type { Tx } from '#platform/db/database.ts'
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
}

export async function addConsent(tx: Tx, tenantId: string, keys: PersonKey[], consent: NewConsent): Promise<void> {
  await tx.query(
    `insert into consents (tenant_id, id, kind, key, scope, choice, source, at, message_id)
     select $1, k.id, k.kind, k.key, $5, $6, $7, $8, $9 from unnest($2::uuid[], $3::text[], $4::text[]) as k(id, kind, key)
     on conflict (tenant_id, kind, key, scope, at, choice, source) do nothing`,
    [
      tenantId,
      keys.map(newId),
      keys.map(({ kind }) => kind),
      keys.map(({ key }) => key),
      consent.scope,
      consent.choice,
      consent.source,
      consent.at,
      consent.messageId,
    ],
  )
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

/** Somebody is known by other keys now: all they ever said holds for those too. */
export async function carryOver(tx: Tx, tenantId: string, from: PersonKey[], to: PersonKey[]): Promise<void> {
  await tx.query(
    `insert into consents (tenant_id, id, kind, key, scope, choice, source, at, message_id)
     select c.tenant_id, gen_random_uuid(), t.kind, t.key, c.scope, c.choice, c.source, c.at, c.message_id
     from consents c
     join unnest($2::text[], $3::text[]) as f(kind, key) on f.kind = c.kind and f.key = c.key
     cross join unnest($4::text[], $5::text[]) as t(kind, key)
     where c.tenant_id = $1
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
