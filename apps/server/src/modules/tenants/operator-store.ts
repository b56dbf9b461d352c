import type { Tx } from '#platform/db/database.ts'
import type { ConnectionStatus } from './connections-store.ts'
import type { Tenant } from './tenants-store.ts'

/** SQL of what an operator sees of tenants and connections from the command line. */

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
