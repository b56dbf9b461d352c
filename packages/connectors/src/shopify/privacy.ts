import { z } from 'zod'
import { parseJsonExactly } from '../lib/json.ts'
import type { PrivacyReader, PrivacyRequest } from '../ports/commerce.ts'
import { unreadable } from './unreadable.ts'

const id = z
  .string()
  .trim()
  .nullish()
  .transform((text) => text || null)

const body = z.object({
  customer: z.object({ id, email: id, phone: id }).nullish(),
  data_request: z.object({ id }).nullish(),
  orders_requested: z.array(z.string()).nullish(),
  orders_to_redact: z.array(z.string()).nullish(),
})

const kinds: Record<string, PrivacyRequest['kind']> = {
  'customers/data_request': 'hand-over',
  'customers/redact': 'erase-person',
  'shop/redact': 'erase-shop',
}

/**
 * The compliance topics that every app of Shopify's store must answer (shopify.md §4.3).
 * https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance
 */
export const shopifyPrivacy: PrivacyReader = {
  provider: 'shopify',

  readPrivacyRequest(rawBody, topic): PrivacyRequest {
    const kind = Object.hasOwn(kinds, topic) ? kinds[topic] : undefined
    if (!kind) throw unreadable(`${topic} is no request about privacy`)
    let json: unknown
    try {
      json = parseJsonExactly(rawBody)
    } catch (error) {
      throw unreadable('it is not JSON', error)
    }
    const read = body.safeParse(json)
    if (!read.success) throw unreadable('it is not a request about privacy')
    const { customer, data_request, orders_requested, orders_to_redact } = read.data
    const person = customer && { sourceId: customer.id, email: customer.email, phone: customer.phone }
    if (kind !== 'erase-shop' && !person) throw unreadable('it does not say whom it is about')
    return {
      kind,
      sourceId: data_request?.id ?? null,
      person: kind === 'erase-shop' ? null : (person ?? null),
      orders: orders_requested ?? orders_to_redact ?? [],
    }
  },
}
