/** "22:00" to "07:00" in a time zone; null: never quiet. */
export interface QuietHours {
  from: string
  until: string
}

export function isQuiet(quiet: QuietHours | null, timeZone: string, now: Date): boolean {
  if (!quiet || quiet.from === quiet.until) return false
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const time = clock.format(now)
  return quiet.from < quiet.until ? time >= quiet.from && time < quiet.until : time >= quiet.from || time < quiet.until
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
