import type { OrderBody } from './order-body.ts'
import { shopTime } from './shop-time.ts'

/** The same order before its money came in, by bank transfer for instance: what a shop tells of it first. */
export function unpaidBody(body: OrderBody): OrderBody {
  return {
    ...structuredClone(body),
    financial_status: 'pending',
    payment_gateway_names: ['Bank Deposit'],
    total_outstanding: body.total_price,
    tags: 'transfer',
  }
}

/** The same order once it has been paid, by whatever way it was to be paid. */
export function paidBody(body: OrderBody, at: Date): OrderBody {
  return {
    ...structuredClone(body),
    updated_at: shopTime(at),
    financial_status: 'paid',
    total_outstanding: '0.00',
  }
}
