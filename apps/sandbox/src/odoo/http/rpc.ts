import { type Database, environment, findMethod, runCall } from '../database.ts'
import type { Faults } from '../faults.ts'
import { isObject, type Json, type JsonObject } from '../orm/json.ts'
import { accessDenied, databaseLost, OdooError, pythonError, userError } from '../orm/odoo-error.ts'
import { models } from '../registry.ts'
import type { Call, Method } from './call.ts'

/** What JSON-RPC and XML-RPC share: the services `common` and `object` (odoo.md 1.2). */
export interface RpcHost {
  databases: Map<string, Database>
  faults: Faults
  version: string
}

export interface RpcResult {
  value: Json
  /** The answer is a Python dict with integers for keys. */
  numericKeys: boolean
  /** The work is done, and the caller is never told. */
  silent: boolean
}

const plain = (value: Json): RpcResult => ({ value, numericKeys: false, silent: false })

export async function dispatch(host: RpcHost, service: string, method: string, args: Json[]): Promise<RpcResult> {
  if (service === 'common' && method === 'version') return plain(versionOf(host.version))
  if (service === 'common' && method === 'authenticate') return plain(authenticate(host, args))
  if (service === 'object' && method === 'execute_kw') return executeKw(host, args)
  if (service === 'common' || service === 'object') throw pythonError('NameError', `Method not available ${method}`)
  throw pythonError('KeyError', service)
}

function versionOf(version: string): JsonObject {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return {
    server_version: version,
    server_version_info: [major, minor, 0, 'final', 0, ''],
    server_serie: version,
    protocol_version: 1,
  }
}

function authenticate({ databases }: RpcHost, [db, login, secret]: Json[]): Json {
  const database = openNamed(databases, db)
  const user = database.store.rows('res.users').find((row) => row.login === login && row.active !== false)
  return user && isSecretOf(database, user.id, secret) ? user.id : false
}

async function executeKw({ databases, faults }: RpcHost, args: Json[]): Promise<RpcResult> {
  const [db, uid, secret, model, name, positional, named] = args
  const database = openNamed(databases, db)
  const userId = Number(uid)
  if (!isSecretOf(database, userId, secret)) throw accessDenied()
  const method = methodOf(String(model), String(name))
  const { call, context, single } = bind(String(model), String(name), method, asList(positional), asObject(named))
  const env = environment(database, userId, context)
  const verdict = faults.judge(env, call)
  if (verdict.kind === 'answer') return plain(verdict.body)
  const value = await runCall(database, env, method, call)
  // One dict to `create` answers one id (odoo.md 1.2).
  const answer = single && Array.isArray(value) ? (value[0] ?? null) : value
  return { value: answer, numericKeys: method.numericKeys === true, silent: verdict.kind === 'silence' }
}

/** Password or key (odoo.md 1.3). An archived user is nobody. */
function isSecretOf(database: Database, userId: number, secret: Json | undefined): boolean {
  const user = database.store.row('res.users', userId)
  if (!user || user.active === false || typeof secret !== 'string' || secret === '') return false
  return user.password === secret || database.keys.ownerOf(secret) === userId
}

function openNamed(databases: Map<string, Database>, name: Json | undefined): Database {
  const found = databases.get(String(name))
  if (!found) throw databaseLost(String(name))
  return found
}

/** The same refusals as JSON-2's, under other names (odoo.md 1.4). */
function methodOf(model: string, name: string): Method {
  if (!models.has(model)) throw userError(`Object ${model} doesn't exist`)
  try {
    return findMethod(model, name)
  } catch (error) {
    if (error instanceof OdooError && error.pythonName.endsWith('NotFound'))
      throw pythonError('AttributeError', error.message)
    throw error
  }
}

/** As Python binds them: the ids of a method on records first, then by place, then by name. */
function bind(
  model: string,
  name: string,
  method: Method,
  positional: Json[],
  { context, ...named }: JsonObject,
): { call: Call; context: JsonObject; single: boolean } {
  const values = [...positional]
  if (method.onRecords && values.length === 0) throw pythonError('IndexError', 'list index out of range')
  const ids = method.onRecords ? values.shift() : []
  // 19.0 looks at the first place to decide what to answer, also when the values came by name.
  if (name === 'create' && values.length === 0) throw pythonError('IndexError', 'list index out of range')
  const known = method.parameters.map((parameter) => parameter.replace('!', ''))
  const args: JsonObject = {}
  for (const [index, value] of values.entries()) args[known[index] ?? '*'] = value
  if ('*' in args) throw pythonError('TypeError', `BaseModel.${name}() takes fewer positional arguments`)
  for (const [key, value] of Object.entries(named)) {
    if (!known.includes(key))
      throw pythonError('TypeError', `BaseModel.${name}() got an unexpected keyword argument '${key}'`)
    args[key] = value
  }
  for (const parameter of method.parameters) {
    const wanted = parameter.replace('!', '')
    if (parameter.endsWith('!') && !(wanted in args))
      throw pythonError('TypeError', `BaseModel.${name}() missing 1 required positional argument: '${wanted}'`)
  }
  const list = Array.isArray(ids) ? ids : [ids ?? null]
  return {
    call: { model, method: name, ids: list.filter((id) => typeof id === 'number'), args },
    context: asObject(context),
    single: name === 'create' && !Array.isArray(args.vals_list),
  }
}

const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])
const asObject = (value: Json | undefined): JsonObject => (isObject(value) ? value : {})
