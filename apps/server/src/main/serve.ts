import type { AddressInfo } from 'node:net'
import { type Floor, wireApi, wireWorker } from './wire.ts'

export interface Serving {
  /** Address of the HTTP side, or null for a worker alone. */
  url: string | null
  /** Stops taking work, lets what is in flight come to its end or aborts it, closes everything. */
  stop(): Promise<void>
}

/** Starts what ROLE says on an open floor. */
export async function serve(floor: Floor): Promise<Serving> {
  const { config, log } = floor
  const worker = config.ROLE === 'api' ? null : wireWorker(floor)
  const api = config.ROLE === 'worker' ? null : wireApi(floor)
  let url: string | null = null
  if (api) {
    await api.app.listen({ host: config.HOST, port: config.PORT })
    const { port } = api.app.server.address() as AddressInfo
    url = `http://${config.HOST === '0.0.0.0' ? '127.0.0.1' : config.HOST}:${port}`
  }
  log.info({ role: config.ROLE, url }, 'serving')
  return {
    url,
    async stop() {
      // At the same time: a worker that drains may as well record what still comes in.
      await Promise.all([api?.stop(), worker?.stop()])
      await floor.close()
      log.info('stopped')
    },
  }
}
