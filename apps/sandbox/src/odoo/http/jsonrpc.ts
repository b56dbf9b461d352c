import type { FastifyInstance, FastifyReply } from 'fastify'
import { isObject, type Json } from '../orm/json.ts'
import { OdooError, pythonError } from '../orm/odoo-error.ts'
import { errorBody, sendWrongType, toOdooError } from './answers.ts'
import { dispatch, type RpcHost } from './rpc.ts'

/** `POST /jsonrpc` (odoo.md 1.2): errors too are HTTP 200. */
export function jsonRpcRoutes(app: FastifyInstance, host: RpcHost): void {
  app.post('/jsonrpc', async (request, reply) => {
    if (!(request.headers['content-type'] ?? '').startsWith('application/json')) return sendWrongType(reply)
    const body = parse(String(request.body ?? ''))
    if (body === undefined) return reply.code(400).type('text/html; charset=utf-8').send('Invalid JSON data')
    const id = isObject(body) ? (body.id ?? null) : null
    const params = isObject(body) && isObject(body.params) ? body.params : {}
    try {
      const { service, method, args } = params
      if (service === undefined || method === undefined || !Array.isArray(args))
        throw pythonError(
          'TypeError',
          "JSONRPC.jsonrpc() missing 3 required positional arguments: 'service', 'method', and 'args'",
        )
      const { value, silent } = await dispatch(host, String(service), String(method), args)
      if (silent) return reply.hijack()
      return sendRpc(reply, value, id)
    } catch (error) {
      return sendRpc(reply, toOdooError(error), id)
    }
  })
}

/** JSON-RPC answers 200 whatever happens, and no `result` at all for a method that returns nothing (odoo.md 1.4). */
export function sendRpc(reply: FastifyReply, result: Json | OdooError, id: Json = null): FastifyReply {
  if (result === null) return reply.send({ jsonrpc: '2.0', id })
  if (!(result instanceof OdooError)) return reply.send({ jsonrpc: '2.0', id, result })
  const isExpired = result.pythonName === 'odoo.http.SessionExpiredException'
  return reply.send({
    jsonrpc: '2.0',
    id,
    error: {
      code: isExpired ? 100 : 0,
      message: isExpired ? 'Odoo Session Expired' : 'Odoo Server Error',
      data: errorBody(result),
    },
  })
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json
  } catch {
    return undefined
  }
}
