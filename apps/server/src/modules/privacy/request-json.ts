import type { PrivacyRequestJson } from '@crossdock/contracts/api/privacy'
import type { StoredRequest } from './store.ts'

/** Whom it is about by the channel's id; how to reach them only for whoever may see people. */
export function requestJson(request: StoredRequest, seesPeople: boolean): PrivacyRequestJson {
  const { person, orders } = request.subject
  return {
    id: request.id,
    connectionId: request.connectionId,
    kind: request.kind,
    state: request.state,
    note: request.note,
    requestedAt: request.requestedAt.toISOString(),
    dueAt: request.dueAt.toISOString(),
    settledAt: request.settledAt?.toISOString() ?? null,
    orderSourceIds: orders,
    person: person && {
      sourceId: person.sourceId,
      email: seesPeople ? person.email : null,
      phone: seesPeople ? person.phone : null,
    },
    peopleHidden: !seesPeople,
  }
}
