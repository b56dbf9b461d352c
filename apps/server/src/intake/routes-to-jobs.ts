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

/**
 * What is worked off one at a time. Events about one order share a lane whatever their topic, and so do the messages of
 * one conversation. Statuses share a lane by message: they do not all name the person (a failed one need not), and
 * nothing but the id of the message ties them together. What concerns the whole account waits for its like alone.
 */
const laneKinds: Readonly<Record<Exclude<EventMeaning, 'other'>, 'order' | 'shop' | 'conversation' | 'message'>> = {
  order: 'order',
  'order-edited': 'order',
  'order-deleted': 'order',
  refund: 'order',
  disconnected: 'shop',
  'privacy-request': 'shop',
  message: 'conversation',
  'message-status': 'message',
  'messaging-account': 'shop',
}

/**
 * `event` with its subject as it may be stored. A signed event without a readable subject gets a lane of its own: its job
 * will say in words why it cannot be read, and hold nothing else up.
 */
export function routeEvent(event: HeardEvent, jobs: RoutableJobs): JobRoute | null {
  if (event.meaning === 'other') return null
  const job = jobs[event.meaning]
  if (!job) return null
  const laneKind = laneKinds[event.meaning]
  const ownKey = event.subject?.sourceId ?? `unread-${indexable(event.dedupeKey)}`
  return { jobKind: job.name, jobVersion: job.version, laneKind, laneKey: laneKind === 'shop' ? 'account' : ownKey }
}
