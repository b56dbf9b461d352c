import type { Tx } from '../../db/database.ts'
import type { KeyPurpose } from '../vault.ts'

/** The data keys of all tenants, as the owner sees them: what rotation adds, wraps anew, retires and takes away. */
export interface TenantKey {
  tenantId: string
  slug: string
  id: string
  purpose: KeyPurpose
  wrapped: string
  /** By the database's clock. */
  ageMs: number
  retired: boolean
}

/** Newest first, tenant by tenant. */
export function listTenantKeys(tx: Pick<Tx, 'query'>, tenantIds: readonly string[] | null): Promise<TenantKey[]> {
  return tx.query<TenantKey>(
    `select k.tenant_id as "tenantId", t.slug, k.id, k.purpose, k.wrapped, k.retired_at is not null as retired,
       (extract(epoch from clock_timestamp() - k.created_at) * 1000)::float8 as "ageMs"
     from data_keys k join tenants t using (tenant_id)
     where $1::uuid[] is null or k.tenant_id = any ($1)
     order by t.slug, k.created_at desc, k.id desc`,
    [tenantIds],
  )
}

export async function addTenantKey(
  tx: Tx,
  tenantId: string,
  purpose: KeyPurpose,
  key: { id: string; wrapped: string },
): Promise<void> {
  await tx.query('insert into data_keys (tenant_id, id, purpose, wrapped) values ($1, $2, $3, $4)', [
    tenantId,
    key.id,
    purpose,
    key.wrapped,
  ])
}

/** @returns false when somebody else has wrapped it meanwhile */
export async function saveWrapped(tx: Tx, key: TenantKey, wrapped: string): Promise<boolean> {
  const saved = await tx.query(
    'update data_keys set wrapped = $4 where tenant_id = $1 and id = $2 and wrapped = $3 returning 1',
    [key.tenantId, key.id, key.wrapped, wrapped],
  )
  return saved.length === 1
}

/** Nothing can be sealed with them from the commit on; what is sealed with them can still be read. */
export async function retireKeys(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
  await tx.query(
    `update data_keys set retired_at = clock_timestamp()
     where tenant_id = $1 and id = any ($2) and purpose = 'encrypt' and retired_at is null`,
    [tenantId, ids],
  )
}

export async function deleteRetiredKeys(tx: Tx, tenantId: string, ids: readonly string[]): Promise<void> {
  await tx.query('delete from data_keys where tenant_id = $1 and id = any ($2) and retired_at is not null', [
    tenantId,
    ids,
  ])
}
