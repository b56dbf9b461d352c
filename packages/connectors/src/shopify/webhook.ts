import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { parseJsonExactly, utf8 } from '../lib/json.ts'
import { singleHeader } from '../lib/single-header.ts'
import type { Heard, HeardEvent, WebhookPort } from '../ports/commerce.ts'
import { shopDomain } from './config.ts'
import { meaningOf, orderIdIn, speaksOfOrder } from './topics.ts'

/**
 * Shopify's webhooks. The signature covers the body only, not the headers.
 * https://shopify.dev/docs/apps/build/webhooks/verify-deliveries
 * https://shopify.dev/docs/apps/build/webhooks/delivery-structure
 */
export const shopifyWebhooks: WebhookPort = {
  provider: 'shopify',

  hear(rawBody, headers, secrets): Heard {
    // An empty secret is no secret: anybody can sign with it.
    const usable = secrets.filter((secret) => secret !== '')
    if (usable.length === 0) return { ok: false, reason: 'no-secret' }
    const signature = singleHeader(headers, 'x-shopify-hmac-sha256')
    if (!signature) return { ok: false, reason: 'signature-missing' }
    if (!isSignedByOneOf(usable, rawBody, signature)) return { ok: false, reason: 'signature-wrong' }

    const providerKey = shopDomain.safeParse(singleHeader(headers, 'x-shopify-shop-domain'))
    const topic = singleHeader(headers, 'x-shopify-topic')?.toLowerCase()
    // One delivery, the same over its retries. Event-Id is shared by every topic an action triggers: never a key.
    const dedupeKey = singleHeader(headers, 'x-shopify-webhook-id')
    if (!providerKey.success || !topic || !dedupeKey) return { ok: false, reason: 'headers-missing' }

    return {
      ok: true,
      events: [
        {
          providerKey: providerKey.data,
          dedupeKey,
          topic,
          meaning: meaningOf(topic),
          ...whatItIsAbout(topic, rawBody),
          triggeredAt: timeToMicroseconds(singleHeader(headers, 'x-shopify-triggered-at')),
          causeId: singleHeader(headers, 'x-shopify-event-id') ?? null,
        },
      ],
    }
  },

  /** Any 2xx within five seconds is success to Shopify; a 3xx is a failure. */
  acknowledge: () => ({ status: 200 }),
}

function isSignedByOneOf(secrets: readonly string[], rawBody: Uint8Array, signature: string): boolean {
  const given = Buffer.from(signature)
  // Every secret is tried, so that the time taken does not tell which one fitted.
  const fits = secrets.map((secret) => {
    const expected = Buffer.from(createHmac('sha256', secret).update(rawBody).digest('base64'))
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  return fits.includes(true)
}

/** Signed is not the same as readable: whatever the body is, the event is heard, if need be without a subject. */
function whatItIsAbout(topic: string, rawBody: Uint8Array): Pick<HeardEvent, 'subject' | 'occurredAt'> {
  if (!speaksOfOrder(topic)) return { subject: null, occurredAt: null }
  // Parsing plainly takes a quarter of the time, and intake is where time counts; only ids beyond 2^53 need the other.
  const body = parsedOrNull(() => JSON.parse(utf8(rawBody)))
  const sourceId =
    orderIdIn(topic, body) ??
    orderIdIn(
      topic,
      parsedOrNull(() => parseJsonExactly(rawBody)),
    )
  if (sourceId === null) return { subject: null, occurredAt: null }
  const updatedAt = (body as Record<string, unknown>).updated_at
  return {
    subject: { kind: 'order', sourceId },
    occurredAt: meaningOf(topic) === 'order' && rfc3339.safeParse(updatedAt).success ? (updatedAt as string) : null,
  }
}

function parsedOrNull(parse: () => unknown): unknown {
  try {
    return parse()
  } catch {
    return null
  }
}

const rfc3339 = z.iso.datetime({ offset: true })

/** Shopify writes nanoseconds; databases keep microseconds, so the rest is cut rather than rounded into the future. */
function timeToMicroseconds(sent: string | undefined): string | null {
  const trimmed = sent?.replace(/(\.\d{6})\d+/, '$1')
  return rfc3339.safeParse(trimmed).success ? (trimmed ?? null) : null
}
