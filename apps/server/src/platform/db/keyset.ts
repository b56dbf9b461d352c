import type { Tx } from './database.ts'

/**
 * Lists that are read page by page along an index: each page begins after the last row of the one before, so page 10,000
 * costs what the first one does, and nothing is shown twice or left out because something was added meanwhile.
 */
export interface SortKey {
  /** As it stands in an index. */
  expression: string
  kind: 'instant' | 'day' | 'uuid' | 'text'
}

export interface Sort {
  /** Goes into cursors, so that one of another sort is recognised. */
  name: string
  /** All go the same way, and together they are unique. */
  keys: readonly SortKey[]
  descending: boolean
}

/** The values of the sort keys of one row, as text. */
export type Position = readonly string[]

export type Condition = readonly [condition: string, ...values: unknown[]]

export interface Listing {
  columns: string
  from: string
  /** The tenant's condition first. Each `?` in a condition stands for the next of its values. */
  where: readonly Condition[]
  sort: Sort
  wanted: PageWanted
}

export interface PageWanted {
  limit: number
  /** Null: the first page. */
  after: Position | null
}

export interface Page<Row> {
  rows: Row[]
  /** Null: this was the last page. */
  next: Position | null
}

export async function readPage<Row extends object>(tx: Tx, listing: Listing): Promise<Page<Row>> {
  const { text, values } = listingSql(listing)
  const rows = await tx.query<Row & { position: string[] }>(text, values)
  const { limit } = listing.wanted
  const kept = rows.slice(0, limit)
  const last = rows.length > limit ? kept.at(-1) : undefined
  return { rows: kept, next: last?.position ?? null }
}

function listingSql({ columns, from, where, sort: { keys, descending }, wanted: { limit, after } }: Listing): {
  text: string
  values: unknown[]
} {
  const values: unknown[] = []
  const bind = (value: unknown): string => `$${values.push(value)}`
  const conditions = where.map(([condition, ...own]) => condition.replaceAll('?', () => bind(own.shift())))
  if (after !== null) {
    const bounds = keys.map(({ kind }, at) => fromText[kind](bind(after[at])))
    // One comparison of rows, so that an index on all of the keys is entered at the very place.
    const row = keys.map(({ expression }) => expression).join(', ')
    conditions.push(`(${row}) ${descending ? '<' : '>'} (${bounds.join(', ')})`)
  }
  const order = keys.map(({ expression }) => `${expression}${descending ? ' desc' : ''}`).join(', ')
  const position = keys.map(({ expression, kind }) => toText[kind](expression)).join(', ')
  return {
    text: `select ${columns}, array[${position}] as position from ${from}
      where ${conditions.join(' and ')} order by ${order} limit ${bind(limit + 1)}`,
    values,
  }
}

// A JavaScript date has milliseconds where Postgres has microseconds, and would skip or repeat rows.
const toText: Record<SortKey['kind'], (expression: string) => string> = {
  instant: (expression) => `(extract(epoch from ${expression}) * 1000000)::bigint::text`,
  day: (expression) => `${expression}::text`,
  uuid: (expression) => `${expression}::text`,
  text: (expression) => expression,
}

const fromText: Record<SortKey['kind'], (parameter: string) => string> = {
  instant: (parameter) => `timestamptz 'epoch' + ${parameter}::bigint * interval '1 microsecond'`,
  day: (parameter) => `${parameter}::date`,
  uuid: (parameter) => `${parameter}::uuid`,
  text: (parameter) => `${parameter}::text`,
}
