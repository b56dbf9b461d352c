import type { Acknowledgement } from '@crossdock/connectors/ports/commerce'
import { AppError } from '@crossdock/contracts/errors'
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { Endpoint } from '#intake/endpoints.ts'
import { answerChallenge, type IntakeDeps } from '#intake/receive-webhook.ts'
import { receiveWatched } from '#intake/watched-webhook.ts'

declare module 'fastify' {
  interface FastifyRequest {
    endpoint: Endpoint | null
  }
}

interface OfEndpoint {
  Params: { endpointId: string }
}

/** Where providers call: webhooks by POST, and by GET whether the address expects them. */
export function hooks(intake: IntakeDeps): FastifyPluginAsync {
  const knownEndpoint = async (request: FastifyRequest<OfEndpoint>): Promise<Endpoint> => {
    const endpoint = await intake.endpoints.find(request.params.endpointId)
    if (!endpoint) throw new AppError('not-found', 'unknown endpoint')
    return endpoint
  }

  return async (app) => {
    // The signature is over the bytes as they came, so nothing may parse them first.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    app.decorateRequest('endpoint', null)

    app.get<OfEndpoint>('/hooks/:endpointId', { exposeHeadRoute: false }, async (request, reply) => {
      const endpoint = await knownEndpoint(request)
      return answer(reply, await answerChallenge(endpoint, rawQuery(request.raw.url), intake))
    })

    app.post<OfEndpoint>(
      '/hooks/:endpointId',
      {
        // Before a byte of the body is read.
        onRequest: async (request) => {
          const endpoint = await knownEndpoint(request)
          if (Number(request.headers['content-length'] ?? 0) > endpoint.bodyLimitBytes) throw tooLarge(endpoint, intake)
          request.endpoint = endpoint
        },
      },
      async (request, reply) => {
        const endpoint = request.endpoint as Endpoint
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        if (body.length > endpoint.bodyLimitBytes) throw tooLarge(endpoint, intake)
        return answer(reply, await receiveWatched(endpoint, body, request.headers, intake))
      },
    )
  }
}

function answer(reply: FastifyReply, { status, contentType, body }: Acknowledgement): FastifyReply {
  if (contentType) reply.type(contentType)
  return reply.code(status).send(body ?? '')
}

/** As it came; parsers make something else of `hub.mode`. */
function rawQuery(url = ''): string {
  const start = url.indexOf('?')
  return start < 0 ? '' : url.slice(start + 1)
}

function tooLarge(endpoint: Endpoint, intake: IntakeDeps): AppError {
  intake.refusals.add(endpoint.id, 'too-large')
  intake.watch?.refused(endpoint, 'too-large')
  return new AppError('body-too-large', `over ${endpoint.bodyLimitBytes} bytes`)
}
