import { createServer, type Socket } from 'node:net'

export interface SilentOdoo extends AsyncDisposable {
  url: string
}

/** An Odoo that is down in the worst way: it takes every connection and never answers. */
export async function startSilentOdoo(): Promise<SilentOdoo> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    socket.resume()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
