import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { Tx } from '#platform/db/database.ts'
import type { ErpState, StoredOrder } from './store.ts'

/** What the ERP holds of an order now. */
export interface ErpNews {
  /** As it was before. */
  stored: StoredOrder
  order: CanonicalOrder
  erpState: ErpState
  correlationId: string
}

/**
 * Told of orders that arrived in the ERP, in the transaction that writes it down: what a listener writes stands or falls with
 * it. `main/` hands it in, so that whoever carries orders need not know who wants to hear of them.
 */
export type OrderListener = (tx: Tx, tenantId: string, news: ErpNews[]) => Promise<void>
