import type { ErpOrderState, ErpPort } from '@crossdock/connectors/ports/erp'
import type { AppError } from '@crossdock/contracts/errors'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { LaneContext } from '#jobs/define-job.ts'
import type { OrderListener, StoredOrder } from '#modules/orders/index.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { FenceDeps } from './confirm-behind-fence.ts'
import type { StoredDocument } from './store.ts'

/** One order on its way, as the batch sees it. */
export interface Passenger {
  stored: StoredOrder
  order: CanonicalOrder
  correlationId: string
  /** A person asked for it: what was frozen before may be planned anew, what was deleted may be made again. */
  replayed: boolean
}

/** With frozen rows. */
export interface Boarded extends Passenger {
  document: StoredDocument
  /** Its newest rows could not be written any more: what stands there was no draft. */
  stale?: boolean
  /** Its rows were made from what the ERP has now, not in an earlier attempt. */
  plannedNow?: boolean
  /** And they were made once before: an earlier sending of those may still arrive over there. */
  anew?: boolean
}

/** With what the ERP holds of it now. */
export interface Seen extends Boarded {
  erpId: string
  now: ErpOrderState
}

/** What a person has to do about an order. */
export interface Task {
  kind: string
  message: string
}

export interface CarryDeps {
  erp: ErpPort
  /** The ERP connection all passengers share. */
  tenantId: string
  connectionId: string
  vault: Vault
  lane: LaneContext
  fence: FenceDeps
  /** Hears what came of orders, in the transaction that writes it down. */
  listener: OrderListener
  /** Called once for each passenger that is through, or cannot be. Not called = still on its way when something was thrown. */
  settle(orderId: string, outcome: AppError | 'done'): void
}
