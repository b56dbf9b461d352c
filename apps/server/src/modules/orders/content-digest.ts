import type { CanonicalOrder } from '@crossdock/contracts/order'
import { digest } from '#platform/crypto/seal.ts'

/**
 * Digest of what the ERP must hold of an order: where to, which lines at which price and tax. Payments, refunds,
 * fulfilment, notes and tags may change without touching it. A new digest is a new revision.
 */
export function contentDigest(order: CanonicalOrder): string {
  return digest(
    JSON.stringify(
      [
        order.currency,
        order.taxesIncluded,
        order.billingAddress,
        order.shippingAddress,
        order.totals.total,
        order.totals.tax,
        order.lines.map((line) => [
          line.sourceId,
          line.kind,
          line.sku,
          line.title,
          line.quantity,
          line.net,
          line.requiresShipping,
          line.taxes,
        ]),
      ],
      (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    ),
  )
}
