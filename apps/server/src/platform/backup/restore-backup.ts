import type { Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { MasterKey } from '../crypto/master-key.ts'
import { digest, keyIdOf } from '../crypto/seal.ts'
import { opens, type WrappedKey } from '../crypto/wrong-master-key.ts'
import { connectAlone } from '../db/connect-alone.ts'
import type { Tx } from '../db/database.ts'
import { migrate, readMigrations } from '../db/migrate.ts'
import { refuseRolesInUse } from '../db/roles.ts'
import { BrokenBackup, type Header, type Partition, type TableStart, type Trailer } from './archive.ts'
import { readBackup } from './read-backup.ts'
import { finishCutOff, noteReplaced, putBack, schemasInUse, setAside, throwAway } from './set-aside.ts'
import { tablesInOrder } from './tables-to-back-up.ts'

export interface RestoreOptions {
  /** As the owner, and past a pooler. */
  databaseUrl: string
  masterKey: MasterKey
  file: string
  /** Whether what is in the database may be thrown away. */
  force: boolean
  /** What follows from the restored rows being old, in the same transaction. The schema may be older than the newest. */
  settle?(tx: Pick<Tx, 'query'>): Promise<void>
  /** Last of all, in the newest schema. */
  afterwards?(tx: Pick<Tx, 'query'>): Promise<void>
  progress(progress: { step: 'verify' | 'restore'; done: number; total: number; table: string }): void
}

/** The database, or this version of Crossdock, is not one the backup can be restored with; the sentence says why. */
export class NotRestorable extends Error {
  override readonly name = 'NotRestorable'
}

/**
 * Lanes are held with tokens that only ever rise. What was given out between the backup and now is not known any more, and
 * whoever holds such a token must not find it given to somebody else.
 */
const tokensAhead = 1_000_000_000n

/**
 * Puts a backup into an empty database: read through once and verified before anything is written, then copied in within
 * one transaction. The schema is first brought to where it was when the backup was taken, and to the newest afterwards.
 * Whatever fails before that leaves the database as it was.
 */
export async function restoreBackup(options: RestoreOptions): Promise<{ header: Header; trailer: Trailer }> {
  const { databaseUrl, masterKey, file, progress } = options
  let seen = 0
  const keys: WrappedKey[] = []
  let table: TableStart | undefined
  const { header, trailer } = await readBackup(file, masterKey, {
    table: async (start) => {
      table = start
    },
    rows: async (rows, count) => {
      seen += count
      progress({ step: 'verify', done: seen, total: seen, table: table?.table ?? '' })
      if (table?.table === 'crossdock.data_keys') keys.push(...wrappedKeysIn(rows, table.columns))
    },
  })
  checkSchema(header)
  checkMasterKeys(header, keys, masterKey)
  const client = await connectAlone({
    connectionString: databaseUrl,
    application_name: 'crossdock restore',
    options: '-c search_path=crossdock -c timezone=UTC -c datestyle=ISO',
  })
  try {
    await refuseUsed(client)
    await refuseRolesInUse(client, databaseUrl, masterKey)
    await finishCutOff(client)
    if (!options.force) await refuseFilled(client)
    await setAside(client)
    try {
      await fill(client, options, header, trailer)
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      await putBack(client).catch((cause: unknown) => {
        throw new NotRestorable(
          `${(error as Error).message}. What the database held lies in the schemas that end with _before_restore; the next restore puts it back first.`,
          { cause },
        )
      })
      throw error
    }
    await throwAway(client)
  } finally {
    await client.end()
  }
  return { header, trailer }
}

async function fill(client: pg.Client, options: RestoreOptions, header: Header, trailer: Trailer): Promise<void> {
  const { databaseUrl, masterKey } = options
  await migrate(databaseUrl, masterKey, { upTo: header.migrations.length })
  await client.query('begin')
  await copyEverything(client, options, header, trailer)
  await options.settle?.(asTx(client))
  await noteReplaced(client)
  await client.query('commit')
  await migrate(databaseUrl, masterKey)
  await options.afterwards?.(asTx(client))
}

function checkSchema({ migrations }: Header): void {
  const ours = readMigrations()
  const newest = migrations.at(-1)
  if (!newest) throw new BrokenBackup('it does not say which schema it is of')
  if (migrations.length > ours.length)
    throw new NotRestorable(`The backup is of a newer Crossdock (${newest.name}). Restore it with that one.`)
  const other = migrations.find(({ name }, index) => ours[index]?.name !== name)
  if (other) throw new NotRestorable(`The backup has a migration ${other.name} that this version does not know.`)
  const edited = migrations.find((one, index) => one.digest !== digest(ours[index]?.sql ?? ''))
  if (edited)
    throw new NotRestorable(
      `${edited.name} here is not the file that was applied where the backup comes from. Restore it with the released version.`,
    )
}

/** Values of these columns hold nothing that COPY would escape. */
function wrappedKeysIn(rows: Buffer, columns: readonly string[]): WrappedKey[] {
  const lines = rows.toString().trimEnd().split('\n')
  return lines.map((line) => {
    const cells = line.split('\t')
    const value = (column: string): string => cells[columns.indexOf(column)] ?? ''
    return { tenantId: value('tenant_id'), id: value('id'), wrapped: value('wrapped') }
  })
}

/**
 * Before anything is written: passwords of the database's roles follow from the master key, and with a wrong one every hub
 * on this server would be locked out.
 */
function checkMasterKeys({ masterKeys }: Header, keys: readonly WrappedKey[], masterKey: MasterKey): void {
  const missing = masterKeys.filter((id) => !masterKey.ids.includes(id))
  if (missing.length > 0)
    throw new NotRestorable(
      `The backup needs the master key "${missing.join('", "')}", which CROSSDOCK_MASTER_KEY does not have. Without it nothing in there can be read.`,
    )
  const closed = keys.find((key) => !opens(masterKey, key))
  if (closed)
    throw new NotRestorable(
      `The master key "${keyIdOf(closed.wrapped)}" here is another one than the one of the backup: it does not open what is in there. Nothing was restored.`,
    )
}

async function refuseUsed(client: pg.Client): Promise<void> {
  if (await isUsed(client))
    throw new NotRestorable('A hub is connected to this database. Stop every one of its processes first.')
}

/** Tables without a tenant are somebody's too: another program may keep its queues in `bullmq`. */
async function refuseFilled(client: pg.Client): Promise<void> {
  const schemas = await schemasInUse(client)
  if (schemas.length === 0) return
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('crossdock.tenants') is not null as there`,
  )
  const tenants = rows[0]?.there
    ? (await client.query<{ slug: string }>('select slug from crossdock.tenants order by slug')).rows
    : []
  const what = tenants.length > 0 ? tenants.map(({ slug }) => slug).join(', ') : `the schemas ${schemas.join(', ')}`
  throw new NotRestorable(
    `The database is not empty: it has ${what}. Use a fresh one; --force throws everything in it away.`,
  )
}

const goneWithinMs = 3_000

/** A hub that has just stopped takes a moment to be gone. */
async function isUsed(client: pg.Client): Promise<boolean> {
  for (let lookedMs = 0; lookedMs < goneWithinMs; lookedMs += 200) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database()
         and application_name in ('crossdock app', 'crossdock keys', 'crossdock api', 'crossdock intake', 'crossdock bell') limit 1`,
    )
    if (rowCount === 0) return false
    await pause(200)
  }
  return true
}

async function copyEverything(
  client: pg.Client,
  { file, masterKey, progress }: RestoreOptions,
  header: Header,
  { tables: expected, sequences }: Trailer,
): Promise<void> {
  const tables = await tablesInOrder(client)
  const known = new Map(tables.map(({ name, columns }) => [name, columns]))
  for (const partition of header.partitions) await makePartition(client, partition)
  // Values that are sealed with a key on its way out are still to be restored; nobody else writes here.
  for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`)
  const total = Object.values(expected).reduce((sum, rows) => sum + rows, 0)
  let done = 0
  let into: Writable | undefined
  let table = ''
  await readBackup(file, masterKey, {
    async table(start) {
      const columns = known.get(start.table)
      const strange = start.columns.find((column) => !columns?.includes(column))
      if (!columns || strange !== undefined)
        throw new NotRestorable(`There is no ${start.table}.${strange ?? ''} here.`)
      const list = start.columns.map((column) => client.escapeIdentifier(column)).join(', ')
      table = start.table
      into = client.query(copyFrom(`copy ${start.table} (${list}) from stdin`))
      // Refused between two handfuls: the next one, or the end, is told.
      into.on('error', () => undefined)
    },
    async rows(rows, count) {
      await written(into as Writable, rows)
      done += count
      progress({ step: 'restore', done, total, table })
    },
    async endOfTable() {
      into?.end()
      await finished(into as Writable)
    },
  })
  const { rows: there } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('crossdock', 'crossdock_auth') and c.relkind = 'S'`,
  )
  for (const { name, value, called } of sequences) {
    if (!there.some((sequence) => sequence.name === name)) throw new NotRestorable(`There is no sequence ${name} here.`)
    const next = name === 'crossdock.lane_tokens' ? BigInt(value) + tokensAhead : BigInt(value)
    await client.query('select setval($1::regclass, $2, $3)', [name, next.toString(), called])
  }
  for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`)
}

/** Older months than a new database has; locked as `ensure_delivery_partitions()` locks them. */
async function makePartition(client: pg.Client, { name, of, bound }: Partition): Promise<void> {
  // The bound is spliced into a statement, so it must be nothing else.
  if (!/^FOR VALUES FROM \('[-0-9: +]+'\) TO \('[-0-9: +]+'\)$/.test(bound) || !/^\w+$/.test(`${name}${of}`))
    throw new BrokenBackup(`a partition of it cannot be made: ${name}`)
  const { rows } = await client.query('select from pg_class where oid = to_regclass($1)', [`crossdock.${name}`])
  if (rows.length > 0) return
  await client.query(`create table ${name} partition of ${of} ${bound}`)
  await client.query(`alter table ${name} enable row level security`)
  await client.query(`create policy one_tenant on ${name} using (tenant_id = current_tenant())`)
}

function asTx(client: pg.Client): Pick<Tx, 'query'> {
  return {
    query: async <Row extends object>(text: string, values: unknown[] = []) =>
      (await client.query<Row & pg.QueryResultRow>(text, values)).rows as Row[],
  }
}

function written(into: Writable, rows: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    into.write(rows, (error) => (error ? reject(error) : resolve()))
  })
}
