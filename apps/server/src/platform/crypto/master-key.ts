import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isProof, proofOf } from './instance-proof.ts'
import { seal, unseal } from './seal.ts'

/** The key that wraps data keys. Several may be known; the first one wraps, all of them unwrap. */
export class MasterKey {
  readonly #keys: { id: string; bytes: Buffer }[]

  constructor(text: string) {
    this.#keys = text.split(',').map((pair) => {
      const [id = '', base64 = ''] = pair.split(':')
      return { id, bytes: Buffer.from(base64, 'base64') }
    })
    if (this.#keys.some((key) => key.bytes.length !== 32)) throw new Error('a master key has 32 bytes')
  }

  get #current(): { id: string; bytes: Buffer } {
    const [first] = this.#keys
    if (!first) throw new Error('no master key')
    return first
  }

  wrap(dataKey: Uint8Array, bound: string): string {
    return seal(this.#current.bytes, this.#current.id, dataKey, bound)
  }

  unwrap(wrapped: string, bound: string): Buffer {
    const id = wrapped.split('.')[1]
    const key = this.#keys.find((candidate) => candidate.id === id)
    if (!key) throw new Error(`the master key "${id}" is not configured; add it to CROSSDOCK_MASTER_KEY`)
    return unseal(key.bytes, wrapped, bound)
  }

  /** Of the key that wraps. */
  get currentId(): string {
    return this.#current.id
  }

  get ids(): string[] {
    return this.#keys.map(({ id }) => id)
  }

  /** Answers whoever asks whether this is our hub, for example behind PUBLIC_URL. */
  proveInstance(challenge: string): string {
    return proofOf(this.#current.bytes, challenge)
  }

  /** Whether somebody holds one of these keys. */
  isOurs(challenge: string, proof: string): boolean {
    return this.#keys.some(({ bytes }) => isProof(bytes, challenge, proof))
  }

  /** A key for another purpose that this one stands behind; null when the master key of that id is not at hand. */
  derive(id: string, purpose: string, salt: Uint8Array): Buffer | null {
    const key = this.#keys.find((candidate) => candidate.id === id)
    return key ? Buffer.from(hkdfSync('sha256', key.bytes, salt, purpose, 32)) : null
  }

  /** Passwords of the database's own roles follow from the master key, so nobody has to invent or store them. */
  rolePassword(role: string): string {
    const last = this.#keys[this.#keys.length - 1] ?? this.#current
    return createHmac('sha256', last.bytes).update(`database role|${role}`).digest('base64url')
  }
}

/** Development only: a key made once and kept beside the embedded database, readable by its owner alone. */
export function generatedMasterKey(dataDir: string): string {
  const path = join(dataDir, 'master.key')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, `dev:${randomBytes(32).toString('base64')}`, { mode: 0o600 })
  }
  return readFileSync(path, 'utf8').trim()
}
