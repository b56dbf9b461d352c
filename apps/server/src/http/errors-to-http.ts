import { AppError, asAppError, type ErrorCode } from '@crossdock/contracts/errors'
import type { FastifyError, FastifyInstance } from 'fastify'
import type { Log } from '#platform/log.ts'

/** Fastify's own refusals in our words. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'bad-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
}

/** The one place that turns errors into answers (RFC 9457 problem documents). What the log knows is never told. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((thrown: FastifyError | Error, request, reply) => {
    // Whoever hung up in the middle of a request hears no answer, and it is no fault of ours.
    if (request.raw.destroyed && !request.raw.complete) return reply.code(400).send()
    const code = 'code' in thrown && typeof thrown.code === 'string' ? fastifyCodes[thrown.code] : undefined
    const error = code ? new AppError(code, thrown.message) : asAppError(thrown)
    if (error.code === 'internal') log.error({ err: thrown, route: request.routeOptions.url }, 'a request failed')
    else if (error.status >= 500)
      log.warn(
        { code: error.code, detail: error.message, route: request.routeOptions.url },
        'a request could not be served',
      )
    return reply.code(error.status).type('application/problem+json').send(problem(error))
  })
  app.setNotFoundHandler((_, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send(problem(new AppError('not-found', 'no route'))),
  )
}

function problem(error: AppError): { code: string; status: number; title: string } {
  return { code: error.code, status: error.status, title: error.say }
}
