import type { HeardEvent } from '@crossdock/connectors/ports/commerce'
import { indexable } from './indexable.ts'

/** Which work an event causes. Null: it is recorded, and nothing follows from it yet. */
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

/**
 * Events about one order share a lane, whatever their topic. A signed event without a readable subject gets a lane of
 * its own: its job will say in words why it cannot be read, and hold nothing else up.
 */
export function routeEvent(event: HeardEvent, jobs: { importOrder: RoutableJob }): JobRoute | null {
  if (!event.carriesOrder) return null
  return {
    jobKind: jobs.importOrder.name,
    jobVersion: jobs.importOrder.version,
    laneKind: 'order',
    laneKey: event.subject?.sourceId ?? `unread-${indexable(event.dedupeKey)}`,
  }
}
