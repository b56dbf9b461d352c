import { digest } from '#platform/crypto/seal.ts'

/** Longer keys do not fit into an index (btree takes 2,704 bytes); equal ones stay equal. */
const longest = 200

export function indexable(key: string): string {
  return key.length > longest ? `sha256:${digest(key)}` : key
}
