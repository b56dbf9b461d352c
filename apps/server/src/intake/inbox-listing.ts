import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Condition, type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { bodyPlace } from './inbox.ts'
import { indexable } from './indexable.ts'

/** What came in, as people look through it. */

export interface ListedEvent {
  id: string
  connection_id: string
  topic: string
  subject_kind: string | null
  subject_id: string | null
  occurred_at: Date | null
  triggered_at: Date | null
  received_at: Date
  delivery_id: string
  correlation_id: string
}

const eventColumns = `id, connection_id, topic, subject_kind, subject_id, occurred_at, triggered_at, received_at, delivery_id,
  correlation_id`

export const latestEvents: Sort = {
  name: 'latest',
  keys: [
    { expression: 'received_at', kind: 'instant' },
    { expression: 'id', kind: 'uuid' },
  ],
  descending: true,
}

export interface EventFilter {
  connectionId?: string | undefined
  /** The channel's id of what it is about; with a connection. */
  subjectId?: string | undefined
  from?: string | undefined
  to?: string | undefined
}

export function pageOfEvents(
  tx: Tx,
  tenantId: string,
  filter: EventFilter,
  wanted: PageWanted,
): Promise<Page<ListedEvent>> {
  const where: Condition[] = [['tenant_id = ?', tenantId]]
  if (filter.connectionId !== undefined) where.push(['connection_id = ?', filter.connectionId])
  if (filter.subjectId !== undefined) where.push(['subject_id = ?', filter.subjectId])
  if (filter.from !== undefined) where.push(['received_at >= ?', new Date(filter.from)])
  if (filter.to !== undefined) where.push(['received_at < ?', new Date(filter.to)])
  return readPage(tx, { columns: eventColumns, from: 'events', where, sort: latestEvents, wanted })
}

/** @throws `not-found` */
export async function findEvent(tx: Tx, tenantId: string, eventId: string): Promise<ListedEvent> {
  const [row] = await tx.query<ListedEvent>(`select ${eventColumns} from events where tenant_id = $1 and id = $2`, [
    tenantId,
    eventId,
  ])
  if (!row) throw new AppError('not-found', 'no such event')
  return row
}

/** Under which its connector recorded it: there is one at the most. The digest is that of the body it came in. */
export async function findByDedupeKey(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  dedupeKey: string,
): Promise<{ eventId: string; digest: string } | null> {
  const [row] = await tx.query<{ eventId: string; digest: string }>(
    'select id as "eventId", digest from events where tenant_id = $1 and connection_id = $2 and dedupe_key = $3',
    [tenantId, connectionId, indexable(dedupeKey)],
  )
  return row ?? null
}

export interface ListedDelivery {
  id: string
  endpoint_id: string
  received_at: Date
  body_bytes: number
  headers: Record<string, string>
}

const deliveryColumns = 'id, endpoint_id, received_at, body_bytes, headers'

/** Ids are made in the order of time. */
export const latestDeliveries: Sort = { name: 'latest', keys: [{ expression: 'id', kind: 'uuid' }], descending: true }

export function pageOfDeliveries(tx: Tx, tenantId: string, wanted: PageWanted): Promise<Page<ListedDelivery>> {
  return readPage(tx, {
    columns: deliveryColumns,
    from: 'deliveries',
    where: [['tenant_id = ?', tenantId]],
    sort: latestDeliveries,
    wanted,
  })
}

/** @throws `not-found`, also when it is past its retention time */
export async function findDelivery(tx: Tx, tenantId: string, deliveryId: string): Promise<ListedDelivery> {
  const [row] = await tx.query<ListedDelivery>(
    `select ${deliveryColumns} from deliveries where tenant_id = $1 and id = $2`,
    [tenantId, deliveryId],
  )
  if (!row) throw new AppError('not-found', 'no such delivery')
  return row
}

/** As it came. @throws `not-found` */
export async function readBody(tx: Tx, vault: Vault, tenantId: string, deliveryId: string): Promise<Buffer> {
  const [row] = await tx.query<{ body: string }>('select body from deliveries where tenant_id = $1 and id = $2', [
    tenantId,
    deliveryId,
  ])
  if (!row) throw new AppError('not-found', 'no such delivery')
  return vault.unsealBody(tenantId, bodyPlace(deliveryId), row.body)
}
