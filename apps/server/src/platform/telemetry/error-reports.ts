import { scrubText } from '../log.ts'

/** An error that nobody expected, for whoever mends the program. */
export interface ErrorReport {
  error: unknown
  /** Of the error table; `crash` when the process ends of it. */
  code: string
  /** Where it happened: a route or a job. */
  route?: string | undefined
  job?: string | undefined
  correlationId?: string | undefined
}

export interface ErrorReports {
  report(report: ErrorReport): void
  /** Waits a moment for what is on its way. */
  flush(): Promise<void>
}

export const noErrorReports: ErrorReports = { report: () => undefined, flush: async () => undefined }

export type Fate = 'sent' | 'lost' | 'left-out'

export interface ErrorTracker {
  dsn: string
  environment: string
  role: string
  counted?: (fate: Fate) => void
}

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

export interface PlainReport {
  type: string
  message: string
  stack: string
  fingerprint: string[]
  tags: Record<string, string>
  correlationId: string | undefined
}

/**
 * Made of the error by naming what is taken: name, message and stack, masked as in the log. Whatever else hangs on an error
 * (rows, requests, connections) stays here.
 */
export function plainReport({ error, code, route, job, correlationId }: ErrorReport): PlainReport {
  // An AppError wraps what was thrown in the first place; that is the one to mend.
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const type = cause instanceof Error ? cause.name : 'thrown'
  const message = scrubText(cause instanceof Error ? cause.message : String(cause)).slice(0, 1_000)
  const frames = cause instanceof Error ? scrubText(framesOf(cause)) : ''
  return {
    type,
    message,
    stack: `${type}: ${message}\n${frames}`,
    // One fault, however the words in its message differ and the lines move: its name and the function that threw it.
    fingerprint: [
      code,
      type,
      frames
        .split('\n')[0]
        ?.trim()
        .replace(/(:\d+)+\)?$/, '') || message,
      route ?? job ?? '',
    ],
    tags: { code, ...(route === undefined ? {} : { route }), ...(job === undefined ? {} : { job }) },
    correlationId,
  }
}

/** The lines below the message: a message of several lines may hold anything. */
function framesOf(error: Error): string {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 50)
    .join('\n')
}
