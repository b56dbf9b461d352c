import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'

/** All SQL of conversations and of the keys by which people are found in them. */

export type PersonKeyKind = 'phone' | 'user'

export interface PersonKey {
  kind: PersonKeyKind
  /** Keyed hash. */
  key: string
}

/** How somebody is reached at one number of ours. */
export interface Address {
  phone: string | null
  userId: string | null
}

/** The hashes under which somebody is found, the surer one first. The phone's is the one customers have. */
export async function keysOf(vault: Vault, tenantId: string, { phone, userId }: Address): Promise<PersonKey[]> {
  const keys: PersonKey[] = []
  if (userId !== null) keys.push({ kind: 'user', key: await vault.hash(tenantId, 'messaging-user', userId) })
  if (phone !== null) keys.push({ kind: 'phone', key: await vault.hash(tenantId, 'phone', phone) })
  return keys
}

/** Held until the transaction ends; all that a transaction needs in one call and one order, so that nobody blocks another. */
export async function lockPeople(tx: Tx, tenantId: string, connectionId: string, keys: PersonKey[]): Promise<void> {
  const names = [...new Set(keys.map(({ kind, key }) => `${tenantId}|${connectionId}|${kind}|${key}`))].sort()
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended(name, 11)) from unnest($1::text[]) with ordinality as n(name, i) order by i',
    [names],
  )
}

export interface KeyRow extends PersonKey {
  keyId: string
  conversationId: string
  since: Date
  endedAt: Date | null
}

interface RawKeyRow {
  id: string
  conversation_id: string
  kind: PersonKeyKind
  key: string
  since: Date
  ended_at: Date | null
}

const toKey = (row: RawKeyRow): KeyRow => ({
  keyId: row.id,
  conversationId: row.conversation_id,
  kind: row.kind,
  key: row.key,
  since: row.since,
  endedAt: row.ended_at,
})

/** Whose these keys are and were. */
export async function keyRows(tx: Tx, tenantId: string, connectionId: string, keys: PersonKey[]): Promise<KeyRow[]> {
  const rows = await tx.query<RawKeyRow>(
    `select k.id, k.conversation_id, k.kind, k.key, k.since, k.ended_at from conversation_keys k
     join unnest($3::text[], $4::text[]) as wanted(kind, key) on wanted.kind = k.kind and wanted.key = k.key
     where k.tenant_id = $1 and k.connection_id = $2 order by k.since desc, k.id desc`,
    [tenantId, connectionId, keys.map(({ kind }) => kind), keys.map(({ key }) => key)],
  )
  return rows.map(toKey)
}

export async function keysOfConversation(tx: Tx, tenantId: string, conversationId: string): Promise<KeyRow[]> {
  const rows = await tx.query<RawKeyRow>(
    `select id, conversation_id, kind, key, since, ended_at from conversation_keys
     where tenant_id = $1 and conversation_id = $2 and ended_at is null`,
    [tenantId, conversationId],
  )
  return rows.map(toKey)
}

/**
 * The keys of the person, wherever they go on: what they say under one of them is said of all. A conversation may lead to
 * another and back.
 */
export async function keysOfPerson(tx: Tx, tenantId: string, conversationId: string): Promise<PersonKey[]> {
  return tx.query<{ kind: PersonKeyKind; key: string }>(
    `with recursive person (id) as (
       select $2::uuid
       union
       select c.moved_to from person p join conversations c on c.tenant_id = $1 and c.id = p.id where c.moved_to is not null
     )
     select k.kind, k.key from conversation_keys k join person p on k.conversation_id = p.id
     where k.tenant_id = $1 and k.ended_at is null`,
    [tenantId, conversationId],
  )
}

export async function addKey(
  tx: Tx,
  tenantId: string,
  {
    conversationId,
    connectionId,
    kind,
    key,
    since,
  }: PersonKey & { conversationId: string; connectionId: string; since: Date },
): Promise<void> {
  await tx.query(
    `insert into conversation_keys (tenant_id, id, conversation_id, connection_id, kind, key, since) values ($1, $2, $3, $4, $5, $6, $7)`,
    [tenantId, newId(), conversationId, connectionId, kind, key, since],
  )
}

/** `reason` is for people; no personal data. */
export async function endKey(tx: Tx, tenantId: string, keyId: string, at: Date, reason: string): Promise<void> {
  await tx.query(
    'update conversation_keys set ended_at = greatest($3, since), ended_reason = $4 where tenant_id = $1 and id = $2 and ended_at is null',
    [tenantId, keyId, at, reason],
  )
}

const place = (column: 'phone' | 'user_id' | 'name', id: string): Place => ({ table: 'conversations', column, id })

async function sealed(
  vault: Vault,
  tenantId: string,
  column: 'phone' | 'user_id' | 'name',
  conversationId: string,
  value: string | null,
): Promise<string | null> {
  return value === null ? null : vault.seal(tenantId, place(column, conversationId), value)
}

export async function insertConversation(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  { phone, userId, name }: Address & { name: string | null },
): Promise<string> {
  const id = newId()
  await tx.query(
    'insert into conversations (tenant_id, id, connection_id, phone, user_id, name) values ($1, $2, $3, $4, $5, $6)',
    [
      tenantId,
      id,
      connectionId,
      await sealed(vault, tenantId, 'phone', id, phone),
      await sealed(vault, tenantId, 'user_id', id, userId),
      await sealed(vault, tenantId, 'name', id, name),
    ],
  )
  return id
}

/** What is told replaces what was known; what is not told stays. */
export async function saveAddress(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  conversationId: string,
  { phone, userId, name }: { phone?: string | null; userId?: string | null; name?: string | null },
): Promise<void> {
  await tx.query(
    `update conversations set phone = coalesce($3, phone), user_id = coalesce($4, user_id), name = coalesce($5, name),
       updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [
      tenantId,
      conversationId,
      await sealed(vault, tenantId, 'phone', conversationId, phone ?? null),
      await sealed(vault, tenantId, 'user_id', conversationId, userId ?? null),
      await sealed(vault, tenantId, 'name', conversationId, name ?? null),
    ],
  )
}

/** The number or id is somebody else's now: nothing may be sent there in this person's name. */
export async function forgetAddress(
  tx: Tx,
  tenantId: string,
  conversationId: string,
  kind: PersonKeyKind,
): Promise<void> {
  const column = kind === 'phone' ? 'phone' : 'user_id'
  await tx.query(
    `update conversations set ${column} = null, updated_at = clock_timestamp() where tenant_id = $1 and id = $2`,
    [tenantId, conversationId],
  )
}

export async function noteMovedTo(tx: Tx, tenantId: string, conversationId: string, movedTo: string): Promise<void> {
  await tx.query(
    `update conversations set moved_to = $3, updated_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and moved_to is distinct from $3`,
    [tenantId, conversationId, movedTo],
  )
}

export async function hasCustomer(tx: Tx, tenantId: string, conversationId: string): Promise<boolean> {
  const rows = await tx.query(
    'select from conversations where tenant_id = $1 and id = $2 and customer_id is not null',
    [tenantId, conversationId],
  )
  return rows.length > 0
}

export async function setCustomer(tx: Tx, tenantId: string, conversationId: string, customerId: string): Promise<void> {
  await tx.query('update conversations set customer_id = $3 where tenant_id = $1 and id = $2', [
    tenantId,
    conversationId,
    customerId,
  ])
}

/**
 * The window only ever moves forward, whatever the order of arrival. Whoever writes can be reached, so what failed before
 * counts no more.
 */
export async function noteInbound(
  tx: Tx,
  tenantId: string,
  conversationId: string,
  { messageId, opensWindowAt }: { messageId: string; opensWindowAt: Date | null },
): Promise<void> {
  await tx.query(
    `update conversations set last_inbound_at = greatest(last_inbound_at, $4), last_message_id = greatest(last_message_id, $3),
       unreachable = case when $4::timestamptz is null then unreachable else 0 end,
       suppressed_at = case when $4::timestamptz is null or $4 < suppressed_at then suppressed_at end, updated_at = clock_timestamp()
     where tenant_id = $1 and id = $2`,
    [tenantId, conversationId, messageId, opensWindowAt],
  )
}

export async function noteOutbound(tx: Tx, tenantId: string, conversationId: string, messageId: string): Promise<void> {
  await tx.query(
    'update conversations set last_message_id = greatest(last_message_id, $3), updated_at = clock_timestamp() where tenant_id = $1 and id = $2',
    [tenantId, conversationId, messageId],
  )
}

/** @returns since when nothing is tried any more, if this was one failure too many */
export async function noteUnreachable(
  tx: Tx,
  tenantId: string,
  conversationId: string,
  most: number,
  at: Date,
): Promise<Date | null> {
  const [row] = await tx.query<{ suppressed_at: Date | null }>(
    `update conversations set unreachable = unreachable + 1,
       suppressed_at = case when unreachable + 1 >= $3 then coalesce(suppressed_at, $4) else suppressed_at end
     where tenant_id = $1 and id = $2 returning suppressed_at`,
    [tenantId, conversationId, most, at],
  )
  return row?.suppressed_at ?? null
}

export async function noteReached(tx: Tx, tenantId: string, conversationId: string): Promise<void> {
  await tx.query(
    'update conversations set unreachable = 0, suppressed_at = null where tenant_id = $1 and id = $2 and unreachable > 0',
    [tenantId, conversationId],
  )
}

export interface Conversation {
  conversationId: string
  connectionId: string
  phone: string | null
  userId: string | null
  name: string | null
  customerId: string | null
  lastInboundAt: Date | null
  suppressedAt: Date | null
  pairSpokenFor: Date
  movedTo: string | null
}

interface ConversationRow {
  id: string
  connection_id: string
  phone: string | null
  user_id: string | null
  name: string | null
  customer_id: string | null
  last_inbound_at: Date | null
  suppressed_at: Date | null
  pair_spoken_for: Date
  moved_to: string | null
}

const columns =
  'id, connection_id, phone, user_id, name, customer_id, last_inbound_at, suppressed_at, pair_spoken_for, moved_to'

async function opened(vault: Vault, tenantId: string, row: ConversationRow): Promise<Conversation> {
  const open = async (column: 'phone' | 'user_id' | 'name'): Promise<string | null> => {
    const value = row[column]
    return value === null ? null : vault.unseal(tenantId, place(column, row.id), value)
  }
  return {
    conversationId: row.id,
    connectionId: row.connection_id,
    phone: await open('phone'),
    userId: await open('user_id'),
    name: await open('name'),
    customerId: row.customer_id,
    lastInboundAt: row.last_inbound_at,
    suppressedAt: row.suppressed_at,
    pairSpokenFor: row.pair_spoken_for,
    movedTo: row.moved_to,
  }
}

export async function findConversation(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  conversationId: string,
  { lock }: { lock: boolean } = { lock: false },
): Promise<Conversation | null> {
  const [row] = await tx.query<ConversationRow>(
    `select ${columns} from conversations where tenant_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [tenantId, conversationId],
  )
  return row ? opened(vault, tenantId, row) : null
}

/** Held until the transaction ends, before the number and the message. */
export async function lockConversation(tx: Tx, tenantId: string, conversationId: string): Promise<void> {
  await tx.query('select from conversations where tenant_id = $1 and id = $2 for update', [tenantId, conversationId])
}

export async function takePairSlot(tx: Tx, tenantId: string, conversationId: string, spokenFor: Date): Promise<void> {
  await tx.query('update conversations set pair_spoken_for = $3 where tenant_id = $1 and id = $2', [
    tenantId,
    conversationId,
    spokenFor,
  ])
}
