import { isTruthy, type Json } from '../orm/json.ts'
import { type Env, modelOf } from '../orm/model.ts'
import { pythonError, valueError } from '../orm/odoo-error.ts'

/** `order_line/product_id/.id` in parts; null stands for "the record by its name". */
export type FieldPath = (string | null)[]
export interface RawRecord {
  [field: string]: Json | RawRecord[]
}
export interface Extracted {
  record: RawRecord
  rows: { from: number; to: number }
}

/** The key of a record that is named instead of pointed at. */
export const BY_NAME = '(name)'

export function toPath(column: Json): FieldPath {
  return String(column)
    .replace(/([^/])\.id/g, '$1/.id')
    .replace(/([^/]):id/g, '$1/id')
    .split('/')
}

/**
 * Odoo's `_extract_records`: a row that fills nothing but one2many columns continues the record above it
 * (odoo.md 5.2). Relational values come out as lists of sub-records.
 */
export function extractRecords(env: Env, model: string, paths: FieldPath[], data: Json[][]): Extracted[] {
  const fields = modelOf(env, model).fields
  for (const [name] of paths) {
    if (name !== null && name !== undefined && !name.includes('.') && name !== 'id' && !fields[name]) {
      throw valueError(`Invalid field name '${name}'`)
    }
  }
  const isLine = (path: FieldPath) => fields[path[0] ?? '']?.type === 'one2many'
  const lineColumns = columnsWhere(paths, isLine)
  const otherColumns = columnsWhere(paths, (path) => !isLine(path))
  const continues = (row: Json[]) =>
    lineColumns.some((column) => isTruthy(cell(row, column))) &&
    !otherColumns.some((column) => isTruthy(cell(row, column)))

  const records: Extracted[] = []
  for (let index = 0; index < data.length; ) {
    let end = index + 1
    while (end < data.length && continues(data[end] ?? [])) end++
    records.push({
      record: extractOne(env, model, paths, data.slice(index, end)),
      rows: { from: index, to: end - 1 },
    })
    index = end
  }
  return records
}

function extractOne(env: Env, model: string, paths: FieldPath[], span: Json[][]): RawRecord {
  const fields = modelOf(env, model).fields
  const record: RawRecord = {}
  for (const [column, path] of paths.entries()) {
    const name = path[0] ?? BY_NAME
    const relation = fields[name]?.relation
    if (!relation) {
      const value = span[0]?.[column]
      if (value !== undefined) record[name] = value
    } else if (!(name in record)) {
      const columns = columnsWhere(paths, (other) => other[0] === name)
      const subPaths = columns.map((each) => {
        const rest = (paths[each] ?? []).slice(1)
        return rest.length > 0 ? rest : [null]
      })
      const subData = span.map((row) => columns.map((each) => cell(row, each))).filter((row) => row.some(isTruthy))
      record[name] = extractRecords(env, relation, subPaths, subData).map((extracted) => extracted.record)
    }
  }
  return record
}

function columnsWhere(paths: FieldPath[], test: (path: FieldPath) => boolean): number[] {
  return paths.flatMap((path, column) => (test(path) ? [column] : []))
}

function cell(row: Json[], column: number): Json {
  const value = row[column]
  if (value === undefined) throw pythonError('IndexError', 'list index out of range')
  return value
}
