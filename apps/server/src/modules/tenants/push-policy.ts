import { z } from 'zod'

/** What of a channel is carried to the ERP, and when it is confirmed there. One per connection. */
export const pushPolicy = z.object({
  /** An order is a draft at once; this opens its confirmation (which reserves stock). */
  confirm: z.enum(['at-paid', 'at-create']).default('at-paid'),
  /** Cash on delivery: `hold` waits for verification or payment, `confirm` trusts it. */
  cashOnDelivery: z.enum(['hold', 'confirm']).default('hold'),
  /** Sold over the counter: stock has left already. */
  pointOfSale: z.enum(['push', 'record']).default('push'),
})
export type PushPolicy = z.output<typeof pushPolicy>

export const defaultPushPolicy: PushPolicy = pushPolicy.parse({})
