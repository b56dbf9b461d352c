import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { everythingAtRest, logsAtRest, redisAtRest, tablesAtRest } from './at-rest.ts'
import { type KeptText, PhoneScan } from './plain-phones.ts'
import { aRedisServer, redisProgram } from './redis-server.ts'
import { testDatabase } from './test-database.ts'

const phone = '+917006123456'

async function foundIn(texts: AsyncIterable<KeptText> | Iterable<KeptText>): Promise<string[]> {
  const scan = new PhoneScan([phone])
  for await (const text of texts) scan.look(text)
  return [...new Set(scan.found.map(({ where }) => where))].sort()
}

test('a phone in any table of any schema is found, whatever the type of its column', async () => {
  await using database = await testDatabase()
  const query = (sql: string) => database.owner.query(sql)
  const before = await foundIn(tablesAtRest(query))
  await query(`
    create schema elsewhere;
    create table elsewhere.plain (said text); insert into elsewhere.plain values ('call ${phone}');
    create table elsewhere.bytes (said bytea); insert into elsewhere.bytes values ('\\x${Buffer.from(phone).toString('hex')}');
    create table elsewhere.document (said jsonb); insert into elsewhere.document values ('{"to": ["7006123456"]}');
    create table elsewhere.list (said text[]); insert into elsewhere.list values (array['x', '${Buffer.from(phone).toString('base64')}']);
    create table elsewhere.number (said bigint); insert into elsewhere.number values (917006123456);
    create table elsewhere.parted (n int, said text) partition by list (n);
    create table elsewhere.part partition of elsewhere.parted for values in (1); insert into elsewhere.parted values (1, '${phone}');
    create materialized view elsewhere.view as select said from elsewhere.plain;
    create table "Odd ""name" (said text); insert into "Odd ""name" values ('${phone}')`)

  expect(before).toEqual([])
  expect(await foundIn(tablesAtRest(query))).toEqual(
    [
      ...['bytes', 'document', 'list', 'number', 'part', 'plain', 'view'].map((name) => `elsewhere.${name}`),
      'crossdock."Odd ""name"',
    ].sort(),
  )
})

test('every table is looked at, with what it holds', async () => {
  await using database = await testDatabase()

  const text = await everythingAtRest((sql) => database.owner.query(sql))

  expect(text).toMatch(/^crossdock\.migrations .*000010/m)
})

test('a phone in a log file is found, and other files are left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-logs-'))
  for (const name of ['api-1.log', 'worker-1.log', 'odoo.log']) writeFileSync(join(folder, name), `{"to":"${phone}"}`)

  const found = await foundIn(logsAtRest(folder, /^(api|worker)-.*\.log$/))
  rmSync(folder, { recursive: true, force: true })

  expect(found).toEqual(['api-1.log', 'worker-1.log'])
})

test.runIf(redisProgram() !== null)('a phone in Redis is found, whatever kind of key holds it', async () => {
  await using redis = await aRedisServer()
  await redis.command('set', 'text', `to ${phone}`)
  await redis.command('hset', 'hash', 'to', phone)
  await redis.command('rpush', 'list', 'x', phone)
  await redis.command('sadd', 'set', phone)
  await redis.command('zadd', 'sorted', '1', phone)
  await redis.command('xadd', 'stream', '*', 'to', phone)
  await redis.command('set', `bull:${Buffer.from(phone).toString('base64')}`, 'x')
  await redis.command('set', 'harmless', 'x')

  const found = await foundIn(redisAtRest(`redis://127.0.0.1:${redis.port}/0`))

  expect(found).toHaveLength(7)
  expect(found).not.toContain('Redis harmless')
})
