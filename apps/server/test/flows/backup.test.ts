import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { anOrderBody, type OrderBody, toJson, updatedBody } from '@crossdock/sandbox/shopify'
import { expect, inject, test } from 'vitest'
import { openDocument, search } from '#modules/orders/index.ts'
import { BrokenBackup } from '#platform/backup/archive.ts'
import { readBackup } from '#platform/backup/read-backup.ts'
import { restoreBackup } from '#platform/backup/restore-backup.ts'
import { setAside } from '#platform/backup/set-aside.ts'
import { writeBackup } from '#platform/backup/write-backup.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { aHub } from '#test/harness/a-hub.ts'
import { anOrderFrom, aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { runCrossdock } from '#test/harness/run-crossdock.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { emptyDatabase, type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const masterKey = new MasterKey(inject('masterKey'))

function aFolder(): { file: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-backup-'))
  return {
    file: join(folder, 'hub.backup'),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}

const anOrder = (n: number): OrderBody =>
  anOrderBody({ seed: n, number: n, firstId: BigInt(9_000_000 + n * 1_000), cashOnDelivery: false })
const named = (body: OrderBody): string => body.name

/** Labels of the orders in Odoo, as often as they are there. */
const inOdoo = ({ odoo }: Pick<Stage, 'odoo'>): string[] =>
  odoo.saleOrders().map((order) => `${order.client_order_ref} ${order.state}`)

const waiting = async ({ owner }: TestDatabase): Promise<number> =>
  (await owner.query(`select from work where state = 'waiting'`)).rowCount ?? 0

/** Everything of every table but lanes, which nobody holds after a restore. */
async function contents({ owner }: TestDatabase): Promise<Record<string, unknown[]>> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p')
       and not c.relispartition and c.relname not in ('lanes', 'worker_beats', 'migrations') order by 1`,
  )
  const all: Record<string, unknown[]> = {}
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`select t::text as row from ${name} t order by 1`)
    all[name] = rows.map(({ row }) => row)
  }
  return all
}

test('a hub that was wiped goes on from its backup: what was in it is there, and nothing is doubled in Odoo', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo({ stock: 10_000 })
  const { database } = stage.hub
  const send = async (body: OrderBody): Promise<void> => {
    expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  }
  const carried = [1, 2, 3, 4, 5, 6].map(anOrder)
  for (const body of carried) await send(body)
  await stage.quiet()
  // While Odoo is busy, so that the backup holds orders that are carried only after it.
  stage.odoo.faults.next({ trouble: 'BUSY', model: 'sale.order', method: 'load', times: 1_000 })
  const under = [11, 12, 13, 14].map(anOrder)
  for (const body of under) await send(body)
  let backingUp = true
  const meanwhile: OrderBody[] = []
  const load = (async () => {
    for (let n = 101; backingUp || meanwhile.length < 5; n++) {
      const body = anOrder(n)
      meanwhile.push(body)
      await send(body)
      await pause(50)
    }
  })()

  const backup = await runCrossdock(['backup', folder.file, '--json'], { databaseUrl: database.url })
  backingUp = false
  await load
  stage.odoo.faults.clear()
  const afterwards = [9_001, 9_002, 9_003].map(anOrder)
  for (const body of afterwards) await send(body)
  await database.owner.query(`update work set next_at = now() where state = 'waiting'`)
  await stage.quiet()
  await stage.hub.stop()
  await database.outside(`drop database ${new URL(database.url).pathname.slice(1)} with (force)`)

  await using restored = await emptyDatabase()
  const restore = await runCrossdock(['restore', folder.file, '--json'], { databaseUrl: restored.url })
  await using hub = await aHub({}, undefined, restored)
  await restored.owner.query(`update work set next_at = now() where state = 'waiting'`)
  await waitFor('what the backup held to be carried', async () => (await waiting(restored)) === 0, 40_000)
  // Staff touch the orders that the hub has forgotten, so the shop tells of them again.
  const shop = { ...stage.shop, url: `${hub.url}${stage.shop.path}` }
  for (const body of [...meanwhile, ...afterwards]) {
    const again = toJson(updatedBody(body, new Date(Date.now() + 60_000)))
    expect((await sendWebhook(shop, again, { topic: 'orders/updated' })).status).toBe(200)
  }
  await waitFor('the forgotten ones to be carried', async () => (await waiting(restored)) === 0, 40_000)

  expect([backup.code, restore.code], backup.err + restore.err).toEqual([0, 0])
  const everything = [...carried, ...under, ...meanwhile, ...afterwards].map(named)
  expect(inOdoo(stage).sort()).toEqual(everything.map((name) => `${name} sale`).sort())
  const { rows: orders } = await restored.owner.query<{ name: string; erp_state: string }>(
    'select name, erp_state from orders',
  )
  expect(orders.map(({ name, erp_state }) => `${name} ${erp_state}`).sort()).toEqual(
    everything.map((name) => `${name} confirmed`).sort(),
  )
  const [opened] = await hub.floor.app.withTenant(stage.shop.tenantId, (tx) =>
    search(tx, stage.shop.tenantId, named(anOrder(1))),
  )
  if (!opened) throw new Error('the first order is gone')
  expect((await openDocument(hub.floor.vault, stage.shop.tenantId, opened)).name).toBe(named(anOrder(1)))
})

test('customers who were told since the backup are not told again by the restored hub, and later ones are told', async () => {
  using folder = aFolder()
  await using stage = await aShopThatWrites(['order-confirmation'])
  const { database } = stage.hub
  const { owner } = database
  const phones = [1, 2, 3, 4].map((n) => `+91700700000${n}`) as [string, string, string, string]
  const order = (n: number, placedAt = new Date()): OrderBody =>
    anOrderFrom(phones[n - 1] ?? null, { seed: n, number: n, firstId: BigInt(9_500_000 + n * 1_000), placedAt })
  const told = (): number[] => phones.map((phone) => stage.number.got(phone).length)
  await sendWebhook(stage.shop, toJson(order(1)))
  await stage.becomes('#1', 'confirmed')
  await stage.calm()
  // The second order is carried after the backup, and of the third the confirmation waits for its number to be let free.
  await owner.query(
    `insert into messaging_channels (tenant_id, connection_id, paused_at, paused_code) values ($1, $2, now(), 'number-blocked')
     on conflict (tenant_id, connection_id) do update set paused_at = now(), paused_code = 'number-blocked'`,
    [stage.shop.tenantId, stage.number.connectionId],
  )
  await sendWebhook(stage.shop, toJson(order(3)))
  await stage.becomes('#3', 'confirmed')
  stage.odoo.faults.next({ trouble: 'BUSY', model: 'sale.order', method: 'load', times: 1_000 })
  await sendWebhook(stage.shop, toJson(order(2)))
  const queued = async (): Promise<boolean> =>
    (await owner.query(`select from messages where state = 'queued'`)).rowCount === 1
  await waitFor('the confirmation of #3 to wait', queued)

  await runCrossdock(['backup', folder.file], { databaseUrl: database.url })
  stage.odoo.faults.clear()
  await owner.query('update messaging_channels set paused_at = null, paused_code = null')
  await owner.query(`update work set next_at = now() where state = 'waiting'`)
  await stage.becomes('#2', 'confirmed')
  await waitFor('all three to be told', async () => told().join() === '1,1,1,0', 30_000)
  await stage.hub.stop()
  await using restored = await emptyDatabase()
  const restore = await runCrossdock(['restore', folder.file, '--json'], { databaseUrl: restored.url })
  await using hub = await aHub({}, undefined, restored)
  stage.number.box.world.business.callback = { url: `${hub.url}/hooks/${stage.number.endpointId}`, verifyToken: '' }
  await restored.owner.query('update messaging_channels set paused_at = null, paused_code = null')
  await restored.owner.query(`update work set next_at = now() where state = 'waiting'`)
  const shop = { ...stage.shop, url: `${hub.url}${stage.shop.path}` }
  // Shops tell the second only.
  await sendWebhook(shop, toJson(order(4, new Date(Date.now() + 1_000))))
  await waitFor('the fourth to be told', async () => told()[3] === 1, 30_000)
  await waitFor('the second to be carried', async () => {
    const { rows } = await restored.owner.query(`select erp_state from orders where name = '#2'`)
    return rows[0]?.erp_state === 'confirmed'
  })
  const others = `select from work where state = 'waiting' and kind <> 'messaging.send'`
  await waitFor('nothing else to wait', async () => (await restored.owner.query(others)).rowCount === 0)

  expect(told()).toEqual([1, 1, 1, 1])
  expect(restore.json()).toMatchObject({ doubted: { messages: 1, notices: 1 } })
  const { rows: messages } = await restored.owner.query(
    `select o.name, m.state from messages m join orders o on o.id = m.order_id where o.name = '#3'`,
  )
  expect(messages).toEqual([{ name: '#3', state: 'outcome-unknown' }])
})

test('a backup goes to standard output too, and what there is to say of it to standard error', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()

  const { out, err, code } = await runCrossdock(['backup', '-', '--encrypt'], {
    databaseUrl: stage.hub.database.url,
    encoding: 'latin1',
  })
  writeFileSync(folder.file, out, 'latin1')

  expect([code, err]).toEqual([0, expect.stringMatching(/THE MASTER KEY IS NOT IN IT/)])
  expect((await readBackup(folder.file, masterKey)).trailer.tables['crossdock.tenants']).toBe(1)
})

test('a restored database is row for row what was backed up, with partitions of months long past', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const { database } = stage.hub
  for (const n of [1, 2, 3]) await sendWebhook(stage.shop, toJson(anOrder(n)))
  await stage.quiet()
  await stage.hub.stop()
  await database.owner.query(`
    create table deliveries_2024_02 partition of deliveries for values from ('2024-02-01 00:00:00+00') to ('2024-03-01 00:00:00+00')`)
  await database.owner.query(
    `insert into deliveries (tenant_id, id, endpoint_id, received_at, headers, body, body_bytes)
     select tenant_id, gen_random_uuid(), endpoint_id, '2024-02-10', '{"odd": "a\\ttab, a\\\\ backslash and a\\nline"}', body, body_bytes from deliveries limit 1`,
  )
  await database.owner.query(`update work set cause_detail = E'tab\\tline\\nbackslash\\\\N \\\\. ü' where seq = 1`)

  const backup = await runCrossdock(['backup', folder.file], { databaseUrl: database.url })
  await using restored = await emptyDatabase()
  const restore = await runCrossdock(['restore', folder.file], { databaseUrl: restored.url })

  expect([backup.code, restore.code], backup.err + restore.err).toEqual([0, 0])
  expect(await contents(restored)).toEqual(await contents(database))
  const next = async ({ owner }: TestDatabase, sequence: string): Promise<bigint> =>
    BigInt((await owner.query(`select nextval('${sequence}') as n`)).rows[0].n)
  expect(await next(restored, 'work_seq_seq')).toBe(await next(database, 'work_seq_seq'))
  // Tokens that were given out after the backup are never given out again.
  expect(await next(restored, 'lane_tokens')).toBe((await next(database, 'lane_tokens')) + 1_000_000_000n)
  const { rows } = await restored.owner.query(
    `select relrowsecurity as rls, (select count(*)::int from pg_policy where polrelid = c.oid) as policies from pg_class c where relname = 'deliveries_2024_02'`,
  )
  expect(rows).toEqual([{ rls: true, policies: 1 }])
})

test('a backup says loudly that the master key is not in it, and holds neither it nor a plain word of a customer', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const body = anOrder(1)
  await sendWebhook(stage.shop, toJson(body))
  await stage.quiet()

  const backup = await runCrossdock(['backup', folder.file], { databaseUrl: stage.hub.database.url })
  const plain: Buffer[] = []
  await readBackup(folder.file, masterKey, { rows: async (rows) => void plain.push(rows) })

  expect(backup.out).toMatch(/THE MASTER KEY IS NOT IN IT/)
  const text = Buffer.concat(plain).toString()
  expect(text).toContain(stage.shop.shopDomain)
  for (const secret of [inject('masterKey').split(':')[1], body.shipping_address?.phone, body.customer?.first_name])
    if (secret) expect(text).not.toContain(secret)
})

test('an encrypted backup opens with its master key only, and in it nothing is to be seen', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  await sendWebhook(stage.shop, toJson(anOrder(1)))
  await stage.quiet()
  const { url } = stage.hub.database

  await writeBackup({ databaseUrl: url, to: folder.file, sealWith: masterKey, progress: () => undefined })
  const other = new MasterKey(`test:${Buffer.alloc(32, 9).toString('base64')}`)
  const unknown = new MasterKey(`other:${Buffer.alloc(32, 9).toString('base64')}`)

  expect((await readBackup(folder.file, masterKey)).header.tenants).toHaveLength(1)
  await expect(readBackup(folder.file, other)).rejects.toThrow(/another master key/)
  await expect(readBackup(folder.file, unknown)).rejects.toThrow(/does not have/)
  expect(readFileSync(folder.file).subarray(200).includes(stage.shop.shopDomain)).toBe(false)
})

test.each([
  { how: 'cut off', mode: 'packed', damage: (file: Buffer) => file.subarray(0, file.length - 40) },
  { how: 'cut off', mode: 'sealed', damage: (file: Buffer) => file.subarray(0, file.length - 40) },
  { how: 'changed in one bit', mode: 'sealed', damage: flipped },
  { how: 'changed in one bit', mode: 'packed', damage: flipped },
  { how: 'something else', mode: 'packed', damage: () => Buffer.from('PGDMP\n…') },
])('a file that is $how ($mode) is refused before a row is written', async ({ mode, damage }) => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  for (const n of [1, 2, 3]) await sendWebhook(stage.shop, toJson(anOrder(n)))
  await stage.quiet()
  await writeBackup({
    databaseUrl: stage.hub.database.url,
    to: folder.file,
    sealWith: mode === 'sealed' ? masterKey : null,
    progress: () => undefined,
  })
  writeFileSync(folder.file, damage(readFileSync(folder.file)))
  await using fresh = await emptyDatabase()

  await expect(restore(folder.file, fresh)).rejects.toBeInstanceOf(BrokenBackup)

  expect((await fresh.owner.query(`select to_regclass('crossdock.tenants') as there`)).rows).toEqual([{ there: null }])
})

interface Restoring {
  force?: boolean
  key?: MasterKey
  settle?: () => Promise<void>
  afterwards?: () => Promise<void>
}

/** As the command does. */
function restore(file: string, { url: databaseUrl }: TestDatabase, options: Restoring = {}) {
  const { force = false, key = masterKey, ...more } = options
  return restoreBackup({ databaseUrl, masterKey: key, file, force, progress: () => undefined, ...more })
}

function flipped(file: Buffer): Buffer {
  const copy = Buffer.from(file)
  const place = Math.floor(copy.length / 2)
  copy.writeUInt8(copy.readUInt8(place) ^ 1, place)
  return copy
}

test('restore touches no database that is in use, that is not empty, or that has another master key', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const { database } = stage.hub
  await writeBackup({ databaseUrl: database.url, to: folder.file, sealWith: null, progress: () => undefined })
  await using fresh = await emptyDatabase()
  const aKey = (id: string): MasterKey => new MasterKey(`${id}:${Buffer.alloc(32, 9).toString('base64')}`)

  await expect(restore(folder.file, database, { force: true })).rejects.toThrow(/Stop every one of its processes/)
  await stage.hub.stop()
  await expect(restore(folder.file, database)).rejects.toThrow(/not empty.*--force/)
  await expect(restore(folder.file, fresh, { key: aKey('test') })).rejects.toThrow(
    /is another one.*Nothing was restored/,
  )
  await expect(restore(folder.file, fresh, { key: aKey('x') })).rejects.toThrow(/needs the master key "test"/)

  // Nor was anything of the server touched: the roles' passwords follow from the master key.
  await using hub = await aHub({ ROLE: 'api' }, undefined, database)
  expect((await fetch(`${hub.url}/readyz`)).status).toBe(200)
  await hub.stop()
  expect((await database.owner.query('select from tenants')).rowCount).toBe(1)
  await restore(folder.file, database, { force: true })
  expect((await database.owner.query('select from tenants')).rowCount).toBe(1)
})

const broken = async (): Promise<void> => {
  throw new Error('the disk is full')
}

test.each([
  { when: 'while rows are copied', fails: { settle: broken } },
  { when: 'after they were committed', fails: { afterwards: broken } },
])('a forced restore that fails $when leaves the database as it was', async ({ fails }) => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const { database } = stage.hub
  await writeBackup({ databaseUrl: database.url, to: folder.file, sealWith: null, progress: () => undefined })
  // What came after the backup is what must not get lost.
  await sendWebhook(stage.shop, toJson(anOrder(1)))
  await stage.quiet()
  await stage.hub.stop()
  const before = await contents(database)

  await expect(restore(folder.file, database, { force: true, ...fails })).rejects.toThrow('the disk is full')

  expect(await contents(database)).toEqual(before)
  expect(await schemasOf(database)).toEqual(['bullmq', 'crossdock', 'crossdock_auth'])
  await using hub = await aHub({}, undefined, database)
  expect((await fetch(`${hub.url}/readyz`)).status).toBe(200)
})

test('a restore into an empty database that fails leaves it empty', async () => {
  using folder = aFolder()
  await using source = await testDatabase()
  await writeBackup({ databaseUrl: source.url, to: folder.file, sealWith: null, progress: () => undefined })
  await using fresh = await emptyDatabase()

  await expect(restore(folder.file, fresh, { settle: broken })).rejects.toThrow('the disk is full')

  expect(await schemasOf(fresh)).toEqual([])
  await restore(folder.file, fresh)
  expect(await schemasOf(fresh)).toEqual(['bullmq', 'crossdock', 'crossdock_auth'])
})

test('after a restore that was killed, the next one finds what was there before, and does not throw it away unasked', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const { database } = stage.hub
  await writeBackup({ databaseUrl: database.url, to: folder.file, sealWith: null, progress: () => undefined })
  await stage.hub.stop()
  const before = await contents(database)
  const client = await database.owner.connect()
  await setAside(client as never)
  client.release()
  await database.owner.query('create schema crossdock; create table crossdock.half_of_it ()')

  await expect(restore(folder.file, database)).rejects.toThrow(/not empty/)

  expect(await contents(database)).toEqual(before)
  expect(await schemasOf(database)).toEqual(['bullmq', 'crossdock', 'crossdock_auth'])
})

async function schemasOf({ owner }: TestDatabase): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname ~ '^(crossdock|bullmq)' order by 1`,
  )
  return rows.map(({ name }) => name)
}

test("a queue of somebody else's is not thrown away unasked", async () => {
  using folder = aFolder()
  await using source = await testDatabase()
  await writeBackup({ databaseUrl: source.url, to: folder.file, sealWith: null, progress: () => undefined })
  await using shared = await emptyDatabase()
  await shared.owner.query('create schema bullmq; create table bullmq.theirs (id int)')

  await expect(restore(folder.file, shared)).rejects.toThrow(/not empty: it has the schemas bullmq\..*--force/)

  expect((await shared.owner.query('select from bullmq.theirs')).rowCount).toBe(0)
})

test('a backup whose migrations are other files than ours is refused before anything is touched', async () => {
  using folder = aFolder()
  await using source = await testDatabase()
  await source.owner.query(`update migrations set digest = 'another' where number = 3`)
  await writeBackup({ databaseUrl: source.url, to: folder.file, sealWith: null, progress: () => undefined })
  await using other = await testDatabase()

  await expect(restore(folder.file, other, { force: true })).rejects.toThrow(
    /000003_inbox_and_work\.sql here is not the file/,
  )

  expect(await schemasOf(other)).toEqual(['bullmq', 'crossdock', 'crossdock_auth'])
})

test('a copy that is restored with --paused carries nothing beside the hub it came from, until a person says so', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo({ stock: 1_000 })
  const { database } = stage.hub
  stage.odoo.faults.next({ trouble: 'BUSY', model: 'sale.order', method: 'load', times: 1_000 })
  await sendWebhook(stage.shop, toJson(anOrder(1)))
  await waitFor('the order to wait for Odoo', async () => (await stage.order('#1'))?.erp_state === 'waiting')
  await runCrossdock(['backup', folder.file], { databaseUrl: database.url })
  await using copy = await emptyDatabase()

  const restored = await runCrossdock(['restore', folder.file, '--paused'], { databaseUrl: copy.url })
  await copy.owner.query(`update work set next_at = now() where state = 'waiting'`)
  await using hub = await aHub({}, undefined, copy)
  // It answers and records; what it records waits as well.
  const shop = { ...stage.shop, url: `${hub.url}${stage.shop.path}` }
  const recorded = await sendWebhook(shop, toJson(anOrder(2)))
  const swept = `select from worker_beats where swept_at is not null`
  await waitFor('the worker to have looked for work', async () => ((await copy.owner.query(swept)).rowCount ?? 0) > 0)
  const held = await waiting(copy)
  const imported = await copy.owner.query(`select name from orders`)
  const doctor = await runCrossdock(['doctor', '--json'], { databaseUrl: copy.url })
  const resumed = await runCrossdock(['work', 'resume'], { databaseUrl: copy.url })
  stage.odoo.faults.clear()
  await waitFor('what waited to be carried', async () => (await waiting(copy)) === 0, 40_000)

  expect([restored.code, restored.out], restored.err).toEqual([0, expect.stringMatching(/All work is paused/)])
  expect([recorded.status, held]).toEqual([200, 2])
  expect(imported.rows).toEqual([{ name: '#1' }])
  expect(doctor.json()).toMatchObject({
    findings: expect.arrayContaining([
      expect.objectContaining({ area: 'workers', says: expect.stringMatching(/All work is paused since/) }),
    ]),
  })
  expect([resumed.code, resumed.out]).toEqual([0, 'Work goes on.\n'])
})

test('two backups to one name at the same time each are whole, and nothing is left beside them', async () => {
  using folder = aFolder()
  await using database = await testDatabase()
  const write = () =>
    writeBackup({ databaseUrl: database.url, to: folder.file, sealWith: masterKey, progress: () => undefined })

  await Promise.all([write(), write(), write()])

  expect((await readBackup(folder.file, masterKey)).sealedWith).toBe('test')
  expect(readdirSync(dirname(folder.file))).toEqual(['hub.backup'])
})

test('an encrypted backup names the key that seals the file, also where another one wraps what is in it', async () => {
  using folder = aFolder()
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  const env = { CROSSDOCK_MASTER_KEY: `next:${Buffer.alloc(32, 5).toString('base64')},${inject('masterKey')}` }

  const made = await runCrossdock(['backup', folder.file, '--encrypt', '--json'], { databaseUrl, env })
  const seen = await runCrossdock(['restore', folder.file, '--verify-only'], { databaseUrl, env })

  expect(made.json()).toMatchObject({ masterKeys: ['test', 'next'] })
  expect(seen.out).toMatch(/needs the master key test, next\./)
})

test('a backup does not replace a file that is there, and leaves no half of one behind', async () => {
  using folder = aFolder()
  await using database = await testDatabase()
  writeFileSync(folder.file, 'of yesterday')

  const there = await runCrossdock(['backup', folder.file], { databaseUrl: database.url })
  const nowhere = await runCrossdock(['backup', join(folder.file, 'in', 'a', 'file')], { databaseUrl: database.url })

  expect([there.code, there.err]).toEqual([1, expect.stringMatching(/is there already/)])
  expect(readFileSync(folder.file, 'utf8')).toBe('of yesterday')
  expect(nowhere.code).not.toBe(0)
  expect(readdirSync(dirname(folder.file))).toEqual(['hub.backup'])
})
