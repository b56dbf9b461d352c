export interface GroupCommitOptions<Item, Outcome> {
  /** Writes all of them durably, or none and throws. Outcomes in the order of the items. */
  write(items: Item[]): Promise<Outcome[]>
  /** True when trying each alone would fare no better: nobody is there to write to. */
  hopeless(error: unknown): boolean
  /** What an item weighs in a group, bytes. */
  weigh(item: Item): number
  /** Most groups under way at the same time. */
  groups: number
  /** A further group starts when this many wait, or when the one under way is this slow. */
  slowMs: number
  maxItems: number
  maxBytes: number
  /** Who has waited this long for a turn when somebody else comes is sent away, or a stall would fill the memory. */
  patienceMs: number
  /** What they are told. */
  late(): Error
}

interface Waiting<Item, Outcome> {
  item: Item
  sinceMs: number
  resolve(outcome: Outcome): void
  reject(error: unknown): void
}

/**
 * Whatever arrives while a write is under way goes together in the next one: alone when alone, many under load. What comes
 * first waits for nobody, so one item at a time is as quick as without groups. Each is answered after the commit that holds
 * it; when a group fails, each of it is tried alone, so that one that cannot be written fails nobody else. A write that
 * hangs holds up its own group: the next one starts beside it.
 */
export class GroupCommit<Item, Outcome> {
  readonly #options: GroupCommitOptions<Item, Outcome>
  #waiting: Waiting<Item, Outcome>[] = []
  #underWay = 0
  /** Of those, the ones nobody waits for any more. */
  #stuck = 0

  constructor(options: GroupCommitOptions<Item, Outcome>) {
    this.#options = options
  }

  submit(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#sendLateOnesAway()
      this.#waiting.push({ item, sinceMs: performance.now(), resolve, reject })
      this.#start()
    })
  }

  #sendLateOnesAway(): void {
    const lastMs = performance.now() - this.#options.patienceMs
    const [oldest] = this.#waiting
    if (!oldest || oldest.sinceMs >= lastMs) return
    for (const { sinceMs, reject } of this.#waiting) if (sinceMs < lastMs) reject(this.#options.late())
    this.#waiting = this.#waiting.filter(({ sinceMs }) => sinceMs >= lastMs)
  }

  #start(): void {
    const { groups, maxItems } = this.#options
    while (
      this.#waiting.length > 0 &&
      (this.#underWay === this.#stuck || (this.#underWay < groups && this.#waiting.length >= maxItems))
    )
      void this.#run(this.#next())
  }

  async #run(group: Waiting<Item, Outcome>[]): Promise<void> {
    const { groups, slowMs } = this.#options
    let stuck = false
    const slow = setTimeout(() => {
      if (this.#stuck + 1 >= groups) return
      stuck = true
      this.#stuck++
      this.#start()
    }, slowMs)
    this.#underWay++
    await this.#write(group)
    clearTimeout(slow)
    this.#underWay--
    if (stuck) this.#stuck--
    this.#start()
  }

  /** The oldest that fit together; the first one whatever it weighs. */
  #next(): Waiting<Item, Outcome>[] {
    const { maxItems, maxBytes, weigh } = this.#options
    let bytes = 0
    let count = 0
    for (const { item } of this.#waiting) {
      bytes += weigh(item)
      if (count > 0 && (count === maxItems || bytes > maxBytes)) break
      count++
    }
    const rest = this.#waiting.slice(count)
    const group = this.#waiting.slice(0, count)
    this.#waiting = rest
    return group
  }

  async #write(group: Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.#options.write(group.map(({ item }) => item))
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index]
        if (outcome === undefined) reject(new Error('a write without an outcome'))
        else resolve(outcome)
      }
    } catch (error) {
      if (group.length === 1 || this.#options.hopeless(error)) for (const { reject } of group) reject(error)
      else for (const one of group) await this.#write([one])
    }
  }
}
