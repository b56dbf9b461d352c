import type { FastifyReply } from 'fastify'
import type { JsonObject } from '../orm/json.ts'
import { OdooError } from '../orm/odoo-error.ts'

/** The body of odoo.md 1.4. `debug` is a traceback in the real thing: something never to log whole or to show. */
export function errorBody(error: OdooError): JsonObject {
  return {
    name: error.pythonName,
    message: error.message,
    arguments: error.pythonName.startsWith('werkzeug') ? [error.message, error.status] : [error.message],
    context: {},
    debug: traceback(error),
  }
}

/** As Python prints it: its own errors without their module. */
export function traceback({ pythonName, message }: OdooError): string {
  const name = pythonName.replace('builtins.', '')
  return `Traceback (most recent call last):\n  File "sandbox", line 1, in dispatch\n    result = method(recs, *args, **kwargs)\n             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n${name}: ${message}\n`
}

export function sendError(reply: FastifyReply, error: OdooError): FastifyReply {
  if (error.status === 401) reply.header('www-authenticate', 'Bearer ')
  return reply.code(error.status).type('application/json; charset=utf-8').send(errorBody(error))
}

export const unauthorized = (message: string) => new OdooError(401, 'werkzeug.exceptions.Unauthorized', message)

/** A wrong or missing database is an HTML page, so clients must look at the content type (odoo.md 10, trap 9). */
export function sendNoDatabase(reply: FastifyReply): FastifyReply {
  return reply
    .code(404)
    .type('text/html; charset=utf-8')
    .send(
      '<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>\n<p>Please verify the hostname, <a href=/web/login>login</a> and try again.</p>\n\n<!-- Alternatively, use the X-Odoo-Database header. -->\n',
    )
}

export function sendWrongType(reply: FastifyReply): FastifyReply {
  return reply
    .code(415)
    .header('accept', 'application/json')
    .type('text/html; charset=utf-8')
    .send(
      '<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n<h1>Unsupported Media Type</h1>\n<p>Please verify the Content-Type request header and try again.</p>\n',
    )
}

/** Anything unforeseen is a bug of the sandbox, and shows as one. */
export function toOdooError(error: unknown): OdooError {
  if (error instanceof OdooError) return error
  const message = error instanceof Error ? `${error.message} ${error.stack ?? ''}` : String(error)
  return new OdooError(500, 'sandbox.Bug', message)
}
