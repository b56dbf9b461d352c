import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { ProviderState } from '#platform/telemetry/provider-ledger.ts'
import { endWorkerBeat, noteWorkerBeat } from './seen-store.ts'

export interface HeartbeatOptions {
  database: Database
  /** Its name while it lives. */
  worker: string
  /** Since it looked for forgotten work. */
  lookedMsAgo(): number | null
  /** How it found the outside systems. */
  providers(): Record<string, ProviderState>
  log: Log
  intervalMs?: number
}

/** Who was not heard of for so long is dead, or as good as. */
export const lostAfterMs = 30_000
const usualIntervalMs = 5_000

/** A worker says that it lives, so that somebody is told when it does not. */
export function startHeartbeat(options: HeartbeatOptions): { stop(): Promise<void> } {
  const { database, worker, log, intervalMs = usualIntervalMs } = options
  let beating: Promise<void> | null = null
  let failedBefore = false

  function beat(): void {
    // One that hangs is not followed by more of them.
    beating ??= noteWorkerBeat(database, worker, options.lookedMsAgo(), options.providers())
      .then(() => {
        failedBefore = false
      })
      .catch((err) => {
        if (!failedBefore) log.debug({ err }, 'a heartbeat could not be written')
        failedBefore = true
      })
      .finally(() => {
        beating = null
      })
  }

  beat()
  const timer = setInterval(beat, intervalMs)
  return {
    async stop() {
      clearInterval(timer)
      await beating
      await endWorkerBeat(database, worker).catch(() => undefined)
    },
  }
}
