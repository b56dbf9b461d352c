import type { Json, JsonObject } from '../orm/json.ts'
import { type Env, modelOf } from '../orm/model.ts'
import { OdooError, SERIALIZATION_MESSAGE, validationError } from '../orm/odoo-error.ts'
import { create, write } from '../orm/records.ts'
import { convertRecord, qualified } from './convert.ts'
import { type Extracted, extractRecords, toPath } from './extract.ts'

export interface LoadAnswer extends JsonObject {
  ids: number[] | false
  messages: JsonObject[]
  nextrow: number
}

interface Pending {
  externalId: string | undefined
  /** null: the row named a record that is not there. */
  id: number | null | undefined
  vals: JsonObject
  info: JsonObject
}

class LoadFailed extends Error {}

/**
 * Odoo's `load` (odoo.md 5.2): all rows or none, HTTP 200 either way. `since` is the commit the call's snapshot was
 * taken at; a row whose external id appeared later meets the unique index of another transaction.
 */
export function load(env: Env, model: string, fields: Json[], data: Json[][], since: number): LoadAnswer {
  const paths = fields.map(toPath)
  const records = extractRecords(env, model, paths, data)
  const conflicts = conflictingRows(env, records, since)
  if (conflicts.length > 0) return { ids: false, messages: conflicts, nextrow: 0 }

  const messages: JsonObject[] = []
  try {
    const ids = env.store.atomically(() => {
      const loaded = loadRecords(env, model, records, messages)
      if (messages.some((message) => message.type === 'error')) throw new LoadFailed()
      return loaded
    })
    return { ids, messages, nextrow: 0 }
  } catch (error) {
    if (error instanceof LoadFailed) return { ids: false, messages, nextrow: 0 }
    throw error
  }
}

export function conflictMessages(count: number): JsonObject[] {
  return Array.from({ length: count }, (_, record) => ({
    rows: { from: record, to: record },
    record,
    type: 'error',
    message: SERIALIZATION_MESSAGE,
  }))
}

function conflictingRows(env: Env, records: Extracted[], since: number): JsonObject[] {
  return records.flatMap(({ record, rows }, index) => {
    const externalId = typeof record.id === 'string' ? env.store.externalIds.get(qualified(record.id)) : undefined
    if (!externalId || externalId.since <= since) return []
    return [{ rows: { ...rows }, record: index, type: 'error', message: SERIALIZATION_MESSAGE }]
  })
}

function loadRecords(env: Env, model: string, records: Extracted[], messages: JsonObject[]): number[] {
  const ids: number[] = []
  const batch: Pending[] = []
  const write = () => ids.push(...writeBatch(env, model, batch.splice(0), messages))
  const flush = (wanted: { externalId?: string; model?: string }) => {
    const isWanted = wanted.model ? wanted.model === model : batch.some((one) => one.externalId === wanted.externalId)
    if (isWanted) write()
  }
  for (const [index, { record, rows }] of records.entries()) {
    const info: JsonObject = { rows: { ...rows }, record: index }
    const labels = modelOf(env, model).fields
    const report = (field: string, text: string, moreinfo: Json | undefined) => {
      const label = labels[field]?.string
      const message = {
        rows: { ...rows },
        type: 'error',
        record: index,
        field,
        message: text.replace('%field', label ?? field),
      }
      messages.push({
        ...message,
        ...(moreinfo === undefined ? {} : { moreinfo }),
        ...(label ? { field_name: label } : {}),
      })
    }
    const databaseId = record['.id'] ? Number(record['.id']) : undefined
    const isKnown = databaseId !== undefined && env.store.row(model, databaseId) !== undefined
    if (databaseId !== undefined && !isKnown) report('.id', `Unknown database identifier '${databaseId}'`, undefined)
    const vals = convertRecord({ env, flush }, model, record, (field, error) =>
      report(field, error.message, error.moreinfo),
    )
    const externalId = typeof record.id === 'string' && record.id !== '' ? qualified(record.id) : undefined
    batch.push({ externalId, id: isKnown || databaseId === undefined ? databaseId : null, vals, info })
  }
  write()
  return ids
}

/** All at once; when that fails, one by one to find the rows to blame, stopping after ten. */
function writeBatch(env: Env, model: string, batch: Pending[], messages: JsonObject[]): number[] {
  try {
    return env.store.atomically(() => batch.map((one) => writeOne(env, model, one)))
  } catch (error) {
    if (!(error instanceof OdooError)) throw error
  }
  const ids: number[] = []
  let errors = 0
  for (const [index, one] of batch.entries()) {
    try {
      ids.push(env.store.atomically(() => writeOne(env, model, one)))
    } catch (error) {
      if (!(error instanceof OdooError)) throw error
      messages.push({ ...one.info, type: 'error', ...describe(error) })
      errors++
    }
    if (errors >= 10 && errors >= (index + 1) / 10) {
      messages.push({
        type: 'warning',
        message:
          'Found more than 10 errors and more than one error per 10 records, interrupted to avoid showing too many errors.',
      })
      break
    }
  }
  return ids
}

function describe(error: OdooError): JsonObject {
  if (error.row) return { ...error.row }
  if (error.pythonName.startsWith('odoo.')) return { message: error.message }
  const type = error.pythonName.replace('builtins.', '')
  return {
    message: `Unknown error during import: <class '${type}'>: ${error.message}`,
    moreinfo: 'Resolve other errors first',
  }
}

function writeOne(env: Env, model: string, { externalId, id, vals }: Pending): number {
  if (externalId === undefined) {
    if (id === null) throw validationError('Cannot update a record without specifying its id or xml_id')
    if (id === undefined) return create(env, model, vals).id
    write(env, model, [id], vals)
    return id
  }
  checkName(externalId)
  const known = env.store.externalIds.get(externalId)
  if (!known) return createNamed(env, model, externalId, vals)
  if (known.model !== model) {
    throw validationError(
      `For external id ${externalId} when trying to create/update a record of model ${model} found record of different model ${known.model} (${known.id})`,
    )
  }
  // Both context keys are needed: without them the record is written again and its lines are appended (odoo.md 5.2).
  if (!(env.context.mode === 'update' && known.noupdate)) write(env, model, [known.id], vals)
  return known.id
}

function createNamed(env: Env, model: string, externalId: string, vals: JsonObject): number {
  const row = create(env, model, vals)
  env.store.remember(externalId, { model, id: row.id, noupdate: env.context.noupdate === true })
  return row.id
}

function checkName(externalId: string): void {
  if (!externalId.includes(' ')) return
  throw validationError(
    `new row for relation "ir_model_data" violates check constraint "ir_model_data_name_nospaces"\nDETAIL:  Failing row contains (${externalId}).\n`,
  )
}
