import { setTimeout as pause } from 'node:timers/promises'
import { type Answer, isSuccess, send } from '@crossdock/sandbox/shopify'
import type { PlannedDelivery } from './plan.ts'

export interface Told {
  /** Deliveries that have met their end: answered 2xx, or 401 where they were forged. */
  finished: number
  /** Posts, retries included. */
  posts: number
  /** Webhook-Ids that were answered 2xx at least once. */
  accepted: Set<string>
  /** Forged deliveries, refused with 401. */
  refused: number
  /** How often there was no 2xx, by status or reason, and the delivery was sent again. */
  sentAgain: Map<string, number>
  /** Hung up by the sender before the answer. */
  hungUp: number
  /** Deliveries whose answer cannot be right: a forged one accepted, a rightly signed one refused for good. */
  wrong: string[]
}

export interface TellOptions {
  /** Where a delivery of this shop goes at this attempt: there are several API processes. */
  target(shop: number, attempt: number): { url: string; secret: string }
  signal: AbortSignal
  told: Told
}

const atOnce = 24
const firstRetryMs = 400
const longestRetryMs = 5_000

export function nothingTold(): Told {
  return { finished: 0, posts: 0, accepted: new Set(), refused: 0, sentAgain: new Map(), hungUp: 0, wrong: [] }
}

/**
 * Sends each delivery at its time, as Shopify does: what is not answered 2xx within five seconds is sent again with the
 * same Webhook-Id, later and later. (Shopify gives up after eight attempts in four hours; those hours are not spent here.)
 */
export async function tellShops(deliveries: readonly PlannedDelivery[], options: TellOptions): Promise<void> {
  const { signal } = options
  const startedMs = performance.now()
  const running = new Set<Promise<void>>()
  for (const planned of deliveries) {
    const waitMs = planned.atMs - (performance.now() - startedMs)
    if (waitMs > 1) await pause(waitMs, undefined, { signal })
    while (running.size >= atOnce) await Promise.race(running)
    signal.throwIfAborted()
    const one = tell(planned, options)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
      .finally(() => running.delete(one))
    running.add(one)
  }
  await Promise.all(running)
  signal.throwIfAborted()
}

async function tell({ delivery, shop, signed, hangsUp }: PlannedDelivery, options: TellOptions): Promise<void> {
  const { told, signal } = options
  for (let attempt = 1; ; attempt++) {
    const { url, secret } = options.target(shop, attempt)
    const impatient = hangsUp && attempt === 1
    told.posts++
    const answer = await send(
      delivery,
      { url, secret: signed === 'forged' ? 'not-the-secret' : secret },
      impatient ? { answerTimeoutMs: 3 } : {},
    )
    if (answer.status === null && impatient) told.hungUp++
    if (isLast(answer, signed)) {
      if (isSuccess(answer.status)) told.accepted.add(delivery.webhookId)
      if (signed === 'forged') told.refused++
      break
    }
    if (isSuccess(answer.status) || isFinal(answer)) {
      told.wrong.push(`${signed} delivery ${delivery.webhookId} (${delivery.topic}) was answered ${answer.status}`)
      break
    }
    const why = answer.status === null ? (impatient ? 'hung up' : (answer.problem ?? 'no answer')) : `${answer.status}`
    told.sentAgain.set(why, (told.sentAgain.get(why) ?? 0) + 1)
    await pause(Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1)), undefined, { signal })
  }
  told.finished++
}

function isLast({ status }: Answer, signed: PlannedDelivery['signed']): boolean {
  return signed === 'forged' ? status === 401 : isSuccess(status)
}

/** Not "later" but "no": the hub says that it will never take it. */
function isFinal({ status }: Answer): boolean {
  return status !== null && status >= 400 && status < 500 && status !== 408 && status !== 429
}
