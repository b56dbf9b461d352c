import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Metrics } from '#platform/telemetry/metrics.ts'

export type PartStatus = 'ok' | 'degraded' | 'failing'

/** One part, and whatever it says of itself; machines read `status`, people `problem`. */
export interface HealthPart {
  status: PartStatus
  /** In words, when something is not as it should be. */
  problem?: string
  [fact: string]: unknown
}

export interface Health {
  status: PartStatus
  parts: Record<string, HealthPart>
}

export interface SeenFromOutside {
  metrics: Pick<Metrics, 'scrape'>
  health(): Promise<Health>
  /** Who shows it may see everything. */
  token: string | undefined
}

/** The worst of its parts. */
export function healthOf(parts: Record<string, HealthPart>): Health {
  const all = Object.values(parts).map(({ status }) => status)
  return { status: all.includes('failing') ? 'failing' : all.includes('degraded') ? 'degraded' : 'ok', parts }
}

/**
 * /health and /metrics. `open`: the port is for the people who run the hub, and a token is asked for only when one is set. On
 * the hub's own port strangers are told one word, and without a token set there is no /metrics at all.
 */
export function answerHealth(app: FastifyInstance, { metrics, health, token }: SeenFromOutside, open: boolean): void {
  const maySee = (request: FastifyRequest): boolean =>
    token === undefined ? open : sameToken(request.headers.authorization ?? '', `Bearer ${token}`)

  app.get('/health', async (request, reply) => {
    const { status, parts } = await health()
    reply.code(status === 'failing' ? 503 : 200).header('cache-control', 'no-store')
    return maySee(request) ? { status, parts } : { status }
  })
  app.get('/metrics', async (request, reply) => {
    if (!maySee(request)) return refuse(reply, token !== undefined)
    const { contentType, text } = await metrics.scrape()
    return reply.header('cache-control', 'no-store').type(contentType).send(text)
  })
}

function refuse(reply: FastifyReply, tokenWanted: boolean): FastifyReply {
  if (!tokenWanted) {
    reply.callNotFound()
    return reply
  }
  return reply.code(401).header('www-authenticate', 'Bearer').type('text/plain').send('A token is needed.\n')
}

/** In a time that says nothing of how much of it was right. */
function sameToken(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}
