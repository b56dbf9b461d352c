import type { ProblemJson } from '@crossdock/contracts/api/problem'
import { AppError, asAppError, type ErrorCode } from '@crossdock/contracts/errors'
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import type { Log } from '#platform/log.ts'
import { InvalidRequest } from './invalid-request.ts'

/** Fastify's own refusals in our words. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'bad-request',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'bad-request',
  FST_ERR_CTP_INVALID_JSON_BODY: 'bad-request',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'bad-request',
  FST_ERR_BAD_URL: 'bad-request',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}

/** The one place that turns errors into answers (RFC 9457 problem documents). What the log knows is never told. */
export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((thrown: FastifyError | Error, request, reply) => {
    // Whoever hung up in the middle of a request hears no answer, and it is no fault of ours.
    if (request.raw.destroyed && !request.raw.complete) return reply.code(400).send()
    const code = 'code' in thrown && typeof thrown.code === 'string' ? fastifyCodes[thrown.code] : undefined
    const error = code ? new AppError(code, thrown.message) : asAppError(thrown)
    const where = { requestId: request.id, route: request.routeOptions.url }
    if (error.code === 'internal') log.error({ err: thrown, ...where }, 'a request failed')
    else if (error.status >= 500)
      log.warn({ code: error.code, detail: error.message, ...where }, 'a request could not be served')
    return refuse(reply, error)
  })
  app.setNotFoundHandler((_, reply) => refuse(reply, new AppError('not-found', 'no route')))
}

/** What the router refuses before there is a route, and so before the handlers above. */
export function refuseUnrouted(thrown: FastifyError, reply: FastifyReply): void {
  void refuse(reply, new AppError(fastifyCodes[thrown.code] ?? 'bad-request', thrown.message))
}

function refuse(reply: FastifyReply, error: AppError): FastifyReply {
  if (error.code === 'unauthorised') reply.header('www-authenticate', 'Bearer realm="crossdock"')
  if (error.retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(error.retryAfterMs / 1_000)))
  return reply.code(error.status).type('application/problem+json').send(problem(error, reply.request.id))
}

function problem(error: AppError, requestId: string): ProblemJson {
  return {
    type: `/v1/docs#error-${error.code}`,
    code: error.code,
    status: error.status,
    title: error.say,
    retry: error.retry,
    requestId,
    ...(error instanceof InvalidRequest ? { errors: [...error.faults] } : {}),
  }
}
