import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { inject } from 'vitest'
import { freePort } from '#main/free-port.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'
import type { TestDatabase } from './test-database.ts'
import { waitFor } from './wait-for.ts'

/** A PostgreSQL of the test's own, safe on disk, that may be killed: it is started again by itself. */
export interface Cluster extends TestDatabase {
  /**
   * SIGKILL: the power goes. SIGQUIT: an immediate shutdown, connections are cut and nothing is tidied up.
   * Resolves when it answers again.
   */
  end(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void>
  mishaps: string[]
}

export async function aCluster(): Promise<Cluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-cluster-'))
  const mishaps: string[] = []
  const server = await startEmbedded({
    dataDir,
    port: () => freePort(0),
    password: 'test',
    mishap: (what) => void mishaps.push(what),
  })
  await migrate(server.url, new MasterKey(inject('masterKey')))
  const owner = new pg.Pool({ connectionString: server.url, max: 4, options: '-c search_path=crossdock' })
  owner.on('error', () => undefined)
  owner.on('connect', (client) => client.on('error', () => undefined))
  return {
    url: server.url,
    owner,
    mishaps,
    outside: async (sql) => void (await owner.query(sql)),
    async end(signal) {
      const before = mishaps.length
      const pid = Number(readFileSync(join(server.folder, 'postmaster.pid'), 'utf8').split('\n')[0])
      process.kill(pid, signal)
      await waitFor('PostgreSQL to run again', async () => mishaps.slice(before).includes('runs again'), 60_000)
    },
    async [Symbol.asyncDispose]() {
      await owner.end()
      await server.stop()
      rmSync(server.folder, { recursive: true, force: true })
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
