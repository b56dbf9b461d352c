import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { failure } from '../error-table.ts'
import { errorBody, GraphRefusal } from '../errors.ts'
import { exactJson } from '../meta-json.ts'
import { type Reply, type SendPath, send } from '../sending/send.ts'
import type { World } from '../world.ts'
import { messagingScope, needScope, reachableNumber, tokenOf } from './access.ts'
import { mediaRoutes } from './media.ts'
import { nodeRoutes } from './nodes.ts'
import { subscriptionRoutes } from './subscriptions.ts'
import { checkVersion, versionMissing } from './versions.ts'

/** The Graph API, as far as the contract describes it. */
export function graphRoutes(app: FastifyInstance, world: World): void {
  app.setReplySerializer((body) => exactJson(body))
  app.setErrorHandler((error: FastifyError | GraphRefusal, _request, reply) => {
    const failed = error instanceof GraphRefusal ? error.failure : failure(100, error.message)
    if (!(error instanceof GraphRefusal) && (error.statusCode ?? 500) >= 500) throw error
    return reply.code(failed.http).send(errorBody(failed))
  })
  app.addHook('onRequest', async (request) => {
    const { version } = request.params as { version?: string }
    if (version !== undefined) checkVersion(version, world.clock.now())
  })

  const sending = (path: SendPath) => async (request: FastifyRequest, reply: FastifyReply) => {
    const { numberId } = request.params as { numberId: string }
    const token = tokenOf(world.business, request, world.clock.now())
    const number = reachableNumber(world.business, token, numberId)
    needScope(token, messagingScope)
    return answer(world, request, reply, await send(world, number, request.body, path))
  }
  app.post('/:version/:numberId/messages', sending('messages'))
  app.post('/:version/:numberId/marketing_messages', sending('marketing_messages'))

  nodeRoutes(app, world)
  subscriptionRoutes(app, world)
  mediaRoutes(app, world)
}

async function answer(world: World, request: FastifyRequest, reply: FastifyReply, given: Reply): Promise<unknown> {
  switch (given.kind) {
    case 'json': {
      const { afterMs = 0 } = given
      if (afterMs > 0) await new Promise<void>((resolve) => world.timers.after(afterMs, resolve))
      return reply.code(given.status).send(given.body)
    }
    case 'text':
      reply.code(given.status)
      if (given.contentType) reply.type(given.contentType)
      return reply.serializer(String).send(given.text)
    case 'cut':
      request.raw.socket.destroy()
      return reply.hijack()
    case 'silence':
      return reply.hijack()
  }
}

/** Whatever else is asked for: Graph's answer to a path it does not know, the version left out above all. */
export function unknownPath(request: FastifyRequest, reply: FastifyReply): unknown {
  const [, first = ''] = request.url.split(/[/?]/)
  const { failure: failed } = /^\d+$/.test(first)
    ? versionMissing()
    : new GraphRefusal(100, `Unknown path components: ${request.url.split('?')[0]}`)
  return reply.code(400).send(errorBody(failed))
}
