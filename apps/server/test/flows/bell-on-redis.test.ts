import { describe, expect, test } from 'vitest'
import type { BellCondition } from '#jobs/bell.ts'
import { bellOnRedis } from '#jobs/bell-on-redis.ts'
import { createLog } from '#platform/log.ts'
import { aBellBench, lanesInUse } from '#test/harness/bell-bench.ts'
import type { BellKind } from '#test/harness/bell-servers.ts'
import { aFaultyLine } from '#test/harness/faulty-line.ts'
import { aRedisServer, type RedisServer, redisProgram } from '#test/harness/redis-server.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/** What only a Redis can do to the bell. */
interface OwnRedis extends BellKind {
  redis: RedisServer
}

async function ownRedis(
  settings: string[] = [],
  address = (port: number) => `redis://127.0.0.1:${port}`,
): Promise<OwnRedis> {
  const redis = await aRedisServer(settings)
  return {
    name: 'Redis',
    redis,
    async serve() {
      // Through a line, since the server has another port after each start; not as a cluster, whose nodes name their own.
      const line = await aFaultyLine(() => redis.port)
      const url = address(settings.includes('--cluster-enabled') ? redis.port : line.port)
      return {
        line,
        env: { REDIS_URL: url },
        backend: (log) => bellOnRedis({ url, prefix: 'crossdock' }, log),
        wipe: async () => void (await redis.command('flushall')),
        contents: async () => String(await redis.command('keys', '*')),
        rings: async () => '',
        listeners: async () => 0,
        cutListeners: async () => undefined,
        async [Symbol.asyncDispose]() {
          await line[Symbol.asyncDispose]()
          await redis[Symbol.asyncDispose]()
        },
      }
    },
  }
}

const away = (bells: { condition(): BellCondition }[]): Promise<string> =>
  waitFor('every bell to be away', async () => {
    const reasons = bells.map((bell) => bell.condition().away)
    return reasons.every((reason) => reason !== null) && reasons.join('\n')
  })

describe.skipIf(!redisProgram() && process.env.CI !== 'true')('the bell on a Redis', () => {
  test('that is killed and started again, empty, loses nothing', async () => {
    const kind = await ownRedis()
    await using bench = await aBellBench(kind)
    await bench.allHear()

    for (let round = 0; round < 3; round++) {
      await bench.file(lanesInUse, 2)
      await kind.redis.kill()
      await bench.file(lanesInUse, 2)
      await kind.redis.start()
    }
    await bench.allDone()
    await bench.allHear()

    expect(bench.problems()).toEqual([])
  })

  test('holds no more connections after many outages than before', async () => {
    const kind = await ownRedis()
    await using bench = await aBellBench(kind)
    const connected = async (): Promise<number> =>
      Number(/connected_clients:(\d+)/.exec(String(await kind.redis.command('info', 'clients')))?.[1])
    // One each for ringing and checking, two more for each worker to listen, and the one that asks.
    const expected = 3 + 2 * 2 + 1
    await waitFor('all connections', async () => (await connected()) === expected)

    for (let outage = 0; outage < 4; outage++) {
      bench.server.line.cut()
      await bench.file(lanesInUse)
      await bench.allDone()
      await bench.allHear()
    }

    await waitFor('as many connections as before', async () => (await connected()) === expected)
    expect(bench.problems()).toEqual([])
  })

  test('that is a cluster is found to be one, and rings', async () => {
    const kind = await ownRedis(['--cluster-enabled', 'yes', '--cluster-announce-ip', '127.0.0.1'])
    await kind.redis.command('cluster', 'addslotsrange', '0', '16383')
    await waitFor('the cluster', async () =>
      String(await kind.redis.command('cluster', 'info')).includes('cluster_state:ok'),
    )
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()

    await bench.file(lanesInUse, 5)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
    expect(await bench.server.contents()).toContain('{crossdock}:')
  })

  test('that is full is away in its own words, and the work is done all the same', async () => {
    const kind = await ownRedis()
    await using bench = await aBellBench(kind)
    await bench.allHear()

    await kind.redis.command('config', 'set', 'maxmemory', '1')
    const reason = await away(bench.bells)
    await bench.file(lanesInUse, 3)
    await bench.allDone()
    await kind.redis.command('config', 'set', 'maxmemory', '0')
    await bench.allHear()

    expect(reason).toContain('OOM command not allowed')
    expect(bench.problems()).toEqual([])
  })

  test('that wants a password gets it, from the URL, with the number of the database', async () => {
    const kind = await ownRedis([], (port) => `redis://:s%40cret-not-real@127.0.0.1:${port}/2`)
    await kind.redis.command('config', 'set', 'requirepass', 's@cret-not-real')
    await using bench = await aBellBench(kind, { sweepMs: 'never' })
    await bench.allHear()

    await bench.file(lanesInUse, 2)
    await bench.allDone()

    expect(bench.problems()).toEqual([])
    expect(String(await kind.redis.command('info', 'keyspace'))).toMatch(/db2:/)
  })

  test('that refuses the password is away, and nothing repeats it', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    const kind = await ownRedis([], (port) => `redis://:wr0ng-not-real@127.0.0.1:${port}`)
    await kind.redis.command('config', 'set', 'requirepass', 'right-not-real')
    await using bench = await aBellBench(kind, { log })

    await bench.file(lanesInUse)
    await bench.allDone()
    const reason = await away(bench.bells)

    expect(reason).toMatch(/WRONGPASS|NOAUTH/)
    expect(reason + lines.join('')).not.toContain('wr0ng-not-real')
  })

  test('that throws away keys when it is full is told about, once', async () => {
    const lines: string[] = []
    const log = createLog('info', { write: (line) => void lines.push(line) })
    const kind = await ownRedis(['--maxmemory-policy', 'allkeys-lru'])
    await using bench = await aBellBench(kind, { log })
    await bench.allHear()
    bench.server.line.cut()
    await bench.file(lanesInUse)
    await bench.allDone()
    await bench.allHear()

    expect(lines.filter((line) => line.includes('set maxmemory-policy to noeviction')).length).toBe(3) // one a process
  })
})
