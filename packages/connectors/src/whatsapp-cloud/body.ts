import { createHash } from 'node:crypto'
import { parseJsonExactly, utf8 } from '../lib/json.ts'
import { accountKey } from './config.ts'
import { isObject, type JsonObject, listAt, objectAt, textAt } from './loosely.ts'

/** What an item is about; `unreadable` says why. */
export type ItemKind = 'message' | 'status' | 'preference' | 'template' | 'account' | 'error' | 'other' | 'unreadable'

/** One thing of the many that a body may tell. */
export interface Item {
  kind: ItemKind
  /** Whose it is: a phone_number_id, or `waba:<id>`. */
  providerKey: string
  /** Unique, from the content alone, so that the same thing has the same key in whatever body it comes. Names nobody. */
  dedupeKey: string
  /** Meta's word for the kind of change. */
  field: string
  /** The message, status and so on; for `template`, `account` and `other` the whole value of the change. */
  content: unknown
  /** The people that the change introduces. */
  contacts: unknown[]
  /** When the account's event was raised: unix seconds, as text. */
  time: string | null
  reason?: string
}

/** A change, or an entry without changes, with what it tells: what belongs to one account and cannot be split. */
export interface Piece {
  entry: number
  change: number | null
  providerKey: string
  items: Item[]
}

/** The key of what names no account: nobody's, so it is counted and let go. */
const nobody = 'unknown'

const templateFields = [
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'message_template_components_update',
]
const accountFields = [
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'business_status_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'security',
]
const lists = { messages: 'message', statuses: 'status', user_preferences: 'preference', errors: 'error' } as const

/** Of Meta's, 3 MB hold a few thousand. More are made to keep the hub busy, and are not looked at one by one. */
const mostItems = 20_000

/**
 * Everything in a body, whatever it looks like; never throws. What cannot be read is an item of its own, so that it hides
 * nothing that stands beside it.
 */
export function piecesOf(rawBody: Uint8Array): Piece[] {
  const body = parsed(rawBody)
  const entries = isObject(body) ? body.entry : undefined
  if (!isObject(body) || !Array.isArray(entries) || itemsIn(entries) > mostItems) {
    const content = digest(rawBody)
    const reason = 'the body is not what WhatsApp posts: JSON with a list called entry, of things that could be counted'
    return [{ entry: 0, change: null, providerKey: nobody, items: [unreadable(nobody, 'unknown', content, reason)] }]
  }
  const ours = body.object === undefined || body.object === 'whatsapp_business_account'
  return entries.flatMap((entry, place) => piecesOfEntry(entry, place, ours))
}

function itemsIn(entries: unknown[]): number {
  let count = 0
  for (const entry of entries) {
    count++
    for (const change of listAt(isObject(entry) ? entry : {}, 'changes')) {
      count++
      const value = isObject(change) ? objectAt(change, 'value') : null
      if (value) for (const name of Object.keys(lists)) count += listAt(value, name).length
    }
    if (count > mostItems) break
  }
  return count
}

function piecesOfEntry(entry: unknown, place: number, ours: boolean): Piece[] {
  const id = isObject(entry) ? textAt(entry, 'id') : null
  const owner = id === null || id.length > 64 ? nobody : accountKey(id)
  if (!isObject(entry) || !Array.isArray(entry.changes)) {
    const item = unreadable(owner, 'unknown', canonical(entry), 'an entry has no list called changes')
    return [{ entry: place, change: null, providerKey: owner, items: [item] }]
  }
  const time = textAt(entry, 'time')
  return entry.changes.map((change: unknown, index) => ({
    entry: place,
    change: index,
    ...itemsOfChange(change, owner, time, ours),
  }))
}

function itemsOfChange(
  change: unknown,
  owner: string,
  time: string | null,
  ours: boolean,
): Pick<Piece, 'providerKey' | 'items'> {
  const value = isObject(change) ? change.value : undefined
  if (!isObject(change) || !isObject(value)) {
    const item = unreadable(owner, 'unknown', canonical(change), 'a change has no value')
    return { providerKey: owner, items: [item] }
  }
  const field = fieldOf(change, value)
  const phoneNumberId = textAt(objectAt(value, 'metadata'), 'phone_number_id')
  const shared = { field, time, contacts: listAt(value, 'contacts') }

  const whole = ours ? wholeKind(field, value) : 'other'
  if (whole !== null) {
    const providerKey = whole === 'other' && phoneNumberId !== null ? phoneNumberId : owner
    const dedupeKey = `${whole}:${sha256(canonical([field, value, time]))}`
    return { providerKey, items: [{ ...shared, kind: whole, providerKey, dedupeKey, content: value }] }
  }

  const providerKey = phoneNumberId ?? owner
  const items = Object.entries(lists).flatMap(([name, kind]) =>
    listAt(value, name).map((content): Item => {
      const dedupeKey = keyOf(kind, content, time)
      const item = { ...shared, kind, providerKey, dedupeKey, content }
      // What people choose holds for the tenant, whichever of its numbers they chose it at.
      if (phoneNumberId === null && kind !== 'preference')
        return { ...item, kind: 'unreadable', reason: 'it does not say which number it concerns' }
      return isObject(content) ? item : { ...item, kind: 'unreadable', reason: `a ${kind} is not an object` }
    }),
  )
  return { providerKey, items }
}

/** A change that is one item as a whole; null when it holds lists. */
function wholeKind(field: string, value: JsonObject): 'template' | 'account' | 'other' | null {
  if (templateFields.includes(field)) return 'template'
  if (accountFields.includes(field)) return 'account'
  const listed = field === 'messages' || field === 'user_preferences'
  return listed && Object.keys(lists).some((name) => name in value) ? null : 'other'
}

function fieldOf(change: JsonObject, value: JsonObject): string {
  const field = textAt(change, 'field')
  if (field !== null && /^\w{1,64}$/.test(field)) return field
  return field === null && Object.keys(lists).some((name) => name in value) ? 'messages' : 'unknown'
}

/**
 * What makes a repetition one. Ids of WhatsApp hold the customer's phone, in base64, so only their digest is told. A status
 * that failed is another one when it failed for another reason.
 */
function keyOf(kind: 'message' | 'status' | 'preference' | 'error', content: unknown, time: string | null): string {
  const id = isObject(content) && (kind === 'message' || kind === 'status') ? textAt(content, 'id') : null
  // Errors tell no time of their own, and without one two that are alike cannot be told apart.
  const of = sha256(id ?? canonical(kind === 'error' ? [content, time] : content))
  return kind === 'status' ? `status:${of}:${stateIn(content)}` : `${kind}:${of}`
}

function stateIn(content: unknown): string {
  if (!isObject(content)) return 'unknown'
  const state = textAt(content, 'status')?.toLowerCase() ?? 'unknown'
  if (state === 'failed') {
    const [error] = listAt(content, 'errors')
    const code = isObject(error) ? textAt(error, 'code') : null
    return code !== null && /^\d{1,9}$/.test(code) ? `failed:${code}` : 'failed'
  }
  return /^[a-z_]{1,32}$/.test(state) ? state : sha256(state).slice(0, 16)
}

function unreadable(providerKey: string, field: string, content: string, reason: string): Item {
  const dedupeKey = `unreadable:${sha256(content)}`
  return { kind: 'unreadable', providerKey, dedupeKey, field, content: null, contacts: [], time: null, reason }
}

/**
 * What of a body concerns each account, when there are several: their changes alone, with nothing beside them but the
 * account's id and the time. Numbers keep every digit they were written with.
 */
export function partsOf(rawBody: Uint8Array, pieces: Piece[]): ReadonlyMap<string, Uint8Array> | undefined {
  const byOwner = Map.groupBy(pieces, ({ providerKey }) => providerKey)
  if (byOwner.size < 2) return undefined
  const body = JSON.parse(utf8(rawBody), keepRawNumbers as (key: string, value: unknown) => unknown)
  const parts = new Map<string, Uint8Array>()
  for (const [owner, theirs] of byOwner) {
    const entry = [...Map.groupBy(theirs, (piece) => piece.entry)].map(([place, ofEntry]) => {
      const { id, time, changes } = body.entry[place] ?? {}
      if (ofEntry.some(({ change }) => change === null)) return body.entry[place]
      return { id, time, changes: ofEntry.map(({ change }) => changes[change ?? 0]) }
    })
    parts.set(owner, Buffer.from(JSON.stringify({ object: body.object, entry })))
  }
  return parts
}

/** ES2026's `JSON.rawJSON`, which TypeScript does not know yet. */
function keepRawNumbers(_key: string, value: unknown, context: { source: string }): unknown {
  const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }
  return typeof value === 'number' ? rawJSON(context.source) : value
}

/** Far deeper than anything of Meta's; what nests deeper would overflow the stack of whoever walks through it. */
const deepest = 64

function parsed(rawBody: Uint8Array): unknown {
  try {
    return nestsDeeper(utf8(rawBody)) ? null : parseJsonExactly(rawBody)
  } catch {
    return null
  }
}

export function nestsDeeper(json: string): boolean {
  let depth = 0
  for (let place = 0; place < json.length; place += 1) {
    const character = json[place]
    if (character === '[' || character === '{') depth += 1
    else if (character === ']' || character === '}') depth -= 1
    else if (character === '"') place = endOfString(json, place)
    if (depth > deepest) return true
  }
  return false
}

function endOfString(json: string, start: number): number {
  for (let place = start + 1; place < json.length; place += 1) {
    if (json[place] === '\\') place += 1
    else if (json[place] === '"') return place
  }
  return json.length
}

/** The same text for the same content, whatever the order of its fields. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_key, inner: unknown) =>
      isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner,
    ) ?? 'undefined'
  )
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
