import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { runMigrations } from 'bullmq'
import type pg from 'pg'
import type { MasterKey } from '../crypto/master-key.ts'
import { digest } from '../crypto/seal.ts'
import { sealedColumns } from '../crypto/sealed-columns.ts'
import { refuseWrongMasterKey, type WrappedKey } from '../crypto/wrong-master-key.ts'
import { connectAlone } from './connect-alone.ts'
import { ensureRoles, refuseRolesInUse } from './roles.ts'

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
  /** How long a migration tries to get at a table that somebody else holds, a backup for instance. */
  patienceMs?: number
}

/** The database cannot be brought to this version as things are; the sentence says why. */
export class NotMigrated extends Error {
  override readonly name = 'NotMigrated'
}

const usualPatienceMs = 300_000
/**
 * Whoever waits for a table has everybody behind it who comes later, webhooks too. So a migration waits for moments only,
 * lets them through, and tries again.
 */
const lockTimeoutMs = 2_000
const betweenTriesMs = 3_000
const lockNotAvailable = '55P03'

/**
 * Brings the database to the newest migration, forward only. Each file is one transaction; a merged file that was
 * edited later is refused, since nobody could say any more what a database has.
 * @returns the names applied now
 * @throws NotMigrated, WrongMasterKey or RolesInUse, with nothing changed that others rely on
 */
export async function migrate(
  ownerUrl: string,
  masterKey: MasterKey,
  { dir = migrationsDir, upTo = Number.POSITIVE_INFINITY, patienceMs = usualPatienceMs }: MigrateOptions = {},
): Promise<string[]> {
  const client = await connectAlone({ connectionString: ownerUrl, application_name: 'crossdock migrate' })
  try {
    await assertVersion(client)
    await client.query('select pg_advisory_lock($1)', [lockKey])
    // Passwords of the roles follow from the master key, so it is looked at before anything is set.
    refuseWrongMasterKey(masterKey, await storedKeys(client))
    await refuseRolesInUse(client, ownerUrl, masterKey)
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
    if (ahead)
      throw new NotMigrated(`the database has ${ahead.name}, which this version does not know: upgrade Crossdock`)
    const done: string[] = []
    for (const { number, name, sql } of migrations) {
      const before = applied.get(number)
      if (before && before.digest !== digest(sql))
        throw new NotMigrated(`${name} was edited after it was applied; write a new migration`)
      if (before || number > upTo) continue
      await patiently(client, name, patienceMs, async () => {
        await client.query('set local search_path = crossdock')
        await client.query(sql)
        await client.query('insert into crossdock.migrations (number, name, digest) values ($1, $2, $3)', [
          number,
          name,
          digest(sql),
        ])
      })
      done.push(name)
    }
    // The queue brings its own schema; it holds lane names and nothing else. It makes a sequence for each queue by itself.
    await runMigrations(client as never, 'bullmq')
    await client.query(`
      grant usage, create on schema bullmq to crossdock_bell;
      grant select, insert, update, delete on all tables in schema bullmq to crossdock_bell;
      grant usage, select, update on all sequences in schema bullmq to crossdock_bell;
      grant execute on all functions in schema bullmq to crossdock_bell`)
    const partitions = 'select crossdock.ensure_delivery_partitions()'
    await patiently(client, 'Making partitions', patienceMs, () => client.query(partitions))
    if (upTo >= newest) await patiently(client, 'Guarding columns', patienceMs, () => guardSealedColumns(client))
    return done
  } finally {
    await client.end()
  }
}

/** One transaction, begun anew for as long as somebody else holds what it needs. */
async function patiently(
  client: pg.Client,
  what: string,
  patienceMs: number,
  work: () => Promise<unknown>,
): Promise<void> {
  const deadline = performance.now() + patienceMs
  for (;;) {
    try {
      await client.query(`begin; set local lock_timeout = ${lockTimeoutMs}`)
      await work()
      await client.query('commit')
      return
    } catch (cause) {
      await client.query('rollback')
      if ((cause as { code?: string }).code !== lockNotAvailable)
        throw new Error(`${what} failed: ${(cause as Error).message}`, { cause })
      if (performance.now() >= deadline)
        throw new NotMigrated(
          `${what}: somebody else holds a table that it needs (a backup under way, or a long transaction). What was applied before stays; migrate again when that has ended.`,
          { cause },
        )
    }
    await pause(betweenTriesMs)
  }
}

/** Also before the first migration, when there is no such table. */
async function storedKeys(client: pg.Client): Promise<WrappedKey[]> {
  const { rows: there } = await client.query<{ yes: boolean }>(
    `select to_regclass('crossdock.data_keys') is not null as yes`,
  )
  if (!there[0]?.yes) return []
  const { rows } = await client.query<WrappedKey>(
    'select tenant_id as "tenantId", id, wrapped from crossdock.data_keys',
  )
  return rows
}

async function guardSealedColumns(client: pg.Client): Promise<void> {
  for (const [table, columns] of Object.entries(sealedColumns))
    await client.query('select crossdock.guard_sealed($1, $2)', [table, columns])
}

export const leastVersion = 15

async function assertVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number }>(`select current_setting('server_version_num')::int as number`)
  const major = Math.floor((rows[0]?.number ?? 0) / 10_000)
  if (major < leastVersion)
    throw new NotMigrated(`This is PostgreSQL ${major}; Crossdock needs ${leastVersion} or newer.`)
}
