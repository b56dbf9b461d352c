import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { freePort } from '#main/free-port.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'

/** The hub's PostgreSQL, migrated; it can be struck down and started again with what it had promised to keep. */
export interface HubDatabase extends AsyncDisposable {
  url: string
  /** As the owner. Asks again while the database is away. */
  query<Row extends object>(sql: string, values?: unknown[]): Promise<Row[]>
  /** All its processes end without a goodbye, and it recovers from its log (`pg_ctl -m immediate restart`). */
  restartAtOnce(): Promise<void>
}

const password = 'chaos'

export async function startHubDatabase(folder: string, masterKey: string): Promise<HubDatabase> {
  const port = await freePort(0)
  const database = await startEmbedded({ dataDir: folder, port: async () => port, password, throwAway: true })
  await migrate(database.url, new MasterKey(masterKey))
  const pool = new pg.Pool({ connectionString: database.url, max: 4, options: '-c search_path=crossdock' })
  // Struck down, it says so on every connection; the next question opens another one.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  // A throw-away cluster answers before it has written; one that is struck down must have kept what it said it kept.
  await pool.query('alter database crossdock set synchronous_commit = on')

  const hub: HubDatabase = {
    url: database.url,
    async query<Row extends object>(sql: string, values: unknown[] = []) {
      for (const deadline = performance.now() + 60_000; ; await pause(200)) {
        try {
          return (await pool.query(sql, values)).rows as Row[]
        } catch (error) {
          if (!isAway(error) || performance.now() > deadline) throw error
        }
      }
    },
    async restartAtOnce() {
      const postmaster = Number(readFileSync(join(database.folder, 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(postmaster, 'SIGQUIT')
      while (isAlive(postmaster)) await pause(20)
      // It is started again by whoever keeps it running (platform/embedded): two hands would be in each other's way.
      await hub.query('select')
    },
    async [Symbol.asyncDispose]() {
      await pool.end()
      await database.stop()
    },
  }
  return hub
}

/** Not now (57), no connection (08), or no answer at all. */
function isAway(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? ''
  return /^(57|08|40P01|ECONN|EPIPE)/.test(code) || /Connection terminated/.test(String(error))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
