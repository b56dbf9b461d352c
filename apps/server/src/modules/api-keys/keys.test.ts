import { expect, inject, test } from 'vitest'
import { type Clock, systemClock } from '#platform/clock.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { createKey, findKey, KeyRing, listKeys, revokeKey } from './index.ts'

interface Bench extends AsyncDisposable {
  test: TestDatabase
  app: Database
  tenantId: string
  ring: KeyRing
  clock: Clock & { passMs(ms: number): void }
}

async function aKeyBench(): Promise<Bench> {
  const test = await testDatabase()
  const log = createLog('silent')
  const url = urlForRole(test.url, 'crossdock_app', new MasterKey(inject('masterKey')))
  const app = openDatabase({ url, name: 'keys', maxConnections: 4, log })
  const tenantId = newId()
  await test.owner.query(`insert into tenants (tenant_id, slug, name, country) values ($1, 'keys', 'K', 'IN')`, [
    tenantId,
  ])
  let passedMs = 0
  const clock = {
    now: () => new Date(systemClock.now().getTime() + passedMs),
    monotonicMs: () => passedMs,
    passMs(ms: number) {
      passedMs += ms
    },
  }
  const ring = new KeyRing(app, clock, log)
  return {
    test,
    app,
    tenantId,
    ring,
    clock,
    async [Symbol.asyncDispose]() {
      await ring.stop()
      await app.close()
      await test[Symbol.asyncDispose]()
    },
  }
}

const aKey = { name: 'till', scopes: ['orders:read'], expiresAt: null } as const

test('a key opens its tenant with its scopes, and the database holds no trace of its secret', async () => {
  await using bench = await aKeyBench()
  const { text, key } = await bench.app.withTenant(bench.tenantId, (tx) => createKey(tx, bench.tenantId, aKey))

  const holder = await bench.ring.holderOf(text)

  expect(holder).toMatchObject({ tenantId: bench.tenantId, slug: 'keys', keyId: key.keyId, scopes: ['orders:read'] })
  const { rows } = await bench.test.owner.query('select k::text as row from api_keys k')
  expect(rows[0].row).not.toContain(text.slice(-43))
})

test('a key with another secret, another id or another form is nobody’s', async () => {
  await using bench = await aKeyBench()
  const { text } = await bench.app.withTenant(bench.tenantId, (tx) => createKey(tx, bench.tenantId, aKey))
  const other = await bench.app.withTenant(bench.tenantId, (tx) => createKey(tx, bench.tenantId, aKey))

  const wrong = [
    `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`,
    `${text.slice(0, 37)}${other.text.slice(37)}`,
    `${text}x`,
    text.toUpperCase(),
    '',
    `cdk_${'0'.repeat(32)}_${'A'.repeat(43)}`,
  ]

  for (const attempt of wrong)
    expect({ attempt, holder: await bench.ring.holderOf(attempt) }).toMatchObject({ holder: null })
})

test('a revoked key is refused within five seconds, by a hub that knew it', async () => {
  await using bench = await aKeyBench()
  const { text, key } = await bench.app.withTenant(bench.tenantId, (tx) => createKey(tx, bench.tenantId, aKey))
  await bench.ring.holderOf(text)

  await bench.app.withTenant(bench.tenantId, (tx) => revokeKey(tx, bench.tenantId, key.keyId))
  bench.clock.passMs(5_000)

  expect(await bench.ring.holderOf(text)).toBeNull()
})

test('a key ends at its time, also while it is remembered', async () => {
  await using bench = await aKeyBench()
  const expiresAt = new Date(Date.now() + 4_000)
  const { text } = await bench.app.withTenant(bench.tenantId, (tx) =>
    createKey(tx, bench.tenantId, { ...aKey, expiresAt }),
  )

  const before = await bench.ring.holderOf(text)
  bench.clock.passMs(4_500)

  expect(before).not.toBeNull()
  expect(await bench.ring.holderOf(text)).toBeNull()
})

test('the last use is written once a minute, however many processes see the key', async () => {
  await using bench = await aKeyBench()
  const { text, key } = await bench.app.withTenant(bench.tenantId, (tx) => createKey(tx, bench.tenantId, aKey))
  const another = new KeyRing(bench.app, bench.clock, createLog('silent'))
  const lastUse = async () =>
    (await bench.app.withTenant(bench.tenantId, (tx) => findKey(tx, bench.tenantId, key.keyId)))?.lastUsedAt

  const unused = await lastUse()
  await bench.ring.holderOf(text)
  await bench.ring.stop()
  const first = await lastUse()
  for (const ring of [bench.ring, another, bench.ring]) {
    await ring.holderOf(text)
    await ring.stop()
  }

  expect(unused).toBeNull()
  expect(first).toBeInstanceOf(Date)
  expect(await lastUse()).toEqual(first)
})

test('keys are listed newest first, page by page', async () => {
  await using bench = await aKeyBench()
  await bench.app.withTenant(bench.tenantId, async (tx) => {
    for (const name of ['one', 'two', 'three']) await createKey(tx, bench.tenantId, { ...aKey, name })
  })

  const pages = await bench.app.withTenant(bench.tenantId, async (tx) => {
    const first = await listKeys(tx, bench.tenantId, { limit: 2, after: null })
    return [first, await listKeys(tx, bench.tenantId, { limit: 2, after: first.next })]
  })

  expect(pages.map(({ rows }) => rows.map(({ name }) => name))).toEqual([['three', 'two'], ['one']])
  expect(pages[1]?.next).toBeNull()
})
