import { inject } from 'vitest'
import type { BellBackend } from '#jobs/bell.ts'
import { bellOnPostgres } from '#jobs/bell-on-postgres.ts'
import { bellOnRedis } from '#jobs/bell-on-redis.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { urlForRole } from '#platform/db/roles.ts'
import type { Log } from '#platform/log.ts'
import { aFaultyLine, type FaultyLine } from './faulty-line.ts'
import { aRedisServer, type RedisServer, redisProgram } from './redis-server.ts'
import type { TestDatabase } from './test-database.ts'

/** The bell's server of one test, behind a line that can be made faulty. */
export interface BellServer extends AsyncDisposable {
  line: FaultyLine
  /** Settings with which a hub uses it. */
  env: Record<string, string>
  backend(log: Log): BellBackend
  /** Forgets every queue, as FLUSHALL and TRUNCATE do. */
  wipe(): Promise<void>
  /** Everything that is written in it, as one text. */
  contents(): Promise<string>
  /** The same without BullMQ's log of events, which nobody reads and which it cuts off by itself. */
  rings(): Promise<string>
  /** Connections on which workers listen. */
  listeners(): Promise<number>
  /** Cuts them, from the server's side. */
  cutListeners(): Promise<void>
}

export interface BellKind {
  name: 'PostgreSQL' | 'Redis'
  serve(database: TestDatabase): Promise<BellServer>
}

const onPostgres: BellKind = {
  name: 'PostgreSQL',
  async serve(database) {
    const line = await aFaultyLine(() => Number(new URL(database.url).port))
    const url = new URL(urlForRole(database.url, 'crossdock_bell', new MasterKey(inject('masterKey'))))
    url.port = String(line.port)
    const { owner } = database
    const tables = async (): Promise<string[]> =>
      (
        await owner.query<{ name: string }>(
          `select quote_ident(tablename) as name from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration|version'`,
        )
      ).rows.map(({ name }) => `bullmq.${name}`)
    const read = async (names: string[]): Promise<string> => {
      const texts: string[] = []
      for (const table of names) {
        const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`)
        texts.push(...rows.map(({ row }) => row))
      }
      return texts.join('\n')
    }
    // BullMQ names the connection on which a worker listens after its queue.
    const listeners = async (what: string): Promise<unknown[]> =>
      (
        await owner.query(
          `select ${what} from pg_stat_activity where datname = current_database() and application_name like 'crossdock-%'`,
        )
      ).rows
    return {
      line,
      env: { DATABASE_BELL_URL: url.toString() },
      backend: (log) => bellOnPostgres(url.toString(), log),
      wipe: async () => truncate((sql) => owner.query(sql), await tables()),
      contents: async () => read(await tables()),
      rings: async () => read((await tables()).filter((table) => table !== 'bullmq.event')),
      listeners: async () => (await listeners('true')).length,
      cutListeners: async () => void (await listeners('pg_terminate_backend(pid)')),
      [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
    }
  },
}

/** The queue works while it is wiped: the wiping gives way where both wait for each other, and tries again. */
async function truncate(query: (sql: string) => Promise<unknown>, tables: string[]): Promise<void> {
  for (;;) {
    try {
      await query(`set lock_timeout = '100ms'; truncate ${tables.join(', ')} cascade`)
      return
    } catch (error) {
      if (!['40P01', '55P03'].includes((error as { code?: string }).code ?? '')) throw error
    }
  }
}

const readers: Record<string, (key: string) => [string, ...string[]]> = {
  string: (key) => ['get', key],
  hash: (key) => ['hgetall', key],
  list: (key) => ['lrange', key, '0', '-1'],
  set: (key) => ['smembers', key],
  zset: (key) => ['zrange', key, '0', '-1'],
  stream: (key) => ['xrange', key, '-', '+'],
}

async function readKey(server: RedisServer, key: string): Promise<unknown> {
  const type = String(await server.command('type', key))
  const reader = readers[type]
  if (type === 'none') return null // gone meanwhile
  if (!reader) throw new Error(`no way to read a ${type}`)
  return server.command(...reader(key))
}

const onRedis: BellKind = {
  name: 'Redis',
  async serve() {
    const server = await aRedisServer()
    const line = await aFaultyLine(() => server.port)
    const url = `redis://127.0.0.1:${line.port}/0`
    const keys = async (): Promise<string[]> => (await server.command('keys', '*')) as string[]
    const read = async (names: string[]): Promise<string> =>
      JSON.stringify([names, await Promise.all(names.map((name) => readKey(server, name)))])
    const blocked = async (): Promise<string[]> =>
      String(await server.command('client', 'list'))
        .split('\n')
        .filter((entry) => entry.includes('cmd=bzpopmin'))
        .map((entry) => /\bid=(\d+)/.exec(entry)?.[1] ?? '')
    return {
      line,
      env: { REDIS_URL: url },
      backend: (log) => bellOnRedis({ url, prefix: 'crossdock' }, log),
      wipe: async () => void (await server.command('flushall')),
      contents: async () => read(await keys()),
      rings: async () => read((await keys()).filter((key) => !key.endsWith(':events'))),
      listeners: async () => (await blocked()).length,
      async cutListeners() {
        for (const id of await blocked()) await server.command('client', 'kill', 'id', id)
      },
      async [Symbol.asyncDispose]() {
        await line[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      },
    }
  },
}

/** Every kind that can be had here. In CI a missing Redis is no reason to leave anything out: then its tests fail. */
export const bellKinds: BellKind[] = redisProgram() || process.env.CI === 'true' ? [onPostgres, onRedis] : [onPostgres]
