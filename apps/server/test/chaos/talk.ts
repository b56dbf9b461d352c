import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '@crossdock/sandbox/shopify'
import type { ShopNumber } from './numbers.ts'

/** Something that a buyer writes to the shop's number. */
export interface PlannedTalk {
  /** After the first delivery. */
  atMs: number
  /** Index into the shops: whose number it is written to. */
  shop: number
  phone: string
  text: string
  /** `stop`: wants no more messages from this shop. */
  kind: 'question' | 'stop'
}

/** So long a STOP may take until it holds, as far as the plan goes: an order later than that must not be told of. */
const longBeforeMs = 20_000

const questions = [
  'Where is my order?',
  'Can I have it in blue – नीला?',
  'Call me on this number please',
  'ok 👍',
  '🙏',
]
const stops = ['STOP', 'stop', 'Stop!', 'UNSUBSCRIBE', 'बंद करो', 'रोको', 'band karo']

/**
 * Some buyers ask something, at any time; some want to be left alone, long before their order is told of (`firstMs`) or in
 * the midst of it.
 */
export function talkOf(
  { shop, phone, firstMs }: { shop: number; phone: string; firstMs: number },
  lengthMs: number,
  random: Random,
): PlannedTalk[] {
  const talk: PlannedTalk[] = []
  const latest = Math.round(lengthMs * 0.9)
  while (random.chance(0.15))
    talk.push({ atMs: random.int(0, latest), shop, phone, text: random.pick(questions), kind: 'question' })
  if (random.chance(0.1)) {
    const longBefore = firstMs > longBeforeMs && random.chance(0.7)
    const atMs = longBefore ? random.int(0, firstMs - longBeforeMs) : random.int(0, latest)
    talk.push({ atMs, shop, phone, text: random.pick(stops), kind: 'stop' })
  }
  return talk
}

/** Each writes at their time. What becomes of it on its way to the hub is the stand-in's doing. */
export async function letCustomersTalk(
  talk: readonly PlannedTalk[],
  { box, numbers }: { box: { url: string }; numbers: readonly ShopNumber[] },
  signal: AbortSignal,
): Promise<void> {
  const startedMs = performance.now()
  for (const { atMs, shop, phone, text } of talk) {
    const waitMs = atMs - (performance.now() - startedMs)
    if (waitMs > 1) await pause(waitMs, undefined, { signal })
    const to = numbers[shop]?.phoneNumberId ?? ''
    const answer = await fetch(`${box.url}/phones/${phone.slice(1)}/write?to=${to}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ text }),
      signal,
    })
    if (!answer.ok) throw new Error(`${phone} could not write: ${await answer.text()}`)
  }
}
