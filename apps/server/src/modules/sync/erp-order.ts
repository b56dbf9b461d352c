import type { ErpOrder } from '@crossdock/connectors/ports/erp'
import type { Address, CanonicalOrder } from '@crossdock/contracts/order'
import type { StoredOrder } from '#modules/orders/index.ts'
import { digest } from '#platform/crypto/seal.ts'

/** Whom and what the ERP is told about: keys are stable, so the same person and the same address are one record there. */
export function toErpOrder(stored: StoredOrder, order: CanonicalOrder): ErpOrder {
  const customerKey = stored.customerId ?? 'guest'
  return {
    orderId: stored.orderId,
    revision: stored.revision,
    order,
    customerKey,
    billingKey: order.billingAddress ? addressKey(customerKey, order.billingAddress) : null,
    shippingKey: order.shippingAddress ? addressKey(customerKey, order.shippingAddress) : null,
  }
}

/** Letters and digits only, so that a comma or a capital does not make a second address of the first. */
function addressKey(customerKey: string, address: Address): string {
  const text = Object.values(address)
    .map((part) => (part ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .join('|')
  return digest(customerKey, '|', text).slice(0, 24)
}
