import { setTimeout as pause } from 'node:timers/promises'
import type { HubProcess } from '../processes/hub-process.ts'

/** A process of the hub that somebody starts again whenever it ends, as every operator has it. */
export interface Supervised {
  /** Null while it is being started. */
  readonly current: HubProcess | null
  /** Times it has come up. */
  readonly starts: number
  /** Waits until it is up. */
  up(): Promise<HubProcess>
  stop(): Promise<void>
}

const restartAfterMs = 300

export function supervise(start: () => Promise<HubProcess>): Supervised {
  let current: HubProcess | null = null
  let starts = 0
  let stopping = false
  const stopped = (async () => {
    while (!stopping) {
      try {
        current = await start()
        starts++
        if (stopping) await current.stop()
        await current.ended
      } catch {
        // It did not come up, for want of a database for instance; its log says why.
      }
      current = null
      if (!stopping) await pause(restartAfterMs)
    }
  })()
  return {
    get current() {
      return current
    },
    get starts() {
      return starts
    },
    async up() {
      while (!current) {
        if (stopping) throw new Error('stopped')
        await pause(50)
      }
      return current
    },
    async stop() {
      stopping = true
      await current?.stop()
      await stopped
    },
  }
}
