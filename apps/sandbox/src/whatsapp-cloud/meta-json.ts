/**
 * JSON as Meta writes what it signs: everything beyond ASCII escaped, `\/` and `\u0040`. Whoever parses it and writes it
 * again gets other bytes and another digest. Ids of templates are bare 64-bit numbers: give them as bigint.
 */
export function metaJson(body: unknown): string {
  return exactJson(body)
    .replaceAll('/', '\\/')
    .replaceAll('@', '\\u0040')
    .replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** JSON with bigints as bare numbers. */
export function exactJson(body: unknown): string {
  return JSON.stringify(body, (_key, value) =>
    // ES2026's JSON.rawJSON, which TypeScript does not know yet.
    typeof value === 'bigint' ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value)) : value,
  )
}
