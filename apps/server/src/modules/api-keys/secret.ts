import { randomBytes } from 'node:crypto'
import { digest } from '#platform/crypto/seal.ts'

/**
 * A key is `cdk_<id>_<secret>`: the id (a uuid without dashes) finds the row, the secret is 256 random bits in base64url.
 *
 * Stored is the plain SHA-256 of the secret. Slow, salted hashes guard what people choose; there is nothing to guess in 256
 * random bits, and every request pays for the hash.
 */
export interface KeyText {
  keyId: string
  secretHash: string
}

export function mintKey(keyId: string): { text: string; secretHash: string } {
  const secret = randomBytes(32).toString('base64url')
  return { text: `cdk_${keyId.replaceAll('-', '')}_${secret}`, secretHash: digest(secret) }
}

/** Null: it does not look like a key of ours, and nobody need be asked. */
export function readKey(text: string): KeyText | null {
  const match = /^cdk_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})_([\w-]{43})$/.exec(text)
  if (!match) return null
  return { keyId: match.slice(1, 6).join('-'), secretHash: digest(match[6] ?? '') }
}
