import { connect, type Socket } from 'node:net'

export interface SlowSenders {
  /** Those that the hub has hung up on. */
  ended(): number
  stop(): void
}

/** So many connections that send a byte now and then and never come to an end, as long as the hub bears it. */
export function startSlowSenders(url: string, count: number): SlowSenders {
  const { hostname, port } = new URL(url)
  let ended = 0
  let stopped = false
  const sockets = new Set<Socket>()
  const open = (index: number): void => {
    const socket = connect(Number(port), hostname)
    sockets.add(socket)
    socket.on('error', () => undefined)
    // Half of them dawdle in the head, half in the body.
    socket.write(
      index % 2 === 0
        ? 'POST /hooks/x HTTP/1.1\r\n'
        : 'POST /hooks/x HTTP/1.1\r\nhost: x\r\ncontent-length: 1000000\r\n\r\n',
    )
    const timer = setInterval(() => socket.write('x'), 1_000)
    socket.resume()
    socket.once('close', () => {
      clearInterval(timer)
      sockets.delete(socket)
      if (stopped) return
      ended++
      setTimeout(() => stopped || open(index), 1_000)
    })
  }
  for (let index = 0; index < count; index++) open(index)
  return {
    ended: () => ended,
    stop() {
      stopped = true
      for (const socket of sockets) socket.destroy()
    },
  }
}
