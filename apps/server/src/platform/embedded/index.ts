import { type ChildProcess, spawn } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { digest } from '../crypto/seal.ts'
import { type Binaries, findBinaries, folderWithinReach, type RunAs, userToRunAs } from './binaries.ts'
import { keepRunning, type Mishap, type Server, tail } from './keep-running.ts'
import { endOrphan } from './orphan.ts'

export interface EmbeddedDatabase {
  /** As the owner. */
  url: string
  /** Where its data lies; not below the data folder when the user it runs as cannot enter there. */
  folder: string
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  dataDir: string
  /** Asked once an older server of this folder has ended, since that one may hold the port. */
  port(): Promise<number>
  password: string
  /** For tests: speed before safety, and nothing is left of it after `stop`. */
  throwAway?: boolean
  /** Told when the server ends without having been asked. It is started again, unless it keeps ending. */
  mishap?: Mishap
}

const owner = 'crossdock_owner'
const database = 'crossdock'

/**
 * A real PostgreSQL in a folder of its own, for development and rehearsal (production refuses it). Survives being
 * killed: what a killed parent left running is ended first, what it left on disk is recovered.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const runAs = userToRunAs()
  const binaries = await findBinaries(runAs)
  const base = folderWithinReach(options.dataDir, runAs)
  const folder = join(base, 'postgres')
  await endOrphan(folder)
  setAsideUnreadable(folder, options.password)
  if (!existsSync(join(folder, 'PG_VERSION'))) await initialise(binaries, folder, runAs, options)

  const port = await options.port()
  const start = (): Promise<Server> => startServer(binaries, folder, runAs, port, options.throwAway ?? false)
  const server = await keepRunning(start, options.mishap ?? (() => undefined))
  const stop = async (): Promise<void> => {
    await server.stop()
    if (options.throwAway) rmSync(base, { recursive: true, force: true })
  }
  const address = `postgres://${owner}:${encodeURIComponent(options.password)}@127.0.0.1:${port}`
  try {
    await ensureDatabase(`${address}/postgres`)
  } catch (error) {
    await stop()
    throw error
  }
  return { url: `${address}/${database}`, folder, stop }
}

/**
 * The password follows from the master key. With another key (somebody deleted the data folder, where it lived) nobody
 * can log in, and nothing sealed in there can be opened again: a new cluster begins, the old one is kept once.
 */
function setAsideUnreadable(folder: string, password: string): void {
  const mark = `${folder}.key`
  const ours = digest('embedded', password)
  if (existsSync(folder) && existsSync(mark) && readFileSync(mark, 'utf8') !== ours) {
    rmSync(`${folder}.old`, { recursive: true, force: true })
    renameSync(folder, `${folder}.old`)
  }
  writeFileSync(mark, ours, { mode: 0o600 })
}

async function initialise({ initdb }: Binaries, folder: string, runAs: RunAs, options: EmbeddedOptions): Promise<void> {
  // A half-made cluster of an interrupted first start holds nothing.
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { mode: 0o700 })
  const passwordFile = `${folder}.password`
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 })
  if (runAs.uid !== undefined && runAs.gid !== undefined)
    for (const path of [folder, passwordFile]) chownSync(path, runAs.uid, runAs.gid)
  try {
    const args = [
      '--pgdata',
      folder,
      '--username',
      owner,
      '--pwfile',
      passwordFile,
      '--auth',
      'scram-sha-256',
      '--encoding',
      'UTF8',
      '--locale',
      'C',
    ]
    const child = spawn(initdb, options.throwAway ? [...args, '--no-sync'] : args, {
      ...runAs,
      cwd: folder,
      env: bareEnvironment,
    })
    const said = collect(child)
    const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
    if (code !== 0) throw new Error(`The embedded database could not be set up:\n${tail(said)}`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function startServer(
  { postgres }: Binaries,
  folder: string,
  runAs: RunAs,
  port: number,
  throwAway: boolean,
): Promise<Server> {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...(throwAway ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  }
  const args = [
    '-D',
    folder,
    '-p',
    String(port),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  // A session of its own: Ctrl-C in the terminal reaches the hub alone, which stops its database last.
  const child = spawn(postgres, args, { ...runAs, cwd: folder, env: bareEnvironment, detached: true })
  const said = collect(child)
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error(`The embedded database did not start on port ${port}:\n${tail(said)}`))
    child.on('error', failed)
    child.on('exit', failed)
    child.stderr?.on('data', () => {
      if (!said.join('').includes('database system is ready to accept connections')) return
      child.removeListener('exit', failed)
      // It writes on; somebody has to listen, or the pipe fills up.
      child.stderr?.removeAllListeners('data').on('data', (chunk: Buffer) => {
        said.push(chunk.toString())
        said.splice(0, said.length - 20)
      })
      child.unref()
      // Should this process end without stopping it (an exit in a hurry), it must not stay behind.
      const endWithUs = (): void => void child.kill('SIGINT')
      process.once('exit', endWithUs)
      child.once('exit', () => process.removeListener('exit', endWithUs))
      resolve({ child, said })
    })
  })
}

async function ensureDatabase(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database])
    if (!rowCount) await client.query(`create database ${database}`)
  } finally {
    await client.end()
  }
}

/** Settings of another PostgreSQL (PGDATA, PGPORT …) must not leak into this one. */
const bareEnvironment = { LC_ALL: 'C', TZ: 'UTC' }

function collect(child: ChildProcess): string[] {
  const said: string[] = []
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => void said.push(chunk.toString()))
  return said
}
