import { ApiKeys } from './http/api-keys.ts'
import type { Call, Desk, Method, Timing } from './http/call.ts'
import { commonMethods } from './http/common-methods.ts'
import { modelMethods } from './http/model-methods.ts'
import type { Json, JsonObject } from './orm/json.ts'
import type { Env } from './orm/model.ts'
import { accessError, notFound, userError } from './orm/odoo-error.ts'
import type { Store } from './orm/store.ts'
import { asIds } from './orm/values.ts'
import { emptyStore, models } from './registry.ts'
import { seed } from './seed/seed.ts'

/** One Odoo database: its rows, its keys, and the transactions that run on it. */
export interface Database {
  name: string
  store: Store
  keys: ApiKeys
  desk: Desk
}

export function openDatabase(name: string, timing: Timing): Database {
  const store = emptyStore()
  seed(store, timestamp())
  return { name, store, keys: new ApiKeys(store), desk: { reservations: { entries: [] }, timing } }
}

export function environment(database: Database, userId: number, context: JsonObject): Env {
  return { store: database.store, models, userId, context, now: timestamp(), sudo: false }
}

/** Seconds, UTC, no zone (odoo.md 10, trap 3). */
export function timestamp(): string {
  return new Date().toISOString().slice(0, 19).replace('T', ' ')
}

export function findMethod(model: string, method: string): Method {
  if (!models.has(model)) throw notFound(`the model '${model}' does not exist`)
  if (method.startsWith('_')) {
    throw accessError(`Private methods (such as '${model}.${method}') cannot be called remotely.`)
  }
  const own = modelMethods[model]?.[method]
  // Reading ir.model.data needs rows the sandbox does not keep; only the look-up by name is there.
  const found = own ?? (model === 'ir.model.data' ? undefined : commonMethods[method])
  if (!found) throw notFound(`The method '${model}.${method}' does not exist`)
  return found
}

/**
 * One call is one transaction (odoo.md 1.5). The work is a promise of its own: nobody cancels it when the client hangs
 * up, so an abandoned call still commits.
 */
export async function runCall(database: Database, env: Env, method: Method, call: Call): Promise<Json> {
  checkContext(env)
  const begun = method.begin?.(env, call)
  const { timing } = database.desk
  await pause(timing.latencyMs + (method.milliseconds?.(call, timing) ?? 0))
  const answer = env.store.atomically(() => method.run(env, call, begun, database.desk))
  env.store.commits += 1
  return answer
}

function checkContext(env: Env): void {
  const { lang, allowed_company_ids: companies } = env.context
  if (typeof lang === 'string' && lang !== 'en_US') throw userError(`Invalid language code: ${lang}`)
  if (!Array.isArray(companies)) return
  const own = asIds(env.store.row('res.users', env.userId)?.company_ids)
  if (!companies.every((id) => typeof id === 'number' && own.includes(id))) {
    throw accessError('Access to unauthorized or invalid companies.')
  }
}

/** Even an instant call lets the others in first, as a server with several workers would. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds > 0) setTimeout(resolve, milliseconds)
    else setImmediate(resolve)
  })
}
