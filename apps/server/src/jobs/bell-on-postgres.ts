import type { Socket } from 'node:net'
import { createPostgresBackend, Queue, Worker } from 'bullmq'
import pg from 'pg'
import type { Log } from '#platform/log.ts'
import { within } from '#platform/within.ts'
import type { BellBackend } from './bell.ts'
import type { BellConnection } from './bell-connection.ts'

/** Polite goodbyes to a server that may be gone. */
const goodbyeMs = 1_000

/**
 * BullMQ's PostgreSQL backend, in the schema `bullmq`.
 * @param url direct connection (LISTEN needs one session), role crossdock_bell
 */
export function bellOnPostgres(url: string, log: Log): BellBackend {
  return {
    name: `the bell's PostgreSQL at ${new URL(url).host}`,
    async connect() {
      const clients = new Set<pg.PoolClient>()
      const pool = new pg.Pool({
        connectionString: url,
        application_name: 'crossdock bell',
        max: 12,
        options: '-c search_path=bullmq',
        keepAlive: true,
        connectionTimeoutMillis: 5_000,
        query_timeout: 10_000,
      })
      // An event nobody listens to ends the process. What it means is found out by the next check.
      const note = (err: Error): void => log.debug({ err }, 'a connection of the bell was lost')
      pool.on('error', note)
      pool.on('connect', (client) => {
        clients.add(client)
        client.on('error', note)
      })
      pool.on('remove', (client) => void clients.delete(client))
      const connection: BellConnection = {
        queue: (name, options) =>
          new Queue(name, { ...options, connection: pool as never }, createPostgresBackend as never),
        worker: (name, answer, options) =>
          new Worker(
            name,
            (job) => answer((job.data as { lane: string }).lane),
            { ...options, connection: pool as never },
            createPostgresBackend as never,
          ),
        check: async () => void (await pool.query('select 1')),
        async end() {
          const ended = pool.end()
          await within(ended, goodbyeMs).catch(() => {
            for (const client of clients)
              (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy()
          })
        },
      }
      try {
        await connection.check()
      } catch (error) {
        await connection.end()
        throw error
      }
      return connection
    },
  }
}
