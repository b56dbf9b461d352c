import type { Tx } from '#platform/db/database.ts'
import { customers } from '#platform/db/tables.ts'

export interface CustomerKey {
  kind: string
  key: string
}

/** Held until the transaction ends; taken in one order everywhere, so that two takers cannot block each other. */
export async function lockKeys(tx: Tx, tenantId: string, keys: CustomerKey[]): Promise<void> {
  const names = keys.map(({ kind, key }) => `${tenantId}|${kind}|${key}`).sort()
  await tx.query(
    'select pg_advisory_xact_lock(hashtextextended(name, 7)) from unnest($1::text[]) with ordinality as n(name, i) order by i',
    [names],
  )
}

export async function findByKeys(tx: Tx, tenantId: string, keys: CustomerKey[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ kind: string; key: string; customer_id: string }>(
    `select k.kind, k.key, k.customer_id from customer_keys k
     join unnest($2::text[], $3::text[]) as wanted(kind, key) on wanted.kind = k.kind and wanted.key = k.key
     where k.tenant_id = $1`,
    [tenantId, keys.map((key) => key.kind), keys.map((key) => key.key)],
  )
  return new Map(rows.map((row) => [`${row.kind}|${row.key}`, row.customer_id]))
}

/** Adds what is not there; a key that is somebody else's stays theirs. */
export async function addKeys(tx: Tx, tenantId: string, customerId: string, keys: CustomerKey[]): Promise<void> {
  await tx.query(
    `insert into customer_keys (tenant_id, kind, key, customer_id)
     select $1, kind, key, $4 from unnest($2::text[], $3::text[]) as k(kind, key)
     on conflict (tenant_id, kind, key) do nothing`,
    [tenantId, keys.map((key) => key.kind), keys.map((key) => key.key), customerId],
  )
}

export async function insertCustomer(
  tx: Tx,
  tenantId: string,
  customerId: string,
  sealed: { name: string | null; email: string | null; phone: string | null; phoneLast4: string | null },
): Promise<void> {
  await tx.orm.insert(customers).values({ tenantId, id: customerId, ...sealed })
}
