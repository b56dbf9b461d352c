/**
 * Which order an event is about, by topic. All events of one order are worked off one at a time, whatever their topic.
 * Refunds, transactions and fulfilments are left without a subject: the order they belong to is sent again as
 * `orders/updated` with all of them inside, and that is what is read.
 * https://shopify.dev/docs/api/webhooks
 */
const orderIdOf: Record<string, (body: Body) => unknown> = {
  'orders/create': (body) => body.id,
  'orders/updated': (body) => body.id,
  'orders/paid': (body) => body.id,
  'orders/cancelled': (body) => body.id,
  'orders/fulfilled': (body) => body.id,
  'orders/partially_fulfilled': (body) => body.id,
  'orders/delete': (body) => body.id,
  'orders/edited': (body) => (isBody(body.order_edit) ? body.order_edit.order_id : null),
}

/** The six topics whose body is the whole order; for them `updated_at` is the order's own. */
const wholeOrders = new Set([
  'orders/create',
  'orders/updated',
  'orders/paid',
  'orders/cancelled',
  'orders/fulfilled',
  'orders/partially_fulfilled',
])

/** True when the body of this topic is an order that `shopifyOrders.readOrder` can read; false for deletes and edits */
export function carriesOrder(topic: string): boolean {
  return wholeOrders.has(topic)
}

/**
 * The id of the order a body speaks of; null when the topic is not about an order, when the body does not say, or when
 * plain parsing has rounded the id.
 */
export function orderIdIn(topic: string, body: unknown): string | null {
  const read = Object.hasOwn(orderIdOf, topic) ? orderIdOf[topic] : undefined
  if (!read || !isBody(body)) return null
  const id = read(body)
  const text = Number.isSafeInteger(id) ? String(id) : id
  return typeof text === 'string' && /^\d{1,20}$/.test(text) ? text : null
}

type Body = Record<string, unknown>

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
