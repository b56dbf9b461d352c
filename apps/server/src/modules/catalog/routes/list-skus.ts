import { operations } from '@crossdock/contracts/api/operations'
import { pageAnswer } from '#http/cursor.ts'
import { route } from '#http/route.ts'
import { productStandings } from '#modules/mappings/index.ts'
import type { Database } from '#platform/db/database.ts'
import { bySku, pageOfSkus } from '../store.ts'

export const listSkus = route(operations.listSkus, ({ tenantId, query }, { database }: { database: Database }) =>
  database.withTenant(tenantId, async (tx) => {
    const { connectionId, startsWith } = query
    const { items, next } = await pageAnswer(
      query,
      bySku,
      (wanted) => pageOfSkus(tx, tenantId, { connectionId, startsWith }, wanted),
      (row) => row,
    )
    const standings = await productStandings(
      tx,
      tenantId,
      items.map(({ erp_connection_id, sku, variant_source_id }) => ({
        erpConnectionId: erp_connection_id,
        sku,
        variantSourceId: variant_source_id,
      })),
    )
    return {
      items: items.map((row, at) => ({
        connectionId: row.connection_id,
        sku: row.sku,
        title: row.title,
        productSourceId: row.product_source_id,
        variantSourceId: row.variant_source_id,
        firstSeenAt: row.first_seen_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
        mappedTo: standings[at]?.mappedTo ?? null,
        waiting: standings[at]?.waiting ?? false,
      })),
      next,
    }
  }),
)
