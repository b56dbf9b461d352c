import type { Clock } from '#platform/clock.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { readKey } from './secret.ts'
import { findHolder, type KeyHolder, noteUse } from './store.ts'

/** A revoked key is refused by every process this long after, at the latest. */
const believedMs = 5_000
const usesNotedEveryMs = 60_000
const mostKnown = 10_000

interface Known {
  holder: KeyHolder | null
  until: number
}

/**
 * Whose a key is. Every request asks, so an answer is believed for a few seconds, also the answer that there is no such
 * key. Last uses are written at most once a minute, beside the request.
 */
export class KeyRing {
  readonly #database: Database
  readonly #clock: Clock
  readonly #log: Log
  readonly #known = new Map<string, Known>()
  readonly #noted = new Map<string, number>()
  readonly #notes = new Set<Promise<void>>()

  constructor(database: Database, clock: Clock, log: Log) {
    this.#database = database
    this.#clock = clock
    this.#log = log
  }

  /** Null: no such key, or it has ended. Why is nobody's business who cannot show one. */
  async holderOf(text: string): Promise<KeyHolder | null> {
    const key = readKey(text)
    if (!key) return null
    const place = `${key.keyId}.${key.secretHash}`
    let known = this.#known.get(place)
    if (!known || known.until <= this.#clock.monotonicMs()) {
      known = { holder: await findHolder(this.#database, key), until: this.#clock.monotonicMs() + believedMs }
      // Guessed keys must not fill the memory.
      if (this.#known.size >= mostKnown) this.#known.clear()
      this.#known.set(place, known)
    }
    const { holder } = known
    if (!holder || holder.revokedAt !== null) return null
    if (holder.expiresAt !== null && holder.expiresAt <= this.#clock.now()) return null
    this.#noteUse(holder)
    return holder
  }

  #noteUse({ tenantId, keyId }: KeyHolder): void {
    const nowMs = this.#clock.monotonicMs()
    const noted = this.#noted.get(keyId)
    if (noted !== undefined && nowMs - noted < usesNotedEveryMs) return
    if (this.#noted.size >= mostKnown) this.#noted.clear()
    this.#noted.set(keyId, nowMs)
    const note = noteUse(this.#database, tenantId, keyId)
      .catch((err) => this.#log.warn({ err, keyId }, 'the last use of a key could not be noted'))
      .finally(() => this.#notes.delete(note))
    this.#notes.add(note)
  }

  /** What is being written comes to its end. */
  async stop(): Promise<void> {
    await Promise.all(this.#notes)
  }
}
