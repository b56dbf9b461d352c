import { Queue, Worker } from 'bullmq'
import { Cluster, Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import type { BellBackend } from './bell.ts'
import type { BellConnection } from './bell-connection.ts'
import { isOldRedis, type RedisFacts, readRedisInfo, readRedisUrl } from './redis-address.ts'

export interface BellOnRedisOptions {
  /** redis:// or rediss://, of a single server or of any node of a cluster. */
  url: string
  /** Tells installations apart that share a Redis. */
  prefix: string
}

/** Nobody reads it; it expires. Written because a Redis that may not write (replica, full, disk broken) still answers PING. */
const aliveForSeconds = 60

/** BullMQ on Redis 6.2 or newer, or Valkey; alone or as a cluster, which it finds out by asking. */
export function bellOnRedis({ url, prefix }: BellOnRedisOptions, log: Log): BellBackend {
  const address = readRedisUrl(url)
  // Scripts touch several keys at once, and in a cluster those must lie in one slot: what is in braces decides which.
  const keys = `{${prefix}}`
  let evictionSaid = false

  function sayEviction({ evicts }: RedisFacts): void {
    if (!evicts || evictionSaid) return
    evictionSaid = true
    log.warn(
      { maxmemoryPolicy: evicts },
      'this Redis may throw away rings when its memory is full; set maxmemory-policy to noeviction. No work is lost',
    )
  }

  return {
    name: `Redis at ${address.host}:${address.port}`,
    async connect(lost) {
      const single = new Redis({ ...address, ...ourReconnecting, lazyConnect: true })
      const facts = await opened(single, askFacts)
      sayEviction(facts)
      const client = facts.cluster ? await asCluster(single) : single
      client.on('end', () => lost(new Error('the connection ended')))
      return connectionOf(client)
    },
  }

  async function asCluster(single: Redis): Promise<Cluster> {
    single.disconnect()
    const { host, port, db: _, ...logIn } = address
    const cluster = new Cluster([{ host, port }], {
      redisOptions: { ...logIn, ...ourReconnecting },
      clusterRetryStrategy: () => null,
      lazyConnect: true,
    })
    await opened(cluster, async () => undefined)
    return cluster
  }

  function connectionOf(client: Redis | Cluster): BellConnection {
    const options = { connection: client, prefix: keys, skipVersionCheck: true }
    return {
      queue: (name, more) => new Queue(name, { ...more, ...options }),
      worker(name, answer, more) {
        return new Worker(name, (job) => answer((job.data as { lane: string }).lane), { ...more, ...options })
      },
      check: async () => void (await client.set(`${keys}:alive`, '1', 'EX', aliveForSeconds)),
      async end() {
        // BullMQ makes the workers' blocking connections, and ends them with the workers.
        client.disconnect()
      },
    }
  }
}

/** A lost connection stays lost: the bell opens a new session itself, at its own pace. */
const ourReconnecting = {
  retryStrategy: () => null,
  connectTimeout: 5_000,
  // BullMQ insists, for commands that block.
  maxRetriesPerRequest: null,
  connectionName: 'crossdock-bell',
} as const

/** Connects and asks; nothing stays open when either fails. ioredis only says "Connection is closed", the event says why. */
async function opened<Client extends Redis | Cluster, T>(
  client: Client,
  ask: (client: Client) => Promise<T>,
): Promise<T> {
  let cause: Error | undefined
  client.on('error', (error: Error) => {
    cause = error
  })
  try {
    await client.connect()
    return await ask(client)
  } catch (error) {
    client.disconnect()
    throw cause ?? error
  }
}

/** One look, without taking part: for whoever wants to know whether it would do. */
export async function lookAtRedis(url: string): Promise<RedisFacts> {
  const client = new Redis({ ...readRedisUrl(url), ...ourReconnecting, lazyConnect: true })
  const facts = await opened(client, askFacts)
  client.disconnect()
  return facts
}

async function askFacts(client: Redis): Promise<RedisFacts> {
  // A log-in that may not ask is believed to be a single, new enough server.
  const info = await client.info().catch((error: Error) => {
    if (error.message.startsWith('NOPERM')) return ''
    throw error
  })
  const facts = readRedisInfo(info)
  if (isOldRedis(facts)) throw new Error(`it is Redis ${facts.version}, needed is 6.2 or newer`)
  return facts
}
