import { randomBytes } from 'node:crypto'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { type RotationProgress, rotateKeys } from '#platform/crypto/rotation/rotate-keys.ts'
import { keyStandings, wrapAnew } from '#platform/crypto/rotation/wrapped-keys.ts'
import { type Place, type SealedTable, sealedColumns, sealedTables } from '#platform/crypto/sealed-columns.ts'
import { Vault } from '#platform/crypto/vault.ts'
import { type Database, openDatabase } from '#platform/db/database.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { runCrossdock } from '#test/harness/run-crossdock.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { deadWork } from '#test/harness/settled.ts'
import { testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const masterKey = new MasterKey(inject('masterKey'))
const open = (url: string): Database & AsyncDisposable => {
  const database = openDatabase({ url, name: 'rotation test', maxConnections: 4, log: createLog('silent') })
  return { ...database, [Symbol.asyncDispose]: () => database.close() }
}

const anOrder = (n: number): string =>
  toJson(anOrderBody({ seed: n, number: n, firstId: BigInt(8_000_000 + n * 1_000), cashOnDelivery: false }))

/** Every sealed value there is, by the key it names; each is opened with nothing but these master keys. */
async function openEverything(
  database: Database,
  keys: MasterKey,
  tenantId: string,
): Promise<{ keyIds: Set<string>; values: number }> {
  const vault = new Vault(keys, database)
  const keyIds = new Set<string>()
  let values = 0
  for (const table of sealedTables) {
    const rows = await database.withoutTenant((tx) =>
      tx.query<Record<string, string>>(`select * from ${table} where tenant_id = $1`, [tenantId]),
    )
    for (const row of rows)
      for (const column of sealedColumns[table as SealedTable]) {
        const value = row[column]
        if (!value) continue
        keyIds.add(value.split('.')[1] ?? '')
        const place = { table, column, id: row.id } as Place
        if (table === 'deliveries') await vault.unsealBody(tenantId, place, value)
        else await vault.unseal(tenantId, place, value)
        values += 1
      }
  }
  return { keyIds, values }
}

const encryptionKeys = async ({ hub, shop }: Stage): Promise<string[]> =>
  (
    await hub.database.owner.query<{ id: string }>(
      `select id from data_keys where tenant_id = $1 and purpose = 'encrypt' order by created_at desc`,
      [shop.tenantId],
    )
  ).rows.map(({ id }) => id)

const waiting = async ({ hub }: Stage): Promise<number> =>
  (await hub.database.owner.query(`select from work where state = 'waiting'`)).rowCount ?? 0

test('keys rotate while webhooks are taken and orders carried: nothing fails, and the new key alone opens everything', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'], { stock: 10_000 })
  await using owner = open(stage.hub.database.url)
  const [first] = await encryptionKeys(stage)
  const answers: number[] = []
  let sent = 0
  let rotating = true
  const send = async (): Promise<void> => {
    answers.push((await sendWebhook(stage.shop, anOrder(++sent))).status)
  }
  for (let n = 0; n < 30; n++) await send()
  await stage.quiet()

  // As fast as they are carried, so that there is always something under way and never a mountain of it.
  const load = (async () => {
    while (rotating) {
      await send()
      await waitFor('room for more', async () => (await waiting(stage)) < 8)
    }
  })()
  const seen: RotationProgress[] = []
  const [rotated] = await rotateKeys({ owner, masterKey, tenantIds: null, progress: (p) => void seen.push(p) })
  rotating = false
  await load
  await stage.quiet()

  expect(new Set(answers)).toEqual(new Set([200]))
  expect(await deadWork(stage.hub)).toEqual([])
  // Messages wait for their turn, which counts as a try; everything else succeeds at the first.
  const { rows: again } = await stage.hub.database.owner.query(
    `select kind, cause_code from work where attempts > 1 and kind <> 'messaging.send'`,
  )
  expect(again).toEqual([])
  const unsent = `select from messages where state in ('failed', 'refused', 'outcome-unknown')`
  expect((await stage.hub.database.owner.query(unsent)).rowCount).toBe(0)
  expect(stage.odoo.saleOrders().map(({ state }) => state)).toEqual(Array(sent).fill('sale'))
  expect(rotated?.removed).toEqual([first])
  expect(await encryptionKeys(stage)).toEqual([rotated?.keyId])
  const { keyIds, values } = await openEverything(owner, masterKey, stage.shop.tenantId)
  expect(keyIds).toEqual(new Set([rotated?.keyId]))
  expect(values).toBeGreaterThan(sent * 3)
  // More came in than stood there at the start: the load was real.
  expect(sent).toBeGreaterThan(60)
  expect(seen.at(-1)).toMatchObject({ step: 'remove old keys' })
})

test('a rotation that is cut off goes on where it was, with the key it had begun with', async () => {
  await using stage = await aShopWithOdoo()
  await using owner = open(stage.hub.database.url)
  const [first] = await encryptionKeys(stage)
  for (let n = 1; n <= 8; n++) await sendWebhook(stage.shop, anOrder(n))
  await stage.quiet()
  const cut = new AbortController()
  const stopAtTheFirstRows = ({ step }: RotationProgress): void => {
    if (step === 're-encrypt') cut.abort(new Error('the power went'))
  }

  await expect(
    rotateKeys({ owner, masterKey, tenantIds: null, progress: stopAtTheFirstRows, signal: cut.signal }),
  ).rejects.toThrow('the power went')
  const between = await encryptionKeys(stage)
  const half = await openEverything(owner, masterKey, stage.shop.tenantId)
  await rotateKeys({ owner, masterKey, tenantIds: null, progress: () => undefined })

  expect(between).toEqual([expect.any(String), first])
  expect(half.keyIds).toEqual(new Set(between))
  expect(await encryptionKeys(stage)).toEqual([between[0]])
  expect((await openEverything(owner, masterKey, stage.shop.tenantId)).keyIds).toEqual(new Set([between[0]]))
})

test('what a process brings that slept through a rotation is refused, and not stored unreadable', async () => {
  await using stage = await aShopWithOdoo()
  const { owner } = stage.hub.database
  const { tenantId } = stage.shop
  const body = await stage.hub.floor.vault.sealBody(
    tenantId,
    { table: 'deliveries', column: 'body', id: stage.shop.endpointId },
    Buffer.from('{}'),
  )
  const store = (): Promise<unknown> =>
    owner.query(
      `insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
       values ($1, gen_random_uuid(), $2, now(), '{}', $3, 2)`,
      [tenantId, stage.shop.endpointId, body],
    )

  await store()
  await owner.query(`update data_keys set retired_at = now() where tenant_id = $1 and purpose = 'encrypt'`, [tenantId])
  await expect(store()).rejects.toMatchObject({ code: 'XD002' })
})

test('a new master key wraps every data key, and the old one is needed no more', async () => {
  await using stage = await aShopWithOdoo()
  await using owner = open(stage.hub.database.url)
  const next = `next:${randomBytes(32).toString('base64')}`
  await sendWebhook(stage.shop, anOrder(1))
  await stage.quiet()

  const wrapped = await wrapAnew(owner, new MasterKey(`${next},${inject('masterKey')}`), null)
  const again = await wrapAnew(owner, new MasterKey(next), null)

  expect([wrapped, again]).toEqual([2, 0])
  expect((await openEverything(owner, new MasterKey(next), stage.shop.tenantId)).values).toBeGreaterThan(4)
  const standings = await keyStandings(owner, masterKey, null)
  expect(standings.map(({ purpose, wrappedBy, opens }) => ({ purpose, wrappedBy, opens }))).toEqual([
    { purpose: expect.any(String), wrappedBy: 'next', opens: false },
    { purpose: expect.any(String), wrappedBy: 'next', opens: false },
  ])
})

test('with other bytes under the id of the master key nothing is rotated or wrapped, and every key stays as it was', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  const keys = async (): Promise<unknown[]> =>
    (await stage.hub.database.owner.query('select * from data_keys order by tenant_id, id')).rows
  const before = await keys()
  const other = `test:${randomBytes(32).toString('base64')}`
  const ofAnotherMachine = `next:${randomBytes(32).toString('base64')},${other}`
  // With a log-in of its own the command does not stumble over the role's password first.
  const log = { DATABASE_APP_URL: urlForRole(databaseUrl, 'crossdock_app', masterKey) }
  const rotate = (keysOfProcess: string, ...words: string[]) =>
    runCrossdock(['encryption-keys', 'rotate', ...words], {
      databaseUrl,
      env: { ...log, CROSSDOCK_MASTER_KEY: keysOfProcess },
    })

  const rotated = await rotate(other)
  const wrapped = await rotate(ofAnotherMachine, '--new-master-key', '--wrap-only')
  await using owner = open(databaseUrl)
  const direct = rotateKeys({ owner, masterKey: new MasterKey(other), tenantIds: null, progress: () => undefined })

  await expect(direct).rejects.toThrow(/other bytes/)
  for (const { code, err } of [rotated, wrapped])
    expect([code, err]).toEqual([1, expect.stringMatching(/key "test", but with other bytes.*Put the original key/)])
  expect(await keys()).toEqual(before)
})

test('every column that holds sealed values is registered, and the database guards each of them', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const { owner } = stage.hub.database
  // Not every invented customer has an e-mail address.
  for (let n = 1; n <= 8; n++) await sendWebhook(stage.shop, anOrder(n))
  await sendWebhook(
    stage.shop,
    { shop_id: 1, shop_domain: stage.shop.shopDomain, customer: { id: 1 }, orders_to_redact: [] },
    { topic: 'customers/redact' },
  )
  await stage.quiet()

  const { rows: texts } = await owner.query<{ table: string; column: string }>(`
    select c.relname as table, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.atttypid in ('text'::regtype, 'jsonb'::regtype)`)
  const sealed: string[] = []
  for (const { table, column } of texts) {
    const { rowCount } = await owner.query(
      `select from ${table} where "${column}"::text ~ '^"?v1[.]e[0-9a-f]{10}[.]' limit 1`,
    )
    if (rowCount) sealed.push(`${table}.${column}`)
  }
  const registered: string[] = sealedTables.flatMap((table) =>
    sealedColumns[table].map((column) => `${table}.${column}`),
  )
  const { rows: guards } = await owner.query<{ guarded: string }>(`
    select c.relname || '.' || a.attname as guarded from pg_trigger t join pg_class c on c.oid = t.tgrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = any (t.tgattr)
    where t.tgname = 'sealed_with_a_key_of_now' and not c.relispartition`)

  // Nothing sealed elsewhere, and everything that this shop fills was found: the search does not look past it.
  expect(sealed.filter((place) => !registered.includes(place))).toEqual([])
  expect(sealed).toEqual(
    expect.arrayContaining(['customers.email', 'deliveries.body', 'messages.text', 'orders.document']),
  )
  expect(guards.map(({ guarded }) => guarded).sort()).toEqual(registered.sort())
})

test('the application itself cannot retire or delete a key', async () => {
  await using database = await testDatabase()
  await using app = open(urlForRole(database.url, 'crossdock_app', masterKey))

  for (const sql of ['update data_keys set retired_at = now()', 'delete from data_keys'])
    await expect(app.call(sql, [])).rejects.toMatchObject({ sqlState: '42501' })
})
