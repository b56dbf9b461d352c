import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '#server/main/free-port.ts'
import { waitFor } from '#server-test/harness/wait-for.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'

export interface Pooler extends AsyncDisposable {
  /** The same database through it, with the same log-in. */
  url: string
}

export interface PoolerOptions {
  databaseUrl: string
  /** Who may log in, by name and password. */
  users: Record<string, string>
  /** Further lines of its section [pgbouncer]. */
  settings?: string[]
}

/** PgBouncer in transaction mode, with few connections, so that whoever leans on one of them meets another's. */
export async function aPooler({ databaseUrl, users, settings = [] }: PoolerOptions): Promise<Pooler> {
  const target = new URL(databaseUrl)
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-pooler-'))
  chmodSync(folder, 0o755)
  const port = await freePort(0)
  const file = join(folder, 'pgbouncer.ini')
  const list = join(folder, 'userlist.txt')
  writeFileSync(
    list,
    Object.entries(users)
      .map(([name, password]) => `"${name}" "${password}"\n`)
      .join(''),
  )
  writeFileSync(
    file,
    `[databases]
* = host=${target.hostname} port=${target.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${list}
pool_mode = transaction
default_pool_size = 3
max_client_conn = 300
${settings.join('\n')}
`,
  )
  // It runs as anybody but root.
  const child = spawn(deployTools(process.env).pgbouncer ?? '', ['-u', 'nobody', file], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await waitFor('the pooler to listen', () => listensAt(port))
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.toString(),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function listensAt(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
