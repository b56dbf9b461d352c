import type { ErrorTracker, Fate } from './error-tracker.ts'
import { type ErrorReport, type PlainReport, plainReport } from './plain-report.ts'

export interface ErrorReports {
  report(report: ErrorReport): void
  /** Waits a moment for what is on its way. */
  flush(): Promise<void>
}

export const noErrorReports: ErrorReports = { report: () => undefined, flush: async () => undefined }

/** The same fault is told once in this time, and of all faults so many in the window: a broken database breaks everything. */
const sameEveryMs = 60_000
const mostInWindow = 30
const windowMs = 60_000

/** Passes reports on to a Sentry-compatible tracker, few and scrubbed. Loads its library with the first report. */
export function errorReportsTo(tracker: ErrorTracker, nowMs: () => number = () => performance.now()): ErrorReports {
  const lastMs = new Map<string, number>()
  let windowSinceMs = Number.NEGATIVE_INFINITY
  let inWindow = 0
  let sender: Promise<{ send(event: PlainReport): Promise<Fate>; flush(): Promise<void> }> | undefined
  const underWay = new Set<Promise<void>>()

  function mayGo(fingerprint: string): boolean {
    const now = nowMs()
    if (now - windowSinceMs > windowMs) {
      windowSinceMs = now
      inWindow = 0
      for (const [key, at] of lastMs) if (now - at > sameEveryMs) lastMs.delete(key)
    }
    const before = lastMs.get(fingerprint)
    if ((before !== undefined && now - before < sameEveryMs) || inWindow >= mostInWindow) return false
    lastMs.set(fingerprint, now)
    inWindow++
    return true
  }

  return {
    report(report) {
      const plain = plainReport(report)
      if (!mayGo(plain.fingerprint.join('|'))) return tracker.counted?.('left-out')
      sender ??= import('./sentry-envelope.ts').then(({ sentrySender }) => sentrySender(tracker))
      const sending = sender
        .then((open) => open.send(plain))
        .catch((): Fate => 'lost')
        .then((fate) => tracker.counted?.(fate))
        .finally(() => underWay.delete(sending))
      underWay.add(sending)
    },
    async flush() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, 2_000).unref())
      await Promise.race([Promise.all(underWay), late])
    },
  }
}
