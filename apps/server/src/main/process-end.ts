import { constants } from 'node:os'
import type { Log } from '#platform/log.ts'

export interface StopOptions {
  /** Longest time for `stop`, milliseconds; then the process leaves all the same, with 1. */
  limitMs: number
  /** Signals this close to the first are the same wish, arriving on two ways. */
  sameKeyPressMs: number
}

/**
 * Runs `stop` once on Ctrl-C or a stop from outside, and leaves with 0 when all came to its end. A second signal leaves at
 * once, with 128 + its number: whoever asks twice does not want to wait, and nothing is lost by it.
 */
export function stopOnSignals(stop: () => Promise<void>, { limitMs, sameKeyPressMs }: StopOptions): void {
  let stoppingSince: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (performance.now() - stoppingSince >= sameKeyPressMs) process.exit(128 + constants.signals[signal])
        return
      }
      stoppingSince = performance.now()
      setTimeout(() => {
        console.error(`Not stopped in ${limitMs / 1_000} s; leaving all the same.`)
        process.exit(1)
      }, limitMs).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}

/**
 * After an error that nobody caught nobody knows what state the process is in. It says so in one line and ends; a
 * supervisor starts it again, and its lanes are taken over when their leases end.
 *
 * @param told hears of it before the end, and has to be quick
 */
export function endOnSurprises(log: Log, told?: (error: unknown) => Promise<void>): void {
  let ending = false
  const end = (what: string) => (err: unknown) => {
    log.fatal({ err }, `${what}: the process ends, so that a supervisor starts it again`)
    if (!told || ending) process.exit(1)
    ending = true
    void told(err).finally(() => process.exit(1))
  }
  process.on('uncaughtException', end('an error that nobody caught'))
  process.on('unhandledRejection', end('a rejection that nobody handled'))
}

/** All that a stop may take: notice and grace, and the goodbyes behind them. */
export function stopLimitMs(config: { SHUTDOWN_NOTICE_MS: number; SHUTDOWN_GRACE_MS: number }): number {
  return config.SHUTDOWN_NOTICE_MS + config.SHUTDOWN_GRACE_MS + 12_000
}
