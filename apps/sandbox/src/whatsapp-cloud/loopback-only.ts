import type { FastifyInstance } from 'fastify'

/**
 * Nobody but this machine, and no page of another site in this machine's browser: the name asked for has to be loopback
 * (against names that are turned to 127.0.0.1), and what a page sends has to come from a page of ours.
 */
export function loopbackOnly(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { host = '', origin } = request.headers
    const name = host.replace(/:\d+$/, '')
    const foreign = origin !== undefined && origin !== `http://${host}`
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(name) || foreign)
      return reply.code(403).type('text/plain').send('Only from this machine.')
  })
}
