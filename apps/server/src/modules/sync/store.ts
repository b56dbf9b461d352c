import type { ErpAmounts, ErpDocument } from '@crossdock/connectors/ports/erp'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'

/** All SQL of what the ERP holds of our orders, and of confirmations on their way (functions in migration 000005). */

export type DocumentState = 'planned' | 'sent' | 'loaded' | 'confirmed' | 'short' | 'cancelled' | 'done'

export interface StoredDocument {
  documentId: string
  orderId: string
  revision: number
  state: DocumentState
  erpId: string | null
  erpName: string | null
  /** Confirmations that were never answered while it stayed a draft. */
  unanswered: number
  document: ErpDocument
}

const place = (documentId: string): Place => ({ table: 'erp_documents', column: 'document', id: documentId })

/** All revisions of the orders, newest first. */
export async function findDocuments(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  orderIds: string[],
): Promise<StoredDocument[]> {
  const rows = await tx.query<{
    id: string
    order_id: string
    revision: number
    state: DocumentState
    erp_id: string | null
    erp_name: string | null
    unanswered: number
    document: string
  }>(
    `select id, order_id, revision, state, erp_id, erp_name, unanswered, document from erp_documents
     where tenant_id = $1 and connection_id = $2 and order_id = any($3) order by order_id, revision desc`,
    [tenantId, connectionId, orderIds],
  )
  return Promise.all(
    rows.map(async (row) => ({
      documentId: row.id,
      orderId: row.order_id,
      revision: row.revision,
      state: row.state,
      erpId: row.erp_id,
      erpName: row.erp_name,
      unanswered: row.unanswered,
      document: JSON.parse(await vault.unseal(tenantId, place(row.id), row.document)) as ErpDocument,
    })),
  )
}

/** What each ERP holds or held of an order, newest first. */
export function erpStandings(
  tx: Tx,
  tenantId: string,
  orderId: string,
): Promise<
  {
    connectionId: string
    revision: number
    state: DocumentState
    erpId: string | null
    erpName: string | null
    updatedAt: Date
  }[]
> {
  return tx.query(
    `select connection_id as "connectionId", revision, state, erp_id as "erpId", erp_name as "erpName", updated_at as "updatedAt"
     from erp_documents where tenant_id = $1 and order_id = $2 order by updated_at desc, id desc limit 100`,
    [tenantId, orderId],
  )
}

/** Orders that stand in the ERP of another connection, or may (sent, never answered), with their label there. */
export async function standingElsewhere(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  orderIds: string[],
): Promise<Map<string, string>> {
  const rows = await tx.query<{ order_id: string; label: string }>(
    `select distinct on (order_id) order_id, coalesce(erp_name, erp_id, external_id) as label from erp_documents
     where tenant_id = $1 and connection_id <> $2 and order_id = any($3) and (erp_id is not null or state = 'sent') order by order_id, revision desc`,
    [tenantId, connectionId, orderIds],
  )
  return new Map(rows.map((row) => [row.order_id, row.label]))
}

export interface ToFreeze {
  revision: number
  document: ErpDocument
  /** The draft that an earlier revision left in the ERP. */
  held: { erpId: string; erpName: string | null } | null
}

/**
 * Freezes the rows of orders, each at most once; planning a revision anew (after a person's replay) replaces them. Order
 * kept.
 */
export async function freezeDocuments(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  toFreeze: readonly ToFreeze[],
): Promise<StoredDocument[]> {
  if (toFreeze.length === 0) return []
  const orderIds = toFreeze.map(({ document }) => document.orderId)
  const revisions = toFreeze.map(({ revision }) => revision)
  const existing = await tx.query<{ id: string; order_id: string }>(
    `select d.id, d.order_id from erp_documents d
     join unnest($3::uuid[], $4::int[]) as f(order_id, revision) on f.order_id = d.order_id and f.revision = d.revision
     where d.tenant_id = $1 and d.connection_id = $2`,
    [tenantId, connectionId, orderIds, revisions],
  )
  const known = new Map(existing.map((row) => [row.order_id, row.id]))
  const frozen = await Promise.all(
    toFreeze.map(async ({ document, revision, held }) => {
      const documentId = known.get(document.orderId) ?? newId()
      const sealed = await vault.seal(tenantId, place(documentId), JSON.stringify(document))
      return { documentId, sealed, document, revision, held }
    }),
  )
  await tx.query(
    `insert into erp_documents (tenant_id, id, connection_id, order_id, revision, external_id, document, expected, erp_id, erp_name)
     select $1, f.id, $2, f.order_id, f.revision, f.external_id, f.document, f.expected, f.erp_id, f.erp_name
     from unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::text[], $8::jsonb[], $9::text[], $10::text[])
       as f(id, order_id, revision, external_id, document, expected, erp_id, erp_name)
     on conflict (tenant_id, id) do update set document = excluded.document, expected = excluded.expected, state = 'planned', unanswered = 0,
       erp_id = excluded.erp_id, erp_name = excluded.erp_name, updated_at = clock_timestamp()`,
    [
      tenantId,
      connectionId,
      frozen.map(({ documentId }) => documentId),
      orderIds,
      revisions,
      frozen.map(({ document }) => document.externalId),
      frozen.map(({ sealed }) => sealed),
      frozen.map(({ document }) => JSON.stringify(document.expected)),
      frozen.map(({ held }) => held?.erpId ?? null),
      frozen.map(({ held }) => held?.erpName ?? null),
    ],
  )
  return frozen.map(({ documentId, document, revision, held }) => ({
    documentId,
    orderId: document.orderId,
    revision,
    state: 'planned',
    erpId: held?.erpId ?? null,
    erpName: held?.erpName ?? null,
    unanswered: 0,
    document,
  }))
}

export async function markSent(tx: Tx, tenantId: string, documentIds: string[]): Promise<void> {
  await tx.query(
    `update erp_documents set state = 'sent', updated_at = clock_timestamp() where tenant_id = $1 and id = any($2)`,
    [tenantId, documentIds],
  )
}

export async function markLoaded(
  tx: Tx,
  tenantId: string,
  loaded: { documentId: string; erpId: string }[],
): Promise<void> {
  await tx.query(
    `update erp_documents d set state = 'loaded', erp_id = l.erp_id, updated_at = clock_timestamp()
     from unnest($2::uuid[], $3::text[]) as l(id, erp_id) where d.tenant_id = $1 and d.id = l.id`,
    [tenantId, loaded.map(({ documentId }) => documentId), loaded.map(({ erpId }) => erpId)],
  )
}

export async function markRead(
  tx: Tx,
  tenantId: string,
  read: { documentId: string; erpName: string; amounts: ErpAmounts }[],
): Promise<void> {
  await tx.query(
    `update erp_documents d set erp_name = r.erp_name, read_back = r.read_back, updated_at = clock_timestamp()
     from unnest($2::uuid[], $3::text[], $4::jsonb[]) as r(id, erp_name, read_back) where d.tenant_id = $1 and d.id = r.id`,
    [
      tenantId,
      read.map(({ documentId }) => documentId),
      read.map(({ erpName }) => erpName),
      read.map(({ amounts }) => JSON.stringify(amounts)),
    ],
  )
}

export async function markStates(
  tx: Tx,
  tenantId: string,
  states: readonly { documentId: string; state: DocumentState }[],
): Promise<void> {
  await tx.query(
    `update erp_documents d set state = s.state, updated_at = clock_timestamp()
     from unnest($2::uuid[], $3::text[]) as s(id, state) where d.tenant_id = $1 and d.id = s.id`,
    [tenantId, states.map(({ documentId }) => documentId), states.map(({ state }) => state)],
  )
}

/** Their confirmation had all the time it may take, and they are drafts still. */
export async function countUnanswered(tx: Tx, tenantId: string, connectionId: string, erpIds: string[]): Promise<void> {
  await tx.query(
    `update erp_documents set unanswered = unanswered + 1, updated_at = clock_timestamp()
     where tenant_id = $1 and connection_id = $2 and erp_id = any($3) and state = 'loaded'`,
    [tenantId, connectionId, erpIds],
  )
}

export interface Fence {
  fenceId: string
  tenantId: string
  connectionId: string
  erpIds: string[]
  /** Since the confirmation was sent, by the database's clock. */
  ageMs: number
}

export async function putFence(
  database: Database,
  token: string,
  databaseId: string,
  fence: Omit<Fence, 'ageMs'>,
): Promise<void> {
  await database.call('select put_fence($1, $2, $3, $4, $5, $6)', [
    token,
    databaseId,
    fence.fenceId,
    fence.tenantId,
    fence.connectionId,
    fence.erpIds,
  ])
}

export async function openFences(database: Database, token: string, databaseId: string): Promise<Fence[]> {
  const rows = await database.call<{
    id: string
    tenant_id: string
    connection_id: string
    erp_ids: string[]
    age_ms: number
  }>('select * from open_fences($1, $2)', [token, databaseId])
  return rows.map((row) => ({
    fenceId: row.id,
    tenantId: row.tenant_id,
    connectionId: row.connection_id,
    erpIds: row.erp_ids,
    ageMs: row.age_ms,
  }))
}

export async function removeFence(
  database: Database,
  token: string,
  databaseId: string,
  fenceId: string,
): Promise<void> {
  await database.call('select remove_fence($1, $2, $3)', [token, databaseId, fenceId])
}

/** A tenant's confirmations that have had no answer for so long, by ERP connection. */
export async function oldFences(
  tx: Tx,
  olderThanMs: number,
): Promise<{ connectionId: string; orders: number; oldest: Date }[]> {
  const rows = await tx.query<{ connection_id: string; orders: string; oldest: Date }>(
    'select * from fences_of_tenant(make_interval(secs => $1 / 1000.0))',
    [olderThanMs],
  )
  return rows.map((row) => ({ connectionId: row.connection_id, orders: Number(row.orders), oldest: row.oldest }))
}

export async function databaseLimits(
  database: Database,
  databaseId: string,
): Promise<{ minIntervalMs: number; maxBatch: number }> {
  const [row] = await database.call<{ min_interval_ms: number; max_batch: number }>(
    'select * from erp_database_limits($1)',
    [databaseId],
  )
  return { minIntervalMs: row?.min_interval_ms ?? 0, maxBatch: row?.max_batch ?? 50 }
}
