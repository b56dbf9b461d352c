import { type ChildProcess, spawn } from 'node:child_process'
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { Redis } from 'ioredis'
import { freePort } from '#main/free-port.ts'
import { waitFor } from './wait-for.ts'

/** A Redis or Valkey of the test's own: one that may be wiped, stopped and started again. */
export interface RedisServer extends AsyncDisposable {
  /** Another one after each start. */
  port: number
  /** As somebody with redis-cli would. */
  command(name: string, ...words: string[]): Promise<unknown>
  /** Ends it at once, with all it held. */
  kill(): Promise<void>
  start(): Promise<void>
}

/** Never a Redis that somebody else uses: the tests wipe it. */
export function redisProgram(path = process.env.PATH): string | null {
  const folders = (path ?? '').split(delimiter).filter(Boolean)
  return (
    folders.flatMap((folder) => ['redis-server', 'valkey-server'].map((name) => join(folder, name))).find(runs) ?? null
  )
}

function runs(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export async function aRedisServer(settings: string[] = []): Promise<RedisServer> {
  const program = redisProgram()
  if (!program) throw new Error('there is no redis-server or valkey-server on the PATH')
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-redis-'))
  let child: ChildProcess | null = null
  let client: Redis | null = null
  // Should the test's process end in a hurry, it must not stay behind.
  const endWithUs = (): void => void child?.kill('SIGKILL')
  process.on('exit', endWithUs)

  const server: RedisServer = {
    port: 0,
    command: async (name, ...words) => client?.call(name, ...words),
    async kill() {
      client?.disconnect()
      const ending = child
      child = null
      if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
      const ended = new Promise((resolve) => ending.once('exit', resolve))
      ending.kill('SIGKILL')
      await ended
    },
    async start() {
      server.port = await freePort(0)
      const fixed = [
        '--bind',
        '127.0.0.1',
        '--port',
        String(server.port),
        '--dir',
        folder,
        '--save',
        '',
        '--appendonly',
        'no',
      ]
      child = spawn(program, [...fixed, ...settings], { stdio: 'ignore' })
      client = new Redis({ host: '127.0.0.1', port: server.port, maxRetriesPerRequest: null, retryStrategy: () => 50 })
      client.on('error', () => undefined)
      await waitFor('Redis to answer', async () => (await client?.ping().catch(() => '')) === 'PONG')
    },
    async [Symbol.asyncDispose]() {
      await server.kill()
      process.removeListener('exit', endWithUs)
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}
