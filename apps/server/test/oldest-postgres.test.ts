import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'
import { newId } from '#platform/ids.ts'

/** The cluster beside the real Odoo is Debian's PostgreSQL 15: the oldest that we promise. */
const oldest = process.env.CROSSDOCK_TEST_ODOO_PG

test.skipIf(!oldest)('the migrations run on PostgreSQL 15, and a second time change nothing', async () => {
  const admin = new pg.Client({ connectionString: oldest })
  await admin.connect()
  const name = `t_${newId().replaceAll('-', '')}`
  await admin.query(`create database ${name}`)
  const url = new URL(oldest as string)
  url.pathname = `/${name}`
  const keys = new MasterKey(inject('masterKey'))

  try {
    expect(await migrate(url.toString(), keys)).toHaveLength(readMigrations().length)
    expect(await migrate(url.toString(), keys)).toEqual([])
  } finally {
    await admin.query(`drop database ${name} with (force)`)
    await admin.end()
  }
})
