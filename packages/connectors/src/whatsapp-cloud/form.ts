import { parseJsonExactly } from '../lib/json.ts'
import type { InboundMessage } from '../ports/messaging.ts'
import { nestsDeeper } from './body.ts'
import { isObject, type JsonObject } from './loosely.ts'

/** Ours, to tell answers apart; nothing for people. */
const forUs = 'flow_token'
const shownAtMost = 1_000

/** A flow's answer, an address or a permission. `answer` is JSON inside a string, and may be broken. */
export function readForm(name: string | null, answer: unknown): Pick<InboundMessage, 'content' | 'text'> {
  const fields = fieldsOf(answer)
  const title = name === null ? 'Form' : `Form ${name}`
  if (fields === null)
    return { content: { kind: 'form', name, fields }, text: `${title}: answered, but it cannot be read` }
  const lines = linesOf(fields)
  const text = lines.length === 0 ? `${title}: answered` : `${title}: ${lines.join(', ')}`
  return {
    content: { kind: 'form', name, fields },
    text: text.length > shownAtMost ? `${text.slice(0, shownAtMost).toWellFormed()}…` : text,
  }
}

/** Fields in fields are read out one by one, under the names of both; the answers of an address stand in `values`. */
function linesOf(value: unknown, names: string[] = []): string[] {
  if (value === null || value === '') return []
  if (Array.isArray(value)) {
    if (!value.some((one) => typeof one === 'object')) return linesOf(value.join(', '), names)
    return value.flatMap((one) => linesOf(one, names))
  }
  if (isObject(value))
    return Object.entries(value).flatMap(([field, inner]) => {
      if (names.length === 0 && field === forUs) return []
      return linesOf(inner, field === 'values' && isObject(inner) ? names : [...names, field])
    })
  return [`${names.join(' ')}: ${value}`]
}

function fieldsOf(answer: unknown): JsonObject | null {
  if (isObject(answer)) return answer
  if (typeof answer !== 'string' || nestsDeeper(answer)) return null
  try {
    const read = parseJsonExactly(Buffer.from(answer))
    return isObject(read) ? read : null
  } catch {
    return null
  }
}
