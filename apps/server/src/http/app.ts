import { AppError } from '@crossdock/contracts/errors'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Endpoint } from '#intake/endpoints.ts'
import { type IntakeDeps, receiveWebhook } from '#intake/receive-webhook.ts'
import type { Log } from '#platform/log.ts'
import { answerErrors } from './errors-to-http.ts'

/** Meta sends up to 3 MB; no endpoint may allow more than this. */
export const largestBodyBytes = 4 * 1024 * 1024

export interface HttpDeps {
  intake: IntakeDeps
  log: Log
  /** What is not ready, in words; empty = ready. */
  unready(): Promise<string[]>
}

declare module 'fastify' {
  interface FastifyRequest {
    endpoint: Endpoint | null
  }
}

export function createApp({ intake, log, unready }: HttpDeps): FastifyInstance {
  const app = Fastify({
    // Our own lines name the route, never the path: a path may hold a secret.
    logger: false,
    bodyLimit: largestBodyBytes,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
  })
  answerErrors(app, log)

  app.get('/livez', async () => ({ status: 'alive' }))
  app.get('/readyz', async (_, reply) => {
    const problems = await unready()
    return reply
      .code(problems.length === 0 ? 200 : 503)
      .send({ status: problems.length === 0 ? 'ready' : 'not ready', problems })
  })

  app.register(async (hooks) => {
    // The signature is over the bytes as they came, so nothing may parse them first.
    hooks.removeAllContentTypeParsers()
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    hooks.decorateRequest('endpoint', null)
    hooks.post<{ Params: { endpointId: string } }>(
      '/hooks/:endpointId',
      {
        // Before a byte of the body is read.
        onRequest: async (request) => {
          const endpoint = await intake.endpoints.find(request.params.endpointId)
          if (!endpoint) throw new AppError('not-found', 'unknown endpoint')
          if (Number(request.headers['content-length'] ?? 0) > endpoint.bodyLimitBytes) throw tooLarge(endpoint, intake)
          request.endpoint = endpoint
        },
      },
      async (request, reply) => {
        const endpoint = request.endpoint as Endpoint
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        if (body.length > endpoint.bodyLimitBytes) throw tooLarge(endpoint, intake)
        const answer = await receiveWebhook(endpoint, body, request.headers, intake)
        if (answer.contentType) reply.type(answer.contentType)
        return reply.code(answer.status).send(answer.body ?? '')
      },
    )
  })
  return app
}

function tooLarge(endpoint: Endpoint, intake: IntakeDeps): AppError {
  intake.refusals.add(endpoint.id, 'too-large')
  return new AppError('body-too-large', `over ${endpoint.bodyLimitBytes} bytes`)
}
