import { isTruthy, type Json, type JsonObject } from '../orm/json.ts'
import { type Env, type Field, modelOf } from '../orm/model.ts'
import { pythonError } from '../orm/odoo-error.ts'
import { search } from '../orm/search.ts'
import { BY_NAME, type RawRecord } from './extract.ts'
import { toUtc } from './time-zone.ts'

/** A cell Odoo could not read. `%field` in the message is filled with the column's label on the way up. */
export class CellError extends Error {
  readonly moreinfo: Json | undefined

  constructor(message: string, moreinfo?: Json) {
    super(message)
    this.moreinfo = moreinfo
  }
}

export interface ConvertTools {
  env: Env
  /** Rows of the same call that wait to be written are written first when one of them is pointed at. */
  flush: (wanted: { externalId?: string; model?: string }) => void
}
export type CellProblem = (field: string, error: CellError) => void

const REFERENCES = ['id', '.id', BY_NAME]

/** Blank means empty, never "the default" (odoo.md 5.2, Cells). A cell that cannot be read is reported and left out. */
export function convertRecord(tools: ConvertTools, model: string, record: RawRecord, problem: CellProblem): JsonObject {
  const fields = modelOf(tools.env, model).fields
  const vals: JsonObject = {}
  for (const [name, value] of Object.entries(record)) {
    const field = fields[name]
    if (REFERENCES.includes(name) || !field) continue
    if (!isTruthy(value as Json)) {
      vals[name] = false
      continue
    }
    try {
      vals[name] = convertCell(tools, field, value)
    } catch (error) {
      if (!(error instanceof CellError)) throw error
      problem(name, error)
    }
  }
  return vals
}

function convertCell(tools: ConvertTools, field: Field, value: Json | RawRecord[]): Json {
  if (field.type === 'one2many') return convertLines(tools, field, value as RawRecord[])
  if (field.type === 'many2many') return convertLinks(tools, field, (value as RawRecord[])[0] ?? {})
  if (field.type === 'many2one') {
    const { subfield, reference } = referenceIn((value as RawRecord[])[0] ?? {})
    return databaseId(tools, field, subfield, reference) ?? false
  }
  return convertPlain(tools.env, field, value as Json)
}

function convertPlain(env: Env, field: Field, value: Json): Json {
  switch (field.type) {
    case 'boolean':
      return toBoolean(value)
    case 'integer':
      if (!Number.isInteger(Number(value)))
        throw new CellError(`'${value}' does not seem to be an integer for field '%field'`)
      return Number(value)
    case 'float':
    case 'monetary':
      if (Number.isNaN(Number(value))) throw new CellError(`'${value}' does not seem to be a number for field '%field'`)
      return Number(value)
    case 'selection': {
      const choice = field.selection?.find(
        ([key, label]) => key === value || label.toLowerCase() === String(value).toLowerCase(),
      )
      if (choice) return choice[0]
      const labels = field.selection?.map(([, label]) => label) ?? []
      throw new CellError(`Value '${value}' not found in selection field '%field'`, labels)
    }
    case 'datetime':
    case 'date':
      return toTime(env, field, String(value))
    case 'json':
      try {
        return JSON.parse(String(value)) as Json
      } catch {
        throw new CellError(`'${value}' does not seem to be a valid JSON for field '%field'`)
      }
    default:
      return value
  }
}

/** Cells are text. A JSON `true` is a Python bool, which has no `.lower()`: 500. */
function toBoolean(value: Json): boolean {
  if (typeof value !== 'string')
    throw pythonError('AttributeError', `'${pythonType(value)}' object has no attribute 'lower'`)
  return !['', '0', 'false', 'no'].includes(value.toLowerCase())
}

/** Datetimes are read in the context's zone: `tz: "Asia/Tokyo"` turns 10:00 into 01:00 UTC (odoo.md 5.2). */
function toTime(env: Env, field: Field, value: string): string {
  const isDate = field.type === 'date'
  const pattern = isDate ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/
  if (!pattern.test(value)) {
    const kind = isDate ? 'date' : 'datetime'
    const format = isDate ? '2012-12-31' : '2012-12-31 23:59:59'
    throw new CellError(
      `'${value}' does not seem to be a valid ${kind} for field '%field'`,
      `Use the format '${format}'`,
    )
  }
  if (isDate) return value
  const zone = env.context.tz || env.store.row('res.users', env.userId)?.tz
  return typeof zone === 'string' ? toUtc(value, zone) : value
}

function convertLinks(tools: ConvertTools, field: Field, record: RawRecord): Json {
  const { subfield, reference } = referenceIn(record)
  if (typeof reference !== 'string') {
    throw pythonError('AttributeError', `'${pythonType(reference)}' object has no attribute 'split'`)
  }
  const ids = reference.split(',').map((each) => databaseId(tools, field, subfield, each.trim()))
  return [[6, 0, ids.filter((id) => id !== undefined)]]
}

function convertLines(tools: ConvertTools, field: Field, records: RawRecord[]): Json {
  const relation = field.relation ?? ''
  const labels = modelOf(tools.env, relation).fields
  const fail: CellProblem = (name, error) => {
    throw new CellError(error.message.replace('%field', `%field/${labels[name]?.string ?? name}`), error.moreinfo)
  }
  const commands: Json[] = []
  for (const record of records) {
    const vals = convertRecord(tools, relation, record, fail)
    let id: number | undefined
    if (record['.id']) id = databaseId(tools, field, '.id', record['.id'] as Json)
    else if (typeof record.id === 'string' && record.id !== '') {
      // A child that does not exist yet gets this external id when it is made.
      id = externalRecord(tools, relation, record.id)
      if (id === undefined) vals.id = qualified(record.id)
    }
    if (id === undefined) commands.push([0, 0, vals])
    else commands.push([4, id, false], [1, id, vals])
  }
  return commands
}

function referenceIn(record: RawRecord): { subfield: string; reference: Json } {
  const subfield = REFERENCES.find((name) => name in record) ?? BY_NAME
  return { subfield, reference: (record[subfield] ?? null) as Json }
}

function databaseId(tools: ConvertTools, field: Field, subfield: string, reference: Json): number | undefined {
  const relation = field.relation ?? ''
  if (subfield === '.id') {
    if (typeof reference === 'string' && !toBoolean(reference)) return undefined
    const id = Number(reference)
    if (!Number.isInteger(id)) throw new CellError(`Invalid database id '${reference}' for the field '%field'`)
    // Archived records are accepted here, unlike in a search (odoo.md 10, trap 11).
    if (tools.env.store.row(relation, id)) return id
    throw noMatch('database id', reference, relation)
  }
  if (subfield === 'id') {
    const id = externalRecord(tools, relation, String(reference))
    if (id !== undefined) return id
    throw noMatch('external id', reference, relation)
  }
  tools.flush({ model: relation })
  const [first] = search(tools.env, relation, [['display_name', '=', reference]])
  if (first) return first.id
  throw noMatch('name', reference, relation)
}

function externalRecord(tools: ConvertTools, relation: string, reference: string): number | undefined {
  const name = qualified(reference)
  tools.flush({ externalId: name })
  const target = tools.env.store.externalIds.get(name)
  return target?.model === relation ? target.id : undefined
}

/** Without a dot the name lands in Odoo's import module. */
export function qualified(externalId: string): string {
  return externalId.includes('.') ? externalId : `__import__.${externalId}`
}

function noMatch(kind: string, reference: Json, relation: string): CellError {
  return new CellError(`No matching record found for ${kind} '${reference}' in field '%field'`, {
    name: 'Possible Values',
    type: 'ir.actions.act_window',
    target: 'new',
    view_mode: 'list,form',
    views: [
      [false, 'list'],
      [false, 'form'],
    ],
    context: { create: false },
    help: 'See all possible values',
    ...(kind === 'name' ? { res_model: relation } : { res_model: 'ir.model.data', domain: [['model', '=', relation]] }),
  })
}

function pythonType(value: Json): string {
  if (typeof value === 'boolean') return 'bool'
  return typeof value === 'number' ? 'int' : Array.isArray(value) ? 'list' : 'dict'
}
