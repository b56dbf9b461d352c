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
