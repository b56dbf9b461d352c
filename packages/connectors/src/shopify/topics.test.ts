import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parseJsonExactly } from '../lib/json.ts'
import { meaningOf, orderIdIn, speaksOfOrder } from './topics.ts'

const fixtures = new URL('./fixtures/', import.meta.url)
/** `orders-create.pos-no-customer.json` is a body of `orders/create`. */
const topicOf = (file: string): string => (file.split('.')[0] ?? '').replace('-', '/')
const recorded = readdirSync(fixtures).filter((name) => !/expected|signature/.test(name))

test.each(recorded)('%s is about the order it names, and about no other', (file) => {
  const topic = topicOf(file)
  const body = parseJsonExactly(readFileSync(new URL(file, fixtures))) as Record<string, string>

  const expected = topic.startsWith('orders/') ? body.id : /^(refunds|fulfillments)/.test(topic) ? body.order_id : null
  expect(orderIdIn(topic, body)).toBe(expected)
  expect(speaksOfOrder(topic)).toBe(expected !== null)
})

test.each([
  ['orders/create', 'order'],
  ['orders/updated', 'order'],
  ['orders/paid', 'order'],
  ['orders/cancelled', 'order'],
  ['orders/fulfilled', 'order'],
  ['orders/partially_fulfilled', 'order'],
  ['orders/edited', 'order-edited'],
  ['orders/delete', 'order-deleted'],
  ['refunds/create', 'refund'],
  ['app/uninstalled', 'disconnected'],
  ['customers/data_request', 'privacy-request'],
  ['customers/redact', 'privacy-request'],
  ['shop/redact', 'privacy-request'],
  ...[
    ...['order_transactions/create', 'fulfillments/create', 'fulfillments/update', 'inventory_levels/update'],
    ...['products/update', 'products/delete', 'customers/update', 'app/scopes_update', 'bulk_operations/finish'],
    ...['orders/risk_assessment_changed', 'draft_orders/create', 'something/new', 'constructor', '__proto__'],
  ].map((topic) => [topic, 'other']),
])('%s means %s', (topic, meaning) => {
  expect(meaningOf(topic)).toBe(meaning)
})
