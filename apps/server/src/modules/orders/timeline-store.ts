import type { Tx } from '#platform/db/database.ts'
import { type Page, type PageWanted, readPage, type Sort } from '#platform/db/keyset.ts'

/** A story page by page; what is written into it goes with its order (`store.ts`). */

export interface StoredEntry {
  id: string
  at: Date
  kind: string
  message: string
  correlation_id: string
}

/** Ids are made in the order of time. */
export const oldestFirst: Sort = { name: 'oldest', keys: [{ expression: 'id', kind: 'uuid' }], descending: false }

export function pageOfTimeline(
  tx: Tx,
  tenantId: string,
  orderId: string,
  wanted: PageWanted,
): Promise<Page<StoredEntry>> {
  return readPage(tx, {
    columns: 'id, at, kind, message, correlation_id',
    from: 'timeline',
    where: [
      ['tenant_id = ?', tenantId],
      ['order_id = ?', orderId],
    ],
    sort: oldestFirst,
    wanted,
  })
}
