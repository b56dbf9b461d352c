import { idempotencyKey } from '@crossdock/contracts/api/document'
import type { AnyOperation } from '@crossdock/contracts/api/operation'
import { AppError } from '@crossdock/contracts/errors'
import type { FastifyRequest } from 'fastify'
import { faultsOf, InvalidRequest, unusableKey } from './invalid-request.ts'

export interface ReadRequest {
  params: never
  query: never
  body: never
  idempotencyKey: string
}

/** Everything that is wrong is told at once. An id that cannot be one leads nowhere: 404, like one that is not there. */
export function readRequest(operation: AnyOperation, request: FastifyRequest): ReadRequest {
  const { tenant: _, ...path } = request.params as Record<string, string>
  const params = operation.params.safeParse(path)
  if (!params.success) throw new AppError('not-found', 'an id of the path cannot be one')
  const query = operation.query.safeParse({ ...(request.query as object) })
  const takesBody = operation.body.def.type !== 'undefined'
  const body = operation.body.safeParse(takesBody ? request.body : undefined)
  const key = idempotencyKey.safeParse(operation.needsKey ? request.headers['idempotency-key'] : 'none')
  if (!query.success || !body.success || !key.success)
    throw new InvalidRequest([
      ...(query.success ? [] : faultsOf('query', query.error)),
      ...(body.success ? [] : faultsOf('body', body.error)),
      ...(key.success ? [] : [unusableKey]),
    ])
  return {
    params: params.data,
    query: query.data,
    body: body.data,
    idempotencyKey: operation.needsKey ? key.data : '',
  } as unknown as ReadRequest
}
