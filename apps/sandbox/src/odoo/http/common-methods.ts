import { load } from '../load/load.ts'
import { createTemplateWithVariant } from '../models/product.ts'
import { checkAccess, type Operation } from '../orm/access.ts'
import { defaultOf } from '../orm/cells.ts'
import type { Json, JsonObject } from '../orm/json.ts'
import { type Env, type Field, modelOf } from '../orm/model.ts'
import { OdooError } from '../orm/odoo-error.ts'
import { create, unlink, write } from '../orm/records.ts'
import { search } from '../orm/search.ts'
import type { Row } from '../orm/store.ts'
import { displayName, fieldOf, readRow } from '../orm/values.ts'
import type { Call, Method } from './call.ts'

/** The methods every model has, with the parameter names of odoo.md 1.2. */
export const commonMethods: { [name: string]: Method } = {
  search: {
    parameters: ['domain!', 'offset', 'limit', 'order'],
    onRecords: false,
    run: (env, call) => find(env, call).map((row) => row.id),
  },
  search_count: {
    parameters: ['domain!', 'limit'],
    onRecords: false,
    run: (env, call) => find(env, call).length,
  },
  search_read: {
    parameters: ['domain', 'fields', 'offset', 'limit', 'order', 'load'],
    onRecords: false,
    run: (env, call) => readRows(env, call, find(env, call)),
  },
  web_search_read: {
    parameters: ['domain!', 'specification!', 'offset', 'limit', 'order', 'count_limit'],
    onRecords: false,
    run(env, call) {
      const records = find(env, call).map((row) => nested(env, call.model, row, call.args.specification as JsonObject))
      return { length: records.length, records }
    },
  },
  read: {
    parameters: ['fields', 'load'],
    onRecords: true,
    run(env, call) {
      checkAccess(env, call.model, 'read')
      // A missing id is no error: the row is simply absent (odoo.md 1.4).
      const rows = call.ids.flatMap((id) => env.store.row(call.model, id) ?? [])
      return readRows(env, call, rows)
    },
  },
  fields_get: {
    parameters: ['allfields', 'attributes'],
    onRecords: false,
    run: (env, { model, args }) => describeFields(env, model, args),
  },
  create: {
    parameters: ['vals_list!'],
    onRecords: false,
    run(env, { model, args }) {
      const list = Array.isArray(args.vals_list) ? args.vals_list : [args.vals_list ?? {}]
      const make = model === 'product.template' ? createTemplateWithVariant : plainCreate(model)
      return list.map((vals) => make(env, vals as JsonObject).id)
    },
  },
  write: {
    parameters: ['vals!'],
    onRecords: true,
    run(env, { model, ids, args }) {
      write(env, model, ids, args.vals as JsonObject)
      return true
    },
  },
  unlink: {
    parameters: [],
    onRecords: true,
    run(env, { model, ids }) {
      unlink(env, model, ids)
      return true
    },
  },
  load: {
    parameters: ['fields!', 'data!'],
    onRecords: false,
    begin: (env) => env.store.commits,
    milliseconds: (call, timing) => rowsOf(call).length * timing.loadMsPerRow,
    run: (env, call, begun) => load(env, call.model, call.args.fields as Json[], rowsOf(call), begun as number),
  },
  has_access: {
    parameters: ['operation!'],
    onRecords: true,
    run(env, { model, args }) {
      try {
        checkAccess(env, model, args.operation as Operation)
        return true
      } catch (error) {
        if (error instanceof OdooError) return false
        throw error
      }
    },
  },
  name_search: {
    parameters: ['name', 'domain', 'operator', 'limit'],
    onRecords: false,
    run(env, { model, args }) {
      const operator = typeof args.operator === 'string' ? args.operator : 'ilike'
      const wanted: Json[] = args.name ? [['display_name', operator, args.name]] : []
      const domain = Array.isArray(args.domain) ? args.domain : []
      const rows = search(env, model, [...domain, ...wanted], { limit: Number(args.limit ?? 100) })
      return rows.map((row) => [row.id, displayName(env, model, row)])
    },
  },
  get_external_id: {
    parameters: [],
    onRecords: true,
    numericKeys: true,
    run: (env, { model, ids }) =>
      Object.fromEntries(ids.map((id) => [String(id), env.store.externalIdsOf(model, id)[0] ?? ''])),
  },
  get_metadata: {
    parameters: [],
    onRecords: true,
    run(env, { model, ids }) {
      checkAccess(env, model, 'read')
      const rows = ids.flatMap((id) => env.store.row(model, id) ?? [])
      return rows.map((row) => {
        const xmlids = env.store.externalIdsOf(model, row.id).map((xmlid) => ({
          xmlid,
          noupdate: env.store.externalIds.get(xmlid)?.noupdate ?? false,
        }))
        const log = readRow(env, model, row, ['create_uid', 'create_date', 'write_uid', 'write_date'], true)
        return { ...log, xmlid: xmlids[0]?.xmlid ?? false, noupdate: xmlids[0]?.noupdate ?? false, xmlids }
      })
    },
  },
  default_get: {
    parameters: ['fields!'],
    onRecords: false,
    run: (env, { model, args }) => {
      const names = Array.isArray(args.fields) ? args.fields.map(String) : []
      const fields = modelOf(env, model).fields
      const known = names.flatMap((name) =>
        fields[name]?.default === undefined ? [] : [[name, fields[name]] as const],
      )
      return Object.fromEntries(known.map(([name, field]) => [name, defaultOf(env, field)])) as JsonObject
    },
  },
}

const plainCreate = (model: string) => (env: Env, vals: JsonObject) => create(env, model, vals)

function rowsOf(call: Call): Json[][] {
  return Array.isArray(call.args.data) ? (call.args.data as Json[][]) : []
}

function find(env: Env, { model, args }: Call): Row[] {
  checkAccess(env, model, 'read')
  return search(env, model, args.domain ?? [], {
    order: typeof args.order === 'string' ? args.order : undefined,
    offset: Number(args.offset ?? 0),
    limit: Number(args.limit ?? 0),
  })
}

function readRows(env: Env, { model, args }: Call, rows: Row[]): JsonObject[] {
  const wanted = Array.isArray(args.fields) ? args.fields.map(String) : []
  // No fields, or an empty list, means all of them (odoo.md 10, trap 5).
  const names =
    wanted.length > 0 ? wanted : Object.keys(modelOf(env, model).fields).filter((name) => name !== 'password')
  for (const name of names) {
    if (name === 'id') continue
    const guard = fieldOf(env, model, name).readableLike
    if (guard) checkAccess(env, guard, 'read')
  }
  const classic = args.load === undefined || args.load === '_classic_read'
  return rows.map((row) => readRow(env, model, row, names, classic))
}

/** A row with the fields of `specification`, and those of the records they lead to (odoo.md 1.2). */
function nested(env: Env, model: string, row: Row, specification: JsonObject): JsonObject {
  checkAccess(env, model, 'read')
  const plain = readRow(env, model, row, Object.keys(specification), false)
  for (const [name, wanted] of Object.entries(specification)) {
    const { relation } = fieldOf(env, model, name)
    const fields = (wanted as JsonObject).fields as JsonObject | undefined
    if (!relation || !fields) continue
    const target = (id: Json): JsonObject[] => {
      const found = env.store.row(relation, Number(id))
      return found ? [nested(env, relation, found, fields)] : []
    }
    const value = plain[name] ?? false
    plain[name] = Array.isArray(value) ? value.flatMap(target) : (target(value)[0] ?? false)
  }
  return plain
}

function describeFields(env: Env, model: string, args: JsonObject): JsonObject {
  const all = modelOf(env, model).fields
  const names =
    Array.isArray(args.allfields) && args.allfields.length > 0 ? args.allfields.map(String) : Object.keys(all)
  const attributes = Array.isArray(args.attributes) ? args.attributes.map(String) : undefined
  const answer: JsonObject = {}
  for (const name of names) {
    const field = all[name]
    if (!field) continue
    const described = describeField(name, field)
    const kept = Object.entries(described).filter(([key]) => !attributes || attributes.includes(key))
    answer[name] = Object.fromEntries(kept)
  }
  return answer
}

function describeField(name: string, field: Field): JsonObject {
  const isComputed = field.compute !== undefined
  return {
    name,
    type: field.type,
    string: field.string,
    required: Boolean(field.required),
    readonly: field.readonly ?? (isComputed && !field.set),
    store: !isComputed || field.type === 'monetary',
    searchable: true,
    sortable: true,
    ...(field.relation ? { relation: field.relation } : {}),
    ...(field.inverse ? { relation_field: field.inverse } : {}),
    ...(field.selection ? { selection: field.selection.map(([key, label]) => [key, label]) } : {}),
  }
}
