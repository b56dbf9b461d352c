import type { AnyOperation } from '@crossdock/contracts/api/operation'
import { AppError } from '@crossdock/contracts/errors'
import type { FastifyRequest } from 'fastify'
import { faultsOf, InvalidRequest } from './invalid-request.ts'

export interface ReadRequest {
  params: never
  query: never
  body: never
}

/** Everything that is wrong is told at once. An id that cannot be one leads nowhere: 404, like one that is not there. */
export function readRequest(operation: AnyOperation, request: FastifyRequest): ReadRequest {
  const { tenant: _, ...path } = request.params as Record<string, string>
  const params = operation.params.safeParse(path)
  if (!params.success) throw new AppError('not-found', 'an id of the path cannot be one')
  const query = operation.query.safeParse({ ...(request.query as object) })
  const takesBody = operation.body.def.type !== 'undefined'
  const body = operation.body.safeParse(takesBody ? request.body : undefined)
  if (!query.success || !body.success)
    throw new InvalidRequest([
      ...(query.success ? [] : faultsOf('query', query.error)),
      ...(body.success ? [] : faultsOf('body', body.error)),
    ])
  return { params: params.data, query: query.data, body: body.data } as unknown as ReadRequest
}
