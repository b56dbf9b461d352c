/** Local times, HH:MM; may pass midnight. */
export interface QuietHours {
  from: string
  until: string
  /** IANA name. */
  timeZone: string
}

const dayMinutes = 24 * 60

/** When the quiet hours that hold at `now` are over; null when none do. Pure. */
export function quietUntil(now: Date, { from, until, timeZone }: QuietHours): Date | null {
  const [start, end, minute] = [minuteOf(from), minuteOf(until), localMinute(now, timeZone)]
  const inside = start <= end ? minute >= start && minute < end : minute >= start || minute < end
  if (!inside) return null
  const whole = new Date(now)
  whole.setUTCSeconds(0, 0)
  const over = plusMinutes(whole, (end - minute + dayMinutes) % dayMinutes)
  // The clocks may change meanwhile: what is missing or too much then is at most a few hours.
  const off = (end - localMinute(over, timeZone) + dayMinutes) % dayMinutes
  return plusMinutes(over, off > dayMinutes / 2 ? off - dayMinutes : off)
}

function minuteOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

function localMinute(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  return minuteOf(parts.format(at))
}

function plusMinutes(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * 60_000)
}
