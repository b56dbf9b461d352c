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

/** Freezes the rows of an order's revision; planning the same revision anew (after a person's replay) replaces them. */
export async function freezeDocument(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  revision: number,
  document: ErpDocument,
  held: { erpId: string; erpName: string | null } | null,
): Promise<StoredDocument> {
  const [existing] = await tx.query<{ id: string }>(
    'select id from erp_documents where tenant_id = $1 and connection_id = $2 and order_id = $3 and revision = $4',
    [tenantId, connectionId, document.orderId, revision],
  )
  const documentId = existing?.id ?? newId()
  const sealed = await vault.seal(tenantId, place(documentId), JSON.stringify(document))
  await tx.query(
    `insert into erp_documents (tenant_id, id, connection_id, order_id, revision, external_id, document, expected, erp_id, erp_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant_id, id) do update set document = excluded.document, expected = excluded.expected, state = 'planned', unanswered = 0,
       erp_id = excluded.erp_id, erp_name = excluded.erp_name, updated_at = clock_timestamp()`,
    [
      tenantId,
      documentId,
      connectionId,
      document.orderId,
      revision,
      document.externalId,
      sealed,
      JSON.stringify(document.expected),
      held?.erpId ?? null,
      held?.erpName ?? null,
    ],
  )
  return {
    documentId,
    orderId: document.orderId,
    revision,
    state: 'planned',
    erpId: held?.erpId ?? null,
    erpName: held?.erpName ?? null,
    unanswered: 0,
    document,
  }
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

export async function markState(tx: Tx, tenantId: string, documentId: string, state: DocumentState): Promise<void> {
  await tx.query(
    'update erp_documents set state = $3, updated_at = clock_timestamp() where tenant_id = $1 and id = $2',
    [tenantId, documentId, state],
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
