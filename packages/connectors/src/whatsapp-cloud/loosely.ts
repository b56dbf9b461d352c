/** Looking into what somebody posted, after `parseJsonExactly`: whatever is not as expected is as if it were not there. */

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function objectAt(from: JsonObject | null, name: string): JsonObject | null {
  const value = at(from, name)
  return isObject(value) ? value : null
}

/** One thing where a list belongs is a list of one. */
export function listAt(from: JsonObject | null, name: string): unknown[] {
  const value = at(from, name)
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Trimmed; null when blank. Numbers are text already. */
export function textAt(from: JsonObject | null, name: string): string | null {
  const value = at(from, name)
  return typeof value === 'string' ? value.trim() || null : null
}

function at(from: JsonObject | null, name: string): unknown {
  return from !== null && Object.hasOwn(from, name) ? from[name] : undefined
}
