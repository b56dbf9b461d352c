import type { EventMeaning } from '../ports/commerce.ts'

/**
 * What each topic means to the hub (shopify.md §4.2, §4.3). A topic that is not here is `other`: recorded, and nothing
 * follows from it, whatever its body holds. Shopify has more than two hundred, and adds some every quarter.
 */
const meanings: Record<string, EventMeaning> = {
  'orders/create': 'order',
  'orders/updated': 'order',
  'orders/paid': 'order',
  'orders/cancelled': 'order',
  'orders/fulfilled': 'order',
  'orders/partially_fulfilled': 'order',
  'orders/edited': 'order-edited',
  'orders/delete': 'order-deleted',
  'refunds/create': 'refund',
  'app/uninstalled': 'disconnected',
  'customers/data_request': 'privacy-request',
  'customers/redact': 'privacy-request',
  'shop/redact': 'privacy-request',
}

export function meaningOf(topic: string): EventMeaning {
  return Object.hasOwn(meanings, topic) ? (meanings[topic] ?? 'other') : 'other'
}

/** Where in the body the order's id stands. All events of one order are worked off one at a time, whatever their topic. */
const orderIdOf: Record<string, (body: Body) => unknown> = {
  'orders/edited': (body) => editOf(body).order_id ?? body.order_id,
  'orders/delete': (body) => body.id,
  'refunds/create': (body) => body.order_id,
  'order_transactions/create': (body) => body.order_id,
  'fulfillments/create': (body) => body.order_id,
  'fulfillments/update': (body) => body.order_id,
}

/** False when no body of this topic can name an order: then it need not be parsed to be recorded. */
export function speaksOfOrder(topic: string): boolean {
  return meaningOf(topic) === 'order' || Object.hasOwn(orderIdOf, topic)
}

/**
 * The id of the order a body speaks of; null when the topic is not about an order, when the body does not say, or when
 * plain parsing has rounded the id.
 */
export function orderIdIn(topic: string, body: unknown): string | null {
  const own = meaningOf(topic) === 'order' ? (order: Body) => order.id : undefined
  const read = own ?? (Object.hasOwn(orderIdOf, topic) ? orderIdOf[topic] : undefined)
  if (!read || !isBody(body)) return null
  const id = read(body)
  const text = Number.isSafeInteger(id) ? String(id) : id
  return typeof text === 'string' ? (/^(?:gid:\/\/shopify\/Order\/)?(\d{1,20})$/.exec(text)?.[1] ?? null) : null
}

/** The edit inside an `orders/edited` body; empty when there is none. */
export function editOf(body: Body): Body {
  return isBody(body.order_edit) ? body.order_edit : {}
}

export type Body = Record<string, unknown>

export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
