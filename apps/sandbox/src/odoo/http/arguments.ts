import { isObject, type Json, type JsonObject } from '../orm/json.ts'
import { OdooError, unprocessable } from '../orm/odoo-error.ts'
import type { Call, Method } from './call.ts'

const badRequest = (message: string) => new OdooError(400, 'werkzeug.exceptions.BadRequest', message)

/** Arguments come by name only, and exactly the Python names; `ids` and `context` are reserved (odoo.md 1.2). */
export function readArguments(
  model: string,
  name: string,
  method: Method,
  body: string,
): { call: Call; context: JsonObject } {
  const { ids, context, ...args } = parse(body)
  if (ids !== undefined && !method.onRecords) throw unprocessable(`cannot call ${model}.${name} with ids`)
  const known = method.parameters.map((parameter) => parameter.replace('!', ''))
  for (const parameter of method.parameters) {
    const wanted = parameter.replace('!', '')
    if (parameter.endsWith('!') && !(wanted in args)) throw unprocessable(`missing a required argument: '${wanted}'`)
  }
  for (const given of Object.keys(args)) {
    if (!known.includes(given)) throw unprocessable(`got an unexpected keyword argument '${given}'`)
  }
  // Ids that are no numbers find nothing, and are no error (odoo.md 10, trap 5).
  const numbers = Array.isArray(ids) ? ids.filter((id) => typeof id === 'number') : []
  return {
    call: { model, method: name, ids: numbers, args },
    context: isObject(context) ? context : {},
  }
}

function parse(body: string): JsonObject {
  try {
    const parsed = (body.trim() === '' ? {} : JSON.parse(body)) as Json
    return isObject(parsed) ? parsed : {}
  } catch (error) {
    throw badRequest(`could not parse the body as json: ${error instanceof Error ? error.message : 'unreadable'}`)
  }
}
