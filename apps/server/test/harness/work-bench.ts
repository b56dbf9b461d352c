import { AppError } from '@crossdock/contracts/errors'
import { inject } from 'vitest'
import { z } from 'zod'
import { type AnyJob, defineJob, type Job } from '#jobs/define-job.ts'
import { enqueue } from '#jobs/enqueue.ts'
import { workLane } from '#jobs/work-lane.ts'
import { type Clock, systemClock } from '#platform/clock.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { type TestDatabase, testDatabase } from './test-database.ts'

export interface WorkBench extends AsyncDisposable {
  test: TestDatabase
  app: Database
  tenantId: string
  /** Files a row of the job. */
  file(job: AnyJob<never>, payload: unknown): Promise<void>
  /** Answers one ring as a worker with this name. */
  answer(lane: string, jobs: AnyJob<unknown>[], worker?: Partial<WorkerSettings>): Promise<void>
  rows(): Promise<{ state: string; attempts: number; cause_code: string | null; payload: unknown; due_in_ms: number }[]>
}

interface WorkerSettings {
  holder: string
  leaseMs: number
  stopping: AbortSignal
  clock: Clock
}

export const numberPayload = z.object({ n: z.number() })
export type NumberPayload = z.output<typeof numberPayload>

/** A job that notes its numbers, with everything a test does not name filled in. */
export function aJob(overrides: Partial<Job<NumberPayload, unknown>> = {}): Job<NumberPayload, unknown> {
  return defineJob<NumberPayload, unknown>({
    name: 'test.job',
    version: 1,
    payload: numberPayload,
    maxAttempts: 3,
    backoff: () => 0,
    lane: () => 'order:test',
    ...(overrides.batch ? {} : { run: async () => undefined }),
    ...overrides,
  })
}

/** Lanes and work rows on a database of their own, without a queue: the test rings by itself. */
export async function aWorkBench(): Promise<WorkBench> {
  const test = await testDatabase()
  const log = createLog(process.env.TEST_LOG_LEVEL ?? 'silent')
  const app = openDatabase({
    url: urlForRole(test.url, 'crossdock_app', new MasterKey(inject('masterKey'))),
    name: 'bench',
    maxConnections: 8,
    log,
  })
  const tenantId = newId()
  await test.owner.query(`insert into tenants (tenant_id, slug, name, country) values ($1, 'bench', 'Bench', 'IN')`, [
    tenantId,
  ])
  return {
    test,
    app,
    tenantId,
    file: (job, payload) =>
      app.withTenant(tenantId, (tx) =>
        enqueue(tx, { ring: () => undefined }, job, payload, { tenantId, correlationId: newId(), subject: null }),
      ),
    answer: (lane, jobs, worker = {}) =>
      workLane(lane, {
        database: app,
        log,
        clock: systemClock,
        holder: 'worker',
        leaseMs: 5_000,
        stopping: new AbortController().signal,
        jobs: new Map(jobs.map((job) => [job.name, job])),
        deps: {},
        random: () => 0,
        ...worker,
      }),
    rows: async () =>
      (
        await test.owner.query(
          `select state, attempts, cause_code, payload, (extract(epoch from next_at - clock_timestamp()) * 1000)::float8 as due_in_ms from work order by seq`,
        )
      ).rows,
    async [Symbol.asyncDispose]() {
      await app.close()
      await test[Symbol.asyncDispose]()
    },
  }
}

export const busy = (): AppError => new AppError('provider-busy', 'try later')
