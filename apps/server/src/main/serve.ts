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
      await api?.stop()
      await worker?.stop()
      await floor.close()
    },
  }
}

/** A terminal's Ctrl-C reaches this process directly and once more through npm: signals this close are one. */
const sameKeyPressMs = 1_000

/** Runs `stop` once on Ctrl-C or a stop from outside, and leaves with its outcome. A later second signal leaves at once. */
export function stopOnSignals(stop: () => Promise<void>): void {
  let stoppingSince: number | null = null
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== null) {
        if (performance.now() - stoppingSince > sameKeyPressMs) process.exit(130)
        return
      }
      stoppingSince = performance.now()
      setTimeout(() => process.exit(1), 25_000).unref()
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.error(error)
          process.exit(1)
        },
      )
    })
  }
}
