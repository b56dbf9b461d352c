import { checkAccess } from './access.ts'
import { type Command, defaultOf, missingRequired, toCell, toCommands } from './cells.ts'
import type { Json, JsonObject } from './json.ts'
import { type Env, type Field, type Model, modelOf } from './model.ts'
import { missingError, valueError } from './odoo-error.ts'
import type { Cell, Row } from './store.ts'
import { asId, asIds } from './values.ts'

type Draft = { [field: string]: Cell }

export function create(env: Env, name: string, vals: JsonObject): Row {
  checkAccess(env, name, 'create')
  const model = modelOf(env, name)
  const given = model.prepare ? model.prepare(vals, env) : vals
  const names = new Set(Object.keys(given))
  const draft: Draft = {}
  const later: (() => void)[] = []
  let id = 0
  for (const [key, field] of Object.entries(model.fields)) {
    if (isStored(field) && !names.has(key)) draft[key] = defaultOf(env, field)
  }
  for (const [key, value] of Object.entries(given)) {
    const field = model.fields[key]
    if (!field) throw valueError(`Invalid field '${key}' in '${name}'`)
    if (field.type === 'one2many') later.push(() => applyLines(env, field, id, toCommands(value)))
    else if (field.type === 'many2many') draft[key] = applyLinks(env, field, [], toCommands(value))
    else if (isStored(field)) draft[key] = toCell(env, name, key, field, value)
    else later.push(() => writeElsewhere(env, model, field, key, id, value))
  }
  model.fill?.(draft, names, env)
  checkRequired(model, draft)
  const row = env.store.insert(name, { ...draft, ...stamps(env, true) })
  id = row.id
  for (const work of later) work()
  model.created?.(current(env, name, id), env)
  model.check?.(current(env, name, id), env)
  return current(env, name, id)
}

export function write(env: Env, name: string, ids: number[], vals: JsonObject): void {
  checkAccess(env, name, 'write')
  for (const row of existing(env, name, ids)) writeOne(env, modelOf(env, name), row, vals)
}

function writeOne(env: Env, model: Model, before: Row, vals: JsonObject): void {
  const given = model.beforeWrite ? model.beforeWrite(before, vals, env) : vals
  const draft: Draft = {}
  const later: (() => void)[] = []
  for (const [key, value] of Object.entries(given)) {
    const field = model.fields[key]
    if (!field) throw valueError(`Invalid field '${key}' in '${model.name}'`)
    if (field.type === 'one2many') later.push(() => applyLines(env, field, before.id, toCommands(value)))
    else if (field.type === 'many2many') draft[key] = applyLinks(env, field, asIds(before[key]), toCommands(value))
    else if (isStored(field)) draft[key] = toCell(env, model.name, key, field, value)
    else later.push(() => writeElsewhere(env, model, field, key, before.id, value))
  }
  checkRequired(model, { ...before, ...draft })
  env.store.update(model.name, before.id, { ...draft, ...stamps(env, false) })
  for (const work of later) work()
  const after = current(env, model.name, before.id)
  model.written?.(before, after, env)
  model.check?.(current(env, model.name, before.id), env)
}

export function unlink(env: Env, name: string, ids: number[]): void {
  checkAccess(env, name, 'unlink')
  const model = modelOf(env, name)
  for (const row of existing(env, name, ids)) {
    model.beforeUnlink?.(row, env)
    env.store.remove(name, row.id)
  }
}

export function existing(env: Env, name: string, ids: number[]): Row[] {
  return ids.map((id) => {
    const row = env.store.row(name, id)
    if (!row) throw missingError(name, id, env.userId)
    return row
  })
}

/** Writing what a person could not, because Odoo's own code does it. */
export function asOdoo(env: Env): Env {
  return { ...env, sudo: true }
}

function current(env: Env, name: string, id: number): Row {
  const row = env.store.row(name, id)
  if (!row) throw missingError(name, id, env.userId)
  return row
}

function isStored(field: Field): boolean {
  return !field.compute && !field.via && field.type !== 'one2many'
}

function checkRequired(model: Model, draft: Draft): void {
  for (const [key, field] of Object.entries(model.fields)) {
    if (!field.required || !isStored(field)) continue
    const value = draft[key]
    if (value === null || value === undefined || value === '') {
      throw missingRequired(model.label, model.name, field, key)
    }
  }
}

function stamps(env: Env, isNew: boolean): Draft {
  const written: Draft = { write_date: env.now, write_uid: env.userId }
  return isNew ? { ...written, create_date: env.now, create_uid: env.userId } : written
}

function writeElsewhere(env: Env, model: Model, field: Field, key: string, id: number, value: Json): void {
  const row = current(env, model.name, id)
  if (field.set) field.set(row, value, env)
  const target = field.via ? asId(row[field.via]) : null
  const relation = field.via ? model.fields[field.via]?.relation : undefined
  if (target !== null && relation) write(asOdoo(env), relation, [target], { [field.as ?? key]: value })
}

function applyLines(env: Env, field: Field, parent: number, commands: Command[]): void {
  const relation = field.relation ?? ''
  const inverse = field.inverse ?? ''
  const lines = () => env.store.linked(relation, inverse, parent).map((row) => row.id)
  for (const command of commands) {
    if (command.kind === 'create') {
      const { id: externalId, ...vals } = command.vals
      const row = create(env, relation, { ...vals, [inverse]: parent })
      // `load` hands the external id of a new child through here (columns such as child_ids/id).
      if (typeof externalId === 'string') {
        const noupdate = env.context.noupdate === true
        env.store.remember(externalId, { model: relation, id: row.id, noupdate })
      }
    } else if (command.kind === 'update') write(env, relation, [command.id], command.vals)
    else if (command.kind === 'link') write(env, relation, [command.id], { [inverse]: parent })
    else if (command.kind === 'clear') unlink(env, relation, lines())
    else if (command.kind === 'set') {
      const keep = command.ids
      unlink(
        env,
        relation,
        lines().filter((id) => !keep.includes(id)),
      )
      write(env, relation, keep, { [inverse]: parent })
    } else unlink(env, relation, [command.id])
  }
}

function applyLinks(env: Env, field: Field, before: number[], commands: Command[]): number[] {
  let ids = [...before]
  for (const command of commands) {
    if (command.kind === 'set') ids = [...command.ids]
    else if (command.kind === 'clear') ids = []
    else if (command.kind === 'link') ids.push(command.id)
    else if (command.kind === 'create') ids.push(create(env, field.relation ?? '', command.vals).id)
    else if (command.kind === 'update') write(env, field.relation ?? '', [command.id], command.vals)
    else ids = ids.filter((id) => id !== command.id)
  }
  const unique = [...new Set(ids)]
  existing(env, field.relation ?? '', unique)
  return unique.sort((a, b) => a - b)
}
