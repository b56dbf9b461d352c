import type { SandboxClock } from '../clock.ts'

export interface Rates {
  /** Messages a second of one business number. */
  throughputPerSecond: number
  /** Messages that one customer may get at once, and how long it takes until one more may be sent. */
  pairBurst: number
  pairSeconds: number
}

/** Contract section 12. */
export const metaRates: Rates = { throughputPerSecond: 80, pairBurst: 45, pairSeconds: 6 }

/** Buckets that fill with time: a burst is borrowed from later. */
export class SendRates {
  readonly #rates: Rates
  readonly #clock: SandboxClock
  readonly #buckets = new Map<string, { left: number; at: number }>()

  constructor(rates: Rates, clock: SandboxClock) {
    this.#rates = rates
    this.#clock = clock
  }

  /** The code it is refused with; null when it may go, and then it has been counted. */
  take(phoneNumberId: string, waId: string): 130429 | 131056 | null {
    const { throughputPerSecond, pairBurst, pairSeconds } = this.#rates
    const number = this.#bucket(phoneNumberId, throughputPerSecond, throughputPerSecond)
    if (number.left < 1) return 130429
    const pair = this.#bucket(`${phoneNumberId}>${waId}`, pairBurst, 1 / pairSeconds)
    if (pair.left < 1) return 131056
    number.left -= 1
    pair.left -= 1
    return null
  }

  #bucket(key: string, size: number, perSecond: number): { left: number } {
    const now = this.#clock.now()
    const bucket = this.#buckets.get(key) ?? { left: size, at: now }
    bucket.left = Math.min(size, bucket.left + ((now - bucket.at) / 1000) * perSecond)
    bucket.at = now
    this.#buckets.set(key, bucket)
    return bucket
  }
}
