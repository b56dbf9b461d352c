import type { Random } from './random.ts'

/** Hands out ids, none twice. */
export interface Ids {
  next(): bigint
}

/** An order has fewer than a thousand ids of its own: `first` of one and of the next order must be that far apart. */
export const idsPerOrder = 1000n

export function idsFrom(first: bigint): Ids {
  let next = first
  return { next: () => next++ }
}

/** `big`: 18 digits, as in the test deliveries that Shopify sends itself; else 13, as in shops. */
export function aFirstId(random: Random, big: boolean): bigint {
  const block = BigInt(random.int(0, 3_999_999_999)) * idsPerOrder
  return (big ? 820_000_000_000_000_000n : 6_000_000_000_000n) + block
}

/** A shop's product keeps its id: derived from the SKU (FNV-1a). The variant's is the next one. */
export function productId(sku: string): bigint {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(sku)) hash = Math.imul(hash ^ byte, 0x01000193)
  return 9_000_000_000_000n + BigInt(hash >>> 0) * 2n
}
