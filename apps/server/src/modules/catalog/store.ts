import { storableText } from '@crossdock/contracts/errors'
import type { Tx } from '#platform/db/database.ts'
import { type Condition, type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'
import { scrubText } from '#platform/log.ts'

/** All SQL of SKUs that orders have named. */

export interface NamedSku {
  sku: string
  title: string
  productSourceId: string | null
  variantSourceId: string | null
}

/**
 * Notes what the lines of an order named. Articles that were noted within the hour under the same names are left alone: many
 * orders of one article are applied at the same time, and none may wait for another because of this. Sorted, so that two
 * orders with the same articles never wait for each other.
 */
export async function noteSkus(
  tx: Tx,
  tenantId: string,
  connectionId: string,
  named: readonly NamedSku[],
): Promise<void> {
  const bySku = new Map(
    named.flatMap(({ sku, ...rest }) => {
      const key = storableText(sku).slice(0, longestSku)
      return key.trim() === '' ? [] : [[key, { sku: key, ...rest }] as const]
    }),
  )
  if (bySku.size === 0) return
  const rows = [...bySku.values()]
  await tx.query(
    `insert into seen_skus as s (tenant_id, connection_id, sku, title, product_source_id, variant_source_id)
     select $1, $2, named.sku, named.title, named.product, named.variant
     from unnest($3::text[], $4::text[], $5::text[], $6::text[]) as named(sku, title, product, variant)
     where not exists (
       select from seen_skus known where known.tenant_id = $1 and known.connection_id = $2 and known.sku = named.sku
         and known.last_seen_at > clock_timestamp() - interval '1 hour' and known.title = named.title
         and known.variant_source_id is not distinct from named.variant
         and known.product_source_id is not distinct from named.product)
     order by named.sku collate "C"
     on conflict (tenant_id, connection_id, sku) do update set title = excluded.title,
       product_source_id = excluded.product_source_id, variant_source_id = excluded.variant_source_id,
       last_seen_at = excluded.last_seen_at`,
    [
      tenantId,
      connectionId,
      rows.map(({ sku }) => sku),
      rows.map(({ title }) => storableText(scrubText(title)).slice(0, 500)),
      rows.map(({ productSourceId }) => productSourceId),
      rows.map(({ variantSourceId }) => variantSourceId),
    ],
  )
}

/** Longer ones would not fit into an index; they are cut, and are no SKU that anybody types. */
const longestSku = 500

export interface SeenSku {
  connection_id: string
  sku: string
  title: string
  product_source_id: string | null
  variant_source_id: string | null
  first_seen_at: Date
  last_seen_at: Date
  /** Of its channel. */
  erp_connection_id: string | null
}

export const bySku: Sort = {
  name: 'sku',
  keys: [
    { expression: 'sku', kind: 'text' },
    { expression: 'connection_id', kind: 'uuid' },
  ],
  descending: false,
}

export function pageOfSkus(
  tx: Tx,
  tenantId: string,
  { connectionId, startsWith }: { connectionId: string | undefined; startsWith: string | undefined },
  wanted: PageWanted,
): Promise<Page<SeenSku>> {
  const where: Condition[] = [['tenant_id = ?', tenantId]]
  if (connectionId !== undefined) where.push(['connection_id = ?', connectionId])
  // By bytes, as the column is compared: everything from the beginning itself to the last that begins so.
  if (startsWith !== undefined) where.push(['sku >= ? and sku < ?', startsWith, `${startsWith}\u{10ffff}`])
  return readPage(tx, {
    columns: `connection_id, sku, title, product_source_id, variant_source_id, first_seen_at, last_seen_at,
      (select c.erp_connection_id from connections c where c.tenant_id = seen_skus.tenant_id and c.id = seen_skus.connection_id)
        as erp_connection_id`,
    from: 'seen_skus',
    where,
    sort: bySku,
    wanted,
  })
}
