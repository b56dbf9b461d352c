import { storableText } from '@crossdock/contracts/errors'
import { z } from 'zod'
import type { Page, PageWanted, Position, Sort, SortKey } from '#platform/db/keyset.ts'
import { InvalidRequest } from './invalid-request.ts'

/** One page of a list, as it is answered. */
export async function pageAnswer<Row, Item>(
  query: { cursor?: string | undefined; limit: number },
  sort: Sort,
  read: (wanted: PageWanted) => Promise<Page<Row>>,
  json: (row: Row) => Item,
): Promise<{ items: Item[]; next: string | null }> {
  const { rows, next } = await read({ limit: query.limit, after: readCursor(sort, query.cursor) })
  return { items: rows.map(json), next: writeCursor(sort, next) }
}

/**
 * Where a page ended, as text that means nothing to callers: the sort it belongs to and the values of its keys. It carries no
 * right, so it is not signed, but whatever comes in is checked as strictly as what is sent to the database wants it.
 */
function writeCursor({ name }: Sort, position: Position | null): string | null {
  return position === null ? null : Buffer.from(JSON.stringify([name, ...position])).toString('base64url')
}

/** Undefined: the first page. @throws InvalidRequest */
function readCursor({ name, keys }: Sort, text: string | undefined): Position | null {
  if (text === undefined) return null
  const parts = z.array(z.string()).safeParse(parse(text))
  const [ownSort, ...position] = parts.success ? parts.data : []
  const fits =
    ownSort === name &&
    position.length === keys.length &&
    keys.every(({ kind }, at) => fitting[kind](position[at] ?? ''))
  if (!fits)
    throw new InvalidRequest([
      { in: 'query', pointer: '/cursor', message: 'this is no cursor of this list and its sort; begin without one' },
    ])
  return position
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'))
  } catch {
    return null
  }
}

const fitting: Record<SortKey['kind'], (text: string) => boolean> = {
  // microseconds since 1970; about the year 5138 at the most
  instant: (text) => /^-?\d{1,17}$/.test(text),
  day: (text) => z.iso.date().safeParse(text).success && !text.startsWith('0000'),
  uuid: (text) => z.guid().safeParse(text).success,
  text: (text) => text.length <= 1_000 && storableText(text) === text,
}
