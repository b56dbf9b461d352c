import type { HeardEvent } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { Ringer } from '#jobs/enqueue.ts'
import type { Inbox } from './inbox.ts'
import type { RoutableJobs } from './routes-to-jobs.ts'

export interface HandInDeps {
  inbox: Inbox
  ringer: Ringer
  jobs: RoutableJobs
}

export interface HandedIn {
  tenantId: string
  /** Of the connection it is handed in for. It has no secret, so that nobody can post there. */
  endpointId: string
  body: Buffer
  event: HeardEvent
}

/**
 * What comes over our own API, from somebody whose key was checked, is recorded as if it had come by webhook: the same row,
 * the same work, the same lane. Durable when it returns. @returns false: its event is there already, and nothing was written
 */
export async function handIn(
  { tenantId, endpointId, body, event }: HandedIn,
  { inbox, ringer, jobs }: HandInDeps,
): Promise<boolean> {
  const shares = [{ tenantId, body, events: [event] }]
  const recorded = await inbox.record({ id: endpointId }, shares, { 'content-type': 'application/json' }, jobs)
  for (const { outcome, lane } of recorded) {
    if (outcome === 'nobody' || outcome === 'moved')
      throw new AppError('not-found', 'nothing is handed in for that connection any more')
    if (lane !== null) ringer.ring(lane)
  }
  return recorded.some(({ outcome }) => outcome === 'recorded')
}
