import { randomBytes } from 'node:crypto'
import type { Store } from '../orm/store.ts'

interface ApiKey {
  userId: number
  rowId: number
  expiresAt: number | null
}

/** Keys are 40 hex characters and are shown once (odoo.md 1.3); their rows, without them, can be read by their user. */
export class ApiKeys {
  readonly #store: Store
  #keys = new Map<string, ApiKey>()

  constructor(store: Store) {
    this.#store = store
  }

  generate(userId: number, name: string, days: number): string {
    const key = randomBytes(20).toString('hex')
    const expiresAt = days > 0 ? Date.now() + days * 86_400_000 : null
    const { id: rowId } = this.#store.insert('res.users.apikeys', {
      name,
      user_id: userId,
      scope: null,
      expiration_date: expiresAt === null ? null : odooTime(expiresAt),
      create_date: odooTime(Date.now()),
    })
    this.#keys.set(key, { userId, rowId, expiresAt })
    return key
  }

  revoke(key: string): void {
    const found = this.#keys.get(key)
    if (!found) return
    this.#store.remove('res.users.apikeys', found.rowId)
    this.#keys.delete(key)
  }

  revokeAllOf(userId: number): void {
    for (const [key, one] of this.#keys) if (one.userId === userId) this.revoke(key)
  }

  /** Whose key it is, as long as it has not expired. */
  ownerOf(key: string): number | undefined {
    const found = this.#keys.get(key)
    if (!found || (found.expiresAt !== null && found.expiresAt < Date.now())) return undefined
    return found.userId
  }
}

/** Seconds, UTC, no zone (odoo.md 10, trap 3). */
function odooTime(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}
