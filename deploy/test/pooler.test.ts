import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '#server/main/cli/doctor/finding.ts'
import { MasterKey } from '#server/platform/crypto/master-key.ts'
import { migrate } from '#server/platform/db/migrate.ts'
import type { RoleName } from '#server/platform/db/roles.ts'
import { startHubProcess } from '#server-test/harness/hub-processes.ts'
import { provisionShops } from '#server-test/harness/provision-shops.ts'
import { type RunOptions, runCrossdock } from '#server-test/harness/run-crossdock.ts'
import { sendWebhook } from '#server-test/harness/send-webhook.ts'
import { waitFor } from '#server-test/harness/wait-for.ts'
import { deployTools } from '../../scripts/testing/deploy-tools.ts'
import { aPooler } from './a-pooler.ts'
import { aProductionDatabase, type ProductionDatabase } from './a-production-database.ts'
import { secretsForTests } from './compose-file.ts'

const { pgbouncer, psql } = deployTools(process.env)
const masterKey = `k1:${Buffer.alloc(32, 6).toString('base64')}`

describe.skipIf(!pgbouncer || !psql)('behind PgBouncer in transaction mode', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-pooled-'))
  let database: ProductionDatabase
  let direct: string
  const passwordOf = (role: RoleName): string => new MasterKey(masterKey).rolePassword(role)
  /** As docs/guides/scale.md says: these two, and nobody else. */
  const users = { crossdock_app: passwordOf('crossdock_app'), crossdock_intake: passwordOf('crossdock_intake') }

  beforeAll(async () => {
    database = await aProductionDatabase(folder)
    direct = database.ownerUrl
    await migrate(direct, new MasterKey(masterKey))
  })

  afterAll(async () => {
    await database?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const crossdock = (words: string[], databaseUrl: string, more: Record<string, string> = {}, rest: RunOptions = {}) =>
    runCrossdock(words, { databaseUrl, env: { CROSSDOCK_MASTER_KEY: masterKey, ...more }, ...rest })

  test('with DATABASE_DIRECT_URL webhooks come in, orders are carried, tenants stay apart and commands work', async () => {
    await using pooler = await aPooler({ databaseUrl: direct, users })
    const env = { DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: direct, CROSSDOCK_MASTER_KEY: masterKey }
    const odoo = await startOdooSandbox()
    odoo.seedProducts(demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })))
    const shops = await provisionShops(
      ['acme', 'kaveri'],
      { odoo: { ...odoo, login: odoo.adminLogin, password: odoo.adminPassword }, erpUrl: odoo.url },
      { databaseUrl: direct, masterKey },
    )
    const hub = await startHubProcess({ ...env, ROLE: 'all', SHUTDOWN_NOTICE_MS: '0' }, join(folder, 'pooled.log'))

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => {
        const shop = shops[index % 2] as (typeof shops)[number]
        const body = anOrderBody({
          seed: index,
          number: 2000 + index,
          firstId: 8_000_000_000n + BigInt(index) * 100n,
          cashOnDelivery: false,
        })
        return sendWebhook({ url: hub.url + shop.path, secret: shop.secret, shopDomain: shop.domain }, toJson(body))
      }),
    )
    await waitFor('all orders to be sales', async () => {
      const sales = odoo.saleOrders().filter(({ state }) => state === 'sale')
      return sales.length === 12
    })
    const ready = await fetch(`${hub.url}/readyz`)
    const listed = await Promise.all(
      shops.map(({ slug }) =>
        crossdock(['--tenant', slug, 'orders', '--json'], pooler.url, { DATABASE_DIRECT_URL: direct }),
      ),
    )
    const rotated = await crossdock(['encryption-keys', 'rotate'], pooler.url, { DATABASE_DIRECT_URL: direct })
    const doctor = await crossdock(['doctor', '--json'], pooler.url, { DATABASE_DIRECT_URL: direct })
    await hub.stop()
    await odoo.stop()

    expect(answers.map(({ status }) => status)).toEqual(Array(12).fill(200))
    expect(await ready.json()).toEqual({ status: 'ready', problems: [] })
    for (const { json } of listed) expect(json<{ orders: unknown[] }>().orders).toHaveLength(6)
    expect(rotated.code, rotated.err).toBe(0)
    const { findings } = doctor.json<{ findings: Finding[] }>()
    expect(findings.filter(({ verdict }) => verdict === 'failure')).toEqual([])
    expect(hub.lines().filter((line) => /"level":(50|60)/.test(line))).toEqual([])
  }, 120_000)

  test.each([
    ['that refuses the settings of a log-in', []],
    [
      'that was told to ignore them',
      ['ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout,options,extra_float_digits'],
    ],
  ])('without it the hub and doctor say so, before a pooler %s', async (_, settings) => {
    const owner = { crossdock_owner: secretsForTests.DATABASE_PASSWORD }
    await using pooler = await aPooler({ databaseUrl: direct, users: { ...users, ...owner }, settings })

    const hub = await startHubProcess(
      { DATABASE_URL: pooler.url, CROSSDOCK_MASTER_KEY: masterKey, ROLE: 'all', SHUTDOWN_NOTICE_MS: '0' },
      join(folder, 'unnamed.log'),
    )
    const said = await waitFor('the hub to say so', async () =>
      hub.lines().find((line) => line.includes('set DATABASE_DIRECT_URL to the database past it')),
    )
    const ready = await fetch(`${hub.url}/readyz`)
    const doctor = await crossdock(['doctor', '--json'], pooler.url)
    await hub.stop()

    expect(said).toContain('a pooler stands before the database')
    expect(ready.status).toBe(503)
    expect(doctor.code).toBe(2)
    const { findings } = doctor.json<{ findings: Finding[] }>()
    expect(findings.filter(({ verdict }) => verdict === 'failure')).toEqual([
      expect.objectContaining({
        subject: 'connection',
        says: expect.stringContaining('a pooler stands before it'),
        remedy: expect.stringMatching(/^Set DATABASE_DIRECT_URL/),
      }),
    ])
  })
})
