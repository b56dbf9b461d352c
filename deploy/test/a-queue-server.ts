import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '#server/main/free-port.ts'
import { waitFor } from '#server-test/harness/wait-for.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { secretsForTests } from './compose-file.ts'

export interface QueueServer extends AsyncDisposable {
  /** What it answers to these lines, each a command, from its first word to the end of the connection. */
  say(...lines: string[]): Promise<string>
}

/** Runs the shell line that compose.yaml has for Valkey, with the server of this machine (Valkey, or the Redis it came from). */
export async function asConfigured(line: string): Promise<QueueServer> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-queue-'))
  const port = await freePort(0)
  const server = deployTools(process.env).redis ?? ''
  // As Compose writes it: `$$` is the shell's `$`.
  const shell = line.replaceAll('$$', '$').replace('valkey-server', `${server} --port ${port} --bind 127.0.0.1`)
  const child = spawn('sh', ['-c', shell], {
    cwd: folder,
    env: { PATH: process.env.PATH, REDIS_PASSWORD: secretsForTests.REDIS_PASSWORD },
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const say = (...lines: string[]): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    socket.write([...lines, 'QUIT', ''].join('\r\n'))
    return text(socket)
  }
  await waitFor('the queue server to answer', () => say('PING'))
  return {
    say,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
