import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Database } from '../database.ts'
import { isObject, type Json, type JsonObject } from '../orm/json.ts'
import { accessDenied, databaseLost, OdooError, userError } from '../orm/odoo-error.ts'
import { asText } from '../orm/values.ts'
import { toOdooError } from './answers.ts'
import { sendRpc } from './jsonrpc.ts'

interface Session {
  database: Database
  userId: number
}

/** The web client's cookie route, of which only the minting of API keys is here (odoo.md 1.3b). */
export function sessionRoutes(app: FastifyInstance, databases: Map<string, Database>): void {
  const sessions = new Map<string, Session>()
  const minting = new KeyMinting()

  app.post('/web/session/authenticate', async (request, reply) => {
    const { db, login, password } = paramsOf(request)
    const database = databases.get(String(db))
    if (!database) {
      return sendRpc(reply, databaseLost(String(db)))
    }
    const user = database.store.rows('res.users').find((row) => row.login === login && row.active !== false)
    if (!user || user.password !== password) {
      return sendRpc(reply, accessDenied())
    }
    const id = randomBytes(32).toString('base64url')
    sessions.set(id, { database, userId: user.id })
    reply.header('set-cookie', `session_id=${id}; Max-Age=604800; HttpOnly; Path=/`)
    return sendRpc(reply, {
      uid: user.id,
      db: database.name,
      name: user.name as Json,
      username: asText(user.login),
      server_version: '19.0',
      server_version_info: [19, 0, 0, 'final', 0, ''],
      user_context: { lang: 'en_US', tz: user.tz as Json, uid: user.id },
    })
  })

  app.post<{ Params: { model: string; method: string } }>(
    '/web/dataset/call_kw/:model/:method',
    async (request, reply) => {
      const session = sessions.get(/session_id=([\w-]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '')
      if (!session) return sendRpc(reply, new OdooError(200, 'odoo.http.SessionExpiredException', 'Session expired'))
      const { args, kwargs } = paramsOf(request)
      const call = `${request.params.model}.${request.params.method}`
      try {
        const context = isObject(kwargs) && isObject(kwargs.context) ? kwargs.context : {}
        return sendRpc(reply, minting.run(session, call, Array.isArray(args) ? args : [], context))
      } catch (error) {
        return sendRpc(reply, toOdooError(error))
      }
    },
  )
}

/** Three calls: describe the key, ask for it, prove who you are. */
class KeyMinting {
  #described = new Map<number, { name: string; days: number }>()
  #checks = new Map<number, number>()
  #lastId = 0

  run(session: Session, call: string, args: Json[], context: JsonObject): Json {
    const [first] = args
    switch (call) {
      case 'res.users.apikeys.description.create':
        return this.#describe(session, isObject(first) ? first : {})
      case 'res.users.apikeys.description.make_key': {
        const check = ++this.#lastId
        this.#checks.set(check, firstId(first))
        return {
          type: 'ir.actions.act_window',
          res_model: 'res.users.identitycheck',
          res_id: check,
          name: 'Access Control',
          target: 'new',
        }
      }
      case 'res.users.identitycheck.run_check':
        return this.#check(session, firstId(first), context)
      default:
        throw userError(`The sandbox's session route only mints API keys, it does not know ${call}`)
    }
  }

  #describe(session: Session, vals: JsonObject): number {
    const days = Number(vals.duration ?? 0)
    const user = session.database.store.row('res.users', session.userId)
    const isAdministrator = Array.isArray(user?.group_ids) && user.group_ids.includes(4)
    if (!isAdministrator && days === 0) throw userError('The API key must have an expiration date')
    if (!isAdministrator && days > 90) throw userError('You cannot exceed 90.0 days.')
    const id = ++this.#lastId
    this.#described.set(id, { name: String(vals.name ?? ''), days })
    return id
  }

  #check(session: Session, id: number, context: JsonObject): Json {
    const user = session.database.store.row('res.users', session.userId)
    if (context.password !== user?.password)
      throw userError('Incorrect Password, try again or click on Forgot Password to reset your password.')
    const described = this.#described.get(this.#checks.get(id) ?? 0)
    if (!described) throw userError('Nothing to check')
    const key = session.database.keys.generate(session.userId, described.name, described.days)
    return {
      type: 'ir.actions.act_window',
      res_model: 'res.users.apikeys.show',
      name: 'API Key Ready',
      target: 'new',
      context: { default_key: key },
    }
  }
}

function firstId(value: Json | undefined): number {
  return Number(Array.isArray(value) ? value[0] : value)
}

function paramsOf(request: FastifyRequest): JsonObject {
  const body = JSON.parse(String(request.body ?? '{}')) as Json
  return isObject(body) && isObject(body.params) ? body.params : {}
}
