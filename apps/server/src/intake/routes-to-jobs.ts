import type { EventMeaning, HeardEvent } from '@crossdock/connectors/ports/commerce'
import { indexable } from './indexable.ts'

/** Which work an event causes. Null: it is recorded, and nothing follows from it. */
export interface JobRoute {
  jobKind: string
  jobVersion: number
  laneKind: string
  laneKey: string
}

/** What intake needs of a job to file work for it; the job itself is a stranger here. */
export interface RoutableJob {
  name: string
  version: number
}

type MessagingMeaning = 'message' | 'message-status' | 'messaging-account'

/** One job for each meaning that work follows from. */
export type RoutableJobs = Readonly<Record<Exclude<EventMeaning, 'other' | MessagingMeaning>, RoutableJob>> &
  Readonly<Partial<Record<MessagingMeaning, RoutableJob>>>

/** What concerns the whole shop is worked off one at a time too, beside its orders. */
const ofTheShop = new Set<EventMeaning>(['disconnected', 'privacy-request'])

/**
 * Events about one order share a lane, whatever their topic. A signed event without a readable subject gets a lane of
 * its own: its job will say in words why it cannot be read, and hold nothing else up.
 */
export function routeEvent(event: HeardEvent, jobs: RoutableJobs): JobRoute | null {
  if (event.meaning === 'other') return null
  const job = jobs[event.meaning]
  if (!job) return null
  const { name: jobKind, version: jobVersion } = job
  if (ofTheShop.has(event.meaning)) return { jobKind, jobVersion, laneKind: 'shop', laneKey: 'account' }
  const laneKey = event.subject?.sourceId ?? `unread-${indexable(event.dedupeKey)}`
  return { jobKind, jobVersion, laneKind: 'order', laneKey }
}
