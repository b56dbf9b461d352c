import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface CallTimes {
  calls: number
  ms: number
}

export interface TimingProxy extends AsyncDisposable {
  url: string
  /** By model and method, since the last reset. */
  times: Map<string, CallTimes>
  /** Milliseconds during which one call at least was under way, since the last reset. */
  busyMs(): number
  reset(): void
}

/** Stands between the hub and Odoo and notes how long each call took there. */
export async function startTimingProxy(target: string): Promise<TimingProxy> {
  const times = new Map<string, CallTimes>()

  let underWay = 0
  let busySinceMs = 0
  let busyMs = 0

  async function pass(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const started = performance.now()
    if (underWay++ === 0) busySinceMs = started
    try {
      await passOn(incoming, outgoing, started)
    } finally {
      if (--underWay === 0) busyMs += performance.now() - busySinceMs
    }
  }

  async function passOn(incoming: IncomingMessage, outgoing: ServerResponse, started: number): Promise<void> {
    const address = new URL(incoming.url ?? '/', target)
    const body: Buffer[] = []
    for await (const chunk of incoming) body.push(chunk as Buffer)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(address, { method: incoming.method, headers: { ...incoming.headers, host: address.host } }, resolve)
        .once('error', reject)
        .end(Buffer.concat(body))
    })
    const answered: Buffer[] = []
    for await (const chunk of answer) answered.push(chunk as Buffer)
    const ms = performance.now() - started
    const method = address.pathname.replace(/^\/json\/2\//, '')
    const before = times.get(method) ?? { calls: 0, ms: 0 }
    times.set(method, { calls: before.calls + 1, ms: before.ms + ms })
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    outgoing.end(Buffer.concat(answered))
  }

  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    times,
    busyMs: () => busyMs,
    reset() {
      times.clear()
      busyMs = 0
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
