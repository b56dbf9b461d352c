import { createCipheriv, createDecipheriv, createHash, createHmac, type KeyObject, randomBytes } from 'node:crypto'

/**
 * An encrypted value is text: `v1.<key id>.<nonce>.<ciphertext and tag>`, AES-256-GCM, base64url.
 * `bound` says where the value lives (tenant|table|column|id): a value copied to another row does not open there.
 */
export function seal(key: Uint8Array | KeyObject, keyId: string, plain: Uint8Array | string, bound: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(bound))
  const sealed = Buffer.concat([cipher.update(plain as Uint8Array), cipher.final(), cipher.getAuthTag()])
  return `v1.${keyId}.${nonce.toString('base64url')}.${sealed.toString('base64url')}`
}

export function unseal(key: Uint8Array | KeyObject, value: string, bound: string): Buffer {
  const [version, , nonceText, sealedText] = value.split('.')
  if (version !== 'v1' || !nonceText || !sealedText) throw new Error('not an encrypted value of version 1')
  const sealed = Buffer.from(sealedText, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonceText, 'base64url'))
  decipher.setAAD(Buffer.from(bound))
  decipher.setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()])
}

export function keyIdOf(value: string): string {
  return value.split('.')[1] ?? ''
}

/** Keyed hash for finding equal values without holding them: `h1.<key id>.<hex>`. */
export function keyedHash(key: Uint8Array, keyId: string, purpose: string, value: string): string {
  return `h1.${keyId}.${createHmac('sha256', key).update(`${purpose}|${value}`).digest('hex')}`
}

/** Digest of content, for recognising equal content; not a secret. */
export function digest(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}
