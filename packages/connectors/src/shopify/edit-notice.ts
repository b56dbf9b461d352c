import { parseJsonExactly } from '../lib/json.ts'
import type { OrderEdit } from '../ports/commerce.ts'
import { editOf, isBody, orderIdIn } from './topics.ts'
import { unreadable } from './unreadable.ts'

/**
 * The body of `orders/edited`: what was added and removed, but not the order (shopify.md §4.2). Its shape is not settled,
 * so only the order's id is asked for; everything else is taken when it is there.
 */
export function readEdit(rawBody: Uint8Array): OrderEdit {
  let body: unknown
  try {
    body = parseJsonExactly(rawBody)
  } catch (error) {
    throw unreadable('it is not JSON', error)
  }
  const orderSourceId = orderIdIn('orders/edited', body)
  if (orderSourceId === null || !isBody(body)) throw unreadable('the edit does not say of which order')
  const edit = editOf(body)
  const lines = isBody(edit.line_items) ? edit.line_items : {}
  const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0)
  const at = [edit.committed_at, edit.created_at].find(
    (time) => typeof time === 'string' && !Number.isNaN(Date.parse(time)),
  )
  return {
    orderSourceId,
    at: typeof at === 'string' ? new Date(at).toISOString() : null,
    added: count(lines.additions),
    removed: count(lines.removals),
  }
}
