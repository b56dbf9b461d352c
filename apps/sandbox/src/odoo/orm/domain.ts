import type { Json } from './json.ts'
import { pythonRepr } from './json.ts'
import { type Env, type Field, modelOf } from './model.ts'
import { databaseError, valueError } from './odoo-error.ts'
import type { Cell, Row } from './store.ts'
import { asId, asIds, cellOf, displayName, isVisible } from './values.ts'

type Test = (row: Row) => boolean

export interface Condition {
  path: string
  operator: string
  value: Json
}

export interface ParsedDomain {
  matches: Test
  conditions: Condition[]
  /** Conditions every match must meet: what an index may be used for. */
  required: Condition[]
}

const OPERATORS = new Set(
  '=,!=,<>,=?,<,>,<=,>=,in,not in,like,ilike,not like,not ilike,=like,=ilike,not =like,not =ilike,child_of'.split(','),
)

/** Odoo's prefix notation: '&' and '|' take two, '!' one, and what is left over is joined by '&'. */
export function parseDomain(env: Env, model: string, domain: Json): ParsedDomain {
  if (!Array.isArray(domain)) throw valueError(`Domain() invalid domain: ${pythonRepr(domain)}`)
  const conditions: Condition[] = []
  const stack: Test[] = []
  for (const item of [...domain].reverse()) {
    if (item === '!') {
      const inner = pop(stack, domain)
      stack.push((row) => !inner(row))
    } else if (item === '&' || item === '|') {
      const left = pop(stack, domain)
      const right = pop(stack, domain)
      stack.push(item === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row))
    } else {
      const condition = toCondition(item)
      if (condition) conditions.push(condition)
      stack.push(condition ? compile(env, model, condition, condition.path) : constant(item))
    }
  }
  const flat = !domain.some((item) => item === '|' || item === '!')
  return {
    matches: (row) => stack.every((test) => test(row)),
    conditions,
    required: flat ? conditions : [],
  }
}

function pop(stack: Test[], domain: Json): Test {
  const test = stack.pop()
  if (!test) throw valueError(`Domain() malformed domain ${pythonRepr(domain)}`)
  return test
}

function toCondition(item: Json): Condition | undefined {
  if (!Array.isArray(item) || item.length !== 3) {
    throw valueError(`Domain() invalid item in domain: ${pythonRepr(item)}`)
  }
  const [path, operator, value] = item
  if (typeof path !== 'string') return undefined // (1, '=', 1) and (0, '=', 1)
  if (typeof operator !== 'string' || !OPERATORS.has(operator)) {
    throw valueError(
      `Invalid operator in condition (${pythonRepr(path)}, ${pythonRepr(operator ?? null)}, ${pythonRepr(value ?? null)})`,
    )
  }
  return { path, operator, value: value ?? null }
}

function constant(item: Json): Test {
  const holds = Array.isArray(item) && item[0] === item[2]
  return () => holds
}

function compile(env: Env, model: string, condition: Condition, path: string): Test {
  const [name = '', ...rest] = path.split('.')
  const field = modelOf(env, model).fields[name]
  if (!field) {
    const { operator, value } = condition
    throw valueError(
      `Invalid field ${model}.${name} in condition (${pythonRepr(condition.path)}, ${pythonRepr(operator)}, ${pythonRepr(value)})`,
    )
  }
  if (rest.length > 0 && field.relation) {
    const relation = field.relation
    const inner = compile(env, relation, condition, rest.join('.'))
    return (row) =>
      related(cellOf(env, model, row, name)).some((id) => {
        const target = env.store.row(relation, id)
        return target !== undefined && inner(target)
      })
  }
  const test = compare(env, field, condition)
  return (row) => test(cellOf(env, model, row, name))
}

function related(cell: Cell): number[] {
  return Array.isArray(cell) ? cell : typeof cell === 'number' ? [cell] : []
}

function compare(env: Env, field: Field, { operator, value }: Condition): (cell: Cell) => boolean {
  switch (operator) {
    case '=':
    case '!=':
    case '<>':
    case 'in':
    case 'not in': {
      const test = memberOf(env, field, Array.isArray(value) ? value : [value])
      return operator === '=' || operator === 'in' ? test : (cell) => !test(cell)
    }
    case '=?':
      return value === null || value === false ? () => true : memberOf(env, field, [value])
    case 'child_of':
      return descendantOf(env, field, Array.isArray(value) ? value : [value])
    case '<':
    case '>':
    case '<=':
    case '>=':
      return ordered(field, operator, value)
    default:
      return like(env, field, operator, String(value))
  }
}

function memberOf(env: Env, field: Field, values: Json[]): (cell: Cell) => boolean {
  const isNumeric = field.relation || field.type === 'integer'
  const wanted = new Set<Json>()
  for (const value of values) {
    if (value === null || value === false) wanted.add(null)
    else if (isNumeric && typeof value === 'string') {
      if (!field.relation)
        throw databaseError('InvalidTextRepresentation', `invalid input syntax for type integer: "${value}"\n`)
      for (const row of env.store.rows(field.relation)) {
        if (displayName(env, field.relation, row) === value) wanted.add(row.id)
      }
    } else wanted.add(isTime(field) ? toTime(field, value) : value)
  }
  const hasEmpty = wanted.has(null)
  return (cell) => {
    if (Array.isArray(cell)) return cell.length === 0 ? hasEmpty : cell.some((id) => wanted.has(id))
    if (cell === null || cell === false) return hasEmpty
    if (field.type === 'char' && cell === '') return hasEmpty || wanted.has('')
    return wanted.has(cell as Json)
  }
}

function descendantOf(env: Env, field: Field, values: Json[]): (cell: Cell) => boolean {
  const relation = field.relation ?? 'res.partner'
  return (cell) => {
    for (let id = asId(cell); id !== null; id = asId(env.store.row(relation, id)?.parent_id)) {
      if (values.includes(id)) return true
    }
    return false
  }
}

function ordered(field: Field, operator: string, value: Json): (cell: Cell) => boolean {
  const limit = isTime(field) ? toTime(field, value) : value
  return (cell) => {
    if (cell === null || limit === null || typeof cell !== typeof limit) return false
    if (operator === '<') return cell < (limit as Cell & {})
    if (operator === '>') return cell > (limit as Cell & {})
    return operator === '<=' ? cell <= (limit as Cell & {}) : cell >= (limit as Cell & {})
  }
}

const isTime = (field: Field) => field.type === 'datetime' || field.type === 'date'

/** Seconds, UTC, no zone; "T" is accepted and "Z" is not (odoo.md 2.2). */
function toTime(field: Field, value: Json): Json {
  if (typeof value !== 'string') return value
  const match = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)(?:\.\d+)?)?$/.exec(value)
  if (!match) throw valueError(`Invalid term '${value}' in expression date: '${value}'`)
  return field.type === 'date' ? (match[1] ?? '') : `${match[1]} ${match[2] ?? '00:00:00'}`
}

function like(env: Env, field: Field, operator: string, pattern: string): (cell: Cell) => boolean {
  const negated = operator.startsWith('not ')
  const plain = negated ? operator.slice(4) : operator
  const insensitive = plain.endsWith('ilike')
  const whole = plain.startsWith('=')
  const body = [...(whole ? pattern : `%${pattern}%`)]
    .map((char) => (char === '%' ? '.*' : char === '_' ? '.' : char.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('')
  const expression = new RegExp(`^${body}$`, insensitive ? 'isu' : 'su')
  const holds = (cell: Cell): boolean => {
    if (field.relation) return (typeof cell === 'number' ? [cell] : asIds(cell)).some((id) => nameMatches(id))
    return cell !== null && cell !== false && expression.test(String(cell))
  }
  const nameMatches = (id: number): boolean => {
    const row = env.store.row(field.relation ?? '', id)
    return row !== undefined && expression.test(displayName(env, field.relation ?? '', row))
  }
  return negated ? (cell) => !holds(cell) : holds
}

/** Archived rows are invisible unless the caller says otherwise (odoo.md 2.2). */
export function hidesArchived(env: Env, model: string, domain: ParsedDomain): Test {
  const mentionsActive = domain.conditions.some(({ path }) => path === 'active')
  return mentionsActive ? () => true : (row) => isVisible(env, model, row)
}
