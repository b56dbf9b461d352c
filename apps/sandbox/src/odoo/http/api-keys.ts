import { randomBytes } from 'node:crypto'

interface ApiKey {
  userId: number
  name: string
  expiresAt: number | null
}

/** Keys are 40 hex characters and are shown once (odoo.md 1.3). */
export class ApiKeys {
  #keys = new Map<string, ApiKey>()

  generate(userId: number, name: string, days: number): string {
    const key = randomBytes(20).toString('hex')
    this.#keys.set(key, { userId, name, expiresAt: days > 0 ? Date.now() + days * 86_400_000 : null })
    return key
  }

  revoke(key: string): void {
    this.#keys.delete(key)
  }

  /** Whose key it is, as long as it has not expired. */
  ownerOf(key: string): number | undefined {
    const found = this.#keys.get(key)
    if (!found || (found.expiresAt !== null && found.expiresAt < Date.now())) return undefined
    return found.userId
  }
}
