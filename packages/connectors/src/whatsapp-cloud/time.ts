import { unreadable } from './unreadable.ts'

/** WhatsApp opened in 2009; 2100 is far enough. */
const earliest = Date.UTC(2009, 0)
const latest = Date.UTC(2100, 0)

/**
 * Unix seconds, or milliseconds where there are too many digits for seconds, as RFC 3339. Null when it is no time that a
 * message can have: a wrong one would open a window, or close it.
 */
export function timeOf(sent: string | null): string | null {
  if (sent === null || !/^\d{9,13}(\.0+)?$/.test(sent)) return null
  const number = Number(sent)
  const ms = number >= 1e12 ? number : number * 1_000
  return ms >= earliest && ms < latest ? new Date(ms).toISOString().replace('.000Z', 'Z') : null
}

export function mustBeTime(sent: string | null, name: string): string {
  const time = timeOf(sent)
  if (time !== null) return time
  throw unreadable(sent === null ? `${name} is missing` : `${name} is not a plausible time`)
}
