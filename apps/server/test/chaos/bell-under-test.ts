import { connect } from 'node:net'
import { settings } from '#platform/config.ts'
import type { HubDatabase } from './hub-database.ts'

export type BellKind = 'postgres' | 'redis'

/** What rings the lanes: it may lose everything at any time. */
export interface Bell {
  /** For the hub's processes. */
  env: Record<string, string>
  /** Empties it. @returns whether it was done */
  wipe(): Promise<boolean>
}

/** @throws with a sentence for people when there is no such bell here */
export function bellUnderTest(kind: BellKind, env: Record<string, string | undefined>, database: HubDatabase): Bell {
  if (kind === 'postgres') {
    return {
      env: {},
      async wipe() {
        await database.query('truncate bullmq.job, bullmq.dedup, bullmq.dedup_next cascade')
        return true
      },
    }
  }
  // Without such a setting the hub would go on ringing through Postgres, and the run would prove nothing about Redis.
  if (!Object.hasOwn(settings, 'REDIS_URL'))
    throw new Error('This hub rings its lanes through PostgreSQL only: there is no REDIS_URL among its settings.')
  const url = env.REDIS_URL
  if (!url) throw new Error('--bell redis needs REDIS_URL, with a database number that may be emptied.')
  return { env: { REDIS_URL: url }, wipe: () => flush(new URL(url)) }
}

/** FLUSHDB, not FLUSHALL: other numbers of a server may be somebody else's. Spoken plainly, as telnet would. */
function flush(url: URL): Promise<boolean> {
  const credentials = [url.username, url.password].filter(Boolean).map(decodeURIComponent)
  const commands = [
    ...(credentials.length > 0 ? [['AUTH', ...credentials]] : []),
    ['SELECT', url.pathname.slice(1) || '0'],
    ['FLUSHDB'],
    ['QUIT'],
  ]
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port || 6379) })
    let said = ''
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis does not answer')))
    socket.on('data', (chunk) => {
      said += chunk.toString()
    })
    socket.once('error', reject)
    socket.once('close', () => {
      const refused = said.split('\r\n').find((line) => line.startsWith('-'))
      if (refused) reject(new Error(`Redis: ${refused}`))
      else resolve(true)
    })
    for (const words of commands) {
      socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`)
    }
  })
}
