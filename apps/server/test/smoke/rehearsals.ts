import { readReservations } from '../harness/cutting-proxy.ts'
import type { Cast, Rehearsal } from './rehearsal.ts'

/** Strikes the first worker at a place, and starts another one, as a supervisor would. */
function killedAt(
  method: string,
  moment: 'asked' | 'answered',
  delayMs = 0,
): Pick<Rehearsal, 'prepare' | 'afterwards'> {
  let struck = false
  return {
    prepare(cast: Cast) {
      cast.proxy.at(method, moment, async () => {
        struck = true
        // Inside the call: Odoo has begun and is not done.
        if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
        const [victim] = cast.workers
        victim?.kill('SIGKILL')
        await victim?.ended
        await cast.startWorker()
      })
    },
    async afterwards() {
      if (!struck) throw new Error(`${method} was never ${moment}: nothing was killed`)
    },
  }
}

/** Freezes the first worker in the middle of a confirmation for longer than its lease; it wakes up when all is done. */
function frozenPastItsLease(): Pick<Rehearsal, 'prepare' | 'afterwards'> {
  let frozen = false
  return {
    prepare(cast: Cast) {
      cast.proxy.at('sale.order/action_confirm', 'answered', async () => {
        frozen = true
        cast.workers[0]?.kill('SIGSTOP')
        await cast.startWorker()
      })
    },
    async afterwards(cast: Cast) {
      if (!frozen) throw new Error('nothing was frozen')
      // It goes on with the answer it never saw; whatever it still does must not change the ledger.
      cast.workers[0]?.kill('SIGCONT')
      await new Promise((resolve) => setTimeout(resolve, 4_000))
    },
  }
}

export const rehearsals: Rehearsal[] = [
  { name: 'plain', orders: 20, seed: 1 },
  { name: 'killed after load', orders: 20, seed: 2, ...killedAt('sale.order/load', 'answered') },
  { name: 'killed inside action_confirm', orders: 20, seed: 3, ...killedAt('sale.order/action_confirm', 'asked', 40) },
  { name: 'killed before its own write', orders: 20, seed: 4, ...killedAt(readReservations, 'answered') },
  { name: 'frozen past its lease', orders: 20, seed: 5, ...frozenPastItsLease() },
]
