import { decodeXmlRpc, encodeXmlRpcValue } from '@crossdock/connectors/odoo'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Json } from '../orm/json.ts'
import { OdooError, pythonError } from '../orm/odoo-error.ts'
import { toOdooError, traceback } from './answers.ts'
import { dispatch, type RpcHost, type RpcResult } from './rpc.ts'

/** `POST /xmlrpc/2/common` and `/xmlrpc/2/object`: faults too are HTTP 200 (odoo.md 1.4). */
export function xmlRpcRoutes(app: FastifyInstance, host: RpcHost): void {
  app.post<{ Params: { service: string } }>('/xmlrpc/2/:service', async (request, reply) => {
    try {
      const { method, params } = callOf(String(request.body ?? ''))
      const result = await dispatch(host, request.params.service, method, params)
      if (result.silent) return reply.hijack()
      return sendXml(reply, `<params>\n<param>\n${marshalled(result)}\n</param>\n</params>`)
    } catch (error) {
      return sendXml(reply, `<fault>\n${encodeXmlRpcValue(faultOf(toOdooError(error)))}\n</fault>`)
    }
  })
}

function callOf(body: string): { method: string; params: Json[] } {
  try {
    const message = decodeXmlRpc(body)
    if (message.kind === 'call') return { method: message.method, params: message.params as Json[] }
  } catch (error) {
    throw new OdooError(
      500,
      'xml.parsers.expat.ExpatError',
      `not well-formed: ${error instanceof Error ? error.message : ''}`,
    )
  }
  throw new OdooError(500, 'xmlrpc.client.ResponseError', 'ResponseError()')
}

/** Marshalling comes after the commit, so what cannot be said is lost, and done all the same (odoo.md 1.5). */
function marshalled({ value, numericKeys }: RpcResult): string {
  if (numericKeys) throw pythonError('TypeError', 'dictionary key must be string')
  if (holdsNone(value)) throw pythonError('TypeError', 'cannot marshal None unless allow_none is enabled')
  return encodeXmlRpcValue(value)
}

function holdsNone(value: Json): boolean {
  if (value === null) return true
  return typeof value === 'object' && Object.values(value).some((inner) => holdsNone(inner as Json))
}

/** Codes of odoo.md 1.4: 1 carries a traceback, the others the sentence alone. */
function faultOf(error: OdooError): { faultCode: number; faultString: string } {
  const name = error.pythonName.replace('odoo.exceptions.', '')
  if (name === 'AccessDenied') return { faultCode: 3, faultString: error.message }
  if (name === 'AccessError') return { faultCode: 4, faultString: error.message }
  if (error.pythonName.startsWith('odoo.exceptions.')) return { faultCode: 2, faultString: error.message }
  return { faultCode: 1, faultString: traceback(error) }
}

function sendXml(reply: FastifyReply, response: string): FastifyReply {
  return reply
    .type('text/xml; charset=utf-8')
    .send(`<?xml version="1.0"?>\n<methodResponse>\n${response}\n</methodResponse>\n`)
}
