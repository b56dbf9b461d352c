import { asAppError } from '@crossdock/contracts/errors'
import type { FastifyInstance } from 'fastify'
import type { Telemetry } from '#platform/telemetry/telemetry.ts'

/** Times each request by its route, never by its address, and reports what nobody expected. */
export function observeRequests(app: FastifyInstance, { metrics, errors }: Telemetry): void {
  app.addHook('onResponse', async (request, reply) => {
    const route = metrics.route(request.routeOptions.url ?? 'none')
    const method = request.routeOptions.url === undefined ? 'any' : request.method
    metrics.meters.httpSeconds.observe({ method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1_000)
  })
  app.addHook('onError', async (request, _, error) => {
    const status = 'statusCode' in error ? Number(error.statusCode) : 500
    const { code } = asAppError(error)
    // Fastify's own refusals carry their status; whoever hung up in the middle is no fault of ours.
    const expected = status < 500 || (request.raw.destroyed && !request.raw.complete)
    if (expected || (code !== 'internal' && code !== 'provider-contract-broken')) return
    errors.report({ error, code, route: request.routeOptions.url })
  })
}
