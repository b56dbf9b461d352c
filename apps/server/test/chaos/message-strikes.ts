import { setTimeout as pause } from 'node:timers/promises'
import type { WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import type { CuttingProxy } from '../harness/cutting-proxy.ts'
import type { MessageFaultKind } from './fault-plan.ts'
import { placesAt, type Strike } from './places.ts'
import type { Supervised } from './supervised.ts'

export interface MessageTargets {
  workers: readonly Supervised[]
  /** Plays WhatsApp and the phones. */
  box: WhatsAppSandbox
  /** Between the hub and WhatsApp. */
  graphProxy: CuttingProxy
}

const sends = 'messages'
/** Codes with which Meta says that it did not take a message and may take it later. */
const busy = [131016, 130429, 2]

/** So long, and on until somebody has come into it. @returns whether anybody has, before the faults end */
function longEnough(count: () => number): (lastsMs: number, ends: AbortSignal) => Promise<boolean> {
  const before = count()
  return async (lastsMs, ends) => {
    await pause(lastsMs)
    while (count() === before && !ends.aborted) await pause(50)
    return count() > before
  }
}

/** What is done to messages on their way out, and to what Meta tells of them. */
export function messageStrikesOn({ workers, box, graphProxy }: MessageTargets): Record<MessageFaultKind, Strike> {
  const { business, courier } = box.world
  const { ending, killed, frozen } = placesAt(graphProxy, workers)
  return {
    // Of its own words: nothing was sent, and the hub has to send it again.
    'whatsapp is busy': async ({ lastsMs, pick }, ends) => {
      const code = busy[Math.floor(pick * busy.length)] ?? null
      const refused = longEnough(() => box.world.requests.length)
      for (const number of business.numbers()) number.trouble = code
      const struck = await refused(lastsMs, ends)
      for (const number of business.numbers()) number.trouble = null
      return struck
    },
    // Sometimes slower than the hub is patient: the message goes out all the same.
    'whatsapp slow': async ({ lastsMs, pick }, ends) => {
      const delayed = longEnough(() => graphProxy.calls.get(sends) ?? 0)
      graphProxy.delayMs = pick < 0.5 ? 200 + Math.round(1_200 * pick) : 3_500
      const struck = await delayed(lastsMs, ends)
      graphProxy.delayMs = 0
      return struck
    },
    'whatsapp refuses connections': async ({ lastsMs }) => {
      graphProxy.refuse()
      await pause(lastsMs)
      await graphProxy.listen()
      return true
    },
    'whatsapp never answers': ending(sends, 'answered', () => 'silent'),
    'gateway answers instead of whatsapp': ending(sends, 'arrived', ({ pick }) => ({ status: pick < 0.5 ? 500 : 502 })),
    'gateway gives up on whatsapp': ending(sends, 'answered', () => ({ status: 504 })),
    'cut after the message was handed over': ending(sends, 'asked', () => 'cut'),
    'half an answer from whatsapp': ending(sends, 'answered', () => 'half'),
    'worker killed before its message went out': killed(sends, 'arrived', { call: 'cut' }),
    'worker killed after its message went out': killed(sends, 'answered'),
    'worker frozen while it sends': frozen(sends, 'answered'),
    'whatsapp tells late': async ({ lastsMs }) => {
      const before = courier.told.length
      courier.mood = { ...courier.mood, lateMs: lastsMs }
      await pause(lastsMs)
      courier.mood = { ...courier.mood, lateMs: 0 }
      return courier.told.length > before || !courier.idle
    },
    'whatsapp tells all of it again': async () => (await courier.again()) > 0,
  }
}
