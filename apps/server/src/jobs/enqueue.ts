import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { Job } from './define-job.ts'
import { insertWork, isWaiting } from './store.ts'

/** Rings after the commit; a bell that is not heard costs a sweep interval, never the work. */
export interface Ringer {
  ring(lane: string): void
}

export interface EnqueueOptions {
  tenantId: string
  correlationId: string
  subject: { kind: string; id: string } | null
}

/** Writes the work row in the transaction that causes it, and rings its lane once that has committed. */
export async function enqueue<Payload>(
  tx: Tx,
  ringer: Ringer,
  job: Pick<Job<Payload, never>, 'name' | 'version' | 'lane'>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<void> {
  const lane = job.lane(payload)
  await insertWork(tx, options.tenantId, {
    id: newId(),
    lane,
    kind: job.name,
    version: job.version,
    payload,
    correlationId: options.correlationId,
    subject: options.subject,
  })
  tx.afterCommit(() => ringer.ring(lane))
}

/** The same, unless such work waits in that lane already. @returns whether it was written */
export async function enqueueOnce<Payload>(
  tx: Tx,
  ringer: Ringer,
  job: Pick<Job<Payload, never>, 'name' | 'version' | 'lane'>,
  payload: Payload,
  options: EnqueueOptions,
): Promise<boolean> {
  if (await isWaiting(tx, options.tenantId, job.lane(payload), job.name)) return false
  await enqueue(tx, ringer, job, payload, options)
  return true
}
