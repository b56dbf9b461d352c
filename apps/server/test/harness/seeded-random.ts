export interface SeededRandom {
  /** 0 to 1, 1 excluded. */
  next(): number
  /** Whole, both ends included. */
  int(least: number, most: number): number
  pick<T>(from: readonly T[]): T
  bytes(length: number): Buffer
}

/** Mulberry32: small and good enough to shuffle and to invent with. The same seed gives the same numbers. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    int,
    pick: (from) => from[int(0, from.length - 1)] as (typeof from)[number],
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(0, 255))),
  }
}
