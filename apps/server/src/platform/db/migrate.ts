import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runMigrations } from 'bullmq'
import pg from 'pg'
import type { MasterKey } from '../crypto/master-key.ts'
import { digest } from '../crypto/seal.ts'
import { sealedColumns } from '../crypto/sealed-columns.ts'
import { ensureRoles } from './roles.ts'

export const migrationsDir = join(import.meta.dirname, '../../../migrations')
const lockKey = 7_269_001

export interface Migration {
  number: number
  name: string
  sql: string
}

export function readMigrations(dir = migrationsDir): Migration[] {
  const files = readdirSync(dir)
    .filter((file) => file.endsWith('.sql'))
    .sort()
  return files.map((file, index) => {
    const number = Number(file.slice(0, 6))
    if (number !== index + 1) throw new Error(`migration ${file}: expected number ${index + 1}`)
    return { number, name: file, sql: readFileSync(join(dir, file), 'utf8') }
  })
}

export interface MigrateOptions {
  dir?: string
  /** Number of the last one to apply; the newest unless told. */
  upTo?: number
}

/**
 * Brings the database to the newest migration, forward only. Each file is one transaction; a merged file that was
 * edited later is refused, since nobody could say any more what a database has.
 * @returns the names applied now
 */
export async function migrate(
  ownerUrl: string,
  masterKey: MasterKey,
  { dir = migrationsDir, upTo = Number.POSITIVE_INFINITY }: MigrateOptions = {},
): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'crossdock migrate' })
  await client.connect().catch((cause: Error) => {
    const { host, pathname } = new URL(ownerUrl)
    throw new Error(
      `The database ${pathname.slice(1)} at ${host} cannot be used: ${cause.message || (cause as { code?: string }).code}.`,
      { cause },
    )
  })
  try {
    await assertVersion(client)
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await ensureRoles(client, masterKey)
    // Nobody but the owner has a use for temporary tables here; see 000005 for what one could do with them.
    const { rows: here } = await client.query<{ name: string }>('select current_database() as name')
    await client.query(`revoke temporary on database ${client.escapeIdentifier(here[0]?.name ?? '')} from public`)
    await client.query('create schema if not exists crossdock')
    await client.query(`create table if not exists crossdock.migrations (
      number int primary key, name text not null, digest text not null, applied_at timestamptz not null default now())`)
    const { rows } = await client.query<{ number: number; name: string; digest: string }>(
      'select number, name, digest from crossdock.migrations order by number',
    )
    const applied = new Map(rows.map((row) => [row.number, row]))
    const migrations = readMigrations(dir)
    const newest = migrations.length
    const ahead = rows.find((row) => row.number > newest)
    if (ahead) throw new Error(`the database has ${ahead.name}, which this version does not know: upgrade Crossdock`)
    const done: string[] = []
    for (const { number, name, sql } of migrations) {
      const before = applied.get(number)
      if (before && before.digest !== digest(sql))
        throw new Error(`${name} was edited after it was applied; write a new migration`)
      if (before || number > upTo) continue
      await client.query('begin')
      try {
        await client.query('set local search_path = crossdock')
        await client.query(sql)
        await client.query('insert into crossdock.migrations (number, name, digest) values ($1, $2, $3)', [
          number,
          name,
          digest(sql),
        ])
        await client.query('commit')
      } catch (cause) {
        await client.query('rollback')
        throw new Error(`${name} failed: ${(cause as Error).message}`, { cause })
      }
      done.push(name)
    }
    // The queue brings its own schema; it holds lane names and nothing else. It makes a sequence for each queue by itself.
    await runMigrations(client as never, 'bullmq')
    await client.query(`
      grant usage, create on schema bullmq to crossdock_bell;
      grant select, insert, update, delete on all tables in schema bullmq to crossdock_bell;
      grant usage, select, update on all sequences in schema bullmq to crossdock_bell;
      grant execute on all functions in schema bullmq to crossdock_bell`)
    await client.query('select crossdock.ensure_delivery_partitions()')
    if (upTo >= newest) await guardSealedColumns(client)
    return done
  } finally {
    await client.end()
  }
}

async function guardSealedColumns(client: pg.Client): Promise<void> {
  for (const [table, columns] of Object.entries(sealedColumns))
    await client.query('select crossdock.guard_sealed($1, $2)', [table, columns])
}

export const leastVersion = 15

async function assertVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number }>(`select current_setting('server_version_num')::int as number`)
  const major = Math.floor((rows[0]?.number ?? 0) / 10_000)
  if (major < leastVersion) throw new Error(`This is PostgreSQL ${major}; Crossdock needs ${leastVersion} or newer.`)
}
