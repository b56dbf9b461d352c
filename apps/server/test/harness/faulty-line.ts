import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Socket } from 'node:net'

/** A TCP line to a server, on which a test can make every sort of trouble without touching the server. */
export interface FaultyLine extends AsyncDisposable {
  port: number
  /** Connections that were tried since the line was made. */
  tried: number
  /** Passes bytes on, which is how it begins. */
  pass(): void
  /** Ends what is connected, and every new connection at once. */
  refuse(): void
  /** Takes connections and bytes, and passes nothing on in either direction. */
  hang(): void
  /** Ends what is connected; new connections are served. */
  cut(): void
}

/** @param target asked for each connection: a server that was started again may have another port */
export async function aFaultyLine(target: () => number): Promise<FaultyLine> {
  type Mode = 'passing' | 'refusing' | 'hanging'
  let mode: Mode = 'passing'
  const pairs = new Set<[Socket, Socket]>()
  const ends = new Set<Socket>()

  const server = createServer((near) => {
    line.tried++
    ends.add(near)
    near.on('error', () => undefined).on('close', () => ends.delete(near))
    if (mode === 'refusing') return near.destroy()
    if (mode === 'hanging') return near.pause()
    const far = dial(target(), '127.0.0.1')
    const pair: [Socket, Socket] = [near, far]
    pairs.add(pair)
    far.on('error', () => near.destroy()).on('close', () => near.destroy())
    near.on('close', () => {
      pairs.delete(pair)
      far.destroy()
    })
    near.pipe(far)
    far.pipe(near)
  })

  function endAll(): void {
    for (const end of ends) end.destroy()
  }

  const line: FaultyLine = {
    port: 0,
    tried: 0,
    pass() {
      // What hung is not brought back to life: nobody knows what the two sides have given up meanwhile.
      if (mode === 'hanging') endAll()
      mode = 'passing'
    },
    refuse() {
      mode = 'refusing'
      endAll()
    },
    hang() {
      mode = 'hanging'
      for (const [near, far] of pairs) {
        near.unpipe(far).pause()
        far.unpipe(near).pause()
      }
    },
    cut: endAll,
    async [Symbol.asyncDispose]() {
      endAll()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  line.port = (server.address() as AddressInfo).port
  return line
}
