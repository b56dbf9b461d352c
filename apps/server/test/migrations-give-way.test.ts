import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate, migrationsDir, NotMigrated, readMigrations } from '#platform/db/migrate.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const masterKey = new MasterKey(inject('masterKey'))

/** The migrations there are, and one more that changes a table. */
function oneMore(): { dir: string; name: string } & Disposable {
  const dir = mkdtempSync(join(tmpdir(), 'crossdock-migrations-'))
  cpSync(migrationsDir, dir, { recursive: true })
  const name = `${String(readMigrations().length + 1).padStart(6, '0')}_another_column.sql`
  writeFileSync(join(dir, name), 'alter table orders add column another text;')
  return { dir, name, [Symbol.dispose]: () => rmSync(dir, { recursive: true, force: true }) }
}

/** Reads a table for long, as a backup does. */
async function aReaderOf(table: string, { url }: TestDatabase): Promise<AsyncDisposable> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=crossdock' })
  client.on('error', () => undefined)
  await client.connect()
  await client.query(`begin; lock table ${table} in access share mode`)
  return { [Symbol.asyncDispose]: () => client.end() }
}

const waitingForTables = async ({ owner }: TestDatabase): Promise<number> =>
  (
    await owner.query(
      `select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`,
    )
  ).rowCount ?? 0

test('a migration that a backup is in the way of lets others through meanwhile, and is applied afterwards', async () => {
  using more = oneMore()
  await using database = await testDatabase()
  let migrating: Promise<string[]>
  {
    await using _reader = await aReaderOf('orders', database)
    migrating = migrate(database.url, masterKey, { dir: more.dir })
    await waitFor('the migration to wait for the table', async () => (await waitingForTables(database)) > 0)

    // While the reader still reads: whoever comes behind the migration gets the table.
    await waitFor('the migration to give way', async () => (await waitingForTables(database)) === 0)
    await database.owner.query('update orders set revision = revision')
  }

  expect(await migrating).toEqual([more.name])
})

test('a migration that never gets its table says what to do, and has changed nothing', async () => {
  using more = oneMore()
  await using database = await testDatabase()
  await using _reader = await aReaderOf('orders', database)

  const migrating = migrate(database.url, masterKey, { dir: more.dir, patienceMs: 0 })

  await expect(migrating).rejects.toBeInstanceOf(NotMigrated)
  await expect(migrating).rejects.toThrow(/another_column.*a backup under way.*migrate again/)
  const { rowCount } = await database.owner.query('select from migrations where name = $1', [more.name])
  expect(rowCount).toBe(0)
})
