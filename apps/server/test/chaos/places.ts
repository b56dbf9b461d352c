import { setTimeout as pause } from 'node:timers/promises'
import type { Act, Call, CuttingProxy, Moment, Verdict } from '../harness/cutting-proxy.ts'
import type { HubProcess } from '../harness/hub-processes.ts'
import { processBehind } from './caller.ts'
import type { PlannedFault } from './fault-plan.ts'
import type { Supervised } from './supervised.ts'

/** Does what the plan says. @returns whether it struck; a place that was never reached is struck by nothing */
export type Strike = (fault: PlannedFault, ends: AbortSignal) => Promise<boolean>

/** Strikes that wait for a place: a moment in a call that the hub makes through this proxy. */
export interface Places {
  /** Waits until the next such call is there. @returns false when the faults end first */
  reached(method: string, moment: Moment, ends: AbortSignal, act: Act): Promise<boolean>
  /** The call meets this end. */
  ending(method: string, moment: Moment, outcome: (fault: PlannedFault) => Verdict): Strike
  /** Whoever makes the call is killed in it, so long after the moment; what becomes of the call itself. */
  killed(method: string, moment: Moment, more?: { afterMs?: number; call?: Verdict }): Strike
  /** Whoever makes the call is frozen; the answer goes on to it, and it finds it when it wakes up. */
  frozen(method: string, moment: Moment): Strike
}

export function placesAt(proxy: CuttingProxy, workers: readonly Supervised[]): Places {
  /** The worker that made this call. */
  function callerOf({ callerPort }: Call): HubProcess | null {
    const running = workers.flatMap(({ current }) => current ?? [])
    const pid = processBehind(
      callerPort,
      proxy.port,
      running.map((worker) => worker.pid),
    )
    return running.find((worker) => worker.pid === pid) ?? null
  }

  const places: Places = {
    reached: (method, moment, ends, act) =>
      new Promise((resolve, reject) => {
        const giveUp = (): void => {
          takeBack()
          resolve(false)
        }
        const takeBack = proxy.at(method, moment, async (call) => {
          ends.removeEventListener('abort', giveUp)
          try {
            const verdict = await act(call)
            resolve(true)
            return verdict
          } catch (error) {
            reject(error)
            return undefined
          }
        })
        ends.addEventListener('abort', giveUp, { once: true })
        if (ends.aborted) giveUp()
      }),

    ending: (method, moment, outcome) => (fault, ends) => places.reached(method, moment, ends, () => outcome(fault)),

    killed:
      (method, moment, { afterMs = 0, call: verdict } = {}) =>
      async (_, ends) => {
        for (;;) {
          let killed = false
          const came = await places.reached(method, moment, ends, async (call) => {
            const victim = callerOf(call)
            // Inside the call: the other side has begun and is not done.
            if (afterMs > 0) await pause(afterMs)
            if (!victim) return undefined
            victim.kill('SIGKILL')
            await victim.ended
            killed = true
            return verdict
          })
          if (killed || !came) return killed
        }
      },

    frozen:
      (method, moment) =>
      async ({ lastsMs }, ends) => {
        let thawed: Promise<void> = Promise.resolve()
        let froze = false
        await places.reached(method, moment, ends, (call) => {
          const victim = callerOf(call)
          if (!victim) return undefined
          froze = true
          thawed = freeze(victim, lastsMs)
          return undefined
        })
        await thawed
        return froze
      },
  }
  return places
}

export async function freeze(worker: HubProcess, lastsMs: number): Promise<void> {
  worker.kill('SIGSTOP')
  await pause(lastsMs)
  worker.kill('SIGCONT')
}
