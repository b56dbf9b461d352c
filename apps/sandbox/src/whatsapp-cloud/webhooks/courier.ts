import type { Random } from '../../shopify/random.ts'
import type { Business } from '../business.ts'
import { Timers } from '../clock.ts'
import { metaJson } from '../meta-json.ts'
import { bodyOf, type Item } from './items.ts'
import { type Posted, postSigned } from './post.ts'

/** What deliveries suffer on their way. All of it happens with Meta. */
export interface Mood {
  /** Each body a second time, without a failure before it. */
  double: boolean
  /** What gathers meanwhile is told in any order. */
  shuffle: boolean
  /** Several items, also of several accounts, in one body. */
  batch: boolean
  /** Everything so much later. */
  lateMs: number
}

export const calm: Mood = { double: false, shuffle: false, batch: false, lateMs: 0 }

export interface CourierOptions {
  business: Business
  random: Random
  mood: Mood
  /** Wait before the first repetition; doubles each time, up to an hour. */
  firstRetryMs: number
  /** After so long a body is dropped: Meta's seven days. */
  giveUpAfterMs: number
  answerTimeoutMs: number
}

/** A body that was told, or not. */
export interface Told extends Posted {
  url: string
  body: string
  content: Item[]
  attempts: number
}

interface Letter extends Pick<Told, 'url' | 'body' | 'content' | 'attempts'> {
  started: number
}

const gatherMs = 150
const atOnce = 8
const keptForLooking = 2_000
const longestWaitMs = 3_600_000

/** Carries webhooks: at least once, in no promised order, until somebody says 200. */
export class Courier {
  mood: Mood
  /** The latest bodies with their last answer, for looking at. */
  readonly told: Told[] = []
  /** Items that nobody had asked for: no callback, or not subscribed. */
  unheard = 0

  readonly #options: CourierOptions
  readonly #timers = new Timers()
  readonly #gone = new AbortController()
  readonly #waiting: (() => void)[] = []
  #gathered: { url: string; item: Item }[] = []
  #gathering = false
  #posting = 0
  #underWay = 0

  constructor(options: CourierOptions) {
    this.#options = options
    this.mood = options.mood
  }

  /** Resolves when it has been told, refused or dropped the first time; most callers do not wait. */
  push(...items: Item[]): Promise<void> {
    const known = items.flatMap((item) => {
      const callback = this.#options.business.callbackFor(item.account, item.number)
      if (!callback) this.unheard += 1
      return callback ? [{ url: callback.url, item }] : []
    })
    const { shuffle, batch, lateMs } = this.mood
    if (!shuffle && !batch && lateMs === 0) return this.#send(known)
    this.#gathered.push(...known)
    if (!this.#gathering) {
      this.#gathering = true
      this.#timers.after(lateMs + (shuffle || batch ? gatherMs : 0), () => {
        this.#gathering = false
        void this.#send(this.#gathered.splice(0))
      })
    }
    return Promise.resolve()
  }

  /**
   * All of what was told so far once more: backwards, and as much as goes into one body. Resolves with how many bodies it
   * took.
   */
  async again(): Promise<number> {
    const known = this.told.toReversed().flatMap(({ url, content }) => content.map((item) => ({ url, item })))
    const bodies = perAddress([...new Map(known.map((each) => [each.item, each])).values()])
    await Promise.all(bodies.map(({ url, items }) => this.#tell(letter(url, items))))
    return bodies.length
  }

  /** Nothing gathers, is under way or waits to be repeated. */
  get idle(): boolean {
    return this.#gathered.length === 0 && this.#underWay === 0
  }

  stop(): void {
    this.#gone.abort()
    this.#timers.stop()
    for (const go of this.#waiting.splice(0)) go()
  }

  async #send(known: { url: string; item: Item }[]): Promise<void> {
    const { random } = this.#options
    const order = this.mood.shuffle ? shuffled(known, random) : known
    const bodies = this.mood.batch ? perAddress(order) : order.map(({ url, item }) => ({ url, items: [item] }))
    const twice = this.mood.double ? bodies.flatMap((body) => [body, body]) : bodies
    await Promise.all(
      (this.mood.shuffle ? shuffled(twice, random) : twice).map(({ url, items }) => this.#tell(letter(url, items))),
    )
  }

  async #tell(letter: Letter): Promise<void> {
    this.#underWay += 1
    await this.#turn()
    if (this.#gone.signal.aborted) return
    const { business, answerTimeoutMs: timeoutMs, firstRetryMs, giveUpAfterMs } = this.#options
    const posted = await postSigned(letter.url, letter.body, {
      appSecret: business.appSecret,
      timeoutMs,
      signal: this.#gone.signal,
    })
    this.#posting -= 1
    this.#waiting.shift()?.()
    letter.attempts += 1
    this.#note({ ...letter, ...posted })
    const waitMs = Math.min(firstRetryMs * 2 ** (letter.attempts - 1), longestWaitMs)
    // Anything but 200 is repeated, 204 too.
    if (posted.status !== 200 && Date.now() + waitMs - letter.started < giveUpAfterMs && !this.#gone.signal.aborted)
      this.#timers.after(waitMs, () => {
        this.#underWay -= 1
        void this.#tell(letter)
      })
    else this.#underWay -= 1
  }

  async #turn(): Promise<void> {
    while (this.#posting >= atOnce && !this.#gone.signal.aborted)
      await new Promise<void>((go) => void this.#waiting.push(go))
    this.#posting += 1
  }

  #note(told: Told & { started: number }): void {
    const { started: _started, ...rest } = told
    this.told.push(rest)
    if (this.told.length > keptForLooking) this.told.splice(0, this.told.length - keptForLooking)
  }
}

const largestBatch = 20

function letter(url: string, content: Item[]): Letter {
  return { url, body: metaJson(bodyOf(content)), content, attempts: 0, started: Date.now() }
}

function perAddress(known: { url: string; item: Item }[]): { url: string; items: Item[] }[] {
  const bodies: { url: string; items: Item[] }[] = []
  for (const { url, item } of known) {
    const open = bodies.find((body) => body.url === url && body.items.length < largestBatch)
    if (open) open.items.push(item)
    else bodies.push({ url, items: [item] })
  }
  return bodies
}

export function shuffled<T>(given: readonly T[], random: Random): T[] {
  const mixed = [...given]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = random.int(0, last)
    ;[mixed[last], mixed[other]] = [mixed[other] as T, mixed[last] as T]
  }
  return mixed
}
