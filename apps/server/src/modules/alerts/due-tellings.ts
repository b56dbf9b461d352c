import { type AlertKindName, alertKinds } from './kinds.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'

export interface OpenAlert {
  alertId: string
  kind: AlertKindName
  size: number
  facts: Record<string, string>
  openedAt: Date
}

/** With when this listener was told of it last. */
export interface DueAlert extends OpenAlert {
  lastToldAt: Date | null
}

/** What somebody was told last of an alert. */
export interface Told {
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
  tellings: readonly Told[],
  now: Date,
): DueAlert[] {
  if (isQuiet(listener.quiet, listener.timeZone, now)) return []
  return alerts.flatMap((alert) => {
    const last = tellings.find((one) => one.alertId === alert.alertId && one.recipient === listener.recipient)
    return isDue(listener, alert, last, now) ? [{ ...alert, lastToldAt: last?.toldAt ?? null }] : []
  })
}

function isDue(listener: Listener, alert: OpenAlert, last: Told | undefined, now: Date): boolean {
  const kind = alertKinds[alert.kind]
  if (listener.kinds !== null && !listener.kinds.includes(alert.kind)) return false
  if (now.getTime() - alert.openedAt.getTime() < kind.patienceMs) return false
  if (!last) return true
  const sinceMs = now.getTime() - last.toldAt.getTime()
  if (sinceMs >= kind.repeatMs) return true
  const grown = kind.grows === 'doubles' ? alert.size >= last.size * 2 : alert.size > last.size
  return grown && sinceMs >= leastBetweenMs
}
