import { setTimeout as pause } from 'node:timers/promises'
import type { OwnOdoo } from '@crossdock/sandbox/odoo-own'
import { type CuttingProxy, readReservations } from '../harness/cutting-proxy.ts'
import type { HubProcess } from '../harness/hub-processes.ts'
import type { Bell } from './bell-under-test.ts'
import type { FaultKind } from './fault-plan.ts'
import type { HubDatabase } from './hub-database.ts'
import { type MessageTargets, messageStrikesOn } from './message-strikes.ts'
import { freeze, placesAt, type Strike } from './places.ts'
import type { Supervised } from './supervised.ts'

export interface Targets extends MessageTargets {
  apis: readonly Supervised[]
  odoo: OwnOdoo
  proxy: CuttingProxy
  database: HubDatabase
  bell: Bell
}

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

export function strikesOn(targets: Targets): Record<FaultKind, Strike> {
  const { workers, apis, odoo, proxy, database, bell } = targets
  const withOdoo = oneAtATime()
  const withDatabase = oneAtATime()
  const oneOf = (group: readonly Supervised[], pick: number): Promise<HubProcess> => {
    const chosen = group[Math.floor(pick * group.length)]
    if (!chosen) throw new Error('nobody to strike')
    return chosen.up()
  }

  const { reached, ending, killed, frozen } = placesAt(proxy, workers)

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
    'worker killed after load': killed(load, 'answered'),
    'worker killed inside action_confirm': killed(confirm, 'asked', { afterMs: 40 }),
    'worker killed before its own write': killed(readReservations, 'answered'),
    'worker frozen past its lease': async ({ pick, lastsMs }) => {
      await freeze(await oneOf(workers, pick), lastsMs)
      return true
    },
    'worker frozen inside action_confirm': frozen(confirm, 'answered'),
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

    'gateway answers instead of odoo': ending('*', 'arrived', ({ pick }) => ({ status: pick < 0.5 ? 502 : 503 })),
    'gateway gives up on odoo': ending('*', 'answered', () => ({ status: 504 })),
    'cut after the request': ending('*', 'asked', () => 'cut'),
    'cut after action_confirm was asked': ending(confirm, 'asked', () => 'cut'),
    'cut before the answer': ending('*', 'answered', () => 'cut'),
    'half an answer': ending('*', 'answered', () => 'half'),
    'answer trickles': ending('*', 'answered', ({ lastsMs }) => ({ trickleMs: lastsMs })),

    'queue wiped': () => bell.wipe(),
    'bell cut off from the database': () => withDatabase(() => cutOff(database, ['crossdock bell'])),
    'hub cut off from its database': () => withDatabase(() => cutOff(database, ['crossdock app', 'crossdock intake'])),
    'database restarted at once': () =>
      withDatabase(async () => {
        await database.restartAtOnce()
        return true
      }),

    ...messageStrikesOn(targets),
  }
}

async function cutOff(database: HubDatabase, names: string[]): Promise<boolean> {
  const cut = await database.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where application_name = any($1)',
    [names],
  )
  return cut.length > 0
}
