import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '#server/main/free-port.ts'
import { startEmbedded } from '#server/platform/embedded/index.ts'
import { deployFolder, secretsForTests } from './compose-file.ts'

export interface ProductionDatabase {
  /** As compose.yaml has it: the owner is no superuser. */
  ownerUrl: string
  stop(): Promise<void>
}

/** A real PostgreSQL, prepared by the script that compose.yaml hands to the image of PostgreSQL. */
export async function aProductionDatabase(dataDir: string): Promise<ProductionDatabase> {
  const cluster = await startEmbedded({ dataDir, port: () => freePort(0), password: 'test', throwAway: true })
  const address = await asFromTheImage(cluster.url)
  execFileSync('sh', [join(deployFolder, 'postgres/10-owner.sh')], {
    env: {
      PATH: process.env.PATH,
      PGHOST: address.hostname,
      PGPORT: address.port,
      PGPASSWORD: address.password,
      POSTGRES_USER: 'postgres',
      DATABASE_PASSWORD: secretsForTests.DATABASE_PASSWORD,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const owner = new URL(cluster.url)
  Object.assign(owner, {
    username: 'crossdock_owner',
    password: secretsForTests.DATABASE_PASSWORD,
    pathname: '/crossdock',
  })
  return { ownerUrl: owner.toString(), stop: () => cluster.stop() }
}

/** The image of PostgreSQL begins with a superuser `postgres` and a database of that name, and with nothing else. */
async function asFromTheImage(url: string): Promise<URL> {
  const address = new URL(url)
  address.pathname = '/postgres'
  await run(address, `create role postgres superuser login password 'test'`)
  const taken = address.username
  Object.assign(address, { username: 'postgres', password: 'test' })
  await run(address, 'drop database crossdock')
  await run(address, `alter role ${pg.escapeIdentifier(taken)} rename to before`)
  return address
}

async function run(address: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: address.toString() })
  await client.connect()
  await client.query(sql)
  await client.end()
}
