import type { Json } from './json.ts'
import type { Env, Field } from './model.ts'
import { databaseError, missingError, pythonError, validationError, valueError } from './odoo-error.ts'
import { floatRound } from './round.ts'
import type { Cell } from './store.ts'
import { asNumber, emptyOf } from './values.ts'

/** Turns a written value into a stored one, or refuses it the way Odoo does (odoo.md 1.4). */
export function toCell(env: Env, model: string, name: string, field: Field, value: Json): Cell {
  const isEmpty = value === null || value === false
  switch (field.type) {
    case 'boolean':
      return Boolean(value)
    case 'integer':
      return isEmpty ? 0 : toInteger(value)
    case 'float':
      return isEmpty ? 0 : roundTo(env, field, toNumber(value))
    case 'monetary':
      return isEmpty ? 0 : floatRound(toNumber(value), 0.01)
    case 'many2one':
      return isEmpty ? null : toReference(env, field, value)
    case 'selection':
      if (isEmpty) return null
      if (field.selection?.some(([key]) => key === value)) return value as string
      throw valueError(`Wrong value for ${model}.${name}: '${String(value)}'`)
    case 'datetime':
    case 'date':
      return isEmpty || value === '' ? null : toTime(field, value)
    case 'json':
      return isEmpty ? null : (value as Cell)
    default:
      return isEmpty ? null : String(value)
  }
}

function toInteger(value: Json): number {
  const number = Number(value)
  if (!Number.isInteger(number)) throw valueError(`invalid literal for int() with base 10: '${String(value)}'`)
  if (Math.abs(number) > 2 ** 31 - 1) throw databaseError('NumericValueOutOfRange', 'integer out of range\n')
  return number
}

function toNumber(value: Json): number {
  const number = typeof value === 'number' ? value : Number(value === '' ? Number.NaN : value)
  if (Number.isNaN(number)) throw valueError(`could not convert string to float: '${String(value)}'`)
  return number
}

function roundTo(env: Env, field: Field, value: number): number {
  if (!field.digits) return value
  const precision = env.store.rows('decimal.precision').find((row) => row.name === field.digits)
  return floatRound(value, 10 ** -asNumber(precision?.digits ?? 2))
}

function toReference(env: Env, field: Field, value: Json): number {
  const id = typeof value === 'number' ? value : Number.NaN
  if (Number.isNaN(id)) throw valueError(`Wrong value for many2one: '${String(value)}'`)
  if (!env.store.row(field.relation ?? '', id)) throw missingError(field.relation ?? '', id, env.userId)
  return id
}

/** "2026-11-20T10:00:00Z" is refused with a 500 (odoo.md 10, trap 3). */
function toTime(field: Field, value: Json): string {
  const written = String(value)
  const match = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d))?(?:\.\d+)?$/.exec(written)
  if (!match) throw valueError(`time data '${written}' does not match format '%Y-%m-%d %H:%M:%S'`)
  return field.type === 'date' ? (match[1] ?? '') : `${match[1]} ${match[2] ?? '00:00:00'}`
}

export function defaultOf(env: Env, field: Field): Cell {
  if (field.default === undefined) return emptyOf(field)
  return typeof field.default === 'function' ? field.default(env) : field.default
}

export function missingRequired(label: string, model: string, field: Field, name: string) {
  if (typeof field.required === 'string') return validationError(field.required, name)
  return validationError(
    `Missing required value for the field '${field.string}' (${name}).\nModel: '${label}' (${model})\n` +
      '- create/update: a mandatory field is not set\n' +
      '- delete: another model requires the record being deleted, you can archive it instead\n',
    name,
  )
}

export type Command =
  | { kind: 'create'; vals: { [key: string]: Json } }
  | { kind: 'update'; id: number; vals: { [key: string]: Json } }
  | { kind: 'delete' | 'unlink' | 'link'; id: number }
  | { kind: 'clear' }
  | { kind: 'set'; ids: number[] }

/** `[0,0,{…}] [1,id,{…}] [2,id] [3,id] [4,id] [5] [6,0,ids]`; a bare record is a Python TypeError (odoo.md 5.1). */
export function toCommands(value: Json): Command[] {
  if (value === null || value === false) return []
  if (!Array.isArray(value)) throw valueError(`Wrong value for a relation: ${String(value)}`)
  if (value.every((item) => typeof item === 'number')) return [{ kind: 'set', ids: value as number[] }]
  return value.map((item) => {
    if (!Array.isArray(item)) throw pythonError('TypeError', "unhashable type: 'dict'")
    const [code, id, payload] = item
    if (code === 0) return { kind: 'create', vals: asVals(payload) }
    if (code === 1) return { kind: 'update', id: Number(id), vals: asVals(payload) }
    if (code === 2) return { kind: 'delete', id: Number(id) }
    if (code === 3) return { kind: 'unlink', id: Number(id) }
    if (code === 4) return { kind: 'link', id: Number(id) }
    if (code === 5) return { kind: 'clear' }
    if (code === 6 && Array.isArray(payload)) return { kind: 'set', ids: payload.map(Number) }
    throw valueError(`Wrong value for a relation: ${JSON.stringify(item)}`)
  })
}

function asVals(value: Json | undefined): { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
}
