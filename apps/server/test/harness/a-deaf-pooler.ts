import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'

/**
 * A pooler in transaction mode, as far as LISTEN is concerned: everything passes but what PostgreSQL says unasked
 * (NotificationResponse, message `A`), since it would come to a connection that is somebody else's by then.
 */
export async function aDeafPooler(databaseUrl: string): Promise<{ url: string } & AsyncDisposable> {
  const target = new URL(databaseUrl)
  const ends = new Set<Socket>()
  const server = createServer((near) => {
    const far = dial(Number(target.port), target.hostname)
    let waiting = Buffer.alloc(0)
    far.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 5 && waiting.length >= 1 + waiting.readUInt32BE(1)) {
        const length = 1 + waiting.readUInt32BE(1)
        if (waiting.toString('latin1', 0, 1) !== 'A') near.write(waiting.subarray(0, length))
        waiting = waiting.subarray(length)
      }
    })
    near.pipe(far)
    for (const end of [near, far]) {
      ends.add(end)
      end
        .on('error', () => undefined)
        .on('close', () => {
          ends.delete(end)
          near.destroy()
          far.destroy()
        })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.toString(),
    async [Symbol.asyncDispose]() {
      for (const end of ends) end.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
