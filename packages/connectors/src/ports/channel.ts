import type { CallOptions } from './erp.ts'

/** How a channel is asked for one of its orders, when what it sent by itself does not settle what the order is now. */
export interface OrderSource {
  readonly provider: string
  /**
   * The order as it is now, as a body that this provider's `OrderReader` reads under a topic of whole orders. `sourceId` is
   * the channel's id of it, in digits. Never a part of an order: what the channel holds back is an error. Null when the
   * channel shows no such order, which is not proof that it was deleted: an old one may lie beyond what we are allowed to
   * see. Throws AppError; reading is harmless to repeat.
   */
  fetchOrder(sourceId: string, call?: CallOptions): Promise<Uint8Array | null>
}
