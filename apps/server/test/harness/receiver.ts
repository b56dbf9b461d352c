import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

export interface Receiver {
  url: string
  received: { path: string; headers: IncomingHttpHeaders; body: string }[]
  stop(): Promise<void>
}

/** Takes whatever is posted to it, and answers as told. */
export async function startReceiver(
  answer: (path: string) => { status: number; body?: string } = () => ({ status: 200 }),
): Promise<Receiver> {
  const received: Receiver['received'] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const bytes = Buffer.concat(chunks)
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
      received.push({ path: request.url ?? '', headers: request.headers, body })
      const { status, body: said } = answer(request.url ?? '')
      response.writeHead(status, { 'content-type': 'application/json' }).end(said ?? '{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
