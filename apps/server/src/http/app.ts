import { AppError } from '@crossdock/contracts/errors'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Endpoint } from '#intake/endpoints.ts'
import { type IntakeDeps, receiveWebhook } from '#intake/receive-webhook.ts'
import { challengePattern } from '#platform/crypto/instance-proof.ts'
import type { Log } from '#platform/log.ts'
import { answerErrors } from './errors-to-http.ts'

/** Meta sends up to 3 MB; no endpoint may allow more than this. */
export const largestBodyBytes = 4 * 1024 * 1024

/** In words; both empty = ready. */
export interface Readiness {
  /** Why requests should go elsewhere. */
  refused: string[]
  /** What somebody should see to, while requests are served. */
  degraded: string[]
}

export interface HttpDeps {
  intake: IntakeDeps
  log: Log
  readiness(): Promise<Readiness>
  /** Answers a challenge as only this installation can. */
  proveInstance(challenge: string): string
}

declare module 'fastify' {
  interface FastifyRequest {
    endpoint: Endpoint | null
  }
}

export function createApp({ intake, log, readiness, proveInstance }: HttpDeps): FastifyInstance {
  const app = Fastify({
    // Our own lines name the route, never the path: a path may hold a secret.
    logger: false,
    bodyLimit: largestBodyBytes,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
  })
  answerErrors(app, log)

  // `crossdock doctor` asks whether the hub that answers at PUBLIC_URL is this one.
  app.get<{ Querystring: { challenge?: string } }>('/livez', async ({ query: { challenge } }) => ({
    status: 'alive',
    ...(typeof challenge === 'string' && challengePattern.test(challenge) ? { proof: proveInstance(challenge) } : {}),
  }))
  app.get('/readyz', async (_, reply) => {
    const { refused, degraded } = await readiness()
    const status = refused.length > 0 ? 'not ready' : degraded.length > 0 ? 'degraded' : 'ready'
    return reply.code(refused.length > 0 ? 503 : 200).send({ status, problems: [...refused, ...degraded] })
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
