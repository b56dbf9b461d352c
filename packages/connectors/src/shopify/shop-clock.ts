/**
 * A time of GraphQL, which is in UTC, as webhooks write it: on the shop's clock with its offset, to the second. The same
 * order then reads the same to the letter, whichever way it came. Left as it is where the runtime lacks the time zone.
 */
export function atShop(utc: string, timeZone: string): string {
  const time = new Date(utc)
  const offset = Number.isNaN(time.getTime()) ? null : offsetAt(time, timeZone)
  if (offset === null) return utc
  const minutes = Number(`${offset[0]}1`) * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6)))
  return `${new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19)}${offset}`
}

/** "+05:30"; Intl writes "GMT+05:30", and "GMT" alone for none. Null for zones it does not know and offsets to the second. */
function offsetAt(time: Date, timeZone: string): string | null {
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    const name = format.formatToParts(time).find((part) => part.type === 'timeZoneName')?.value ?? ''
    if (name === 'GMT') return '+00:00'
    return /^GMT[+-]\d\d:\d\d$/.test(name) ? name.slice(3) : null
  } catch {
    return null
  }
}
