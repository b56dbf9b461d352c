import { expect, test } from 'vitest'
import { isOldRedis, readRedisInfo, readRedisUrl } from './redis-address.ts'

test.each([
  ['redis://cache', { host: 'cache', port: 6379, db: 0 }],
  ['redis://:p%40ss%2F@cache:6380/3', { host: 'cache', port: 6380, password: 'p@ss/', db: 3 }],
  ['redis://hub:pass@[::1]:6379', { host: '::1', port: 6379, username: 'hub', password: 'pass', db: 0 }],
  [
    'rediss://cache.example.com',
    { host: 'cache.example.com', port: 6379, db: 0, tls: { servername: 'cache.example.com' } },
  ],
])('reads %s', (url, address) => {
  expect(readRedisUrl(url)).toEqual(address)
})

test.each([
  ['7.0.15', false],
  ['6.2.0', false],
  ['10.0.1', false],
  ['6.0.16', true],
  ['5.0.7', true],
  ['', false], // a log-in that may not ask
])('of Redis %s it says whether it is too old', (version, old) => {
  expect(isOldRedis(readRedisInfo(`# Server\r\nredis_version:${version}\r\nredis_mode:standalone\r\n`))).toBe(old)
})

test('reads whether it is a cluster, and whether it throws rings away', () => {
  const cluster = readRedisInfo('redis_version:7.2.4\r\nmaxmemory_policy:allkeys-lru\r\ncluster_enabled:1\r\n')
  const single = readRedisInfo('redis_version:7.2.4\r\nmaxmemory_policy:noeviction\r\ncluster_enabled:0\r\n')

  expect(cluster).toMatchObject({ cluster: true, evicts: 'allkeys-lru' })
  expect(single).toMatchObject({ cluster: false, evicts: null })
})
