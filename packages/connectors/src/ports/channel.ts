import type { CallOptions } from './erp.ts'

/** How a channel is asked for one of its orders, when what it sent by itself does not settle what the order is now. */
export interface OrderSource {
  readonly provider: string
  /** The topic under which this provider's `OrderReader` reads what is answered. */
  readonly topic: string
  /**
   * The order as it is now, as a body that this provider's `OrderReader` reads. `sourceId` is the channel's id of it, in
   * digits. Never a part of an order: what the channel holds back is an error. Null when the
   * channel shows no such order, which is not proof that it was deleted: an old one may lie beyond what we are allowed to
   * see. Throws AppError; reading is harmless to repeat.
   */
  fetchOrder(sourceId: string, call?: CallOptions): Promise<Uint8Array | null>
  /** One call that tells whether the credentials work and what they lack. Throws AppError, `credentials-rejected` too. */
  checkRights(call?: CallOptions): Promise<OrderRights>
}

export interface OrderRights {
  /** Rights, as the channel names them, without which no order is answered. */
  missing: string[]
  /** What else is not allowed, in a sentence each. */
  limits: string[]
}
