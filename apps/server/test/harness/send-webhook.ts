import { createHmac, randomUUID } from 'node:crypto'
import type { Shop } from './a-hub.ts'

export interface SendOptions {
  topic?: string
  webhookId?: string
  secret?: string
  shopDomain?: string
  triggeredAt?: string
  headers?: Record<string, string>
}

/** Posts to the shop's endpoint, signed as Shopify signs. */
export function sendWebhook(
  shop: Pick<Shop, 'url' | 'secret' | 'shopDomain'>,
  body: string | Uint8Array | object,
  options: SendOptions = {},
): Promise<Response> {
  const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body)
  return fetch(shop.url, { method: 'POST', body: raw as string, headers: signed(shop, raw, options) })
}

/** The headers that go with a body. */
export function signed(
  shop: Pick<Shop, 'secret' | 'shopDomain'>,
  raw: string | Uint8Array,
  options: SendOptions = {},
): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-shopify-topic': options.topic ?? 'orders/create',
    'x-shopify-shop-domain': options.shopDomain ?? shop.shopDomain,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': options.webhookId ?? randomUUID(),
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': options.triggeredAt ?? new Date().toISOString(),
    'x-shopify-hmac-sha256': createHmac('sha256', options.secret ?? shop.secret)
      .update(raw)
      .digest('base64'),
    ...options.headers,
  }
}
