import type { HeardEvent } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { Clock } from '#platform/clock.ts'
import { digest } from '#platform/crypto/seal.ts'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import type { Endpoint } from './endpoints.ts'
import { GroupCommit } from './group-commit.ts'
import { indexable } from './indexable.ts'
import type { JobRoute } from './routes-to-jobs.ts'

export interface RecordedEvent {
  eventId: string
  outcome: 'recorded' | 'duplicate' | 'nobody'
  /** To be rung, when the event caused work. */
  lane: string | null
}

export interface InboxEvent {
  tenantId: string
  eventId: string
  connectionId: string
  topic: string
  /** What it is about, when that could be read: the channel's id of the order. */
  subjectId: string | null
  occurredAt: Date | null
  triggeredAt: Date | null
  receivedAt: Date
  digest: string
  correlationId: string
  body: Buffer
}

/** Headers worth keeping with a delivery; signatures and addresses of callers are not. */
const keptHeaders =
  /^(content-type|x-shopify-(topic|shop-domain|api-version|webhook-id|event-id|triggered-at|name|sub-topic))$/

/** One call of `record_delivery`, its arguments in order. */
type Recording = [
  endpointId: string,
  deliveryId: string,
  receivedAt: Date,
  headers: string,
  sealedBody: string,
  bodyBytes: number,
  events: string,
]

export class Inbox {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  readonly #recordings: GroupCommit<Recording, RecordedEvent[]>

  constructor(database: Database, vault: Vault, clock: Clock) {
    this.#database = database
    this.#vault = vault
    this.#clock = clock
    this.#recordings = new GroupCommit({
      write: (recordings) => this.#write(recordings),
      hopeless: (error) => error instanceof AppError && error.code === 'database-unavailable',
      weigh: ([, , , , sealedBody]) => sealedBody.length,
      groups: 4,
      slowMs: 100,
      maxItems: 16,
      maxBytes: 1024 * 1024,
      // As long as one waits for a connection of the pool; the channel gives up about then (Shopify: five seconds).
      patienceMs: 5_000,
      late: () => new AppError('database-unavailable', 'recording takes too long'),
    })
  }

  /**
   * Durable when it returns: the delivery, its new events, and the work they cause. Deliveries that arrive at the same time
   * share a statement and so a commit (design: recording is one function call).
   */
  async record(
    endpoint: Endpoint,
    body: Buffer,
    headers: Record<string, unknown>,
    events: { event: HeardEvent; route: JobRoute | null }[],
  ): Promise<RecordedEvent[]> {
    const deliveryId = newId()
    const sealed = await this.#vault.sealBody(endpoint.tenantId, bodyPlace(deliveryId), body)
    const bodyDigest = digest(body)
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.test(name)))
    const rows = events.map(({ event, route }) => ({
      id: newId(),
      workId: newId(),
      correlationId: newId(),
      providerKey: event.providerKey,
      dedupeKey: indexable(event.dedupeKey),
      topic: event.topic,
      subjectKind: event.subject?.kind ?? null,
      subjectId: event.subject?.sourceId ?? null,
      occurredAt: plausibleTime(event.occurredAt),
      triggeredAt: plausibleTime(event.triggeredAt),
      causeId: event.causeId,
      digest: bodyDigest,
      ...route,
    }))
    return this.#recordings.submit([
      endpoint.id,
      deliveryId,
      this.#clock.now(),
      JSON.stringify(kept),
      sealed,
      body.length,
      JSON.stringify(rows),
    ])
  }

  /** One statement is one transaction: each delivery of the group is recorded by a function call of its own, in turn. */
  async #write(recordings: Recording[]): Promise<RecordedEvent[][]> {
    const rows = await this.#database.call<{
      place: string
      event_id: string
      outcome: RecordedEvent['outcome']
      lane: string | null
    }>(
      `select d.place, r.* from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::jsonb[], $5::text[], $6::int[], $7::jsonb[])
         with ordinality as d(endpoint, id, received_at, headers, body, body_bytes, events, place),
         lateral record_delivery(d.endpoint, d.id, d.received_at, d.headers, d.body, d.body_bytes, d.events) r`,
      [0, 1, 2, 3, 4, 5, 6].map((argument) => recordings.map((recording) => recording[argument])),
    )
    const recorded: RecordedEvent[][] = recordings.map(() => [])
    for (const row of rows)
      recorded[Number(row.place) - 1]?.push({ eventId: row.event_id, outcome: row.outcome, lane: row.lane })
    return recorded
  }

  async count(endpointId: string, outcome: string, n: number): Promise<void> {
    await this.#database.call('select count_at_endpoint($1, $2, $3)', [endpointId, outcome, n])
  }
}

/** In UTC; null for what no order ever carried and Postgres would refuse. */
function plausibleTime(text: string | null): string | null {
  const at = new Date(text ?? Number.NaN)
  const year = at.getUTCFullYear()
  return year >= 2000 && year < 3000 ? at.toISOString() : null
}

function bodyPlace(deliveryId: string): Place {
  return { table: 'deliveries', column: 'body', id: deliveryId }
}

/** What a job sees of the inbox: one event with the body it came in. */
export interface InboxReader {
  /** Throws `payload-unreadable` when its body was dropped meanwhile. */
  mustFind(tx: Tx, tenantId: string, eventId: string): Promise<InboxEvent>
}

export function inboxReader(vault: Vault): InboxReader {
  return {
    async mustFind(tx, tenantId, eventId) {
      const [row] = await tx.query<{
        id: string
        connection_id: string
        topic: string
        subject_id: string | null
        occurred_at: Date | null
        triggered_at: Date | null
        received_at: Date
        digest: string
        correlation_id: string
        delivery_id: string
        body: string | null
      }>(
        `select e.id, e.connection_id, e.topic, e.subject_id, e.occurred_at, e.triggered_at, e.received_at, e.digest,
           e.correlation_id, e.delivery_id, d.body
         from events e
         left join deliveries d on d.tenant_id = e.tenant_id and d.id = e.delivery_id and d.received_at = e.received_at
         where e.tenant_id = $1 and e.id = $2`,
        [tenantId, eventId],
      )
      if (!row?.body)
        throw new AppError('payload-unreadable', `event ${eventId} or its body is gone`, {
          facts: { detail: 'its stored body is past its retention time' },
        })
      return {
        tenantId,
        eventId: row.id,
        connectionId: row.connection_id,
        topic: row.topic,
        subjectId: row.subject_id,
        occurredAt: row.occurred_at,
        triggeredAt: row.triggered_at,
        receivedAt: row.received_at,
        digest: row.digest,
        correlationId: row.correlation_id,
        body: await vault.unsealBody(tenantId, bodyPlace(row.delivery_id), row.body),
      }
    },
  }
}
