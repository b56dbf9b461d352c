/**
 * A body as Shopify writes it: slashes escaped, ids as bare numbers however long. With `escapeUnicode` everything beyond
 * ASCII is escaped too. Whoever parses and writes it again gets other bytes, and another signature.
 */
export function toJson(body: object, { escapeUnicode = false } = {}): string {
  const text = JSON.stringify(body, (_key, value) => (typeof value === 'bigint' ? bareNumber(value) : value))
  const slashed = text.replaceAll('/', '\\/')
  if (!escapeUnicode) return slashed
  return slashed.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** ES2026's JSON.rawJSON, which TypeScript does not know yet. */
function bareNumber(value: bigint): unknown {
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(value.toString())
}
