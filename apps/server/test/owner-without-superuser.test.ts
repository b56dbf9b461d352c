import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freePort } from '#main/free-port.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'
import { roleNames, urlForRole } from '#platform/db/roles.ts'
import { type EmbeddedDatabase, startEmbedded } from '#platform/embedded/index.ts'

// Roles belong to a whole cluster, so these tests have one of their own: hosted PostgreSQL hands out no superuser.
const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-owner-'))
const keys = new MasterKey(inject('masterKey'))
let cluster: EmbeddedDatabase
let admin: pg.Client

beforeAll(async () => {
  cluster = await startEmbedded({ dataDir, port: () => freePort(0), password: 'test', throwAway: true })
  admin = new pg.Client({ connectionString: cluster.url })
  await admin.connect()
})

afterAll(async () => {
  await admin.end()
  await cluster.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('an owner who may neither create the roles nor finds them is told both ways out', async () => {
  const url = await databaseOf('powerless', 'login')

  const migrating = migrate(url, keys)

  await expect(migrating).rejects.toThrow(/may not create the role crossdock_app.*createrole.*DATABASE_APP_URL/)
})

test('an owner with createrole and nothing more migrates, and a second time changes nothing', async () => {
  const url = await databaseOf('maker', 'login createrole')

  const first = await migrate(url, keys)
  const second = await migrate(url, keys)

  expect(first).toHaveLength(readMigrations().length)
  expect(second).toEqual([])
  await canLogIn(urlForRole(url, 'crossdock_app', keys))
})

test('roles that somebody else made keep their passwords', async () => {
  const url = await databaseOf('guest', 'login')
  await admin.query(`alter role crossdock_app password 'chosen-by-hand'; grant crossdock_auth to guest`)

  const app = new URL(urlForRole(url, 'crossdock_app', keys))
  app.password = 'chosen-by-hand'
  // Nobody is shut out by a password that stays, so a hub may work meanwhile.
  const hub = new pg.Client({ connectionString: app.toString() })
  await hub.connect()

  await migrate(url, keys)

  await hub.end()
  await canLogIn(app.toString())
})

test('an owner who is no member of the role for people is told to become one', async () => {
  const url = await databaseOf('stranger', 'login')

  const migrating = migrate(url, keys)

  await expect(migrating).rejects.toThrow(/must be a member of the role crossdock_auth/)
})

test.each(['superuser', 'bypassrls'])(
  'a role with %s is refused by an owner who cannot take it away',
  async (right) => {
    const url = await databaseOf(`owner_beside_${right}`, 'login createrole')
    await admin.query(`alter role crossdock_intake ${right}`)

    const migrating = migrate(url, keys)

    await expect(migrating).rejects.toThrow(/crossdock_intake may look past row-level security/)
    await admin.query(`alter role crossdock_intake no${right}`)
  },
)

test('a superuser takes such a right away', async () => {
  await admin.query('alter role crossdock_app superuser bypassrls')

  await migrate(cluster.url, keys)

  const { rows } = await admin.query(
    'select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls)',
    [roleNames],
  )
  expect(rows).toEqual([])
})

async function databaseOf(owner: string, rights: string): Promise<string> {
  await admin.query(`create role ${owner} ${rights} password 'test'`)
  await admin.query(`create database ${owner} owner ${owner}`)
  const url = new URL(cluster.url)
  Object.assign(url, { username: owner, password: 'test', pathname: `/${owner}` })
  return url.toString()
}

async function canLogIn(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.end()
}
