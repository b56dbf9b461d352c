/** What a channel said in the same hours of one of the weeks before. */
export interface WeekBefore {
  weeksAgo: number
  events: number
}

export interface Stretch {
  /** The first whole hour without a word, and the end of the last one. */
  from: Date
  until: Date
}

const hourMs = 3_600_000
export const weekMs = 7 * 24 * hourMs

/** Shorter than this is a pause. */
const shortestHours = 2
/** So many weeks have to be known before anything is expected. */
const leastWeeks = 4
/** The latest ones that are looked at. */
const mostWeeks = 6
/** With at least so many in every one of those weeks, none at all by chance is rarer than one in a hundred. */
const leastEvents = 5

/**
 * The stretch without a word that is worth looking at. Cut to a week, since there is no longer one to compare it with.
 *
 * @param until end of the last whole hour that has been counted
 */
export function silentStretch(lastHour: Date, until: Date): Stretch | null {
  const from = new Date(Math.max(lastHour.getTime() + hourMs, until.getTime() - weekMs))
  return until.getTime() - from.getTime() >= shortestHours * hourMs ? { from, until } : null
}

/**
 * Silence that means something: in the same hours of every one of the last weeks the channel did speak. A shop that sells now
 * and then is never suspected at once; the longer it says nothing, the more its quiet weeks have said.
 *
 * @param knownSince when it was first heard: weeks before that prove nothing
 */
export function unusualSilence(
  { from, until }: Stretch,
  knownSince: Date,
  before: readonly WeekBefore[],
): { hours: number; fewest: number } | null {
  const known = before
    .filter(({ weeksAgo }) => from.getTime() - weeksAgo * weekMs >= knownSince.getTime())
    .sort((one, other) => one.weeksAgo - other.weeksAgo)
    .slice(0, mostWeeks)
  if (known.length < leastWeeks) return null
  const fewest = Math.min(...known.map(({ events }) => events))
  if (fewest < leastEvents) return null
  return { hours: Math.floor((until.getTime() - from.getTime()) / hourMs), fewest }
}
