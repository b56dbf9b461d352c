import { createHash, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pipeline as joined, PassThrough, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { MasterKey } from '../crypto/master-key.ts'
import { connectAlone } from '../db/connect-alone.ts'
import { endOfRows, firstLine, type Header, type Sealing, type Trailer } from './archive.ts'
import { sealed } from './sealed-stream.ts'
import { partitionsNow, sequencesNow, type Table, tablesInOrder } from './tables-to-back-up.ts'

export interface BackupOptions {
  /** As the owner, and past a pooler. */
  databaseUrl: string
  /** A file, or a stream that somebody else keeps. */
  to: string | Writable
  /** Encrypts the file with a key that follows from this one; null: it is compressed only. */
  sealWith: MasterKey | null
  progress(progress: { step: 'copy'; done: number; total: number; table: string }): void
}

export interface BackupReport {
  header: Header
  trailer: Trailer
}

export const backupPurpose = 'crossdock backup'

/**
 * One consistent picture of the database, taken while everything goes on: all rows as they stood when one transaction
 * began. The file appears under its name when it is whole.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupReport> {
  const { databaseUrl, to, sealWith } = options
  const client = await connectAlone({
    connectionString: databaseUrl,
    application_name: 'crossdock backup',
    options: '-c search_path=crossdock -c timezone=UTC -c datestyle=ISO -c extra_float_digits=3 -c bytea_output=hex',
  })
  // Of its own: two that write to one name at the same time each make a whole one.
  const half = typeof to === 'string' ? `${to}.${randomBytes(4).toString('hex')}.partial` : null
  try {
    const plain = new PassThrough()
    // Should one of the two end early, so does the other.
    const packed = joined(plain, createGzip({ level: 4 }), () => undefined)
    const [line, body] = packing(sealWith, packed)
    const out = half === null ? (to as Writable) : createWriteStream(half, { mode: 0o600, flags: 'wx', flush: true })
    const writing = pipeline(Readable.from(withFirstLine(line, body)), out)
    const report = await Promise.all([dump(client, plain, options), writing]).then(([made]) => made)
    if (half !== null) await nameForGood(half, to as string)
    return report
  } catch (error) {
    if (half !== null) await rm(half, { force: true })
    throw error
  } finally {
    await client.end()
  }
}

/** On disk before it bears the name, and the name too: whoever sees it after a power cut sees a whole one. */
async function nameForGood(half: string, name: string): Promise<void> {
  await rename(half, name)
  // Where folders cannot be opened, as on Windows, the system sees to it.
  const folder = await open(dirname(name)).catch(() => null)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

function packing(masterKey: MasterKey | null, packed: Readable): [line: string, body: AsyncIterable<Uint8Array>] {
  if (!masterKey) return [firstLine, packed]
  const salt = randomBytes(32)
  const key = masterKey.derive(masterKey.currentId, backupPurpose, salt)
  if (!key) throw new Error('no master key')
  const sealing: Sealing = { keyId: masterKey.currentId, salt: salt.toString('base64url') }
  return [`${firstLine} ${JSON.stringify(sealing)}`, sealed(key, packed)]
}

async function* withFirstLine(line: string, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${line}\n`)
  yield* body
}

async function dump(client: pg.Client, out: Writable, { progress }: BackupOptions): Promise<BackupReport> {
  try {
    await client.query('begin isolation level repeatable read read only')
    const tables = await tablesInOrder(client)
    // Nothing of the schema changes until the end; rows may.
    await client.query(`lock table ${tables.map(({ name }) => name).join(', ')} in access share mode`)
    const hash = createHash('sha256')
    const write = (chunk: Buffer): Promise<void> => {
      hash.update(chunk)
      return written(out, chunk)
    }
    const line = (value: object): Promise<void> => write(Buffer.from(`${JSON.stringify(value)}\n`))
    const header = await headerOf(client)
    await line(header)
    const total = Math.round(tables.reduce((sum, { roughRows }) => sum + roughRows, 0))
    const counts: Record<string, number> = {}
    let done = 0
    for (const table of tables) {
      await line({ table: table.name, columns: table.columns })
      counts[table.name] = await copyRows(client, table, write, (rows) => {
        done += rows
        progress({ step: 'copy', done, total: Math.max(total, done), table: table.name })
      })
      await write(Buffer.from(`${endOfRows}\n`))
    }
    // After the rows: a sequence is never behind what was drawn from it before.
    const sequences = await sequencesNow(client)
    const trailer: Trailer = { end: true, tables: counts, sequences, sha256: hash.digest('hex') }
    await written(out, Buffer.from(`${JSON.stringify(trailer)}\n`))
    await client.query('commit')
    out.end()
    return { header, trailer }
  } catch (error) {
    out.destroy(error as Error)
    throw error
  }
}

async function headerOf(client: pg.Client): Promise<Header> {
  const one = async <Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> => (await client.query<Row>(sql)).rows
  const [now] = await one<{ at: Date; postgres: string }>(
    `select now() as at, current_setting('server_version') as postgres`,
  )
  return {
    crossdock: 'backup',
    format: 1,
    takenAt: now?.at.toISOString() ?? '',
    postgres: now?.postgres ?? '',
    migrations: await one('select number, name, digest from migrations order by number'),
    tenants: await one('select slug, name from tenants order by slug'),
    masterKeys: (
      await one<{ id: string }>(`select distinct split_part(wrapped, '.', 2) as id from data_keys order by 1`)
    ).map(({ id }) => id),
    partitions: await partitionsNow(client),
  }
}

const newline = 0x0a

/** @returns how many rows; COPY escapes line ends within values, so each row is one line */
async function copyRows(
  client: pg.Client,
  { name, columns }: Table,
  write: (chunk: Buffer) => Promise<void>,
  copied: (rows: number) => void,
): Promise<number> {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ')
  let sum = 0
  for await (const chunk of client.query(copyTo(`copy (select ${list} from ${name}) to stdout`))) {
    const bytes = chunk as Buffer
    let rows = 0
    for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) rows += 1
    await write(bytes)
    sum += rows
    copied(rows)
  }
  return sum
}

function written(out: Writable, chunk: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    out.write(chunk, (error) => (error ? reject(error) : resolve()))
  })
}
