import type { Json, JsonObject } from './json.ts'
import { type Env, type Field, modelOf } from './model.ts'
import { valueError } from './odoo-error.ts'
import type { Cell, Row } from './store.ts'

export function fieldOf(env: Env, model: string, name: string): Field {
  const field = modelOf(env, model).fields[name]
  if (!field) throw valueError(`Invalid field '${name}' on '${model}'`)
  return field
}

/** The value inside the sandbox: ids for relations, null for empty. */
export function cellOf(env: Env, model: string, row: Row, name: string): Cell {
  if (name === 'id') return row.id
  const field = fieldOf(env, model, name)
  if (field.compute) return field.compute(row, env)
  if (field.via) {
    const link = fieldOf(env, model, field.via).relation ?? ''
    const target = env.store.row(link, asId(row[field.via]))
    return target ? cellOf(env, link, target, field.as ?? name) : emptyOf(field)
  }
  if (field.type === 'one2many') {
    return env.store.linked(field.relation ?? '', field.inverse ?? '', row.id).map((line) => line.id)
  }
  return row[name] ?? emptyOf(field)
}

/** Zero is a real zero and unchecked is false; everything else that is empty is null. */
export function emptyOf(field: Field): Cell {
  if (field.type === 'integer' || field.type === 'float' || field.type === 'monetary') return 0
  if (field.type === 'boolean') return false
  if (field.type === 'one2many' || field.type === 'many2many') return []
  return null
}

export function asId(cell: Cell | undefined): number | null {
  return typeof cell === 'number' ? cell : null
}

export function asIds(cell: Cell | undefined): number[] {
  return Array.isArray(cell) ? cell : []
}

export function asNumber(cell: Cell | undefined): number {
  return typeof cell === 'number' ? cell : 0
}

export function asText(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : ''
}

export function displayName(env: Env, model: string, row: Row): string {
  const definition = modelOf(env, model)
  if (definition.displayName) return definition.displayName(row, env)
  const name = definition.fields.name ? cellOf(env, model, row, 'name') : null
  return typeof name === 'string' ? name : `${model},${row.id}`
}

export function isVisible(env: Env, model: string, row: Row): boolean {
  if (env.context.active_test === false || !modelOf(env, model).fields.active) return true
  return cellOf(env, model, row, 'active') !== false
}

/** As `read` answers it: `[id, "name"]` unless the caller asked for plain ids, `false` for empty (odoo.md 10). */
export function readCell(env: Env, model: string, row: Row, name: string, classic: boolean): Json {
  const field = fieldOf(env, model, name)
  const value = cellOf(env, model, row, name)
  if (field.type === 'many2one') {
    const target = env.store.row(field.relation ?? '', asId(value))
    if (!target) return false
    return classic ? [target.id, displayName(env, field.relation ?? '', target)] : target.id
  }
  if (field.type === 'one2many' || field.type === 'many2many') {
    return asIds(value).filter((id) => {
      const target = env.store.row(field.relation ?? '', id)
      return target && isVisible(env, field.relation ?? '', target)
    })
  }
  return value ?? false
}

export function readRow(env: Env, model: string, row: Row, names: string[], classic: boolean): JsonObject {
  const answer: JsonObject = { id: row.id }
  for (const name of names) answer[name] = readCell(env, model, row, name, classic)
  return answer
}
