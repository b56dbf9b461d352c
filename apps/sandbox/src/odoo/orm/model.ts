import type { Json, JsonObject } from './json.ts'
import type { Cell, Row, Store } from './store.ts'

export type FieldType =
  | 'boolean'
  | 'char'
  | 'date'
  | 'datetime'
  | 'float'
  | 'html'
  | 'integer'
  | 'json'
  | 'many2many'
  | 'many2one'
  | 'monetary'
  | 'one2many'
  | 'selection'
  | 'text'

export interface Field {
  type: FieldType
  string: string
  relation?: string
  /** one2many: the many2one on the other side. */
  inverse?: string
  /** A sentence replaces Odoo's standard one. */
  required?: boolean | string
  readonly?: boolean
  selection?: readonly (readonly [string, string])[]
  /** Name of a row of decimal.precision: the value is rounded when it is written. */
  digits?: string
  default?: Cell | ((env: Env) => Cell)
  /** Not stored: worked out at each reading. */
  compute?: (row: Row, env: Env) => Cell
  /** What writing a computed field does. */
  set?: (row: Row, value: Json, env: Env) => void
  /** The field lives on this many2one's record (product → template), there called `as`. */
  via?: string
  as?: string
  /** Reading needs more than reading the model does (odoo.md 3.1: free_qty). */
  readableLike?: string
}

export interface Model {
  name: string
  label: string
  /** Odoo's `_order`: what a search without `order` uses. */
  order: string
  fields: { [name: string]: Field }
  displayName?: (row: Row, env: Env) => string
  /** Completes or changes what a create was given, before anything is checked. */
  prepare?: (vals: JsonObject, env: Env) => JsonObject
  /** Computed but stored defaults; may read what is already in the draft. */
  fill?: (draft: { [field: string]: Cell }, given: ReadonlySet<string>, env: Env) => void
  check?: (row: Row, env: Env) => void
  created?: (row: Row, env: Env) => void
  beforeWrite?: (row: Row, vals: JsonObject, env: Env) => JsonObject
  written?: (before: Row, after: Row, env: Env) => void
  beforeUnlink?: (row: Row, env: Env) => void
}

/** One call: who, when, with what context. `sudo` is what Odoo's own code does on the user's behalf. */
export interface Env {
  store: Store
  models: ReadonlyMap<string, Model>
  userId: number
  context: JsonObject
  /** Start of the call; every row it writes carries this (odoo.md 2.2). */
  now: string
  sudo: boolean
}

type Rest = Omit<Field, 'type' | 'string' | 'relation' | 'inverse'>
const plain =
  (type: FieldType) =>
  (string: string, rest: Rest = {}): Field => ({ type, string, ...rest })

export const char = plain('char')
export const text = plain('text')
export const html = plain('html')
export const boolean = plain('boolean')
export const integer = plain('integer')
export const float = plain('float')
export const monetary = plain('monetary')
export const datetime = plain('datetime')
export const json = plain('json')
export const selection = (string: string, choices: readonly (readonly [string, string])[], rest: Rest = {}): Field => ({
  type: 'selection',
  string,
  selection: choices,
  ...rest,
})
export const many2one = (string: string, relation: string, rest: Rest = {}): Field => ({
  type: 'many2one',
  string,
  relation,
  ...rest,
})
export const one2many = (string: string, relation: string, inverse: string, rest: Rest = {}): Field => ({
  type: 'one2many',
  string,
  relation,
  inverse,
  ...rest,
})
export const many2many = (string: string, relation: string, rest: Rest = {}): Field => ({
  type: 'many2many',
  string,
  relation,
  ...rest,
})
export const via = (field: Field, link: string, as?: string): Field => ({ ...field, via: link, ...(as ? { as } : {}) })

export function modelOf(env: Env, name: string): Model {
  const model = env.models.get(name)
  if (!model) throw new Error(`sandbox bug: no model ${name}`)
  return model
}
