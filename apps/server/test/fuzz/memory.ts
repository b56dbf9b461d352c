import { readFileSync } from 'node:fs'

/** Memory of a process in use, MiB; null where there is no /proc. */
export function residentMiB(pid: number): number | null {
  try {
    const kibibytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kibibytes === undefined ? null : Number(kibibytes) / 1024
  } catch {
    return null
  }
}

/** Samples with how far the run had come, 0 to 1. */
export interface MemorySample {
  progress: number
  mebibytes: number
}

export interface Flatness {
  /** Median over the second tenth of the run; the first is left to warming up. */
  early: number
  /** Median over the last tenth. */
  late: number
  flat: boolean
}

/** A leak grows with the number of requests; what a garbage collector leaves lying about for a while does not. */
const mostGrowth = 1.2

/** Null with too few samples to say anything. */
export function flatness(samples: readonly MemorySample[]): Flatness | null {
  const early = medianOf(samples, 0.1, 0.2)
  const late = medianOf(samples, 0.9, 1)
  return early === null || late === null ? null : { early, late, flat: late <= early * mostGrowth }
}

function medianOf(samples: readonly MemorySample[], from: number, to: number): number | null {
  const within = samples
    .filter(({ progress }) => progress >= from && progress <= to)
    .map(({ mebibytes }) => mebibytes)
    .sort((one, other) => one - other)
  return within.length < 5 ? null : (within[Math.floor(within.length / 2)] ?? null)
}
