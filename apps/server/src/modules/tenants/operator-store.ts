import type { Vault } from '#platform/crypto/vault.ts'
import type { Tx } from '#platform/db/database.ts'
import type { ConnectionStatus } from './connections-store.ts'
import type { Tenant } from './tenants-store.ts'

/** SQL of what an operator sees and changes of tenants, connections and endpoints from the command line. */

/** As the owner: all of them. */
export function listTenants(tx: Tx): Promise<(Tenant & { createdAt: Date })[]> {
  return tx.query(
    'select tenant_id as "tenantId", slug, name, country, created_at as "createdAt" from tenants order by slug',
  )
}

/** A connection as it is listed: without secrets, and without opening them. */
export interface ConnectionFacts {
  connectionId: string
  provider: string
  /** `number`: people write to it. */
  kind: 'channel' | 'erp' | 'number'
  name: string
  status: ConnectionStatus
  /** The provider's own key of the account. */
  account: string
  createdAt: Date
  config: Record<string, unknown>
  hasSecrets: boolean
  /** Channels: the ERP that carries their orders. */
  erpConnectionId: string | null
  cutOverAt: Date
  /** ERPs: the company and warehouse there. */
  companyId: string | null
  warehouseId: string | null
}

export function listConnections(tx: Tx, tenantId: string): Promise<ConnectionFacts[]> {
  return tx.query(
    `select id as "connectionId", provider, case when erp_database_id is not null then 'erp' when messaging then 'number' else 'channel' end as kind, name, status,
       provider_key as account, created_at as "createdAt", config, secrets is not null as "hasSecrets",
       erp_connection_id as "erpConnectionId", cut_over_at as "cutOverAt", erp_company_id as "companyId",
       erp_warehouse_id as "warehouseId"
     from connections where tenant_id = $1 order by erp_database_id is null, messaging, name, id`,
    [tenantId],
  )
}

/** Where a channel has to call, and how many secrets are valid there. */
export interface EndpointFacts {
  endpointId: string
  active: boolean
  secrets: string[]
}

export async function endpointsOf(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  connectionId: string,
): Promise<EndpointFacts[]> {
  const rows = await tx.query<{ id: string; active: boolean; secrets: string }>(
    `select e.id, e.active, e.secrets from endpoints e
     where e.tenant_id = $1 and exists (
       select from endpoint_connections c where c.tenant_id = e.tenant_id and c.endpoint_id = e.id and c.connection_id = $2)
     order by e.created_at, e.id`,
    [tenantId, connectionId],
  )
  return Promise.all(
    rows.map(async ({ id, active, secrets }) => ({
      endpointId: id,
      active,
      secrets: JSON.parse(await vault.unseal(tenantId, place(id), secrets)) as string[],
    })),
  )
}

/** Whether what the provider says of it comes to us, at an endpoint of the tenant's own or at a shared one. */
export async function isHeard(tx: Tx, tenantId: string, connectionId: string): Promise<boolean> {
  const rows = await tx.query('select from endpoint_connections where tenant_id = $1 and connection_id = $2 limit 1', [
    tenantId,
    connectionId,
  ])
  return rows.length > 0
}

export async function saveEndpointSecrets(
  tx: Tx,
  vault: Vault,
  tenantId: string,
  endpointId: string,
  secrets: readonly string[],
): Promise<void> {
  await tx.query('update endpoints set secrets = $3 where tenant_id = $1 and id = $2', [
    tenantId,
    endpointId,
    await vault.seal(tenantId, place(endpointId), JSON.stringify(secrets)),
  ])
}

const place = (endpointId: string) => ({ table: 'endpoints', column: 'secrets', id: endpointId }) as const
