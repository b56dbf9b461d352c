import type { InboundContent, InboundMessage } from '../ports/messaging.ts'
import type { CatalogueOrder } from './schemas.ts'

type CartItem = Extract<InboundContent, { kind: 'cart' }>['items'][number]

/** A catalogue cart as the customer's phone showed it. A line that cannot be read is counted, so that nobody misses it. */
export function readCart(order: CatalogueOrder | null): Pick<InboundMessage, 'content' | 'text'> | null {
  if (order === null) return null
  const read = order.product_items.map((item) => (item === null ? null : cartItem(item)))
  const items = read.filter((item) => item !== null)
  if (items.length === 0) return null
  const unread = read.length - items.length
  const lines = [
    ...items.map(({ retailerId, quantity, price, currency }) =>
      price === null
        ? `${quantity} × ${retailerId}`
        : `${quantity} × ${retailerId} at ${price} ${currency ?? ''}`.trim(),
    ),
    ...(unread === 0 ? [] : [`${unread} that cannot be read`]),
  ]
  return {
    content: { kind: 'cart', catalogId: order.catalog_id, note: order.text, items },
    text: `Cart: ${lines.join(', ')}${order.text === null ? '' : `. Note: ${order.text}`}`,
  }
}

function cartItem(item: NonNullable<CatalogueOrder['product_items'][number]>): CartItem | null {
  const quantity = /^\d{1,9}(\.0+)?$/.test(item.quantity ?? '') ? Number(item.quantity) : 0
  if (item.product_retailer_id === null || quantity === 0) return null
  return {
    retailerId: item.product_retailer_id,
    quantity,
    price: /^\d{1,15}(\.\d{1,9})?$/.test(item.item_price ?? '') ? item.item_price : null,
    currency: /^[A-Za-z]{3}$/.test(item.currency ?? '') ? (item.currency?.toUpperCase() ?? null) : null,
  }
}
