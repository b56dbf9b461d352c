import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { createInternalApp } from '#http/internal-app.ts'
import { within } from '#platform/within.ts'
import { wireAlerts } from './alert-watch.ts'
import { alertsOnWhatsapp } from './alerts-on-whatsapp.ts'
import { healthOfFloor } from './health.ts'
import { lookBeforeScrape } from './look-before-scrape.ts'
import { type Floor, wireApi, wireWorker } from './wire.ts'

export interface Serving {
  /** Address of the HTTP side, or null for a worker alone. */
  url: string | null
  /** Where /metrics and /health are, for the people who run it; null when it is not opened. */
  internalUrl: string | null
  /** Stops taking work, lets what is in flight come to its end or aborts it, closes everything. */
  stop(): Promise<void>
}

/** Starts what ROLE says on an open floor. */
export async function serve(floor: Floor): Promise<Serving> {
  const { config, log, telemetry } = floor
  await telemetry.start()
  lookBeforeScrape(floor)
  const internal = config.METRICS_PORT === undefined ? null : internalSide(floor)
  const internalUrl = internal ? await listen(internal, config.METRICS_HOST, config.METRICS_PORT ?? 0) : null
  const worker = config.ROLE === 'api' ? null : wireWorker(floor)
  const alerts = wireAlerts(floor, new Map([['whatsapp', alertsOnWhatsapp(floor)]]))
  const api = config.ROLE === 'worker' ? null : wireApi(floor)
  const url = api ? await listen(api.app, config.HOST, config.PORT) : null
  log.info({ role: config.ROLE, url, internalUrl }, 'serving')
  return {
    url,
    internalUrl,
    async stop() {
      // At the same time: a worker that drains may as well record what still comes in.
      await Promise.all([api?.stop(), worker?.stop(), within(alerts.stop(), 2_000).catch(() => undefined)])
      await internal?.close()
      await floor.close()
      log.info('stopped')
    },
  }
}

function internalSide(floor: Floor): FastifyInstance {
  const { config, telemetry } = floor
  telemetry.metrics.watchProcess()
  return createInternalApp({
    metrics: telemetry.metrics,
    health: healthOfFloor(floor),
    token: config.METRICS_TOKEN,
  })
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  await app.listen({ host, port })
  const address = app.server.address() as AddressInfo
  return `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${address.port}`
}
