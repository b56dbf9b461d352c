import type { MappingKind } from '@crossdock/connectors/ports/mapping-keys'
import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'

/** Mappings of one ERP and what waits for one, page by page along their keys. */

export interface ListedMapping {
  kind: MappingKind
  key: string
  targetId: string
  targetLabel: string
  updatedAt: Date
}

const mappingColumns =
  'kind, source_key as key, target_id as "targetId", target_label as "targetLabel", updated_at as "updatedAt"'

export const byKey: Sort = {
  name: 'key',
  keys: [
    { expression: 'kind', kind: 'text' },
    { expression: 'source_key', kind: 'text' },
  ],
  descending: false,
}

export function pageOfMappings(
  tx: Tx,
  tenantId: string,
  { erpConnectionId, kind }: { erpConnectionId: string; kind: MappingKind | undefined },
  wanted: PageWanted,
): Promise<Page<ListedMapping>> {
  return readPage(tx, {
    columns: mappingColumns,
    from: 'mappings',
    where: [
      ['tenant_id = ?', tenantId],
      ['erp_connection_id = ?', erpConnectionId],
      ...(kind === undefined ? [] : ([['kind = ?', kind]] as const)),
    ],
    sort: byKey,
    wanted,
  })
}

export async function findMapping(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  kind: MappingKind,
  key: string,
): Promise<ListedMapping | null> {
  const [row] = await tx.query<ListedMapping>(
    `select ${mappingColumns} from mappings
     where tenant_id = $1 and erp_connection_id = $2 and kind = $3 and source_key = $4`,
    [tenantId, erpConnectionId, kind, key],
  )
  return row ?? null
}

export interface ListedNeed {
  kind: MappingKind
  key: string
  label: string
  orders: number
  examples: string[]
}

/**
 * A word may be waited for by a hundred thousand orders, so the words are found by going from one to the next along the index,
 * and the orders of each are counted up to a thousand.
 */
export async function pageOfNeeds(
  tx: Tx,
  tenantId: string,
  erpConnectionId: string,
  { limit, after }: PageWanted,
): Promise<Page<ListedNeed>> {
  const [kind = '', key = ''] = after ?? []
  const rows = await tx.query<ListedNeed>(
    `with recursive words(kind, key, label, n) as (
       (select n.kind, n.source_key, n.label, 1 from mapping_needs n
        where n.tenant_id = $1 and n.erp_connection_id = $2 and (n.kind, n.source_key) > ($3, $4)
        order by n.kind, n.source_key limit 1)
       union all
       (select next.* from words w cross join lateral (
          select n.kind, n.source_key, n.label, w.n + 1 from mapping_needs n
          where n.tenant_id = $1 and n.erp_connection_id = $2 and (n.kind, n.source_key) > (w.kind, w.key)
          order by n.kind, n.source_key limit 1) next
        where w.n < $5)
     )
     select w.kind, w.key, w.label, c.orders, c.examples from words w
     cross join lateral (
       select count(*)::int as orders, (array_agg(o.name))[1:3] as examples from (
         select order_id from mapping_needs n where n.tenant_id = $1 and n.erp_connection_id = $2 and n.kind = w.kind
           and n.source_key = w.key limit 1000) waiting
       left join lateral (select name from orders where tenant_id = $1 and id = waiting.order_id) o on true) c
     order by w.n`,
    [tenantId, erpConnectionId, kind, key, limit + 1],
  )
  const kept = rows.slice(0, limit)
  const last = rows.length > limit ? kept.at(-1) : undefined
  return { rows: kept, next: last ? [last.kind, last.key] : null }
}

export interface ProductStanding {
  mappedTo: { targetId: string; targetLabel: string } | null
  /** Orders are parked until it is mapped. */
  waiting: boolean
}

/** How SKUs stand in the ERPs of their channels; the answers in the order of the questions. */
export async function productStandings(
  tx: Tx,
  tenantId: string,
  asked: readonly { erpConnectionId: string | null; sku: string; variantSourceId: string | null }[],
): Promise<ProductStanding[]> {
  const rows = await tx.query<{ target_id: string | null; target_label: string | null; waiting: boolean }>(
    `select m.target_id, m.target_label, exists (
         select from mapping_needs n where n.tenant_id = $1 and n.erp_connection_id = a.erp and n.kind = 'product'
           and n.source_key = 'sku:' || a.sku) as waiting
     from unnest($2::uuid[], $3::text[], $4::text[]) with ordinality as a(erp, sku, variant, place)
     left join lateral (
       select target_id, target_label from mappings where tenant_id = $1 and erp_connection_id = a.erp and kind = 'product'
         and source_key in ('variant:' || a.variant, 'sku:' || a.sku)
       order by source_key desc limit 1) m on true
     order by a.place`,
    [
      tenantId,
      asked.map(({ erpConnectionId }) => erpConnectionId),
      asked.map(({ sku }) => sku),
      asked.map(({ variantSourceId }) => variantSourceId),
    ],
  )
  return rows.map(({ target_id, target_label, waiting }) => ({
    mappedTo: target_id === null || target_label === null ? null : { targetId: target_id, targetLabel: target_label },
    waiting,
  }))
}
