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
import { indexable, storableText } from './indexable.ts'
import { OpenedBodies } from './opened-bodies.ts'
import { type JobRoute, type RoutableJobs, routeEvent } from './routes-to-jobs.ts'
import type { Share } from './share-out.ts'
import { storableSubject } from './storable-subject.ts'

export interface RecordedEvent {
  event: HeardEvent
  /** `moved`: its account is another tenant's than it was recorded for, so nothing was written of it. */
  outcome: 'recorded' | 'duplicate' | 'nobody' | 'moved'
  /** To be rung, when the event caused work. */
  lane: string | null
  /** Follows it through everything that comes of it. */
  correlationId: string
}

export interface InboxEvent {
  tenantId: string
  eventId: string
  connectionId: string
  /** The connector's own name of it: where a body holds many items, they are found by it. */
  dedupeKey: string
  topic: string
  /** What it is about, when that could be read: the channel's id of the order, the hash of a person, the digest of a message's id. */
  subjectId: string | null
  occurredAt: Date | null
  triggeredAt: Date | null
  receivedAt: Date
  digest: string
  correlationId: string
  body: Buffer
}

/** Headers worth keeping with a delivery; signatures, tokens and addresses of callers are not. */
const keptHeaders =
  /^(content-type|user-agent|x-shopify-(topic|shop-domain|api-version|webhook-id|event-id|triggered-at|name|sub-topic))$/

/** One element of each argument of `record_deliveries`, in their order. */
type Delivery = [
  endpointId: string,
  tenantId: string | null,
  deliveryId: string,
  receivedAt: Date,
  headers: string,
  sealedBody: string,
  bodyBytes: number,
  events: string,
]

interface Outcome {
  outcome: RecordedEvent['outcome']
  lane: string | null
}

export class Inbox {
  readonly #database: Database
  readonly #vault: Vault
  readonly #clock: Clock
  /** A body's deliveries are recorded together or not at all. Outcomes by event id. */
  readonly #recordings: GroupCommit<Delivery[], Map<string, Outcome>>

  /** @param grouped told how many bodies shared a commit */
  constructor(database: Database, vault: Vault, clock: Clock, grouped: (bodies: number) => void = () => undefined) {
    this.#database = database
    this.#vault = vault
    this.#clock = clock
    this.#recordings = new GroupCommit({
      write: async (recordings) => {
        const written = await this.#write(recordings)
        grouped(recordings.length)
        return written
      },
      hopeless: (error) => error instanceof AppError && error.code === 'database-unavailable',
      weigh: (deliveries) => deliveries.reduce((sum, delivery) => sum + delivery[5].length + delivery[7].length, 0),
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
   * Durable when it returns: the deliveries, their new events, and the work they cause, each under its tenant and sealed
   * with that one's key. Bodies that arrive at the same time share a statement and so a commit (design: recording is one
   * function call).
   */
  async record(
    endpoint: Pick<Endpoint, 'id'>,
    shares: readonly Share[],
    headers: Record<string, unknown>,
    jobs: RoutableJobs,
  ): Promise<RecordedEvent[]> {
    if (shares.length === 0) return []
    const kept = JSON.stringify(Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.test(name))))
    const heard = new Map<string, { event: HeardEvent; correlationId: string }>()
    const deliveries: Delivery[] = []
    for (const { tenantId, body, events } of shares) {
      const deliveryId = newId()
      const sealed = tenantId === null ? '' : await this.#vault.sealBody(tenantId, bodyPlace(deliveryId), body)
      const bodyDigest = digest(body)
      const rows: EventRow[] = []
      for (const event of events) {
        const row = await this.#row(event, tenantId, bodyDigest, jobs)
        heard.set(row.id, { event, correlationId: row.correlationId })
        rows.push(row)
      }
      deliveries.push([
        endpoint.id,
        tenantId,
        deliveryId,
        this.#clock.now(),
        kept,
        sealed,
        body.length,
        JSON.stringify(rows),
      ])
    }
    const outcomes = await this.#recordings.submit(deliveries)
    return [...heard].map(([id, known]) => {
      const outcome = outcomes.get(id)
      if (!outcome) throw new Error('an event without an outcome')
      return { ...known, ...outcome }
    })
  }

  async #row(event: HeardEvent, tenantId: string | null, bodyDigest: string, jobs: RoutableJobs): Promise<EventRow> {
    // Nobody's: no key to hash with, and nothing will be kept.
    const subject = tenantId === null ? null : await storableSubject(event.subject, tenantId, this.#vault)
    return {
      id: newId(),
      workId: newId(),
      correlationId: newId(),
      providerKey: storableText(event.providerKey),
      dedupeKey: indexable(event.dedupeKey),
      topic: storableText(event.topic),
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.sourceId ?? null,
      occurredAt: plausibleTime(event.occurredAt),
      triggeredAt: plausibleTime(event.triggeredAt),
      causeId: event.causeId === null ? null : storableText(event.causeId),
      digest: bodyDigest,
      ...routeEvent({ ...event, subject }, jobs),
    }
  }

  /** One statement is one transaction. */
  async #write(recordings: Delivery[][]): Promise<Map<string, Outcome>[]> {
    const deliveries = recordings.flat()
    const rows = await this.#database.call<{
      place: string
      event_id: string
      outcome: RecordedEvent['outcome']
      lane: string | null
    }>(
      `select * from record_deliveries($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::jsonb[], $6::text[], $7::int[], $8::jsonb[])`,
      [0, 1, 2, 3, 4, 5, 6, 7].map((argument) => deliveries.map((delivery) => delivery[argument])),
    )
    const outcomes = recordings.map(() => new Map<string, Outcome>())
    const recordingOf = recordings.flatMap((recording, index) => recording.map(() => outcomes[index]))
    for (const { place, event_id, outcome, lane } of rows)
      recordingOf[Number(place) - 1]?.set(event_id, { outcome, lane })
    return outcomes
  }

  async count(endpointId: string, outcome: string, n: number): Promise<void> {
    await this.#database.call('select count_at_endpoint($1, $2, $3)', [endpointId, outcome, n])
  }
}

/** An element of `p_events`. */
interface EventRow extends Partial<JobRoute> {
  id: string
  workId: string
  correlationId: string
  providerKey: string
  dedupeKey: string
  topic: string
  subjectKind: string | null
  subjectId: string | null
  occurredAt: string | null
  triggeredAt: string | null
  causeId: string | null
  digest: string
}

/** In UTC; null for what no order ever carried and Postgres would refuse. */
function plausibleTime(text: string | null): string | null {
  const at = new Date(text ?? Number.NaN)
  const year = at.getUTCFullYear()
  return year >= 2000 && year < 3000 ? at.toISOString() : null
}

export function bodyPlace(deliveryId: string): Place {
  return { table: 'deliveries', column: 'body', id: deliveryId }
}

/** What a job sees of the inbox: one event with the body it came in. */
export interface InboxReader {
  /** Throws `payload-unreadable` when its body was dropped meanwhile. */
  mustFind(tx: Tx, tenantId: string, eventId: string): Promise<InboxEvent>
}

export function inboxReader(vault: Vault): InboxReader {
  const opened = new OpenedBodies()
  return {
    async mustFind(tx, tenantId, eventId) {
      const known = opened.of(tenantId)
      const [row] = await tx.query<{
        id: string
        connection_id: string
        dedupe_key: string
        topic: string
        subject_id: string | null
        occurred_at: Date | null
        triggered_at: Date | null
        received_at: Date
        digest: string
        correlation_id: string
        delivery_id: string
        has_body: boolean
        body: string | null
      }>(
        `select e.id, e.connection_id, e.dedupe_key, e.topic, e.subject_id, e.occurred_at, e.triggered_at, e.received_at, e.digest,
           e.correlation_id, e.delivery_id, d.body is not null as has_body,
           case when d.id = any($3::uuid[]) then null else d.body end as body
         from events e
         left join deliveries d on d.tenant_id = e.tenant_id and d.id = e.delivery_id and d.received_at = e.received_at
         where e.tenant_id = $1 and e.id = $2`,
        [tenantId, eventId, [...known.keys()]],
      )
      if (!row?.has_body)
        throw new AppError('payload-unreadable', `event ${eventId} or its body is gone`, {
          facts: { detail: 'its stored body is past its retention time' },
        })
      const body =
        row.body === null
          ? known.get(row.delivery_id)
          : await vault.unsealBody(tenantId, bodyPlace(row.delivery_id), row.body)
      if (!body) throw new Error('a body that is there and was not read')
      opened.keep(tenantId, row.delivery_id, body)
      return {
        tenantId,
        eventId: row.id,
        connectionId: row.connection_id,
        dedupeKey: row.dedupe_key,
        topic: row.topic,
        subjectId: row.subject_id,
        occurredAt: row.occurred_at,
        triggeredAt: row.triggered_at,
        receivedAt: row.received_at,
        digest: row.digest,
        correlationId: row.correlation_id,
        body,
      }
    },
  }
}
