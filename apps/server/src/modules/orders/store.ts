import { storableText } from '@crossdock/contracts/errors'
import { type CanonicalOrder, canonicalOrder } from '@crossdock/contracts/order'
import { and, eq } from 'drizzle-orm'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { orders, timeline } from '#platform/db/tables.ts'
import { newId } from '#platform/ids.ts'
import { scrubText } from '#platform/log.ts'
import { afterDeletion } from './deletion-task.ts'
import type { Newest, Rival, SourceVersion } from './source-version.ts'
import type { Wanted } from './wanted-in-erp.ts'

/** All SQL of orders, their timeline and tasks. */

export type ErpState = 'recorded' | 'waiting' | 'parked' | 'held' | 'confirmed' | 'short' | 'cancelled'

export interface StoredOrder {
  orderId: string
  connectionId: string
  /** The channel's own id. */
  sourceId: string
  name: string
  version: SourceVersion
  /** All versions of that moment, the stored one among them. */
  rivals: Rival[]
  /** The version that last named the people of the order. */
  peopleOf: SourceVersion | null
  /** Told by the channel: edited, deleted. */
  editedAt: Date | null
  deletedAt: Date | null
  needsRefetch: boolean
  contentDigest: string
  revision: number
  wanted: Wanted['wanted']
  reasonCode: string | null
  reasonFacts: Record<string, string> | null
  erpState: ErpState
  paymentStatus: string
  state: 'open' | 'cancelled'
  customerId: string | null
  correlationId: string
  /** Encrypted. */
  document: string
}

interface OrderRow {
  id: string
  connection_id: string
  source_id: string
  name: string
  source_rivals: { digest: string; triggeredAt: string | null; answer?: true }[]
  people_version: { occurredAt: string; triggeredAt: string | null; digest: string } | null
  edited_at: Date | null
  deleted_at: Date | null
  source_occurred_at: Date
  source_triggered_at: Date | null
  source_digest: string
  needs_refetch: boolean
  content_digest: string
  revision: number
  wanted: StoredOrder['wanted']
  reason_code: string | null
  reason_facts: Record<string, string> | null
  erp_state: ErpState
  payment_status: string
  state: StoredOrder['state']
  customer_id: string | null
  correlation_id: string
  document: string
}

const columns = `id, connection_id, source_id, name, source_occurred_at, source_triggered_at, source_digest, source_rivals,
  people_version, edited_at, deleted_at, needs_refetch, content_digest, revision, wanted, reason_code, reason_facts, erp_state,
  payment_status, state, customer_id, correlation_id, document`

function toOrder(row: OrderRow): StoredOrder {
  const version = {
    occurredAt: row.source_occurred_at,
    triggeredAt: row.source_triggered_at,
    digest: row.source_digest,
  }
  const rivals = row.source_rivals.map((rival) => ({ ...rival, triggeredAt: dateOf(rival.triggeredAt) }))
  const people = row.people_version
  return {
    orderId: row.id,
    connectionId: row.connection_id,
    sourceId: row.source_id,
    name: row.name,
    version,
    // Rows of before migration 000007 know themselves only.
    rivals: rivals.length > 0 ? rivals : [{ digest: version.digest, triggeredAt: version.triggeredAt }],
    peopleOf: people && {
      occurredAt: new Date(people.occurredAt),
      triggeredAt: dateOf(people.triggeredAt),
      digest: people.digest,
    },
    editedAt: row.edited_at,
    deletedAt: row.deleted_at,
    needsRefetch: row.needs_refetch,
    contentDigest: row.content_digest,
    revision: row.revision,
    wanted: row.wanted,
    reasonCode: row.reason_code,
    reasonFacts: row.reason_facts,
    erpState: row.erp_state,
    paymentStatus: row.payment_status,
    state: row.state,
    customerId: row.customer_id,
    correlationId: row.correlation_id,
    document: row.document,
  }
}

export async function findBySource(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  sourceId: string,
): Promise<StoredOrder | null> {
  const [row] = await tx.query<OrderRow>(
    `select ${columns} from orders where tenant_id = $1 and connection_id = $2 and source_id = $3 for update`,
    [tenantId, connectionId, sourceId],
  )
  return row ? toOrder(row) : null
}

export async function findByIds(tx: Tx, tenantId: string, orderIds: string[]): Promise<StoredOrder[]> {
  const rows = await tx.query<OrderRow>(`select ${columns} from orders where tenant_id = $1 and id = any($2)`, [
    tenantId,
    orderIds,
  ])
  return rows.map(toOrder)
}

/** What is wanted of them by now. */
export async function wishesOf(
  tx: Tx,
  tenantId: string,
  orderIds: string[],
): Promise<Map<string, Pick<StoredOrder, 'revision' | 'wanted'>>> {
  const rows = await tx.query<{ id: string; revision: number; wanted: StoredOrder['wanted'] }>(
    'select id, revision, wanted from orders where tenant_id = $1 and id = any($2)',
    [tenantId, orderIds],
  )
  return new Map(rows.map(({ id, ...wish }) => [id, wish]))
}

/** By our id, by its label ("#1042", or "1042" for it), or by the channel's id: what a person has at hand. Newest first. */
export async function search(tx: Tx, tenantId: string, text: string): Promise<StoredOrder[]> {
  const rows = await tx.query<OrderRow>(
    `select ${columns} from orders where tenant_id = $1 and (id::text = $2 or name in ($2, '#' || $2) or source_id = $2)
     order by placed_at desc limit 20`,
    [tenantId, text],
  )
  return rows.map(toOrder)
}

export async function recent(tx: Tx, tenantId: string, limit: number): Promise<StoredOrder[]> {
  const rows = await tx.query<OrderRow>(
    `select ${columns} from orders where tenant_id = $1 order by placed_at desc, id desc limit $2`,
    [tenantId, limit],
  )
  return rows.map(toOrder)
}

const dateOf = (text: string | null): Date | null => (text === null ? null : new Date(text))

export interface OrderFacts {
  order: CanonicalOrder
  version: SourceVersion
  newest: Newest
  peopleOf: SourceVersion | null
  editedAt: Date | null
  deletedAt: Date | null
  needsRefetch: boolean
  contentDigest: string
  wanted: Wanted
  customerId: string | null
  erpState: ErpState
  /** Why it stands so. */
  reasonCode: string | null
  reasonFacts: Record<string, string> | null
}

function columnsOf(facts: OrderFacts, document: string) {
  const { order, version, wanted } = facts
  return {
    name: order.name,
    state: order.cancelledAt === null ? ('open' as const) : ('cancelled' as const),
    paymentStatus: order.payment.status,
    erpState: facts.erpState,
    wanted: wanted.wanted,
    reasonCode: facts.reasonCode,
    reasonFacts: facts.reasonFacts,
    currency: order.currency,
    total: order.totals.total,
    tax: order.totals.tax,
    presentmentCurrency: order.presentment.currency,
    presentmentTotal: order.presentment.total,
    test: order.test,
    customerId: facts.customerId,
    placedAt: new Date(order.placedAt),
    sourceOccurredAt: version.occurredAt,
    sourceTriggeredAt: version.triggeredAt,
    sourceDigest: version.digest,
    sourceRivals: facts.newest.rivals,
    peopleVersion: facts.peopleOf,
    editedAt: facts.editedAt,
    deletedAt: facts.deletedAt,
    needsRefetch: facts.needsRefetch,
    contentDigest: facts.contentDigest,
    document,
  }
}

const sealed = (vault: Vault, tenantId: string, orderId: string, order: CanonicalOrder): Promise<string> =>
  vault.seal(
    tenantId,
    { table: 'orders', column: 'document', id: orderId },
    JSON.stringify(canonicalOrder.encode(order)),
  )

export async function openDocument(vault: Vault, tenantId: string, stored: StoredOrder): Promise<CanonicalOrder> {
  const text = await vault.unseal(
    tenantId,
    { table: 'orders', column: 'document', id: stored.orderId },
    stored.document,
  )
  return canonicalOrder.decode(JSON.parse(text))
}

export async function insertOrder(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  orderId: string,
  connectionId: string,
  correlationId: string,
  facts: OrderFacts,
): Promise<void> {
  const document = await sealed(vault, tenantId, orderId, facts.order)
  await tx.orm.insert(orders).values({
    tenantId,
    id: orderId,
    connectionId,
    sourceId: facts.order.sourceId,
    correlationId,
    ...columnsOf(facts, document),
  })
}

export async function updateOrder(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  orderId: string,
  revision: number,
  facts: OrderFacts,
): Promise<void> {
  const document = await sealed(vault, tenantId, orderId, facts.order)
  await tx.orm
    .update(orders)
    .set({ ...columnsOf(facts, document), revision, updatedAt: new Date() })
    .where(and(eq(orders.tenantId, tenantId), eq(orders.id, orderId)))
}

/** Orders of a channel that may be out of date, longest unclear first; deleted ones need not be asked for. */
export function unclearOrders(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  limit: number,
): Promise<{ orderId: string; sourceId: string }[]> {
  return tx.query(
    `select id as "orderId", source_id as "sourceId" from orders
     where tenant_id = $1 and connection_id = $2 and needs_refetch and deleted_at is null order by updated_at limit $3`,
    [tenantId, connectionId, limit],
  )
}

/** What was told of an order without sending it, perhaps before it came. Only ever learnt, never forgotten. */
export interface Notices {
  editedAt: Date | null
  deletedAt: Date | null
}

export async function findNotices(tx: Tx, tenantId: string, connectionId: string, sourceId: string): Promise<Notices> {
  const [row] = await tx.query<{ edited_at: Date | null; deleted_at: Date | null }>(
    'select edited_at, deleted_at from order_notices where tenant_id = $1 and connection_id = $2 and source_id = $3',
    [tenantId, connectionId, sourceId],
  )
  return { editedAt: row?.edited_at ?? null, deletedAt: row?.deleted_at ?? null }
}

export async function saveNotices(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  sourceId: string,
  { editedAt, deletedAt }: Notices,
): Promise<void> {
  await tx.query(
    `insert into order_notices (tenant_id, connection_id, source_id, edited_at, deleted_at) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, connection_id, source_id) do update set edited_at = excluded.edited_at, deleted_at = excluded.deleted_at`,
    [tenantId, connectionId, sourceId, editedAt, deletedAt],
  )
}

/** Orders that were deleted in the channel before we ever saw them, by the channel's id. */
export async function deletedUnseen(tx: Tx, tenantId: string, sourceId: string): Promise<Date | null> {
  const [row] = await tx.query<{ deleted_at: Date }>(
    'select deleted_at from order_notices where tenant_id = $1 and source_id = $2 and deleted_at is not null limit 1',
    [tenantId, sourceId],
  )
  return row?.deleted_at ?? null
}

export interface ErpOutcome {
  erpState: ErpState
  reasonCode: string | null
  reasonFacts: Record<string, string> | null
}

export function setErpOutcome(tx: Tx, tenantId: string, orderId: string, outcome: ErpOutcome): Promise<void> {
  return setErpOutcomes(tx, tenantId, new Map([[orderId, outcome]]))
}

/** What came of carrying them. An order that was deleted in the channel meanwhile gets the task that follows from that. */
export async function setErpOutcomes(
  tx: Tx,
  tenantId: string,
  outcomes: ReadonlyMap<string, ErpOutcome>,
): Promise<void> {
  const all = [...outcomes.values()]
  const deleted = await tx.query<{ id: string; name: string }>(
    `with told as (
       select * from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[]) as t(id, erp_state, reason_code, reason_facts)
     ), changed as (
       update orders o set erp_state = t.erp_state, reason_facts = t.reason_facts, updated_at = clock_timestamp(),
         reason_code = coalesce(t.reason_code, case when o.deleted_at is not null and o.wanted = 'none' then 'deleted-in-channel' end)
       from told t where o.tenant_id = $1 and o.id = t.id returning o.id, o.name, o.deleted_at
     )
     select id, name from changed where deleted_at is not null`,
    [
      tenantId,
      [...outcomes.keys()],
      all.map(({ erpState }) => erpState),
      all.map(({ reasonCode }) => reasonCode),
      all.map(({ reasonFacts }) => (reasonFacts ? JSON.stringify(reasonFacts) : null)),
    ],
  )
  for (const { id, name } of deleted) {
    const task = afterDeletion(name, outcomes.get(id) as ErpOutcome)
    if (task) await openTask(tx, tenantId, id, task.kind, task.message)
  }
}

export interface TimelineEntry {
  kind: string
  /** A sentence for staff; no personal data. */
  message: string
  facts?: Record<string, unknown>
}

export function addToTimeline(
  tx: Tx,
  tenantId: string,
  orderId: string,
  correlationId: string,
  entry: TimelineEntry,
): Promise<void> {
  return addToTimelines(tx, tenantId, [{ orderId, correlationId, ...entry }])
}

export async function addToTimelines(
  tx: Tx,
  tenantId: string,
  entries: readonly (TimelineEntry & { orderId: string; correlationId: string })[],
): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map(({ message, facts = {}, ...entry }) => ({
    tenantId,
    id: newId(),
    ...entry,
    message: storableText(message),
    facts,
  }))
  await tx.orm.insert(timeline).values(rows)
}

export function timelineOf(
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<{ at: Date; kind: string; message: string; correlation_id: string }[]> {
  return tx.query(
    'select at, kind, message, correlation_id from timeline where tenant_id = $1 and order_id = $2 order by at, id',
    [tenantId, orderId],
  )
}

/** One open task a kind and order; asking twice changes nothing. */
export async function openTask(
  tx: Tx,
  tenantId: string,
  orderId: string,
  kind: string,
  message: string,
): Promise<void> {
  await tx.query(
    `insert into tasks (tenant_id, id, order_id, kind, message) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, order_id, kind) where state = 'open' do update set message = excluded.message`,
    [tenantId, newId(), orderId, kind, message],
  )
}

/** The task of this kind of each of these orders. */
export async function closeTasksOfKind(
  tx: Tx,
  tenantId: string,
  orderIds: readonly string[],
  kind: string,
): Promise<void> {
  await tx.query(
    `update tasks set state = 'closed', closed_at = clock_timestamp()
     where tenant_id = $1 and order_id = any($2) and kind = $3 and state = 'open'`,
    [tenantId, orderIds, kind],
  )
}

/** Every open task of an order, with the reason of whoever closes them. @returns how many */
export async function closeTasks(tx: Tx, tenantId: string, orderId: string, reason: string): Promise<number> {
  const closed = await tx.query(
    `update tasks set state = 'closed', closed_at = clock_timestamp(), closed_reason = $3
     where tenant_id = $1 and order_id = $2 and state = 'open' returning 1`,
    // People write down whom they called; this stands unencrypted.
    [tenantId, orderId, storableText(scrubText(reason))],
  )
  return closed.length
}

export function openTasks(
  tx: Tx,
  tenantId: string,
  limit: number,
): Promise<{ order_id: string; name: string; kind: string; message: string; created_at: Date }[]> {
  return tx.query(
    `select t.order_id, o.name, t.kind, t.message, t.created_at from tasks t
     join orders o on o.tenant_id = t.tenant_id and o.id = t.order_id
     where t.tenant_id = $1 and t.state = 'open' order by t.created_at desc limit $2`,
    [tenantId, limit],
  )
}
