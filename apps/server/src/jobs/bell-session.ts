import type { Queue, Worker } from 'bullmq'
import type { Log } from '#platform/log.ts'
import type { BellConnection } from './bell-connection.ts'
import { type BellName, bellNames } from './bell-names.ts'

export interface Answering {
  answer(lane: string): Promise<void>
  concurrency: Record<BellName, number>
}

export interface SessionEvents {
  /** Something failed: time for a check. */
  hurt(): void
  /** Too much fails, though the server answers. */
  broken(error: Error): void
}

/** Rings under way; more than that is a server that does not keep up, and the sweeper rings for the rest. */
const mostRingsUnderWay = 1_000
/** BullMQ tries some things again without a pause, and on PostgreSQL each failure costs a connection. */
const mostProblems = 20
const problemsCountedForMs = 10_000
const problemSaidEveryMs = 60_000
const stalledAfterMs = 3_000

/** The queues of one connection, from its opening to its end. */
export class BellSession {
  readonly #connection: BellConnection
  readonly #queues: Map<BellName, Queue>
  readonly #log: Log
  readonly #events: SessionEvents
  readonly #ringing = new Set<Promise<unknown>>()
  #workers: Worker[] = []
  #stoppedAnswering: Promise<unknown> = Promise.resolve()
  #ended: Promise<void> | null = null
  #problems = 0
  #problemsSinceMs = 0
  #unsaid: Error | null = null
  #saidMs = Number.NEGATIVE_INFINITY

  constructor(connection: BellConnection, log: Log, events: SessionEvents) {
    this.#connection = connection
    this.#log = log
    this.#events = events
    // BullMQ's log of events has no reader here.
    const streams = { events: { maxLen: 100 } }
    this.#queues = new Map(bellNames.map((name) => [name, connection.queue(`crossdock-${name}`, { streams })]))
    for (const queue of this.#queues.values()) queue.on('error', (error) => this.#problem(error))
  }

  ring(name: BellName, lane: string): void {
    if (this.#ringing.size >= mostRingsUnderWay || this.#ended) return
    const ringing = this.#queue(name)
      .add(
        'ring',
        { lane },
        { deduplication: { id: lane, keepLastIfActive: true }, removeOnComplete: true, removeOnFail: true },
      )
      .catch((error: Error) => this.#problem(error))
      .finally(() => this.#ringing.delete(ringing))
    this.#ringing.add(ringing)
  }

  answer({ answer, concurrency }: Answering): void {
    for (const name of bellNames) {
      // Whatever goes wrong in a lane, the ring is over: the rows say what is still to be done and when.
      const worker = this.#connection.worker(`crossdock-${name}`, answer, {
        concurrency: concurrency[name],
        // A killed worker's ring is given to another one after seconds. Wrongly so, when a worker was only slow: then the
        // lane's lease turns the second one away, and nothing is lost but a ring.
        lockDuration: stalledAfterMs,
        stalledInterval: stalledAfterMs,
        maxStalledCount: 1_000_000,
        // How long BullMQ itself waits after a connection was refused. We will have opened another session by then.
        runRetryDelay: stalledAfterMs,
      })
      worker.on('error', (error) => this.#problem(error))
      this.#workers.push(worker)
    }
  }

  /** What is being answered goes on, and its ring is taken off the queue when it is done. */
  stopAnswering(): void {
    this.#stoppedAnswering = Promise.all(this.#workers.map((worker) => worker.close())).catch(() => undefined)
  }

  /** @returns the queues that are paused */
  async check(): Promise<BellName[]> {
    await this.#connection.check()
    const states = await Promise.all(bellNames.map(async (name) => [name, await this.#queue(name).isPaused()] as const))
    this.#sayProblem()
    return states.filter(([, paused]) => paused).map(([name]) => name)
  }

  async pause(name: BellName): Promise<void> {
    await this.#queue(name).pause()
  }

  async resume(name: BellName): Promise<void> {
    await this.#queue(name).resume()
  }

  /** The polite end: rings are sent, answers written down. */
  async close(): Promise<void> {
    await Promise.all(this.#ringing)
    this.stopAnswering()
    await this.#stoppedAnswering
  }

  /** The end, whatever state the connection is in. */
  end(): Promise<void> {
    this.#ended ??= (async () => {
      // BullMQ's own closing may wait for a server that is gone; ending the connection under it sets it free.
      const closing = [
        ...this.#workers.map((worker) => worker.close(true)),
        ...[...this.#queues.values()].map((queue) => queue.close()),
      ]
      for (const closed of closing) closed.catch(() => undefined)
      await this.#connection
        .end()
        .catch((err: Error) => this.#log.debug({ err }, 'a connection of the bell did not end'))
    })()
    return this.#ended
  }

  #queue(name: BellName): Queue {
    return this.#queues.get(name) as Queue
  }

  #problem(err: Error): void {
    if (this.#ended) return
    const now = performance.now()
    if (this.#problemsSinceMs === 0 || now - this.#problemsSinceMs > problemsCountedForMs) {
      this.#problemsSinceMs = now
      this.#problems = 0
    }
    this.#problems++
    this.#unsaid = err
    if (this.#problems === 1) this.#events.hurt()
    if (this.#problems === mostProblems) this.#events.broken(err)
  }

  /** The server answers, so this is no outage, and it would say the same a hundred times. */
  #sayProblem(): void {
    const now = performance.now()
    if (!this.#unsaid || now - this.#saidMs < problemSaidEveryMs) return
    this.#log.warn({ err: this.#unsaid }, 'rings get lost; the sweeper makes up for them')
    this.#unsaid = null
    this.#saidMs = now
  }
}
