import { setTimeout as pause } from 'node:timers/promises'
import type { OwnOdoo } from '@crossdock/sandbox/odoo-own'
import {
  type Act,
  type Call,
  type CuttingProxy,
  type Moment,
  readReservations,
  type Verdict,
} from '../harness/cutting-proxy.ts'
import type { HubProcess } from '../harness/hub-processes.ts'
import type { Bell } from './bell-under-test.ts'
import { processBehind } from './caller.ts'
import type { FaultKind, PlannedFault } from './fault-plan.ts'
import type { HubDatabase } from './hub-database.ts'
import type { Supervised } from './supervised.ts'

export interface Targets {
  workers: readonly Supervised[]
  apis: readonly Supervised[]
  odoo: OwnOdoo
  proxy: CuttingProxy
  database: HubDatabase
  bell: Bell
}

/** Does what the plan says. @returns whether it struck; a place that was never reached is struck by nothing */
export type Strike = (fault: PlannedFault, ends: AbortSignal) => Promise<boolean>

const load = 'sale.order/load'
const confirm = 'sale.order/action_confirm'

/** One at a time where two would be in each other's way: an Odoo that is down cannot be frozen. */
function oneAtATime(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work, work)
    last = next.catch(() => undefined)
    return next
  }
}

export function strikesOn({ workers, apis, odoo, proxy, database, bell }: Targets): Record<FaultKind, Strike> {
  const withOdoo = oneAtATime()
  const withDatabase = oneAtATime()
  const oneOf = (group: readonly Supervised[], pick: number): Promise<HubProcess> => {
    const chosen = group[Math.floor(pick * group.length)]
    if (!chosen) throw new Error('nobody to strike')
    return chosen.up()
  }

  /** Waits for the place to be reached; @returns false when the faults end first. */
  function reached(method: string, moment: Moment, ends: AbortSignal, act: Act): Promise<boolean> {
    return new Promise((resolve, reject) => {
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
    })
  }

  const verdict =
    (method: string, moment: Moment, outcome: (fault: PlannedFault) => Verdict): Strike =>
    (fault, ends) =>
      reached(method, moment, ends, () => outcome(fault))

  /** The worker that made this call: the one that holds the writer's lane. */
  function callerOf({ callerPort }: Call): HubProcess | null {
    const running = workers.flatMap(({ current }) => current ?? [])
    const pid = processBehind(
      callerPort,
      proxy.port,
      running.map((worker) => worker.pid),
    )
    return running.find((worker) => worker.pid === pid) ?? null
  }

  const killedAt =
    (method: string, moment: Moment, afterMs = 0): Strike =>
    async (_, ends) => {
      for (;;) {
        let killed = false
        const came = await reached(method, moment, ends, async (call) => {
          const victim = callerOf(call)
          // Inside the call: Odoo has begun and is not done.
          if (afterMs > 0) await pause(afterMs)
          if (!victim) return
          victim.kill('SIGKILL')
          await victim.ended
          killed = true
        })
        if (killed || !came) return killed
      }
    }

  async function freeze(worker: HubProcess, lastsMs: number): Promise<void> {
    worker.kill('SIGSTOP')
    await pause(lastsMs)
    worker.kill('SIGCONT')
  }

  async function odooAway(lastsMs: number): Promise<void> {
    await pause(lastsMs)
    await odoo.start()
  }

  return {
    'worker killed': async ({ pick }) => {
      const victim = await oneOf(workers, pick)
      victim.kill('SIGKILL')
      await victim.ended
      return true
    },
    'worker killed after load': killedAt(load, 'answered'),
    'worker killed inside action_confirm': killedAt(confirm, 'asked', 40),
    'worker killed before its own write': killedAt(readReservations, 'answered'),
    'worker frozen past its lease': async ({ pick, lastsMs }) => {
      await freeze(await oneOf(workers, pick), lastsMs)
      return true
    },
    'worker frozen inside action_confirm': async ({ lastsMs }, ends) => {
      let thawed: Promise<void> = Promise.resolve()
      let froze = false
      await reached(confirm, 'answered', ends, (call) => {
        const victim = callerOf(call)
        if (!victim) return undefined
        froze = true
        // The answer goes on to it: it finds it when it wakes up, its lane long lost.
        thawed = freeze(victim, lastsMs)
        return undefined
      })
      await thawed
      return froze
    },
    'api killed': async ({ pick }) => {
      const victim = await oneOf(apis, pick)
      victim.kill('SIGKILL')
      await victim.ended
      return true
    },

    'odoo stopped': ({ lastsMs }) =>
      withOdoo(async () => {
        await odoo.stop()
        await odooAway(lastsMs)
        return true
      }),
    'odoo killed': ({ lastsMs }) =>
      withOdoo(async () => {
        await odoo.kill()
        await odooAway(lastsMs)
        return true
      }),
    'odoo killed inside action_confirm': async ({ lastsMs }, ends) => {
      let back: Promise<void> = Promise.resolve()
      const came = await reached(confirm, 'asked', ends, async () => {
        await pause(40)
        const killed = withOdoo(() => odoo.kill())
        back = withOdoo(() => odooAway(lastsMs))
        await killed
        return 'cut' as const
      })
      await back
      return came
    },
    'odoo frozen': ({ lastsMs }) =>
      withOdoo(async () => {
        odoo.freeze()
        await pause(lastsMs)
        odoo.goOn()
        return true
      }),
    'odoo slow': async ({ lastsMs, pick }) => {
      proxy.delayMs = 200 + Math.round(600 * pick)
      const before = proxy.seen()
      await pause(lastsMs)
      proxy.delayMs = 0
      return proxy.seen() > before
    },
    'odoo refuses connections': async ({ lastsMs }) => {
      proxy.refuse()
      await pause(lastsMs)
      await proxy.listen()
      return true
    },

    'gateway answers instead of odoo': verdict('*', 'arrived', ({ pick }) => ({ status: pick < 0.5 ? 502 : 503 })),
    'gateway gives up on odoo': verdict('*', 'answered', () => ({ status: 504 })),
    'cut after the request': verdict('*', 'asked', () => 'cut'),
    'cut after action_confirm was asked': verdict(confirm, 'asked', () => 'cut'),
    'cut before the answer': verdict('*', 'answered', () => 'cut'),
    'half an answer': verdict('*', 'answered', () => 'half'),
    'answer trickles': verdict('*', 'answered', ({ lastsMs }) => ({ trickleMs: lastsMs })),

    'queue wiped': () => bell.wipe(),
    'bell cut off from the database': () => withDatabase(() => cutOff(database, ['crossdock bell'])),
    'hub cut off from its database': () => withDatabase(() => cutOff(database, ['crossdock app', 'crossdock intake'])),
    'database restarted at once': () =>
      withDatabase(async () => {
        await database.restartAtOnce()
        return true
      }),
  }
}

async function cutOff(database: HubDatabase, names: string[]): Promise<boolean> {
  const cut = await database.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = any($1)',
    [names],
  )
  return cut.length > 0
}
