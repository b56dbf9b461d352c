/** Names are made once a text; texts that are put together anew each time must not fill the memory. */
const known = new Map<string, string>()
const mostKnown = 1_000

/**
 * What a statement is called in metrics: verb and the table, or the function it calls. Made of SQL's own words and our names
 * for things only; values never stand in a statement's text.
 */
export function statementName(text: string): string {
  const before = known.get(text)
  if (before !== undefined) return before
  const name = nameOf(text)
  if (known.size >= mostKnown) known.clear()
  known.set(text, name)
  return name
}

/** Drizzle writes `"crossdock"."orders"`. */
const writes = /\b(insert into|update|delete from)\s+(?:only\s+)?(?:"?crossdock"?\.)?"?([a-z_]+)"?/i
const lateral = /\blateral\s+([a-z_]+)\(/i
const from = /\bfrom\s+(?:"?crossdock"?\.)?"?([a-z_]+)"?(\()?/i
const bareCall = /^\s*select\s+([a-z_]+)\(/i

function nameOf(text: string): string {
  // A function that does the work is its own name, whatever it is called with.
  const called = text.match(lateral) ?? text.match(bareCall)
  if (called?.[1] && !aggregates.has(called[1].toLowerCase())) return called[1].toLowerCase()
  const written = text.match(writes)
  if (written?.[1] && written[2]) return `${written[1].split(' ')[0]} ${written[2]}`.toLowerCase()
  const read = text.match(from)
  if (read?.[1]) return (read[2] ? read[1] : `select ${read[1]}`).toLowerCase()
  return text.match(/^\s*([a-z]+)/i)?.[1]?.toLowerCase() ?? 'other'
}

/** Called in a select, these say nothing about what it does. */
const aggregates = new Set(['count', 'coalesce', 'max', 'min', 'sum', 'exists', 'greatest', 'least', 'distinct'])
