import { AppError } from '@crossdock/contracts/errors'
import { digest } from '#platform/crypto/seal.ts'
import type { Place } from '#platform/crypto/sealed-columns.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { connections } from '#platform/db/tables.ts'
import { newId } from '#platform/ids.ts'
import { type PushPolicy, pushPolicy } from './push-policy.ts'

export type ConnectionStatus = 'active' | 'paused' | 'disconnected'

/** A channel: where orders come from. */
export interface ChannelConnection {
  tenantId: string
  connectionId: string
  provider: string
  name: string
  /** The provider's own key of the account: the shop domain. */
  providerKey: string
  /** ISO 3166-1 alpha-2 of the tenant, for phones written without a country. */
  country: string
  cutOverAt: Date
  policy: PushPolicy
  status: ConnectionStatus
  /** When access was given last. */
  installedAt: Date
  /** When it was taken away; null while we have it. */
  disconnectedAt: Date | null
  /** We have credentials to ask it with, and they have not been taken away. */
  canBeAsked: boolean
  /** The ERP that carries its orders; null while none is connected. */
  erp: { connectionId: string; databaseId: string } | null
}

/** An ERP: where orders go. `secrets` are provider-shaped and only ever decrypted here. */
export interface ErpConnection {
  tenantId: string
  connectionId: string
  provider: string
  name: string
  databaseId: string
  /** Least time between two calls to that database, milliseconds; 0 = as fast as it answers. */
  minIntervalMs: number
  companyId: string
  warehouseId: string | null
  config: Record<string, unknown>
  secrets: Record<string, string>
}

export interface NewChannel {
  tenantId: string
  connectionId: string
  provider: string
  name: string
  providerKey: string
  cutOverAt: Date
  policy: PushPolicy
  erpConnectionId: string | null
}

export async function createChannel(tx: Tx, channel: NewChannel): Promise<void> {
  const { connectionId: id, policy: pushPolicy, ...rest } = channel
  await tx.orm.insert(connections).values({ id, pushPolicy, ...rest })
}

/** By the provider's own key of the account. */
export async function findByAccount(
  tx: Tx,
  tenantId: string,
  provider: string,
  providerKey: string,
): Promise<{ connectionId: string } | null> {
  const [row] = await tx.query<{ connectionId: string }>(
    'select id as "connectionId" from connections where tenant_id = $1 and provider = $2 and provider_key = $3',
    [tenantId, provider, providerKey],
  )
  return row ?? null
}

/** A number that people write to. `config` and `secrets` are provider-shaped; secrets are sealed here. */
export interface NewMessagingChannel extends Pick<ChannelAccess, 'config' | 'secrets'> {
  tenantId: string
  connectionId: string
  provider: string
  name: string
  /** The provider's own key of the number: Meta's phone_number_id. */
  providerKey: string
}

/** It hears nothing before its account is attached to an endpoint. */
export async function createMessagingChannel(
  tx: Tx,
  vault: Vault,
  { config, secrets, ...channel }: NewMessagingChannel,
): Promise<void> {
  const { connectionId: id, ...rest } = channel
  await tx.orm.insert(connections).values({ id, ...rest, messaging: true, cutOverAt: new Date() })
  await saveChannelAccess(tx, vault, channel.tenantId, id, { config, secrets })
}

interface ChannelRow {
  id: string
  provider: string
  name: string
  provider_key: string
  country: string
  cut_over_at: Date
  push_policy: unknown
  status: ConnectionStatus
  installed_at: Date
  disconnected_at: Date | null
  can_be_asked: boolean
  erp_connection_id: string | null
  erp_database_id: string | null
}

const channels = `select c.id, c.provider, c.name, c.provider_key, t.country, c.cut_over_at, c.push_policy, c.status, c.installed_at,
    c.disconnected_at, c.secrets is not null and c.status = 'active' as can_be_asked, c.erp_connection_id, e.erp_database_id
  from connections c
  join tenants t on t.tenant_id = c.tenant_id
  left join connections e on e.tenant_id = c.tenant_id and e.id = c.erp_connection_id`

function toChannel(tenantId: string, row: ChannelRow): ChannelConnection {
  return {
    tenantId,
    connectionId: row.id,
    provider: row.provider,
    name: row.name,
    providerKey: row.provider_key,
    country: row.country,
    cutOverAt: row.cut_over_at,
    policy: pushPolicy.parse(row.push_policy),
    status: row.status,
    installedAt: row.installed_at,
    disconnectedAt: row.disconnected_at,
    canBeAsked: row.can_be_asked,
    erp:
      row.erp_connection_id && row.erp_database_id
        ? { connectionId: row.erp_connection_id, databaseId: row.erp_database_id }
        : null,
  }
}

export async function findChannel(tx: Tx, tenantId: string, connectionId: string): Promise<ChannelConnection> {
  const [row] = await tx.query<ChannelRow>(`${channels} where c.tenant_id = $1 and c.id = $2`, [tenantId, connectionId])
  if (!row) throw new AppError('not-found', `no connection ${connectionId}`)
  return toChannel(tenantId, row)
}

/** Where orders come from, by name. */
export async function listChannels(tx: Tx, tenantId: string): Promise<ChannelConnection[]> {
  const rows = await tx.query<ChannelRow>(
    `${channels} where c.tenant_id = $1 and c.erp_database_id is null and not c.messaging order by c.name, c.id`,
    [tenantId],
  )
  return rows.map((row) => toChannel(tenantId, row))
}

/** The number that the tenant had first of those that may be written from. */
export async function firstNumber(tx: Tx, tenantId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string }>(
    `select id from connections where tenant_id = $1 and messaging and status = 'active' order by created_at, id limit 1`,
    [tenantId],
  )
  return row?.id ?? null
}

/** The numbers that may be written from now. */
export async function activeNumbers(tx: Tx, tenantId: string): Promise<{ connectionId: string; name: string }[]> {
  return tx.query<{ connectionId: string; name: string }>(
    `select id as "connectionId", name from connections where tenant_id = $1 and messaging and status = 'active' order by created_at, id`,
    [tenantId],
  )
}

/** The numbers that messages may go out from. */
export async function numbersOf(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `select id from connections where tenant_id = $1 and messaging and status <> 'disconnected' order by created_at, id`,
    [tenantId],
  )
  return rows.map(({ id }) => id)
}

/** By a person, for a while. @returns whether that is news */
export async function setPaused(tx: Tx, tenantId: string, connectionId: string, paused: boolean): Promise<boolean> {
  const [before, after] = paused ? ['active', 'paused'] : ['paused', 'active']
  const rows = await tx.query(
    'update connections set status = $4 where tenant_id = $1 and id = $2 and status = $3 returning 1',
    [tenantId, connectionId, before, after],
  )
  return rows.length > 0
}

/** What asking a channel needs. `config` and `secrets` are provider-shaped; secrets are only ever decrypted here. */
export interface ChannelAccess {
  provider: string
  /** The provider's own key of the account: the shop domain. */
  providerKey: string
  config: Record<string, unknown>
  /** Empty while we have none. */
  secrets: Record<string, string>
}

export async function findChannelAccess(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
): Promise<ChannelAccess> {
  const [row] = await tx.query<Omit<ChannelAccess, 'secrets'> & { secrets: string | null }>(
    `select provider, provider_key as "providerKey", config, secrets from connections
     where tenant_id = $1 and id = $2 and erp_database_id is null`,
    [tenantId, connectionId],
  )
  if (!row) throw new AppError('not-found', `no channel ${connectionId}`)
  const secrets = row.secrets === null ? '{}' : await vault.unseal(tenantId, secretsOf(connectionId), row.secrets)
  return { ...row, secrets: JSON.parse(secrets) }
}

/** Seals what a channel is asked with, in the place of what was there. */
export async function saveChannelAccess(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
  { config, secrets }: Pick<ChannelAccess, 'config' | 'secrets'>,
): Promise<void> {
  const sealed = await vault.seal(tenantId, secretsOf(connectionId), JSON.stringify(secrets))
  await tx.query(
    'update connections set config = $3, secrets = $4 where tenant_id = $1 and id = $2 and erp_database_id is null',
    [tenantId, connectionId, JSON.stringify(config), sealed],
  )
}

/** Where the end of its credentials stands in a connection's `config`, of whatever kind it is. */
export const keyEnd = 'keyExpiresAt'

/** Learnt of the credentials in that access; nothing is noted when others were stored meanwhile. */
export async function noteKeyEnd(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  { config }: Pick<ChannelAccess, 'config'>,
  expiresAt: string | null,
): Promise<void> {
  await tx.query(
    `update connections set config = config || jsonb_build_object('${keyEnd}', $4::text)
     where tenant_id = $1 and id = $2 and config = $3::jsonb`,
    [tenantId, connectionId, JSON.stringify(config), expiresAt],
  )
}

const secretsOf = (connectionId: string): Place => ({ table: 'connections', column: 'secrets', id: connectionId })

export interface Access {
  status: ConnectionStatus
  installedAt: Date
  disconnectedAt: Date | null
}

export async function saveAccess(tx: Tx, tenantId: string, connectionId: string, access: Access): Promise<void> {
  await tx.query(
    'update connections set status = $3, installed_at = $4, disconnected_at = $5 where tenant_id = $1 and id = $2',
    [tenantId, connectionId, access.status, access.installedAt, access.disconnectedAt],
  )
}

/** What happened to a connection, for people; no personal data. */
export async function tellOfConnection(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  correlationId: string,
  entry: { kind: string; message: string },
): Promise<void> {
  await tx.query(
    `insert into connection_timeline (tenant_id, id, connection_id, correlation_id, kind, message)
     values ($1, $2, $3, $4, $5, $6)`,
    [tenantId, newId(), connectionId, correlationId, entry.kind, entry.message],
  )
}

/** When something of this kind happened to it last, as it was told. */
export async function lastHappened(tx: Tx, tenantId: string, connectionId: string, kind: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date }>(
    `select at from connection_timeline where tenant_id = $1 and connection_id = $2 and kind = $3 order by id desc limit 1`,
    [tenantId, connectionId, kind],
  )
  return row?.at ?? null
}

export function connectionTimeline(
  tx: Tx,
  tenantId: string,
  connectionId: string,
): Promise<{ at: Date; kind: string; message: string }[]> {
  return tx.query(
    'select at, kind, message from connection_timeline where tenant_id = $1 and connection_id = $2 order by at, id',
    [tenantId, connectionId],
  )
}

/** Ids are made in the order of time. */
export const latestHappenings: Sort = { name: 'latest', keys: [{ expression: 'id', kind: 'uuid' }], descending: true }

export function pageOfHappenings(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  wanted: PageWanted,
): Promise<Page<{ id: string; at: Date; kind: string; message: string }>> {
  return readPage(tx, {
    columns: 'id, at, kind, message',
    from: 'connection_timeline',
    where: [
      ['tenant_id = ?', tenantId],
      ['connection_id = ?', connectionId],
    ],
    sort: latestHappenings,
    wanted,
  })
}

export interface NewErpConnection {
  tenantId: string
  connectionId: string
  provider: string
  name: string
  url: string
  database: string
  companyId: string
  warehouseId: string | null
  /** What the database is known by, surest first: the provider's own id of it, its address. */
  names: string[]
  minIntervalMs: number
  /** How the provider is reached beside its address, in the provider's own terms; without secrets. */
  reach?: Record<string, string>
  /** When the credentials stop working, where that is known. */
  keyExpiresAt: Date | null
  secrets: Record<string, string>
}

/**
 * Makes or renews an ERP connection. Connections of any tenant that name the same database share its writer. Whose word its
 * address was stays, whoever renews it.
 * @returns the connection's and the database's ids
 */
export async function saveErpConnection(
  tx: Tx,
  vault: Vault,
  newDatabaseId: string,
  erp: NewErpConnection,
): Promise<{ connectionId: string; databaseId: string }> {
  const [database] = await tx.query<{ id: string }>('select ensure_erp_database($1, $2, $3) as id', [
    newDatabaseId,
    erp.names.map((name) => digest(name)),
    erp.minIntervalMs,
  ])
  if (!database) throw new Error('no ERP database row')
  const providerKey = `${database.id}:${erp.companyId}`
  const [existing] = await tx.query<{ id: string }>(
    'select id from connections where tenant_id = $1 and provider = $2 and provider_key = $3',
    [erp.tenantId, erp.provider, providerKey],
  )
  const connectionId = existing?.id ?? erp.connectionId
  const secrets = await vault.seal(
    erp.tenantId,
    { table: 'connections', column: 'secrets', id: connectionId },
    JSON.stringify(erp.secrets),
  )
  await tx.query(
    `insert into connections (tenant_id, id, provider, name, provider_key, config, secrets, erp_database_id, erp_company_id, erp_warehouse_id, cut_over_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now())
     on conflict (tenant_id, id) do update set
       config = excluded.config || jsonb_strip_nulls(jsonb_build_object('chosenBy', connections.config -> 'chosenBy')), secrets = excluded.secrets, status = 'active',
       erp_warehouse_id = excluded.erp_warehouse_id`,
    [
      erp.tenantId,
      connectionId,
      erp.provider,
      erp.name,
      providerKey,
      JSON.stringify({ ...erp.reach, url: erp.url, database: erp.database, keyExpiresAt: erp.keyExpiresAt }),
      secrets,
      database.id,
      erp.companyId,
      erp.warehouseId,
    ],
  )
  return { connectionId, databaseId: database.id }
}

export async function listErpConnections(
  tx: Tx,
  tenantId: string,
): Promise<{ connectionId: string; name: string; provider: string }[]> {
  return tx.query<{ connectionId: string; name: string; provider: string }>(
    `select id as "connectionId", name, provider from connections
     where tenant_id = $1 and erp_database_id is not null order by created_at, id`,
    [tenantId],
  )
}

/** Connections in use whose credentials stop working before then, where that is known. */
export async function endingKeys(
  tx: Tx,
  tenantId: string,
  before: Date,
): Promise<{ connectionId: string; name: string; expiresAt: Date }[]> {
  return tx.query<{ connectionId: string; name: string; expiresAt: Date }>(
    `select id as "connectionId", name, (config ->> 'keyExpiresAt')::timestamptz as "expiresAt" from connections
     where tenant_id = $1 and status = 'active' and config ->> 'keyExpiresAt' is not null
       and (config ->> 'keyExpiresAt')::timestamptz < $2 order by 3, 1`,
    [tenantId, before],
  )
}

/** All channels of a tenant send their orders to this ERP from now on. */
export async function pointChannelsAt(tx: Tx, tenantId: string, erpConnectionId: string): Promise<void> {
  await tx.query(
    'update connections set erp_connection_id = $2 where tenant_id = $1 and erp_database_id is null and not messaging',
    [tenantId, erpConnectionId],
  )
}

interface ErpRow {
  id: string
  provider: string
  name: string
  erp_database_id: string
  erp_company_id: string
  erp_warehouse_id: string | null
  config: Record<string, unknown>
  secrets: string
}

const erpColumns = 'id, provider, name, erp_database_id, erp_company_id, erp_warehouse_id, config, secrets'

export async function findErpConnection(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
): Promise<ErpConnection> {
  const [row] = await tx.query<ErpRow>(
    `select ${erpColumns} from connections where tenant_id = $1 and id = $2 and erp_database_id is not null`,
    [tenantId, connectionId],
  )
  if (!row) throw new AppError('erp-connection-missing', `no ERP connection ${connectionId}`)
  const secrets = await vault.unseal(tenantId, { table: 'connections', column: 'secrets', id: row.id }, row.secrets)
  const [limits] = await tx.query<{ min_interval_ms: number }>('select min_interval_ms from erp_database_limits($1)', [
    row.erp_database_id,
  ])
  return {
    tenantId,
    connectionId: row.id,
    provider: row.provider,
    name: row.name,
    databaseId: row.erp_database_id,
    minIntervalMs: limits?.min_interval_ms ?? 0,
    companyId: row.erp_company_id,
    warehouseId: row.erp_warehouse_id,
    config: row.config,
    secrets: JSON.parse(secrets),
  }
}
