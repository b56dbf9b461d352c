import type { DeliveryJson, InboxEventJson } from '@crossdock/contracts/api/inbox'
import type { ListedDelivery, ListedEvent } from './inbox-listing.ts'

export function eventJson(row: ListedEvent): InboxEventJson {
  return {
    id: row.id,
    connectionId: row.connection_id,
    topic: row.topic,
    subject:
      row.subject_kind === null || row.subject_id === null ? null : { kind: row.subject_kind, id: row.subject_id },
    occurredAt: row.occurred_at?.toISOString() ?? null,
    triggeredAt: row.triggered_at?.toISOString() ?? null,
    receivedAt: row.received_at.toISOString(),
    deliveryId: row.delivery_id,
    correlationId: row.correlation_id,
  }
}

export function deliveryJson({ id, endpoint_id, received_at, body_bytes, headers }: ListedDelivery): DeliveryJson {
  return { id, endpointId: endpoint_id, receivedAt: received_at.toISOString(), bodyBytes: body_bytes, headers }
}
