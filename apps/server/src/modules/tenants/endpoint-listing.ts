import type { EndpointJson } from '@crossdock/contracts/api/endpoints'
import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'

/** Endpoints as their tenant looks at them; making them and attaching accounts is `endpoints-store.ts`. */

export interface ListedEndpoint {
  id: string
  provider: string
  /** Encrypted JSON list. */
  secrets: string
  /** Accounts of other tenants may be attached to it. */
  shared: boolean
  body_limit_bytes: number
  active: boolean
  created_at: Date
  serves: { account: string; connectionId: string }[]
}

const columns = `id, provider, secrets, shared, body_limit_bytes, active, created_at, coalesce((
    select jsonb_agg(jsonb_build_object('account', s.provider_key, 'connectionId', s.connection_id) order by s.provider_key)
    from endpoint_connections s where s.tenant_id = endpoints.tenant_id and s.endpoint_id = endpoints.id), '[]') as serves`

/** Ids are made in the order of time. */
export const newestEndpoints: Sort = { name: 'newest', keys: [{ expression: 'id', kind: 'uuid' }], descending: true }

export function pageOfEndpoints(tx: Tx, tenantId: string, wanted: PageWanted): Promise<Page<ListedEndpoint>> {
  return readPage(tx, {
    columns,
    from: 'endpoints',
    where: [['tenant_id = ?', tenantId]],
    sort: newestEndpoints,
    wanted,
  })
}

/** `lock`: nobody else changes it before the transaction ends. @throws `not-found` */
export async function findEndpoint(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  { lock } = { lock: false },
): Promise<ListedEndpoint> {
  const [row] = await tx.query<ListedEndpoint>(
    `select ${columns} from endpoints where tenant_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [tenantId, endpointId],
  )
  if (!row) throw new AppError('not-found', 'no such endpoint')
  return row
}

/** Those that hear this connection; `ofOthers`: attached by the operator to one that another tenant keeps. */
export async function endpointsOf(
  tx: Tx,
  tenantId: string,
  connectionId: string,
): Promise<{ own: ListedEndpoint[]; ofOthers: boolean }> {
  const own = await tx.query<ListedEndpoint>(
    `select ${columns} from endpoints where tenant_id = $1 and id in (
       select endpoint_id from endpoint_connections where tenant_id = $1 and connection_id = $2)
     order by id limit 20`,
    [tenantId, connectionId],
  )
  const others = await tx.query(
    `select from endpoint_connections
     where tenant_id = $1 and connection_id = $2 and endpoint_tenant_id <> tenant_id limit 1`,
    [tenantId, connectionId],
  )
  return { own, ofOthers: others.length > 0 }
}

/** The first that the tenant keeps for this connection. */
export async function ownEndpointOf(tx: Tx, tenantId: string, connectionId: string): Promise<string | null> {
  const { own } = await endpointsOf(tx, tenantId, connectionId)
  return own[0]?.id ?? null
}

const place = (id: string) => ({ table: 'endpoints', column: 'secrets', id }) as const

/** Valid right now, newest first. */
export async function secretsOf(vault: Vault, tenantId: string, { id, secrets }: ListedEndpoint): Promise<string[]> {
  return JSON.parse(await vault.unseal(tenantId, place(id), secrets))
}

export async function saveSecrets(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  endpointId: string,
  secrets: readonly string[],
): Promise<void> {
  const sealed = await vault.seal(tenantId, place(endpointId), JSON.stringify(secrets))
  await tx.query('update endpoints set secrets = $3 where tenant_id = $1 and id = $2', [tenantId, endpointId, sealed])
}

/** Whether this ever happened at one of them. */
export async function hasCounted(
  tx: Tx,
  tenantId: string,
  endpointIds: readonly string[],
  outcome: string,
): Promise<boolean> {
  const rows = await tx.query(
    'select from endpoint_counters where tenant_id = $1 and endpoint_id = any($2::uuid[]) and outcome = $3 limit 1',
    [tenantId, endpointIds, outcome],
  )
  return rows.length > 0
}

export interface EndpointCount {
  day: string
  outcome: string
  count: number
}

export const newestDays: Sort = {
  name: 'days',
  keys: [
    { expression: 'day', kind: 'day' },
    { expression: 'outcome', kind: 'text' },
  ],
  descending: true,
}

export function pageOfCounts(
  tx: Tx,
  tenantId: string,
  endpointId: string,
  wanted: PageWanted,
): Promise<Page<EndpointCount>> {
  return readPage(tx, {
    columns: 'day::text as day, outcome, n::float8 as count',
    from: 'endpoint_counters',
    where: [
      ['tenant_id = ?', tenantId],
      ['endpoint_id = ?', endpointId],
    ],
    sort: newestDays,
    wanted,
  })
}

export interface EndpointView {
  vault: Vault
  /** How channels reach the hub; null while nobody has said. */
  publicUrl: string | null
}

export async function endpointJson(
  row: ListedEndpoint,
  tenantId: string,
  { vault, publicUrl }: EndpointView,
): Promise<EndpointJson> {
  const path = `/hooks/${row.id}`
  return {
    id: row.id,
    provider: row.provider,
    url: publicUrl === null ? path : new URL(path, publicUrl).toString(),
    active: row.active,
    bodyLimitBytes: row.body_limit_bytes,
    validSecrets: (await secretsOf(vault, tenantId, row)).length,
    serves: row.serves,
    createdAt: row.created_at.toISOString(),
  }
}
