import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '#main/free-port.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate } from '#platform/db/migrate.ts'
import { startEmbedded } from '#platform/embedded/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The cluster, as its owner; database `crossdock` is migrated and serves as template. */
    clusterUrl: string
    masterKey: string
  }
}

const testMasterKey = `test:${Buffer.alloc(32, 7).toString('base64')}`

/** One real PostgreSQL for the whole run: CROSSDOCK_TEST_DATABASE_URL (an owner's), else the embedded one in a folder of its own. */
export default async function setup(project: {
  provide(key: 'clusterUrl' | 'masterKey', value: string): void
}): Promise<() => Promise<void>> {
  const given = process.env.CROSSDOCK_TEST_DATABASE_URL
  project.provide('masterKey', testMasterKey)
  if (given) {
    await recreate(given)
    await migrate(given, new MasterKey(testMasterKey))
    project.provide('clusterUrl', given)
    return async () => undefined
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-test-'))
  const cluster = await startEmbedded({ dataDir, port: () => freePort(0), password: 'test', throwAway: true })
  await migrate(cluster.url, new MasterKey(testMasterKey))
  project.provide('clusterUrl', cluster.url)
  return async () => {
    await cluster.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function recreate(url: string): Promise<void> {
  const address = new URL(url)
  const name = address.pathname.slice(1)
  address.pathname = '/postgres'
  const client = new pg.Client({ connectionString: address.toString() })
  await client.connect()
  await client.query(`drop database if exists ${client.escapeIdentifier(name)} with (force)`)
  await client.query(`create database ${client.escapeIdentifier(name)}`)
  await client.end()
}
