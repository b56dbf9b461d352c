import { AppError, storableText } from '@crossdock/contracts/errors'
import type { Scope } from '@crossdock/contracts/scopes'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { mintKey } from './secret.ts'
import { insertKey, markRevoked, type StoredKey } from './store.ts'

export interface KeyToMake {
  name: string
  scopes: readonly Scope[]
  /** Null: it does not end by itself. */
  expiresAt: Date | null
}

/** Makes a key. `text` is the whole of it and is told here alone: what is stored cannot be turned back into it. */
export async function createKey(
  tx: Tx,
  tenantId: string,
  { name, scopes, expiresAt }: KeyToMake,
): Promise<{ key: StoredKey; text: string }> {
  const keyId = newId()
  const { text, secretHash } = mintKey(keyId)
  const key = await insertKey(tx, tenantId, {
    keyId,
    name: storableText(name),
    scopes: [...new Set(scopes)].sort(),
    secretHash,
    expiresAt,
  })
  return { key, text }
}

/** Hubs that know the key forget it within `believedMs` (key-ring.ts). */
export async function revokeKey(tx: Tx, tenantId: string, keyId: string): Promise<StoredKey> {
  const key = await markRevoked(tx, tenantId, keyId)
  if (!key) throw new AppError('not-found', 'no such key')
  return key
}
