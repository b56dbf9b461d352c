import { AppError } from '@crossdock/contracts/errors'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import { endpoints } from '#platform/db/tables.ts'

/**
 * Endpoints and whose accounts they serve. Whoever has an account attached to him gets what the provider says of it, so on
 * an endpoint that is shared only the operator attaches (docs/decisions/0016). The database holds this by itself: what
 * stands here asks first, to refuse in words.
 */

export interface NewEndpoint {
  tenantId: string
  endpointId: string
  provider: string
  secrets: string[]
  bodyLimitBytes: number
  /** Which accounts it hears, and whose they are. */
  serves: AccountKeys[]
}

/** The keys by which a provider names the account of a connection. */
export interface AccountKeys {
  connectionId: string
  /** Nobody else's: a shop's domain, the id of a number. */
  own: string[]
  /** What several connections of a tenant have in common, as numbers have their WABA: it stays with the first of them. */
  common?: string[]
}

export async function createEndpoint(tx: Tx, vault: Vault, endpoint: NewEndpoint): Promise<void> {
  const secrets = await vault.seal(
    endpoint.tenantId,
    { table: 'endpoints', column: 'secrets', id: endpoint.endpointId },
    JSON.stringify(endpoint.secrets),
  )
  const { tenantId, endpointId, provider, bodyLimitBytes } = endpoint
  await tx.orm.insert(endpoints).values({ tenantId, id: endpointId, provider, secrets, bodyLimitBytes })
  for (const keys of endpoint.serves) await attachAccount(tx, tenantId, endpointId, keys)
}

/** A tenant attaches an account to an endpoint of its own. */
export async function attachAccount(tx: Tx, tenantId: string, endpointId: string, keys: AccountKeys): Promise<void> {
  const endpoint = await findEndpoint(tx, endpointId)
  if (endpoint.tenant_id !== tenantId) throw unknownEndpoint(endpointId)
  if (endpoint.shared) throw new AppError('operator-only', `endpoint ${endpointId} is shared`)
  await attach(tx, tenantId, endpoint, keys, `values ($1, $2, $3, $4)`)
}

/**
 * From now on accounts of any tenant may be attached to it, by the operator alone. `owner`: a transaction of the
 * database's owner. Whoever holds the endpoint's secrets can speak in the name of all its accounts.
 */
export async function shareEndpoint(owner: Tx, endpointId: string): Promise<void> {
  const rows = await owner.query('update endpoints set shared = true where id = $1 returning id', [endpointId])
  if (rows.length === 0) throw unknownEndpoint(endpointId)
}

/** The operator has made sure that the account is this tenant's. `owner`: a transaction of the database's owner. */
export async function attachAccountAsOperator(
  owner: Tx,
  tenantId: string,
  endpointId: string,
  keys: AccountKeys,
): Promise<void> {
  const endpoint = await findEndpoint(owner, endpointId)
  if (!endpoint.shared && endpoint.tenant_id !== tenantId)
    throw new AppError('bad-request', `endpoint ${endpointId} is another tenant's and not shared`)
  const whose = `select $1, $2, $3, $4, e.tenant_id, e.shared from endpoints e where e.id = $2`
  await attach(owner, tenantId, endpoint, keys, whose, ', endpoint_tenant_id, endpoint_shared')
}

/** What comes of it afterwards is nobody's. What was recorded stays. */
export async function detachAccount(tx: Tx, tenantId: string, endpointId: string, providerKey: string): Promise<void> {
  await tx.query('delete from endpoint_connections where tenant_id = $1 and endpoint_id = $2 and provider_key = $3', [
    tenantId,
    endpointId,
    providerKey,
  ])
}

interface EndpointRow {
  id: string
  tenant_id: string
  provider: string
  shared: boolean
}

async function findEndpoint(tx: Tx, endpointId: string): Promise<EndpointRow> {
  const [row] = await tx.query<EndpointRow>('select id, tenant_id, provider, shared from endpoints where id = $1', [
    endpointId,
  ])
  if (!row) throw unknownEndpoint(endpointId)
  return row
}

async function attach(
  tx: Tx,
  tenantId: string,
  endpoint: EndpointRow,
  { connectionId, own, common = [] }: AccountKeys,
  rows: string,
  furtherColumns = '',
): Promise<void> {
  const [connection] = await tx.query<{ provider: string }>(
    'select provider from connections where tenant_id = $1 and id = $2',
    [tenantId, connectionId],
  )
  if (connection?.provider !== endpoint.provider)
    throw new AppError('bad-request', `${connectionId} is no connection to ${endpoint.provider}`)
  for (const providerKey of [...own, ...common]) {
    await tx.query(
      `insert into endpoint_connections (tenant_id, endpoint_id, provider_key, connection_id${furtherColumns})
       ${rows} on conflict (endpoint_id, provider_key) do nothing`,
      [tenantId, endpoint.id, providerKey, connectionId],
    )
    const [held] = await tx.query<{ connection_id: string }>(
      'select connection_id from endpoint_connections where tenant_id = $1 and endpoint_id = $2 and provider_key = $3',
      [tenantId, endpoint.id, providerKey],
    )
    const kept = held?.connection_id === connectionId || (held && common.includes(providerKey))
    if (!kept)
      throw new AppError('account-taken', `${providerKey} at ${endpoint.id}`, { facts: { account: providerKey } })
  }
}

function unknownEndpoint(endpointId: string): AppError {
  return new AppError('not-found', `no endpoint ${endpointId}`)
}
