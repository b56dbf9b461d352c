const dayMs = 24 * 3_600_000

/** Days before the end at which people are told; the last is the end itself. */
const stages = [14, 7, 3, 2, 1, 0]

/** How near the end is, as a size that grows with each stage. Null while there is time. */
export function nearEnd(expiresAt: Date, now: Date): { stage: number; ends: string } | null {
  const leftMs = expiresAt.getTime() - now.getTime()
  const stage = stages.filter((days) => leftMs <= days * dayMs).length
  if (stage === 0) return null
  const on = `on ${expiresAt.toISOString().slice(0, 10)}`
  if (leftMs <= 0) return { stage, ends: `has ended, ${on}` }
  const days = Math.floor(leftMs / dayMs)
  return { stage, ends: days === 0 ? `ends within a day, ${on}` : `ends in ${days} day${days === 1 ? '' : 's'}, ${on}` }
}
