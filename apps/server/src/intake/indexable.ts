import { digest } from '#platform/crypto/seal.ts'

/** Longer keys do not fit into an index (btree takes 2,704 bytes); equal ones stay equal. */
const longest = 200

/** A key that something is found by: as it came, or its digest when it is too long or no text to PostgreSQL. */
export function indexable(key: string): string {
  if (isFit(key)) return key
  // As UTF-8 all halves of surrogate pairs are one and the same.
  return `sha256:${digest(key.isWellFormed() ? key : Buffer.from(key, 'utf16le'))}`
}

/** Whether an account can be attached under this key at all. */
export function isFit(key: string): boolean {
  return key.length <= longest && key === storableText(key)
}

/** PostgreSQL takes neither a NUL nor half of a surrogate pair, and a signed body may hold both. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}
