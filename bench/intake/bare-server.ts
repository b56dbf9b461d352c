import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import pg from 'pg'
import { v7 } from 'uuid'

/**
 * What intake is measured against: nothing but `node:http`, the whole body, and one INSERT, answered when it has
 * committed. No signature, no encryption, no recognition of repetitions, no work filed. Same PostgreSQL, same durability,
 * as many connections as intake's pool. Says its address on standard output.
 */
const maxConnections = 20

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: maxConnections })
await pool.query(
  'create table if not exists bare_deliveries (id uuid primary key, received_at timestamptz not null, body text not null)',
)

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

const server = createServer((request, response) => {
  bodyOf(request)
    .then((body) =>
      pool.query('insert into bare_deliveries (id, received_at, body) values ($1, $2, $3)', [v7(), new Date(), body]),
    )
    .then(() => response.writeHead(200, { 'content-length': '0' }).end())
    .catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ msg: 'serving', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }))
})

process.on('SIGTERM', () => {
  server.closeAllConnections()
  server.close(() => void pool.end().then(() => process.exit(0)))
})
