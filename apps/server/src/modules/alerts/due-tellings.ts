import { type AlertKindName, alertKinds } from './kinds.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'

export interface OpenAlert {
  alertId: string
  kind: AlertKindName
  size: number
  facts: Record<string, string>
  openedAt: Date
}

/** What somebody was told last of an alert. */
export interface Telling {
  alertId: string
  recipient: string
  size: number
  toldAt: Date
}

export interface Listener {
  recipient: string
  /** Null: all kinds. */
  kinds: readonly string[] | null
  quiet: QuietHours | null
  timeZone: string
}

/** A group that grows all the time is not told all the time. */
const leastBetweenMs = 15 * 60_000

/** What this listener has to be told now. Each once; again when it has grown, or after its time. */
export function dueFor(
  listener: Listener,
  alerts: readonly OpenAlert[],
  tellings: readonly Telling[],
  now: Date,
): OpenAlert[] {
  if (isQuiet(listener.quiet, listener.timeZone, now)) return []
  return alerts.filter((alert) => {
    const kind = alertKinds[alert.kind]
    if (listener.kinds !== null && !listener.kinds.includes(alert.kind)) return false
    if (now.getTime() - alert.openedAt.getTime() < kind.patienceMs) return false
    const last = tellings.find((one) => one.alertId === alert.alertId && one.recipient === listener.recipient)
    if (!last) return true
    const sinceMs = now.getTime() - last.toldAt.getTime()
    if (sinceMs >= kind.repeatMs) return true
    const grown = kind.grows === 'doubles' ? alert.size >= last.size * 2 : alert.size > last.size
    return grown && sinceMs >= leastBetweenMs
  })
}
