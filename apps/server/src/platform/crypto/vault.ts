import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Database, Tx } from '../db/database.ts'
import type { CacheWatch } from '../telemetry/watch-cache.ts'
import type { MasterKey } from './master-key.ts'
import { keyedHash, keyIdOf, seal, unseal } from './seal.ts'
import type { Place } from './sealed-columns.ts'

export type KeyPurpose = 'encrypt' | 'hash'

interface DataKey {
  id: string
  purpose: KeyPurpose
  bytes: Buffer
  /** The same bytes as OpenSSL wants them: made once, since making it takes as long as encrypting a small body. */
  cipherKey: KeyObject
}

interface KeyRow {
  id: string
  purpose: KeyPurpose
  wrapped: string
}

/** How long a process goes on with the keys it has read: after that it knows of every newer one. */
export const keysBelievedMs = 10_000

/**
 * Envelope encryption: every tenant has data keys of its own, wrapped by the master key. Erasing a tenant's keys makes
 * whatever of it is left in backups unreadable.
 */
export class Vault {
  readonly #masterKey: MasterKey
  readonly #database: Database
  readonly #looked: CacheWatch | undefined
  readonly #keys = new Map<string, { read: Promise<DataKey[]>; untilMs: number }>()

  constructor(masterKey: MasterKey, database: Database, looked?: CacheWatch) {
    this.#masterKey = masterKey
    this.#database = database
    this.#looked = looked
  }

  /** Makes a tenant's first keys, inside the transaction that makes the tenant. */
  async createKeys(tx: Tx, tenantId: string): Promise<void> {
    for (const purpose of ['encrypt', 'hash'] as const) {
      const { id, wrapped } = newDataKey(this.#masterKey, tenantId, purpose)
      await tx.query('insert into data_keys (tenant_id, id, purpose, wrapped) values ($1, $2, $3, $4)', [
        tenantId,
        id,
        purpose,
        wrapped,
      ])
    }
  }

  async seal(tenantId: string, place: Place, plain: string): Promise<string> {
    const key = await this.#newest(tenantId, 'encrypt')
    return seal(key.cipherKey, key.id, plain, bound(tenantId, place))
  }

  async unseal(tenantId: string, place: Place, value: string): Promise<string> {
    return (await this.#open(tenantId, place, value)).toString('utf8')
  }

  /** For large bodies: packed before it is encrypted, since ciphertext cannot be packed any more. */
  async sealBody(tenantId: string, place: Place, body: Uint8Array): Promise<string> {
    const key = await this.#newest(tenantId, 'encrypt')
    // Packed orders are about a fifth: room for half of it spares the 16 KiB that are otherwise laid out and thrown away.
    const packed = gzipSync(body, { level: 1, chunkSize: Math.max(1024, body.length >> 1) })
    return seal(key.cipherKey, key.id, packed, bound(tenantId, place))
  }

  async unsealBody(tenantId: string, place: Place, value: string): Promise<Buffer> {
    return gunzipSync(await this.#open(tenantId, place, value))
  }

  /** The same content under the newest key; what is under it already comes back as it is. */
  async reseal(tenantId: string, place: Place, value: string): Promise<string> {
    const key = await this.#newest(tenantId, 'encrypt')
    if (keyIdOf(value) === key.id) return value
    return seal(key.cipherKey, key.id, await this.#open(tenantId, place, value), bound(tenantId, place))
  }

  /** Equal values of one tenant have equal hashes; the same value of another tenant has another one. */
  async hash(tenantId: string, purpose: string, value: string): Promise<string> {
    const key = await this.#newest(tenantId, 'hash')
    return keyedHash(key.bytes, key.id, purpose, value)
  }

  async #open(tenantId: string, place: Place, value: string): Promise<Buffer> {
    const id = keyIdOf(value)
    let key = (await this.#of(tenantId)).find((candidate) => candidate.id === id)
    if (!key) {
      // Perhaps rotated since the keys were read.
      this.#keys.delete(tenantId)
      key = (await this.#of(tenantId)).find((candidate) => candidate.id === id)
    }
    if (!key) throw new Error(`no data key ${id} for this tenant`)
    return unseal(key.cipherKey, value, bound(tenantId, place))
  }

  async #newest(tenantId: string, purpose: KeyPurpose): Promise<DataKey> {
    const key = (await this.#of(tenantId)).find((candidate) => candidate.purpose === purpose)
    if (!key) throw new Error(`the tenant has no ${purpose} key`)
    return key
  }

  #of(tenantId: string): Promise<DataKey[]> {
    const known = this.#keys.get(tenantId)
    const isFresh = known !== undefined && performance.now() < known.untilMs
    this.#looked?.(isFresh ? 'hit' : 'miss')
    if (isFresh) return known.read
    const read = this.#load(tenantId)
    // Counted from before they are read: whoever rotates relies on it.
    const entry = { read, untilMs: performance.now() + keysBelievedMs }
    this.#keys.set(tenantId, entry)
    read.catch(() => {
      if (this.#keys.get(tenantId) === entry) this.#keys.delete(tenantId)
    })
    return read
  }

  async #load(tenantId: string): Promise<DataKey[]> {
    const rows = await this.#database.withTenant(tenantId, (tx) =>
      tx.query<KeyRow>('select id, purpose, wrapped from data_keys_of_tenant()'),
    )
    return rows.map((row) => {
      const bytes = this.#masterKey.unwrap(row.wrapped, keyPlace(tenantId, row.id))
      return { id: row.id, purpose: row.purpose, bytes, cipherKey: createSecretKey(bytes) }
    })
  }
}

/** A key that nobody has yet, wrapped for its row in `data_keys`. */
export function newDataKey(
  masterKey: MasterKey,
  tenantId: string,
  purpose: KeyPurpose,
): { id: string; wrapped: string } {
  const id = `${purpose === 'encrypt' ? 'e' : 'h'}${randomBytes(5).toString('hex')}`
  return { id, wrapped: masterKey.wrap(randomBytes(32), keyPlace(tenantId, id)) }
}

/** What binds a wrapped key to its row. */
export function keyPlace(tenantId: string, keyId: string): string {
  return `${tenantId}|data_keys|wrapped|${keyId}`
}

function bound(tenantId: string, place: Place): string {
  return `${tenantId}|${place.table}|${place.column}|${place.id}`
}
