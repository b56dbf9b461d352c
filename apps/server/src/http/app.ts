import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { IntakeDeps } from '#intake/receive-webhook.ts'
import { challengePattern } from '#platform/crypto/instance-proof.ts'
import type { Log } from '#platform/log.ts'
import { answerErrors, refuseUnrouted } from './errors-to-http.ts'
import { hooks } from './hooks.ts'
import { requestId } from './request-id.ts'

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
  /** Adds the routes of the API. */
  api(app: FastifyInstance): void
}

export function createApp({ intake, log, readiness, proveInstance, api }: HttpDeps): FastifyInstance {
  const app = Fastify({
    // Our own lines name the route, never the path: a path may hold a secret.
    logger: false,
    bodyLimit: largestBodyBytes,
    requestTimeout: 15_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100 },
    genReqId: requestId,
    frameworkErrors: (thrown, _, reply) => refuseUnrouted(thrown, reply as unknown as FastifyReply),
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

  api(app)
  app.register(hooks(intake))
  return app
}
