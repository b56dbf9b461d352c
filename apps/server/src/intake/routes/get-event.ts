import { operations } from '@crossdock/contracts/api/operations'
import { type ErrorCode, sentence } from '@crossdock/contracts/errors'
import { route } from '#http/route.ts'
import { workOf } from '#jobs/store.ts'
import type { Database } from '#platform/db/database.ts'
import { eventJson } from '../event-json.ts'
import { findEvent } from '../inbox-listing.ts'

export const getEvent = route(
  operations.getEvent,
  ({ tenantId, params: { eventId } }, { database }: { database: Database }) =>
    database.withTenant(tenantId, async (tx) => {
      const event = await findEvent(tx, tenantId, eventId)
      const work = await workOf(tx, tenantId, { kind: 'event', id: event.id })
      return {
        ...eventJson(event),
        work: work.map(({ id, kind, state, attempts, next_at, cause_code, cause_facts }) => ({
          id,
          kind,
          state,
          attempts,
          nextAt: state === 'waiting' ? next_at.toISOString() : null,
          cause:
            cause_code === null
              ? null
              : { code: cause_code, say: sentence(cause_code as ErrorCode, cause_facts ?? {}) },
        })),
      }
    }),
)
