import { AppError } from '@crossdock/contracts/errors'
import type { LaneHold } from '#jobs/lane-hold.ts'
import type { Clock } from '#platform/clock.ts'
import type { Log } from '#platform/log.ts'
import type { AlertChannel, AlertChannelName, AlertChannels } from './channels.ts'
import type { DueAlert } from './due-tellings.ts'
import { noteTold } from './store.ts'
import type { AlertMessage } from './write-message.ts'

/** One message to one recipient, about all that is due to them. */
export interface Telling {
  tenantId: string
  recipient: string
  channel: AlertChannelName
  addresses: readonly string[]
  due: readonly DueAlert[]
  message: AlertMessage
}

export interface TellOptions {
  clock: Clock
  channels: AlertChannels
  log: Log
  /** Counts what was tried. */
  told(channel: AlertChannelName, outcome: 'sent' | 'failed' | 'no-channel'): void
}

export interface TellLimits {
  /** Longer is not waited for one message. */
  patienceMs: number
  /** No new one is begun after this time on a channel that has not answered: the next look must not wait for it. */
  mostMs: number
}

const usualLimits: TellLimits = { patienceMs: 15_000, mostMs: 30_000 }
/** So many at once on a channel: whoever hangs holds up no other. */
const atOnce = 4

type Held = Pick<LaneHold, 'signal' | 'assertOurs' | 'commit'>

/**
 * Tells people, each channel beside the other. What could not be told is due again at the next look, where those who were not
 * tried come first, so that a channel which hangs for some is not spent on them alone.
 */
export class Teller {
  readonly #options: TellOptions
  readonly #limits: TellLimits
  /** Whom it was tried in vain to tell, and when. */
  readonly #triedMs = new Map<string, number>()

  constructor(options: TellOptions, limits: TellLimits = usualLimits) {
    this.#options = options
    this.#limits = limits
  }

  async tellAll(hold: Held, tellings: readonly Telling[]): Promise<void> {
    const { channels, told } = this.#options
    const due = new Set(tellings.map(nameOf))
    for (const name of this.#triedMs.keys()) if (!due.has(name)) this.#triedMs.delete(name)
    const byChannel = Map.groupBy(tellings, ({ channel }) => channel)
    await allOf(
      [...byChannel].map(async ([name, ofChannel]) => {
        const channel = channels.get(name)
        if (channel) return this.#tellThrough(hold, channel, ofChannel)
        for (const _ of ofChannel) told(name, 'no-channel')
      }),
    )
  }

  async #tellThrough(hold: Held, channel: AlertChannel, tellings: readonly Telling[]): Promise<void> {
    const { clock } = this.#options
    const triedMs = (telling: Telling): number => this.#triedMs.get(nameOf(telling)) ?? 0
    const queue = tellings.toSorted((one, other) => triedMs(one) - triedMs(other))
    const begunMs = clock.monotonicMs()
    let hangs = false
    const next = async (): Promise<void> => {
      for (;;) {
        if (hangs && clock.monotonicMs() - begunMs > this.#limits.mostMs) return
        const telling = queue.shift()
        if (!telling) return
        if ((await this.#tell(hold, channel, telling)) === 'hangs') hangs = true
      }
    }
    await allOf(Array.from({ length: atOnce }, next))
  }

  /** Noted after it was sent: twice after a crash is better than never. */
  async #tell(hold: Held, channel: AlertChannel, telling: Telling): Promise<'told' | 'failed' | 'hangs'> {
    const { clock, log, told } = this.#options
    const { patienceMs } = this.#limits
    const { tenantId, recipient, addresses, due, message } = telling
    hold.assertOurs()
    const late = AbortSignal.timeout(patienceMs)
    try {
      await before(AbortSignal.any([hold.signal, late]), channel.tell(addresses, message, { tenantId }))
    } catch (thrown) {
      hold.assertOurs()
      const err = late.aborted
        ? new AppError('provider-unreachable', `no answer in ${patienceMs / 1_000} s`, {
            facts: { provider: telling.channel },
          })
        : thrown
      this.#triedMs.set(nameOf(telling), clock.monotonicMs())
      told(telling.channel, 'failed')
      const what = { err, tenantId, channel: telling.channel, alerts: due.length }
      log.warn(what, 'people could not be told; tried again')
      return late.aborted ? 'hangs' : 'failed'
    }
    told(telling.channel, 'sent')
    this.#triedMs.delete(nameOf(telling))
    await hold.commit(tenantId, (tx) => noteTold(tx, tenantId, recipient, due, clock.now()))
    return 'told'
  }
}

const nameOf = ({ tenantId, recipient }: Telling): string => `${tenantId}|${recipient}`

/** The work's own outcome, or the reason of the signal; the work itself is not stopped. */
async function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>()
  const end = (): void => reject(signal.reason)
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    return await Promise.race([work, ended])
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** None goes on unwatched when one of them fails. */
async function allOf(works: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((one) => one.status === 'rejected')
  if (failed) throw failed.reason
}
