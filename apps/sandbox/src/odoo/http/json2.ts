import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Database, environment, findMethod, runCall } from '../database.ts'
import type { Faults } from '../faults.ts'
import { notFound } from '../orm/odoo-error.ts'
import { sendError, sendNoDatabase, sendWrongType, toOdooError, unauthorized } from './answers.ts'
import { readArguments } from './arguments.ts'

interface Address {
  model: string
  method: string
}

/** `POST /json/2/<model>/<method>` (odoo.md 1.2). */
export function json2Routes(app: FastifyInstance, databases: Map<string, Database>, faults: Faults): void {
  app.route<{ Params: Address }>({
    method: ['GET', 'POST'],
    url: '/json/2/:model/:method',
    async handler(request, reply) {
      const database = selectDatabase(databases, request)
      if (!database) return sendNoDatabase(reply)
      if (request.method === 'GET') return sendError(reply, notFound('Did you mean POST /json/2/<model>/<method>?'))
      if (!isJson(request)) return sendWrongType(reply)
      return answer(database, faults, request.params, request, reply)
    },
  })
}

async function answer(
  database: Database,
  faults: Faults,
  { model, method: name }: Address,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const userId = authenticate(database, request)
    const method = findMethod(model, name)
    const { call, context } = readArguments(model, name, method, String(request.body ?? ''))
    const env = environment(database, userId, context)
    const verdict = faults.judge(env, call)
    if (verdict.kind === 'answer') return reply.send(verdict.body)
    if (verdict.kind === 'gateway') return reply.code(502).type('text/html').send('<h1>502 Bad Gateway</h1>')
    const result = await runCall(database, env, method, call)
    // Hijacked: the socket stays open and silent until the client gives up or the sandbox stops.
    if (verdict.kind === 'silence') return reply.hijack()
    return reply.type('application/json; charset=utf-8').send(JSON.stringify(result))
  } catch (error) {
    return sendError(reply, toOdooError(error))
  }
}

/** A host with one database needs no header; with several, one must be named. */
function selectDatabase(databases: Map<string, Database>, request: FastifyRequest): Database | undefined {
  const wanted = request.headers['x-odoo-database']
  if (typeof wanted === 'string') return databases.get(wanted)
  return databases.size === 1 ? [...databases.values()][0] : undefined
}

function isJson(request: FastifyRequest): boolean {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim() === 'application/json'
}

function authenticate(database: Database, request: FastifyRequest): number {
  const match = /^bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')
  if (!match?.[1]) {
    throw unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.')
  }
  const userId = database.keys.ownerOf(match[1])
  const user = database.store.row('res.users', userId ?? null)
  // Archiving the user makes the key useless, unarchiving revives it (odoo.md 1.3).
  if (userId === undefined || user?.active === false) throw unauthorized('Invalid apikey')
  return userId
}
