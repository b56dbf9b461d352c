/** So many messages in a time, and how many of them may go at once, borrowed from later. */
export interface Pace {
  everyMs: number
  burst: number
}

/** One person every six seconds (WhatsApp); about 45 may be borrowed, of which we use a few. */
export const pairPace: Pace = { everyMs: 6_000, burst: 8 }

export function numberPace(perSecond: number): Pace {
  return { everyMs: 1_000 / perSecond, burst: Math.max(1, Math.ceil(perSecond / 2)) }
}

/**
 * One date carries the whole pace: the time up to which messages are spoken for. The next one may go once no more than a
 * burst is borrowed.
 */
export function freeAt(spokenForUntil: Date, { everyMs, burst }: Pace): Date {
  return new Date(spokenForUntil.getTime() - (burst - 1) * everyMs)
}

/** The date after one more message. */
export function afterOne(spokenForUntil: Date, now: Date, { everyMs }: Pace): Date {
  return new Date(Math.max(spokenForUntil.getTime(), now.getTime()) + everyMs)
}
