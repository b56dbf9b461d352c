/** Where a Redis is and how to log in, in the words of ioredis. */
export interface RedisAddress {
  host: string
  port: number
  username?: string
  password?: string
  db: number
  tls?: { servername: string }
}

/** `redis://user:password@host:6379/0`, or `rediss://` for TLS. Log-in parts are percent-encoded. */
export function readRedisUrl(text: string): RedisAddress {
  const url = new URL(text)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    host,
    port: Number(url.port || 6379),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' ? { tls: { servername: host } } : {}),
  }
}

export interface RedisFacts {
  version: string
  cluster: boolean
  evicts: string | null
}

/** Reads what the command INFO says. */
export function readRedisInfo(info: string): RedisFacts {
  const fields = new Map(
    info
      .split(/\r?\n/)
      .filter((line) => line.includes(':'))
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)] as const),
  )
  const policy = fields.get('maxmemory_policy') ?? 'noeviction'
  return {
    version: fields.get('redis_version') ?? '',
    cluster: fields.get('cluster_enabled') === '1',
    evicts: policy === 'noeviction' ? null : policy,
  }
}

/** Valkey says as `redis_version` which Redis it is equal to. */
export function isOldRedis({ version }: RedisFacts): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return version !== '' && (major < 6 || (major === 6 && minor < 2))
}
