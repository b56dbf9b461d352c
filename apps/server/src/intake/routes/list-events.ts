import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { InvalidRequest } from '#http/invalid-request.ts'
import { route } from '#http/route.ts'
import type { Database } from '#platform/db/database.ts'
import { eventJson } from '../event-json.ts'
import { latestEvents, pageOfEvents } from '../inbox-listing.ts'

export const listEvents = route(operations.listEvents, ({ tenantId, query }, { database }: { database: Database }) => {
  // A subject is the channel's own id: two channels may use the same.
  if (query.subjectId !== undefined && query.connectionId === undefined)
    throw new InvalidRequest([{ in: 'query', pointer: '/connectionId', message: 'needed together with subjectId' }])
  return database.withTenant(tenantId, (tx) =>
    pageAnswer(query, latestEvents, (wanted) => pageOfEvents(tx, tenantId, query, wanted), eventJson),
  )
})
