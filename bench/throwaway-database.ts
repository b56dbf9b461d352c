import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from '#server/main/free-port.ts'
import { MasterKey } from '#server/platform/crypto/master-key.ts'
import { migrate } from '#server/platform/db/migrate.ts'
import { startEmbedded } from '#server/platform/embedded/index.ts'
import { postmasterOf } from './processor-time.ts'

export interface BenchDatabase extends AsyncDisposable {
  /** As the owner. */
  url: string
  masterKey: string
  /** For logs of the processes that are measured. */
  folder: string
  /** Its server, whose children do the work. */
  pid: number
}

/**
 * A migrated database that is as careful as a real one (fsync, synchronous_commit and full_page_writes at PostgreSQL's own
 * defaults): measured without them, every figure would flatter.
 */
export async function throwawayDatabase(): Promise<BenchDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-bench-'))
  const masterKey = `bench:${Buffer.alloc(32, 5).toString('base64')}`
  const cluster = await startEmbedded({ dataDir: folder, port: () => freePort(0), password: 'bench' })
  const remove = async (): Promise<void> => {
    await cluster.stop()
    rmSync(dirname(cluster.folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await migrate(cluster.url, new MasterKey(masterKey))
  } catch (error) {
    await remove()
    throw error
  }
  return { url: cluster.url, masterKey, folder, pid: postmasterOf(cluster.folder), [Symbol.asyncDispose]: remove }
}
