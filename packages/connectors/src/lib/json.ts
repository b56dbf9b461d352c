import { storableText } from '@crossdock/contracts/errors'

/**
 * Parses JSON and leaves every number as the text it was written in: `820900000000000123` would otherwise lose its last
 * digits (Shopify's test deliveries have ids above 2^53), `0.1` and `12.50` their exact form. Throws on what is not UTF-8
 * or not JSON. A NUL or half a surrogate pair, which no database takes, is left out.
 */
export function parseJsonExactly(rawBody: Uint8Array): unknown {
  return JSON.parse(utf8(rawBody), keepNumberText as (key: string, value: unknown) => unknown)
}

/** Throws TypeError on bytes that are not UTF-8, instead of putting question marks into people's names. */
export function utf8(rawBody: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(rawBody)
}

/** The third argument is ES2026's "JSON.parse source text access", which TypeScript does not know yet. */
function keepNumberText(_key: string, value: unknown, context: { source?: string }): unknown {
  if (typeof value === 'number') return context.source
  return typeof value === 'string' ? storableText(value) : value
}
