import { type ErpMapping, fitKey, type MappingKind, type MappingNeed } from '@crossdock/connectors/ports/mapping-keys'
import { storableText } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'

/** All SQL of mappings and of the orders that wait for one. */

export interface StoredMapping extends ErpMapping {
  erpConnectionId: string
  targetLabel: string
  updatedAt: Date
}

/** Mappings as they stood at one moment: one that is saved afterwards carries a later time. */
export interface MappingsAt {
  mappings: ErpMapping[]
  at: Date
}

/** Every mapping of an ERP connection: a plan takes them along. */
export async function mappingsOf(tx: Tx, tenantId: string, erpConnectionId: string): Promise<MappingsAt> {
  // One that is being saved has its time already and cannot be seen yet.
  await takeTurns(tx, tenantId)
  const [clock] = await tx.query<{ at: Date }>('select clock_timestamp() as at')
  const rows = await tx.query<{ kind: MappingKind; source_key: string; target_id: string }>(
    'select kind, source_key, target_id from mappings where tenant_id = $1 and erp_connection_id = $2',
    [tenantId, erpConnectionId],
  )
  return {
    mappings: rows.map((row) => ({ kind: row.kind, key: row.source_key, targetId: row.target_id })),
    at: clock?.at ?? new Date(0),
  }
}

export async function listMappings(tx: Tx, tenantId: string): Promise<StoredMapping[]> {
  const rows = await tx.query<{
    erp_connection_id: string
    kind: MappingKind
    source_key: string
    target_id: string
    target_label: string
    updated_at: Date
  }>(
    `select erp_connection_id, kind, source_key, target_id, target_label, updated_at from mappings
     where tenant_id = $1 order by kind, source_key limit 1000`,
    [tenantId],
  )
  return rows.map((row) => ({
    erpConnectionId: row.erp_connection_id,
    kind: row.kind,
    key: row.source_key,
    targetId: row.target_id,
    targetLabel: row.target_label,
    updatedAt: row.updated_at,
  }))
}

export async function upsertMapping(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  { kind, key, targetId, targetLabel }: ErpMapping & { targetLabel: string },
): Promise<void> {
  await tx.query(
    // The time of the statement, within the turn: the transaction may have begun before a plan that does not know of it.
    `insert into mappings (tenant_id, erp_connection_id, kind, source_key, target_id, target_label, updated_at)
     values ($1, $2, $3, $4, $5, $6, clock_timestamp())
     on conflict (tenant_id, erp_connection_id, kind, source_key) do update
       set target_id = excluded.target_id, target_label = excluded.target_label, updated_at = clock_timestamp()`,
    [tenantId, erpConnectionId, kind, key, targetId, storableText(targetLabel)],
  )
}

/** @returns whether there was one */
export async function deleteMapping(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  kind: MappingKind,
  key: string,
): Promise<boolean> {
  const gone = await tx.query(
    `delete from mappings where tenant_id = $1 and erp_connection_id = $2 and kind = $3 and source_key = $4 returning 1`,
    [tenantId, erpConnectionId, kind, key],
  )
  return gone.length > 0
}

/**
 * What an order waits for now, in place of what it waited for before. `plannedAt` is when the mappings were read that it was
 * refused with: what has been mapped since is not waited for.
 */
export async function noteNeeds(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  orderId: string,
  needs: readonly MappingNeed[],
  plannedAt: Date,
): Promise<void> {
  await takeTurns(tx, tenantId)
  await tx.query('delete from mapping_needs where tenant_id = $1 and order_id = $2', [tenantId, orderId])
  if (needs.length === 0) return
  await tx.query(
    `insert into mapping_needs (tenant_id, erp_connection_id, order_id, kind, source_key, label)
     select $1, $2, $3, need.kind, need.key, need.label from unnest($4::text[], $5::text[], $6::text[]) as need(kind, key, label)
     where not exists (select from mappings m where m.tenant_id = $1 and m.erp_connection_id = $2 and m.updated_at > $7
       and ((m.kind = need.kind and m.source_key = need.key) or (m.kind = 'fallback-product' and need.kind = 'product')))
     on conflict do nothing`,
    [
      tenantId,
      erpConnectionId,
      orderId,
      needs.map(({ kind }) => kind),
      needs.map(({ key }) => storableText(key)),
      needs.map(({ label }) => storableText(label).slice(0, 200)),
      plannedAt,
    ],
  )
}

/**
 * The orders have arrived and wait for nothing. A payment method that nobody has mapped yet is noted with the first order
 * that was paid by it: nothing waits for that, but payments are to be booked somewhere.
 */
export async function arrivedWith(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  orders: readonly { orderId: string; gateways: readonly string[] }[],
): Promise<void> {
  await tx.query(`delete from mapping_needs where tenant_id = $1 and order_id = any($2) and kind <> 'gateway'`, [
    tenantId,
    orders.map(({ orderId }) => orderId),
  ])
  const first = new Map<string, { name: string; orderId: string }>()
  for (const { orderId, gateways } of orders)
    for (const name of gateways.map((text) => storableText(text).trim())) {
      const key = fitKey('', name)
      if (name !== '' && !first.has(key)) first.set(key, { name, orderId })
    }
  if (first.size === 0) return
  const paid = [...first.values()]
  await tx.query(
    `insert into mapping_needs (tenant_id, erp_connection_id, kind, source_key, order_id, label)
     select $1::uuid, $2::uuid, 'gateway', key, order_id, name
     from unnest($3::uuid[], $4::text[], $5::text[]) as paid(order_id, key, name)
     where not exists (select from mapping_needs n where n.tenant_id = $1 and n.erp_connection_id = $2 and n.kind = 'gateway' and n.source_key = key)
       and not exists (select from mappings m where m.tenant_id = $1 and m.erp_connection_id = $2 and m.kind = 'gateway' and m.source_key = key)
     on conflict do nothing`,
    [
      tenantId,
      erpConnectionId,
      paid.map(({ orderId }) => orderId),
      [...first.keys()],
      paid.map(({ name }) => name.slice(0, 200).toWellFormed()),
    ],
  )
}

/** The word is mapped: nobody waits for it any more. What an order still waits for shows when it is carried again. */
export async function forgetNeed(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  kind: MappingKind,
  key: string,
): Promise<void> {
  await tx.query(
    `delete from mapping_needs where tenant_id = $1 and erp_connection_id = $2
       and ((kind = $3 and source_key = $4) or ($3 = 'fallback-product' and kind = 'product'))`,
    [tenantId, erpConnectionId, kind, key],
  )
}

/** Saving a mapping and parking an order take turns, or each could miss the other. Held until the transaction ends. */
export async function takeTurns(tx: Tx, tenantId: string): Promise<void> {
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('mappings|' || $1, 8))`, [tenantId])
}

/** Everything this order was written down to wait for has been mapped since. */
export async function mappedMeanwhile(tx: Tx, tenantId: string, orderId: string): Promise<boolean> {
  await takeTurns(tx, tenantId)
  const left = await tx.query('select from mapping_needs where tenant_id = $1 and order_id = $2 limit 1', [
    tenantId,
    orderId,
  ])
  return left.length === 0
}

export interface OpenNeed extends MappingNeed {
  erpConnectionId: string
  erpName: string
  /** Orders that wait for it, and the labels of some of them. */
  orders: number
  examples: string[]
}

/** What is to be mapped, most awaited first. */
export async function openNeeds(tx: Tx, tenantId: string, limit: number): Promise<OpenNeed[]> {
  const rows = await tx.query<{
    erp_connection_id: string
    erp_name: string
    kind: MappingKind
    source_key: string
    label: string
    orders: number
    examples: string[]
  }>(
    `select n.erp_connection_id, c.name as erp_name, n.kind, n.source_key, min(n.label) as label, count(*)::int as orders,
       (array_agg(o.name order by o.placed_at desc))[1:3] as examples
     from mapping_needs n
     join connections c on c.tenant_id = n.tenant_id and c.id = n.erp_connection_id
     join orders o on o.tenant_id = n.tenant_id and o.id = n.order_id
     where n.tenant_id = $1
     group by n.erp_connection_id, c.name, n.kind, n.source_key order by count(*) desc, n.kind, n.source_key limit $2`,
    [tenantId, limit],
  )
  return rows.map((row) => ({
    erpConnectionId: row.erp_connection_id,
    erpName: row.erp_name,
    kind: row.kind,
    key: row.source_key,
    label: row.label,
    orders: row.orders,
    examples: row.examples,
  }))
}

/** Orders that wait for this word; a fall-back product is what every missing product waits for. */
export async function waitingFor(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  kind: MappingKind,
  key: string,
): Promise<string[]> {
  const rows = await tx.query<{ order_id: string }>(
    `select distinct order_id from mapping_needs
     where tenant_id = $1 and erp_connection_id = $2
       and ((kind = $3 and source_key = $4) or ($3 = 'fallback-product' and kind = 'product'))`,
    [tenantId, erpConnectionId, kind, key],
  )
  return rows.map((row) => row.order_id)
}
