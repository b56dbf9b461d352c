import type { AppError } from '@crossdock/contracts/errors'
import type { z } from 'zod'
import type { Database, Tx } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import type { Backoff } from './backoff.ts'

/**
 * A job is one file: name, version, payload, retry, lane, run. It may run twice (a worker can die after the work and
 * before the note), so what it does outside carries an idempotency key of its own.
 */
export interface Job<Payload, Deps> {
  readonly name: string
  /** Rises when the payload changes shape; `payload` then still reads the older one. */
  readonly version: number
  readonly payload: z.ZodType<Payload>
  /** Counts the first attempt. Being killed, frozen or shut down is no attempt. */
  readonly maxAttempts: number
  readonly backoff: Backoff
  /** Rows of one lane are worked off one at a time, in order. */
  lane(payload: Payload): string
  /** Writes what people should see when the work ends as a dead letter. Runs with the note that it is dead. */
  onDead?(tx: Tx, item: WorkItem<Payload>, error: AppError): Promise<void>
  /** Either one item at a time … */
  run?(item: WorkItem<Payload>, context: JobContext, deps: Deps): Promise<void>
  /** … or all that wait in the lane, `max` at most. Settle each item; what is not settled fails, with what was thrown if anything was. */
  batch?: {
    max: number
    run(items: WorkItem<Payload>[], context: BatchContext, deps: Deps): Promise<void>
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a registry holds jobs of every payload; each reads its own with zod
export type AnyJob<Deps> = Job<any, Deps>

export interface WorkItem<Payload> {
  workId: string
  tenantId: string
  correlationId: string
  /** 1 for the first. */
  attempt: number
  payload: Payload
}

export interface LaneContext {
  /** Aborted when the lease is about to end or the server stops: hand it to every outside call. */
  signal: AbortSignal
  /** Aborted when the process stops: what runs may come to its end, nothing more is begun. */
  draining: AbortSignal
  /** Of the lane while it is ours. */
  token: string
  log: Log
  /** A read-only look into a tenant. */
  read: Database['withTenant']
  /** Writes of one tenant, only while the lane is ours; throws `lease-lost` otherwise, and nothing is written. */
  commit<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>
}

export type JobContext = LaneContext

/** `left`: it was not its turn, so it is as due as before, at no attempt. */
export type Outcome = AppError | 'done' | 'left'

export interface BatchContext extends LaneContext {
  settle(item: WorkItem<unknown>, outcome: Outcome): void
}

export function defineJob<Payload, Deps>(job: Job<Payload, Deps>): Job<Payload, Deps> {
  if (Boolean(job.run) === Boolean(job.batch)) throw new Error(`${job.name}: exactly one of run and batch`)
  return job
}
