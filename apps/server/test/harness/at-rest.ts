import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { KeptText } from './plain-phones.ts'

/** Asks as the owner, past row-level security. */
export type AskOwner = (sql: string) => Promise<{ rows: Record<string, unknown>[] }>

/** Every row of every table of every schema but PostgreSQL's own, as text: what a dump would hold. */
export async function* tablesAtRest(query: AskOwner): AsyncGenerator<KeptText> {
  // Partitions hold the rows; the tables above them would say the same again.
  const { rows: tables } = await query(`
    select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`)
  for (const { name } of tables) {
    const { rows } = await query(`select t::text as line from ${name} t`)
    yield { where: String(name), text: rows.map(({ line }) => line).join('\n') }
  }
}

export async function everythingAtRest(query: AskOwner): Promise<string> {
  const lines: string[] = []
  for await (const { where, text } of tablesAtRest(query))
    if (text !== '') lines.push(...text.split('\n').map((line) => `${where} ${line}`))
  return lines.join('\n')
}

/** Log files of a folder, by what their name is made of. */
export function* logsAtRest(folder: string, names: RegExp): Generator<KeptText> {
  for (const name of readdirSync(folder))
    if (names.test(name)) yield { where: name, text: readFileSync(join(folder, name), 'utf8') }
}

/** Every key of a database of Redis, with what it holds. */
export async function* redisAtRest(url: string): AsyncGenerator<KeptText> {
  const redis = new Redis(url)
  try {
    for await (const keys of redis.scanStream({ count: 1_000 }))
      for (const key of keys as string[]) yield { where: `Redis ${key}`, text: `${key} ${await heldBy(redis, key)}` }
  } finally {
    redis.disconnect()
  }
}

async function heldBy(redis: Redis, key: string): Promise<string> {
  const readings: Record<string, () => Promise<unknown>> = {
    string: () => redis.get(key),
    hash: () => redis.hgetall(key),
    list: () => redis.lrange(key, 0, -1),
    set: () => redis.smembers(key),
    zset: () => redis.zrange(key, 0, -1),
    stream: () => redis.xrange(key, '-', '+'),
  }
  const type = await redis.type(key)
  // Gone meanwhile, as the bell's keys may be.
  if (type === 'none') return ''
  const read = readings[type]
  if (!read) throw new Error(`${key} in Redis is a ${type}, which nobody here can read`)
  return JSON.stringify(await read())
}
