import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { examine } from '#main/cli/doctor/command.ts'
import { restoreBackup } from '#platform/backup/restore-backup.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { migrate, readMigrations } from '#platform/db/migrate.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

/** The cluster beside the real Odoo is Debian's PostgreSQL 15: the oldest that we promise. */
const oldest = process.env.CROSSDOCK_TEST_ODOO_PG
const masterKey = new MasterKey(inject('masterKey'))

async function oldDatabase(): Promise<{ url: string } & AsyncDisposable> {
  const admin = new pg.Client({ connectionString: oldest })
  await admin.connect()
  const name = `t_${newId().replaceAll('-', '')}`
  await admin.query(`create database ${name}`)
  const url = new URL(oldest as string)
  url.pathname = `/${name}`
  return {
    url: url.toString(),
    async [Symbol.asyncDispose]() {
      await admin.query(`drop database ${name} with (force)`)
      await admin.end()
    },
  }
}

test.skipIf(!oldest)('the migrations run on PostgreSQL 15, and a second time change nothing', async () => {
  await using database = await oldDatabase()

  expect(await migrate(database.url, masterKey)).toHaveLength(readMigrations().length)
  expect(await migrate(database.url, masterKey)).toEqual([])
})

test.skipIf(!oldest)(
  'a backup of the newest PostgreSQL is restored on 15, and doctor finds it as it should be',
  async () => {
    await using hub = await aHub()
    await using old = await oldDatabase()
    const folder = mkdtempSync(join(tmpdir(), 'crossdock-oldest-'))
    const file = join(folder, 'hub.backup')
    const progress = (): void => undefined
    const shop = await aShop(hub)
    await sendWebhook(shop, toJson(anOrderBody({ seed: 1, number: 1 })))

    await writeBackup({ databaseUrl: hub.database.url, to: file, sealWith: null, progress })
    const { trailer } = await restoreBackup({ databaseUrl: old.url, masterKey, file, force: false, progress })
    rmSync(folder, { recursive: true })
    const findings = await examine({
      NODE_ENV: 'test',
      DATABASE_URL: old.url,
      CROSSDOCK_MASTER_KEY: inject('masterKey'),
    })

    expect(trailer.tables).toMatchObject({ 'crossdock.events': 1, 'crossdock.deliveries': 1 })
    const wrong = findings.filter(({ area, verdict }) => (area === 'database' || area === 'keys') && verdict !== 'ok')
    expect(wrong).toEqual([])
  },
)
