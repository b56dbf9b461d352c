import { hidesArchived, type ParsedDomain, parseDomain } from './domain.ts'
import type { Json } from './json.ts'
import { type Env, modelOf } from './model.ts'
import { userError, valueError } from './odoo-error.ts'
import type { Cell, Row } from './store.ts'
import { cellOf, displayName, emptyOf } from './values.ts'

export interface SearchOptions {
  order?: string | undefined
  offset?: number
  /** 0 and absent both mean no limit (odoo.md 10, trap 5). */
  limit?: number
}

export function search(env: Env, model: string, domain: Json, options: SearchOptions = {}): Row[] {
  const parsed = parseDomain(env, model, domain)
  const isVisible = hidesArchived(env, model, parsed)
  const compare = comparator(env, model, options.order || modelOf(env, model).order)
  const found = candidates(env, model, parsed)
    .filter((row) => parsed.matches(row) && isVisible(row))
    .sort(compare)
  const offset = options.offset ?? 0
  return options.limit ? found.slice(offset, offset + options.limit) : found.slice(offset)
}

/** Ten thousand orders must not be walked to find one order's lines. */
function candidates(env: Env, model: string, { required }: ParsedDomain): Row[] {
  for (const { path, operator, value } of required) {
    const isLink = env.store.isLinked(model, path)
    if ((path !== 'id' && !isLink) || (operator !== '=' && operator !== 'in')) continue
    const ids = Array.isArray(value) ? value : [value]
    if (!ids.every((id) => typeof id === 'number')) continue
    const unique = [...new Set(ids as number[])]
    return isLink
      ? unique.flatMap((id) => env.store.linked(model, path, id))
      : unique.flatMap((id) => env.store.row(model, id) ?? [])
  }
  return env.store.rows(model)
}

type Comparator = (a: Row, b: Row) => number

function comparator(env: Env, model: string, order: string): Comparator {
  const parts: Comparator[] = order.split(',').map((part) => {
    const match = /^\s*([a-z_][\w.]*)(?:\s+(asc|desc))?(?:\s+nulls (?:first|last))?\s*$/i.exec(part)
    if (!match) {
      throw userError(
        `Invalid "order" specified (${order}). A valid "order" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)`,
      )
    }
    const name = match[1] ?? ''
    const sign = match[2]?.toLowerCase() === 'desc' ? -1 : 1
    const key = sortKey(env, model, name)
    return (a, b) => sign * compareCells(key(a), key(b))
  })
  return (a, b) => {
    for (const part of parts) {
      const result = part(a, b)
      if (result !== 0) return result
    }
    return 0
  }
}

function sortKey(env: Env, model: string, name: string): (row: Row) => Cell {
  if (name === 'id') return (row) => row.id
  const field = modelOf(env, model).fields[name]
  if (!field) throw valueError(`Invalid field '${name}' on model '${model}'`)
  if (field.type !== 'many2one') return (row) => cellOf(env, model, row, name) ?? emptyOf(field)
  return (row) => {
    const target = env.store.row(field.relation ?? '', cellOf(env, model, row, name) as number | null)
    return target ? displayName(env, field.relation ?? '', target) : null
  }
}

/** PostgreSQL puts nulls last when ascending. */
function compareCells(a: Cell, b: Cell): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (a === b) return 0
  return a < b ? -1 : 1
}
