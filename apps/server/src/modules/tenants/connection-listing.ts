import type { ConnectionJson } from '@crossdock/contracts/api/connections'
import { AppError } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Condition, type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import type { ConnectionStatus } from './connections-store.ts'
import type { MarketingPath } from './number-doors.ts'
import { pushPolicy } from './push-policy.ts'

/** Connections as people look at them, whatever their kind, without what they are reached with. */

export type ConnectionKind = 'channel' | 'erp' | 'messaging'

export interface ListedConnection {
  id: string
  provider: string
  name: string
  status: ConnectionStatus
  provider_key: string
  created_at: Date
  kind: ConnectionKind
  installed_at: Date
  disconnected_at: Date | null
  can_be_asked: boolean
  cut_over_at: Date
  push_policy: unknown
  erp_connection_id: string | null
  erp_company_id: string | null
  erp_warehouse_id: string | null
  url: string | null
  database: string | null
  key_expires_at: string | null
  api_version: string | null
  marketing_path: MarketingPath | null
}

const columns = `id, provider, name, status, provider_key, created_at, case when erp_database_id is not null then 'erp' when messaging then 'messaging' else 'channel' end as kind, installed_at,
  disconnected_at, secrets is not null and status = 'active' as can_be_asked, cut_over_at, push_policy, erp_connection_id,
  erp_company_id, erp_warehouse_id, config->>'url' as url, config->>'database' as database,
  config->>'keyExpiresAt' as key_expires_at, config->>'apiVersion' as api_version, config->'paths'->>'marketing' as marketing_path`

/** Ids are made in the order of time. */
export const newestConnections: Sort = { name: 'newest', keys: [{ expression: 'id', kind: 'uuid' }], descending: true }

export function pageOfConnections(
  tx: Tx,
  tenantId: string,
  { kind }: { kind: ConnectionKind | undefined },
  wanted: PageWanted,
): Promise<Page<ListedConnection>> {
  return readPage(tx, {
    columns,
    from: 'connections',
    where: [['tenant_id = ?', tenantId], ...(kind === undefined ? [] : [ofKind[kind]])],
    sort: newestConnections,
    wanted,
  })
}

const ofKind: Record<ConnectionKind, Condition> = {
  erp: ['erp_database_id is not null'],
  messaging: ['messaging'],
  channel: ['erp_database_id is null and not messaging'],
}

/** `lock`: nobody else changes it before the transaction ends. @throws `not-found` */
export async function findListed(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  { lock } = { lock: false },
): Promise<ListedConnection> {
  const [row] = await tx.query<ListedConnection>(
    `select ${columns} from connections where tenant_id = $1 and id = $2 ${lock ? 'for update' : ''}`,
    [tenantId, connectionId],
  )
  if (!row) throw new AppError('not-found', 'no such connection')
  return row
}

export async function saveListed(
  tx: Tx,
  tenantId: string,
  {
    id,
    name,
    cut_over_at,
    push_policy,
    erp_connection_id,
  }: Pick<ListedConnection, 'id' | 'name' | 'cut_over_at' | 'push_policy' | 'erp_connection_id'>,
): Promise<void> {
  await tx.query(
    `update connections set name = $3, cut_over_at = $4, push_policy = $5, erp_connection_id = $6
     where tenant_id = $1 and id = $2`,
    [tenantId, id, name, cut_over_at, JSON.stringify(push_policy), erp_connection_id],
  )
}

/** @throws `not-found` unless the tenant has one of this kind and id */
export async function mustBe(tx: Tx, tenantId: string, connectionId: string, kind: ConnectionKind): Promise<void> {
  const found = await findListed(tx, tenantId, connectionId)
  if (found.kind !== kind) throw new AppError('not-found', `that is no ${kind} connection`)
}

export const mustBeErp = (tx: Tx, tenantId: string, connectionId: string): Promise<void> =>
  mustBe(tx, tenantId, connectionId, 'erp')

export function connectionJson(row: ListedConnection): ConnectionJson {
  const keyExpiresAt = row.key_expires_at === null ? null : new Date(row.key_expires_at).toISOString()
  return {
    id: row.id,
    provider: row.provider,
    kind: row.kind,
    name: row.name,
    status: row.status,
    account: row.provider_key,
    createdAt: row.created_at.toISOString(),
    channel:
      row.kind !== 'channel'
        ? null
        : {
            installedAt: row.installed_at.toISOString(),
            disconnectedAt: row.disconnected_at?.toISOString() ?? null,
            canBeAsked: row.can_be_asked,
            cutOverAt: row.cut_over_at.toISOString(),
            pushPolicy: pushPolicy.parse(row.push_policy),
            erpConnectionId: row.erp_connection_id,
          },
    erp:
      row.kind === 'erp'
        ? {
            url: row.url ?? '',
            database: row.database ?? '',
            companyId: row.erp_company_id ?? '',
            warehouseId: row.erp_warehouse_id,
            keyExpiresAt,
          }
        : null,
    number:
      row.kind === 'messaging'
        ? { apiVersion: row.api_version, marketingPath: row.marketing_path ?? 'messages', keyExpiresAt }
        : null,
  }
}
