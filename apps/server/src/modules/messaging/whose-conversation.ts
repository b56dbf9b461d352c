import type { ChannelPerson } from '@crossdock/connectors/ports/messaging'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { carryOver } from './consent-store.ts'
import {
  type Address,
  addKey,
  endKey,
  forgetAddress,
  insertConversation,
  type KeyRow,
  keyRows,
  keysOf,
  keysOfConversation,
  keysOfPerson,
  lockPeople,
  noteMovedTo,
  type PersonKey,
  saveAddress,
} from './conversation-store.ts'

/**
 * Which conversation somebody's message belongs to. A provider's user id never passes to another person, a phone number
 * does: so the id decides where both are known, and a number that writes under another id has changed hands. Nothing is
 * ever merged; a key that moves ends where it was and says why.
 */

export interface Where {
  tenantId: string
  connectionId: string
}

export interface Found {
  conversationId: string
  isNew: boolean
  /** The number was somebody else's here before: what is known of that person must not be taken for this one's. */
  changedHands: boolean
}

type Person = Pick<ChannelPerson, 'phone' | 'userId' | 'name'>

/** `at` is the provider's time: a message that comes late finds who had the number then. */
export async function conversationOf(tx: Tx, vault: Vault, where: Where, person: Person, at: Date): Promise<Found> {
  const { tenantId, connectionId } = where
  const keys = await keysOf(vault, tenantId, person)
  await lockPeople(tx, tenantId, connectionId, keys)
  const rows = await keyRows(tx, tenantId, connectionId, keys)
  const held = new Map(keys.map(({ kind }) => [kind, holderAt(rows, kind, at)]))
  const [byUser, byPhone] = [held.get('user'), held.get('phone')]

  const otherUser = byPhone && person.userId !== null && byPhone.conversationId !== byUser?.conversationId
  const changedHands = Boolean(otherUser && (await hasUserId(tx, tenantId, byPhone.conversationId)))
  const known = byUser ?? (changedHands ? undefined : byPhone)
  if (!known) {
    const conversationId = await insertConversation(tx, vault, tenantId, connectionId, person)
    for (const key of keys) await takeKey(tx, where, conversationId, key, rows, at)
    return { conversationId, isNew: true, changedHands }
  }
  const { conversationId } = known
  await learnKeys(tx, vault, where, conversationId, person, { keys, rows, at })
  // What waits there to be sent still finds them.
  if (byPhone && !changedHands && byPhone.conversationId !== conversationId)
    await noteMovedTo(tx, tenantId, byPhone.conversationId, conversationId)
  return { conversationId, isNew: false, changedHands }
}

/** The conversation of an address that we write to first: nothing new is learnt about whose it is. */
export async function conversationAt(tx: Tx, vault: Vault, where: Where, person: Person, at: Date): Promise<string> {
  const { tenantId, connectionId } = where
  const keys = await keysOf(vault, tenantId, person)
  await lockPeople(tx, tenantId, connectionId, keys)
  const rows = await keyRows(tx, tenantId, connectionId, keys)
  const known = rows.find(({ endedAt }) => endedAt === null)
  if (known) return known.conversationId
  const conversationId = await insertConversation(tx, vault, tenantId, connectionId, person)
  for (const key of keys) await takeKey(tx, where, conversationId, key, rows, at)
  return conversationId
}

/** Who had it at that moment; else who has it now. A user id that was given up still names its person. */
function holderAt(rows: KeyRow[], kind: PersonKey['kind'], at: Date): KeyRow | undefined {
  const mine = rows.filter((row) => row.kind === kind)
  const then = mine.find(({ since, endedAt }) => endedAt !== null && since <= at && at < endedAt)
  return then ?? mine.find(({ endedAt }) => endedAt === null) ?? (kind === 'user' ? mine[0] : undefined)
}

async function hasUserId(tx: Tx, tenantId: string, conversationId: string): Promise<boolean> {
  return (await keysOfConversation(tx, tenantId, conversationId)).some(({ kind }) => kind === 'user')
}

async function learnKeys(
  tx: Tx,
  vault: Vault,
  where: Where,
  conversationId: string,
  person: Person,
  { keys, rows, at }: { keys: PersonKey[]; rows: KeyRow[]; at: Date },
): Promise<void> {
  const { tenantId } = where
  const current = await keysOfConversation(tx, tenantId, conversationId)
  const learnt: Partial<Address> = {}
  for (const key of keys) {
    if (current.some((row) => row.kind === key.kind && row.key === key.key)) continue
    // Older than what is known by now: it is what was, not what is.
    const isOld = [...current, ...rows].some((row) => row.kind === key.kind && row.since > at)
    if (
      isOld ||
      rows.some((row) => row.kind === key.kind && row.endedAt !== null && row.conversationId === conversationId)
    )
      continue
    await takeKey(tx, where, conversationId, key, rows, at)
    if (key.kind === 'phone') learnt.phone = person.phone
    else learnt.userId = person.userId
  }
  await saveAddress(tx, vault, tenantId, conversationId, { ...learnt, name: person.name })
}

/** The key is this conversation's from now on, and no other one's. */
async function takeKey(
  tx: Tx,
  { tenantId, connectionId }: Where,
  conversationId: string,
  key: PersonKey,
  rows: KeyRow[],
  at: Date,
): Promise<void> {
  const theirs = rows.find((row) => row.kind === key.kind && row.key === key.key && row.endedAt === null)
  if (theirs) {
    if (theirs.since > at) return
    await endKey(tx, tenantId, theirs.keyId, at, 'The number writes under another user id now: somebody else has it.')
    await forgetAddress(tx, tenantId, theirs.conversationId, key.kind)
  }
  for (const own of await keysOfConversation(tx, tenantId, conversationId))
    if (own.kind === key.kind) await endKey(tx, tenantId, own.keyId, at, 'The person writes from another one now.')
  await addKey(tx, tenantId, { conversationId, connectionId, ...key, since: at })
}

/**
 * The provider says that somebody changed their number or id. The conversation keeps its story under the new key. Where that
 * is known already, the person goes on there, and this one says so: two conversations are never made one. What they said
 * about being left alone goes with them. @returns the conversation to note it in, null when nobody here is meant
 */
export async function rekey(
  tx: Tx,
  vault: Vault,
  where: Where,
  { before, after, at }: { before: Address[]; after: Person; at: Date },
): Promise<string | null> {
  const { tenantId, connectionId } = where
  const oldKeys = (await Promise.all(before.map((address) => keysOf(vault, tenantId, address)))).flat()
  const newKeys = await keysOf(vault, tenantId, after)
  await lockPeople(tx, tenantId, connectionId, [...oldKeys, ...newKeys])
  const was = await keyRows(tx, tenantId, connectionId, oldKeys)
  const known = oldKeys.map(({ kind }) => holderAt(was, kind, at)).find((row) => row !== undefined)
  if (!known) return null
  const { conversationId } = known

  const taken = await keyRows(tx, tenantId, connectionId, newKeys)
  const other = taken.find((row) => row.endedAt === null && row.conversationId !== conversationId)
  const current = await keysOfConversation(tx, tenantId, conversationId)
  await carryOver(tx, tenantId, [...oldKeys, ...(await keysOfPerson(tx, tenantId, conversationId))], newKeys)
  for (const own of current) {
    const next = newKeys.find(({ kind }) => kind === own.kind)
    if (!next || next.key === own.key || own.since > at) continue
    await endKey(tx, tenantId, own.keyId, at, 'The provider told that the person changed it.')
    if (other) await forgetAddress(tx, tenantId, conversationId, own.kind)
  }
  if (other) {
    await noteMovedTo(tx, tenantId, conversationId, other.conversationId)
    return conversationId
  }
  const left = await keysOfConversation(tx, tenantId, conversationId)
  const learnt: Partial<Address> = {}
  for (const key of newKeys) {
    if (left.some(({ kind }) => kind === key.kind)) continue
    await addKey(tx, tenantId, { conversationId, connectionId, ...key, since: at })
    if (key.kind === 'phone') learnt.phone = after.phone
    else learnt.userId = after.userId
  }
  await saveAddress(tx, vault, tenantId, conversationId, { ...learnt, name: after.name })
  return conversationId
}

/**
 * The provider knows whom we wrote to under another number or an id too (some countries write a number in two ways, and many
 * people answer under an id alone), and that is how their answer will come. Added beside what is known, unless it is somebody
 * else's. `at` is when it was so.
 */
export async function learnAlias(
  tx: Tx,
  vault: Vault,
  where: Where,
  conversationId: string,
  recipient: Address,
  at: Date,
): Promise<void> {
  const { tenantId, connectionId } = where
  const keys = await keysOf(vault, tenantId, recipient)
  const before = await keysOfConversation(tx, tenantId, conversationId)
  if (keys.every((key) => before.some((row) => isSame(row, key)))) return
  await lockPeople(tx, tenantId, connectionId, keys)
  const known = await keyRows(tx, tenantId, connectionId, keys)
  const own = await keysOfConversation(tx, tenantId, conversationId)
  for (const key of keys) {
    const rows = known.filter((row) => isSame(row, key))
    if (rows.some(({ endedAt }) => endedAt === null)) continue
    // It was given up, or passed on, since: older than what is known by now.
    if (rows.some((row) => row.conversationId === conversationId || (row.endedAt !== null && row.endedAt > at)))
      continue
    // Another id than the one it has would be another person.
    if (key.kind === 'user' && own.some(({ kind }) => kind === 'user')) continue
    await addKey(tx, tenantId, { conversationId, connectionId, ...key, since: at })
    if (key.kind === 'user') await saveAddress(tx, vault, tenantId, conversationId, { userId: recipient.userId })
  }
  if (recipient.userId !== null) await meetUser(tx, vault, where, conversationId, recipient, keys, at)
}

/**
 * The id of whoever we write to is known from another conversation: there they wrote under it. Both stay, since a phone is
 * surer to write to; this one says where the person goes on, and what they said in either holds for both.
 */
async function meetUser(
  tx: Tx,
  vault: Vault,
  where: Where,
  conversationId: string,
  recipient: Address,
  keys: PersonKey[],
  at: Date,
): Promise<void> {
  const { tenantId, connectionId } = where
  const now = (await keyRows(tx, tenantId, connectionId, keys)).filter(({ endedAt }) => endedAt === null)
  const byUser = now.find(({ kind }) => kind === 'user')
  const byPhone = now.find(({ kind }) => kind === 'phone')
  for (const mine of new Set([conversationId, byPhone?.conversationId ?? conversationId])) {
    if (mine === byUser?.conversationId) continue
    const own = await keysOfConversation(tx, tenantId, mine)
    // The number is with the person of another id by now.
    if (own.some(({ kind }) => kind === 'user')) {
      if (mine === byPhone?.conversationId) await conversationOf(tx, vault, where, { ...recipient, name: null }, at)
    } else if (byUser) {
      const theirs = await keysOfConversation(tx, tenantId, byUser.conversationId)
      await carryOver(tx, tenantId, own, theirs)
      await carryOver(tx, tenantId, theirs, own)
      await noteMovedTo(tx, tenantId, mine, byUser.conversationId)
    }
  }
}

const isSame = (one: PersonKey, other: PersonKey): boolean => one.kind === other.kind && one.key === other.key
