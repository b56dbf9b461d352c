import Fastify, { type FastifyInstance } from 'fastify'
import { answerHealth, type SeenFromOutside } from './health-routes.ts'

/** The port apart from the hub's: for Prometheus and whoever runs it. Every role has one, also a worker alone. */
export function createInternalApp(seen: SeenFromOutside): FastifyInstance {
  const app = Fastify({ logger: false, bodyLimit: 1_024, requestTimeout: 15_000, forceCloseConnections: true })
  app.get('/livez', async () => ({ status: 'alive' }))
  answerHealth(app, seen, true)
  return app
}
