import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '#main/free-port.ts'
import { provisionTenant } from '#main/provision.ts'
import { restoreBackup } from '#platform/backup/restore-backup.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { WrongMasterKey } from '#platform/crypto/wrong-master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { migrate } from '#platform/db/migrate.ts'
import { RolesInUse, urlForRole } from '#platform/db/roles.ts'
import { type EmbeddedDatabase, startEmbedded } from '#platform/embedded/index.ts'
import { createLog } from '#platform/log.ts'

// Passwords of the roles follow from the master key and hold for a whole server, so these tests have one of their own.
const dataDir = mkdtempSync(join(tmpdir(), 'crossdock-roles-'))
const aKey = (id: string, byte: number): string => `${id}:${Buffer.alloc(32, byte).toString('base64')}`
const [present, old] = [aKey('k2', 2), aKey('k1', 1)]
let server: EmbeddedDatabase

beforeAll(async () => {
  server = await startEmbedded({ dataDir, port: () => freePort(0), password: 'test', throwAway: true })
})

afterAll(async () => {
  await server.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

async function aDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return url.toString()
}

/** An installation with a tenant, whose hub works as crossdock_app until it is closed. */
async function anInstallation(name: string, keys: string): Promise<{ url: string } & AsyncDisposable> {
  const url = await aDatabase(name)
  const masterKey = new MasterKey(keys)
  await migrate(url, masterKey)
  const app = openDatabase({
    url: urlForRole(url, 'crossdock_app', masterKey),
    name: 'crossdock app',
    maxConnections: 1,
    log: createLog('silent'),
  })
  await provisionTenant(app, new Vault(masterKey, app), { slug: 'acme', name: 'Acme', country: 'IN' })
  return { url, [Symbol.asyncDispose]: () => app.close() }
}

async function logsIn(url: string, keys: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: urlForRole(url, 'crossdock_app', new MasterKey(keys)) })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end()
  }
}

test.each([
  {
    what: 'another key',
    name: 'other_key',
    keys: aKey('dev', 9),
    says: /wrapped with the master key "k2", which .* does not have/,
  },
  {
    what: 'other bytes under the same id',
    name: 'other_bytes',
    keys: aKey('k2', 9),
    says: /"k2", but with other bytes/,
  },
])('a migration with $what changes no password of a database that has tenants', async ({ name, keys, says }) => {
  {
    await using _hub = await anInstallation(name, present)
  }
  const url = new URL(server.url)
  url.pathname = `/${name}`

  const migrating = migrate(url.toString(), new MasterKey(keys))

  await expect(migrating).rejects.toThrow(says)
  await expect(migrating).rejects.toBeInstanceOf(WrongMasterKey)
  expect(await logsIn(url.toString(), present)).toBe(true)
})

test('a new database on a server where a hub works does not shut that hub out, and may once it is gone', async () => {
  const another = await aDatabase('another')
  {
    await using hub = await anInstallation('working', present)

    const migrating = migrate(another, new MasterKey(old))

    await expect(migrating).rejects.toBeInstanceOf(RolesInUse)
    await expect(migrating).rejects.toThrow(/as crossdock_app \(database working\).*put its master key last/)
    expect(await logsIn(hub.url, present)).toBe(true)
    // As the sentence says.
    await migrate(another, new MasterKey(`${old},${present}`))
    expect(await logsIn(hub.url, present)).toBe(true)
  }

  await migrate(another, new MasterKey(old))

  expect([await logsIn(another, old), await logsIn(another, present)]).toEqual([true, false])
})

test('an old backup tried out beside the hub of today leaves that hub its passwords', async () => {
  const file = join(dataDir, 'old.backup')
  {
    await using before = await anInstallation('of_yesterday', old)
    await writeBackup({ databaseUrl: before.url, to: file, sealWith: null, progress: () => undefined })
  }
  await using hub = await anInstallation('of_today', present)
  const tried = await aDatabase('tried')
  const restore = (keys: string) =>
    restoreBackup({
      databaseUrl: tried,
      masterKey: new MasterKey(keys),
      file,
      force: false,
      progress: () => undefined,
    })

  await expect(restore(`${present},${old}`)).rejects.toBeInstanceOf(RolesInUse)
  expect(await logsIn(hub.url, present)).toBe(true)
  await restore(`${old},${present}`)

  expect(await logsIn(hub.url, present)).toBe(true)
  const client = new pg.Client({ connectionString: tried })
  await client.connect()
  expect((await client.query('select slug from crossdock.tenants')).rows).toEqual([{ slug: 'acme' }])
  await client.end()
})
