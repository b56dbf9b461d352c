import type { Scope } from '@crossdock/contracts/scopes'
import type { Database, Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import type { KeyText } from './secret.ts'

/** All SQL of API keys. */

export interface StoredKey {
  keyId: string
  name: string
  scopes: Scope[]
  createdAt: Date
  expiresAt: Date | null
  revokedAt: Date | null
  /** To the minute. */
  lastUsedAt: Date | null
}

export interface NewKey {
  keyId: string
  name: string
  scopes: readonly Scope[]
  secretHash: string
  expiresAt: Date | null
}

const columns = `id as "keyId", name, scopes, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt",
  last_used_at as "lastUsedAt"`

export async function insertKey(tx: Tx, tenantId: string, key: NewKey): Promise<StoredKey> {
  const [row] = await tx.query<StoredKey>(
    `insert into api_keys (tenant_id, id, name, scopes, secret_hash, expires_at) values ($1, $2, $3, $4, $5, $6)
     returning ${columns}`,
    [tenantId, key.keyId, key.name, key.scopes, key.secretHash, key.expiresAt],
  )
  if (!row) throw new Error('the key was not written')
  return row
}

/** Newest first: ids are made in the order of time. */
export const newestKeys: Sort = { name: 'newest', keys: [{ expression: 'id', kind: 'uuid' }], descending: true }

export function listKeys(tx: Tx, tenantId: string, wanted: PageWanted): Promise<Page<StoredKey>> {
  return readPage(tx, {
    columns,
    from: 'api_keys',
    where: [['tenant_id = ?', tenantId]],
    sort: newestKeys,
    wanted,
  })
}

export async function findKey(tx: Tx, tenantId: string, keyId: string): Promise<StoredKey | null> {
  const [row] = await tx.query<StoredKey>(`select ${columns} from api_keys where tenant_id = $1 and id = $2`, [
    tenantId,
    keyId,
  ])
  return row ?? null
}

/** Once: a second time changes nothing. @returns null when the tenant has no such key */
export async function markRevoked(tx: Tx, tenantId: string, keyId: string): Promise<StoredKey | null> {
  const [row] = await tx.query<StoredKey>(
    `update api_keys set revoked_at = coalesce(revoked_at, clock_timestamp()) where tenant_id = $1 and id = $2
     returning ${columns}`,
    [tenantId, keyId],
  )
  return row ?? null
}

/** Whoever holds the secret. */
export interface KeyHolder {
  tenantId: string
  slug: string
  keyId: string
  name: string
  scopes: Scope[]
  expiresAt: Date | null
  revokedAt: Date | null
}

export async function findHolder(database: Database, { keyId, secretHash }: KeyText): Promise<KeyHolder | null> {
  const [row] = await database.call<KeyHolder>(
    `select tenant_id as "tenantId", slug, id as "keyId", name, scopes, expires_at as "expiresAt", revoked_at as "revokedAt"
     from find_api_key($1, $2)`,
    [keyId, secretHash],
  )
  return row ?? null
}

/** Once a minute over all processes, however often it is used. */
export async function noteUse(database: Database, tenantId: string, keyId: string): Promise<void> {
  await database.withTenant(tenantId, (tx) =>
    tx.query(
      `update api_keys set last_used_at = clock_timestamp()
       where tenant_id = $1 and id = $2 and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute')`,
      [tenantId, keyId],
    ),
  )
}
