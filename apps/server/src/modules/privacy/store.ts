import type { PrivacyRequest } from '@crossdock/connectors/ports/commerce'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'

/** All SQL of privacy requests. Whom they are about is encrypted. */

export type RequestState = 'open' | 'done' | 'set-aside'

export interface NewRequest {
  tenantId: string
  id: string
  connectionId: string
  requestKey: string
  request: PrivacyRequest
  state: RequestState
  note: string | null
  requestedAt: Date
  dueAt: Date
  correlationId: string
}

const place = (id: string): Place => ({ table: 'privacy_requests', column: 'subject', id })

/** The same request told again changes nothing. */
export async function insertRequest(tx: Tx, vault: Vault, row: NewRequest): Promise<void> {
  const { person, orders } = row.request
  const subject = await vault.seal(row.tenantId, place(row.id), JSON.stringify({ person, orders }))
  await tx.query(
    `insert into privacy_requests (tenant_id, id, connection_id, kind, request_key, subject, state, note, requested_at, due_at, correlation_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id, connection_id, request_key) do nothing`,
    [
      row.tenantId,
      row.id,
      row.connectionId,
      row.request.kind,
      row.requestKey,
      subject,
      row.state,
      row.note,
      row.requestedAt,
      row.dueAt,
      row.correlationId,
    ],
  )
}

export interface StoredRequest {
  id: string
  connectionId: string
  kind: PrivacyRequest['kind']
  state: RequestState
  note: string | null
  requestedAt: Date
  dueAt: Date
  settledAt: Date | null
  subject: Pick<PrivacyRequest, 'person' | 'orders'>
}

interface RequestRow {
  id: string
  connection_id: string
  kind: StoredRequest['kind']
  state: RequestState
  note: string | null
  requested_at: Date
  due_at: Date
  settled_at: Date | null
  subject: string
}

const columns = 'id, connection_id, kind, state, note, requested_at, due_at, settled_at, subject'

async function toRequest(vault: Vault, tenantId: string, row: RequestRow): Promise<StoredRequest> {
  return {
    id: row.id,
    connectionId: row.connection_id,
    kind: row.kind,
    state: row.state,
    note: row.note,
    requestedAt: row.requested_at,
    dueAt: row.due_at,
    settledAt: row.settled_at,
    subject: JSON.parse(await vault.unseal(tenantId, place(row.id), row.subject)),
  }
}

/** Those that wait, the one that is due first at the top; with `settled` the others after them. */
export async function listRequests(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { settled }: { settled: boolean },
): Promise<StoredRequest[]> {
  const rows = await tx.query<RequestRow>(
    `select ${columns} from privacy_requests
     where tenant_id = $1 and ($2 or state = 'open') order by state <> 'open', due_at, id limit 500`,
    [tenantId, settled],
  )
  return Promise.all(rows.map((row) => toRequest(vault, tenantId, row)))
}

export const dueFirst: Sort = {
  name: 'due',
  keys: [
    { expression: 'due_at', kind: 'instant' },
    { expression: 'id', kind: 'uuid' },
  ],
  descending: false,
}

export async function pageOfRequests(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  { state }: { state: RequestState | undefined },
  wanted: PageWanted,
): Promise<Page<StoredRequest>> {
  const { rows, next } = await readPage<RequestRow>(tx, {
    columns,
    from: 'privacy_requests',
    where: [['tenant_id = ?', tenantId], ...(state === undefined ? [] : ([['state = ?', state]] as const))],
    sort: dueFirst,
    wanted,
  })
  return { rows: await Promise.all(rows.map((row) => toRequest(vault, tenantId, row))), next }
}

export async function findRequest(tx: Tx, vault: Vault, tenantId: string, id: string): Promise<StoredRequest | null> {
  const [row] = await tx.query<RequestRow>(`select ${columns} from privacy_requests where tenant_id = $1 and id = $2`, [
    tenantId,
    id,
  ])
  return row ? toRequest(vault, tenantId, row) : null
}

/** A person has seen to it. @returns false when there is no such open request */
export async function markSeenTo(tx: Tx, tenantId: string, id: string): Promise<boolean> {
  const rows = await tx.query(
    `update privacy_requests set state = 'done', settled_at = clock_timestamp()
     where tenant_id = $1 and id = $2 and state = 'open' returning id`,
    [tenantId, id],
  )
  return rows.length > 0
}
