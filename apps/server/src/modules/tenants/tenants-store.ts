import { AppError } from '@crossdock/contracts/errors'
import { eq } from 'drizzle-orm'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database, Tx } from '#platform/db/database.ts'
import { tenants } from '#platform/db/tables.ts'

export interface Tenant {
  tenantId: string
  slug: string
  name: string
  /** ISO 3166-1 alpha-2. */
  country: string
}

/** Runs in a transaction of the new tenant; makes its data keys too. */
export async function createTenant(tx: Tx, vault: Vault, tenant: Tenant): Promise<void> {
  await tx.orm.insert(tenants).values(tenant)
  await vault.createKeys(tx, tenant.tenantId)
}

/** For the operator's command line, as the owner: a tenant is otherwise known by its credential. */
export async function findTenantBySlug(tx: Tx, slug: string): Promise<Tenant | null> {
  const [tenant] = await tx.orm.select().from(tenants).where(eq(tenants.slug, slug))
  return tenant ?? null
}

export interface TenantSettings extends Tenant {
  corsOrigins: string[]
  createdAt: Date
}

/** For whoever acts for the tenant. `lock`: nobody else changes it before the transaction ends. */
export async function readTenant(tx: Tx, tenantId: string, { lock } = { lock: false }): Promise<TenantSettings> {
  const [row] = await tx.query<TenantSettings>(
    `select tenant_id as "tenantId", slug, name, country, cors_origins as "corsOrigins", created_at as "createdAt"
     from tenants where tenant_id = $1 ${lock ? 'for update' : ''}`,
    [tenantId],
  )
  if (!row) throw new AppError('not-found', 'no such tenant')
  return row
}

export async function saveTenantSettings(
  tx: Tx,
  { tenantId, name, country, corsOrigins }: Pick<TenantSettings, 'tenantId' | 'name' | 'country' | 'corsOrigins'>,
): Promise<void> {
  await tx.query('update tenants set name = $2, country = $3, cors_origins = $4 where tenant_id = $1', [
    tenantId,
    name,
    country,
    corsOrigins,
  ])
}

/** Whom the hub looks after; nothing but their ids. */
export async function tenantIds(database: Database): Promise<string[]> {
  const rows = await database.call<{ tenant_id: string }>('select tenant_id from tenant_ids()', [])
  return rows.map((row) => row.tenant_id)
}
