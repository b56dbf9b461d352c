import type { AnyOperation } from '@crossdock/contracts/api/operation'
import { AppError } from '@crossdock/contracts/errors'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeyHolder, KeyRing } from '#modules/api-keys/index.ts'
import type { Clock } from '#platform/clock.ts'
import type { Vault } from '#platform/crypto/vault.ts'
import type { Database } from '#platform/db/database.ts'
import type { Log } from '#platform/log.ts'
import { corsHeaders, Origins, preflightHeaders } from './cors.ts'
import { serveDocument } from './document-routes.ts'
import { checkMatch, etagOf, isKnown } from './etag.ts'
import { once } from './idempotency.ts'
import { InvalidRequest } from './invalid-request.ts'
import { RateLimit, rateLimitHeaders } from './rate-limit.ts'
import { readRequest } from './read-request.ts'
import type { Asked, Caller, Route } from './route.ts'
import { chosenFields, onlyFields } from './sparse-fields.ts'

export interface ApiDeps<RouteDeps = unknown> {
  routes: readonly Route<RouteDeps>[]
  /** What the routes work with. */
  deps: RouteDeps
  keys: KeyRing
  database: Database
  vault: Vault
  clock: Clock
  log: Log
  requestsPerMinute: number
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
    startedMs: number
  }
}

/** A browser must not guess what an answer is, show it in a frame, or tell anybody where it came from. */
const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  // Answers hold what only the key's holder may see: kept by nobody else, and asked about again each time.
  'cache-control': 'private, no-cache',
}

/** `/v1`: a request is checked from the outside in (key, tenant, scope, limit, form), served, and its answer checked too. */
export function serveApi<RouteDeps>(app: FastifyInstance, api: ApiDeps<RouteDeps>): void {
  const origins = new Origins(api.database, api.clock)
  const limit = new RateLimit(api.requestsPerMinute, api.clock)

  app.register(
    async (v1) => {
      v1.decorateRequest('caller', null)
      v1.decorateRequest('startedMs', 0)
      emptyBodiesAreNone(v1)
      v1.addHook('onRequest', async (request, reply) => {
        request.startedMs = api.clock.monotonicMs()
        reply.headers({ ...securityHeaders, 'x-request-id': request.id })
        const { origin } = request.headers
        const { tenant } = request.params as { tenant?: string }
        if (origin === undefined || tenant === undefined) return
        reply.header('vary', 'Origin')
        if (await origins.allows(tenant, origin)) reply.headers(corsHeaders(origin))
      })
      // By the pattern of the route: a path holds ids of people's orders, a query what somebody searched for.
      v1.addHook('onResponse', async (request, reply) => {
        const { caller, id, method } = request
        const ms = Math.round(api.clock.monotonicMs() - request.startedMs)
        const by = caller && { tenantId: caller.tenantId, keyId: caller.keyId }
        api.log.debug(
          { requestId: id, method, route: request.routeOptions.url, status: reply.statusCode, ms, ...by },
          'request',
        )
      })
      serveDocument(v1)
      for (const path of ['/tenants/:tenant', '/tenants/:tenant/*'])
        v1.options(path, async (_, reply) => {
          // Whether the origin may is told by the headers of the hook above.
          if (reply.hasHeader('access-control-allow-origin')) reply.headers(preflightHeaders)
          return reply.code(204).send()
        })
      for (const route of api.routes) {
        const { operation } = route
        v1.route({
          method: operation.method,
          url: `/tenants/:tenant${operation.path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
          bodyLimit: operation.bodyLimitBytes,
          // Before a byte of the body is read.
          onRequest: async (request, reply) => {
            request.caller = await callerOf(request, api.keys)
            if (!request.caller.scopes.has(operation.scope))
              throw new AppError('forbidden', `needs ${operation.scope}`, { facts: { scope: operation.scope } })
            const allowance = limit.take(request.caller.keyId)
            reply.headers(rateLimitHeaders(allowance))
            if (!allowance.allowed)
              throw new AppError('rate-limited', 'too many requests', { retryAfterMs: allowance.resetSeconds * 1_000 })
          },
          handler: (request, reply) => serve(route, request, reply, api),
        })
      }
    },
    { prefix: '/v1' },
  )
}

/** No key, an unknown one and one that has ended are the same 401; a tenant that is not the key's own is not there. */
async function callerOf(request: FastifyRequest, keys: KeyRing): Promise<Caller> {
  const [, text] = /^Bearer ([!-~]{1,200})$/i.exec(request.headers.authorization ?? '') ?? []
  const holder: KeyHolder | null = text === undefined ? null : await keys.holderOf(text)
  if (!holder) throw new AppError('unauthorised', 'no valid key')
  const { tenant } = request.params as { tenant: string }
  if (tenant !== holder.slug && tenant !== holder.tenantId) throw new AppError('not-found', 'not the key’s tenant')
  const { tenantId, slug, keyId, scopes } = holder
  return { tenantId, slug, keyId, scopes: new Set(scopes) }
}

async function serve<RouteDeps>(
  { operation, run }: Route<RouteDeps>,
  request: FastifyRequest,
  reply: FastifyReply,
  api: ApiDeps<RouteDeps>,
): Promise<FastifyReply> {
  const caller = request.caller as Caller
  const { tenantId } = caller
  const read = readRequest(operation, request)
  const fieldsAsked = (read.query as { fields?: string }).fields
  const fields = chosenFields(fieldsAsked, operation.sparse)
  const ifMatch = request.headers['if-match']
  if (operation.needsMatch && ifMatch === undefined) throw new AppError('precondition-required', 'no If-Match')
  let isRepeated = false
  const asked: Asked = {
    tenantId,
    caller,
    ...read,
    isRepetition: () => {
      isRepeated = true
    },
    mustMatch: (now) => {
      if (ifMatch !== undefined) checkMatch(etagOf(written(operation, now)), ifMatch)
    },
  }

  if (operation.form === 'bytes') {
    const bytes = (await run(asked, api.deps)) as Uint8Array
    return reply.type('application/octet-stream').header('content-disposition', 'attachment').send(Buffer.from(bytes))
  }

  const key = operation.idempotent ? idempotencyKeyOf(request) : undefined
  const work = async () => ({ status: operation.status, text: written(operation, await run(asked, api.deps)) })
  const answer =
    key === undefined
      ? { ...(await work()), repeated: false }
      : await once(
          { tenantId, key, request: [operation.id, request.params, request.query, request.body ?? null] },
          api,
          work,
        )
  if (answer.repeated || isRepeated) reply.header('idempotency-replayed', 'true')
  if (operation.location)
    reply.header('location', `/v1/tenants/${caller.slug}${operation.location(JSON.parse(answer.text))}`)
  reply.code(answer.status).type('application/json; charset=utf-8')
  if (operation.method === 'GET' || operation.needsMatch) {
    const etag = etagOf(answer.text, fields ? fieldsAsked : undefined)
    reply.header('etag', etag)
    if (operation.method === 'GET' && isKnown(etag, request.headers['if-none-match']))
      return reply.code(304).removeHeader('content-type').send()
  }
  return reply.send(fields === null ? answer.text : JSON.stringify(onlyFields(JSON.parse(answer.text), fields)))
}

/** Through the operation's own schema, in its order of keys: what does not belong to the answer fails here and never leaves. */
function written(operation: AnyOperation, answer: unknown): string {
  return JSON.stringify(operation.answer.parse(answer))
}

function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  if (Array.isArray(key))
    throw new InvalidRequest([{ in: 'header', pointer: '/Idempotency-Key', message: 'only one, please' }])
  return key
}

/** Callers that always name a content type may send nothing with it. */
function emptyBodiesAreNone(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body.length === 0 ? done(null, undefined) : parse(request, body as string, done),
  )
}
