import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { MasterKey } from '../crypto/master-key.ts'
import {
  BrokenBackup,
  endOfRows,
  firstLine,
  type Header,
  type Sealing,
  type TableStart,
  type Trailer,
} from './archive.ts'
import { unsealed } from './sealed-stream.ts'
import { backupPurpose } from './write-backup.ts'

/** What is done with a backup while it is read. */
export interface Reading {
  header?(header: Header): Promise<void>
  table?(start: TableStart): Promise<void>
  /** Whole lines, each with its end. */
  rows?(rows: Buffer, count: number): Promise<void>
  endOfTable?(): Promise<void>
}

/**
 * Reads a backup from its first byte to its last. What it was found to be is known at the end only, so whoever writes reads
 * it once before, with nothing in `reading`.
 *
 * @throws BrokenBackup
 */
export async function readBackup(
  file: string,
  masterKey: MasterKey,
  reading: Reading = {},
): Promise<{ header: Header; trailer: Trailer; sealedWith: string | null }> {
  const { sealing, start } = await openingOf(file)
  const hash = createHash('sha256')
  const counts = new Map<string, number>()
  let header: Header | undefined
  let trailer: Trailer | undefined
  let table: string | undefined
  for await (const part of parts(unpacked(createReadStream(file, { start }), sealing, masterKey))) {
    if (trailer) throw new BrokenBackup('something follows its end')
    if (part.kind === 'rows') {
      if (table === undefined) throw new BrokenBackup('rows of no table')
      hash.update(part.bytes)
      counts.set(table, (counts.get(table) ?? 0) + part.count)
      await reading.rows?.(part.bytes, part.count)
      continue
    }
    if (part.kind === 'end of rows') {
      hash.update(part.bytes)
      table = undefined
      await reading.endOfTable?.()
      continue
    }
    const line = parsed(part.bytes)
    if ('end' in line) {
      trailer = line as Trailer
      if (trailer.sha256 !== hash.digest('hex')) throw new BrokenBackup('its content is not what was written')
      continue
    }
    hash.update(part.bytes)
    if (!header) {
      header = headerIn(line)
      await reading.header?.(header)
    } else {
      const start = line as TableStart
      table = start.table
      counts.set(table, 0)
      await reading.table?.(start)
    }
  }
  if (!header || !trailer) throw new BrokenBackup('it ends in the middle')
  for (const [name, rows] of Object.entries(trailer.tables))
    if (counts.get(name) !== rows) throw new BrokenBackup(`${name} has ${counts.get(name)} rows, ${rows} were written`)
  return { header, trailer, sealedWith: sealing?.keyId ?? null }
}

function parsed(bytes: Buffer): object {
  try {
    return JSON.parse(bytes.toString()) as object
  } catch {
    throw new BrokenBackup('a line of it cannot be read')
  }
}

function headerIn(line: object): Header {
  const header = line as Partial<Header>
  if (header.crossdock !== 'backup') throw new BrokenBackup('it is no backup of Crossdock')
  if (header.format !== 1) throw new BrokenBackup(`it has format ${header.format}; this version reads format 1`)
  return line as Header
}

/** Whatever goes wrong while it is unpacked says that the file is not what was written. */
function unpacked(stored: Readable, sealing: Sealing | null, masterKey: MasterKey): AsyncIterable<Buffer> {
  return broken(pipeline(plainOf(stored, sealing, masterKey), createGunzip(), () => undefined))
}

function plainOf(stored: Readable, sealing: Sealing | null, masterKey: MasterKey): Readable {
  if (!sealing) return stored
  const key = masterKey.derive(sealing.keyId, backupPurpose, Buffer.from(sealing.salt, 'base64url'))
  if (!key)
    throw new BrokenBackup(
      `it is sealed with the master key "${sealing.keyId}", which CROSSDOCK_MASTER_KEY does not have`,
    )
  return Readable.from(unsealed(key, stored))
}

async function* broken(source: Readable): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of source) yield chunk as Buffer
  } catch (error) {
    if (error instanceof BrokenBackup) throw error
    throw new BrokenBackup(`it cannot be unpacked (${(error as Error).message})`)
  }
}

const longestFirstLine = 1_000

async function openingOf(file: string): Promise<{ sealing: Sealing | null; start: number }> {
  const handle = await open(file)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestFirstLine), 0, longestFirstLine, 0)
    const end = buffer.subarray(0, bytesRead).indexOf(0x0a)
    const line = buffer.subarray(0, Math.max(end, 0)).toString()
    if (!line.startsWith(firstLine)) throw new BrokenBackup('it is no backup of Crossdock')
    const rest = line.slice(firstLine.length).trim()
    return { sealing: rest === '' ? null : (parsed(Buffer.from(rest)) as Sealing), start: end + 1 }
  } finally {
    await handle.close()
  }
}

type Part = { kind: 'line' | 'end of rows'; bytes: Buffer } | { kind: 'rows'; bytes: Buffer; count: number }

const mostTogether = 256 * 1024

/** Lines of structure one by one, rows in handfuls. */
async function* parts(plain: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  let left: Buffer[] = []
  let inRows = false
  let rows: Buffer[] = []
  let bytes = 0
  const handful = (): Part => {
    const part: Part = { kind: 'rows', bytes: Buffer.concat(rows), count: rows.length }
    rows = []
    bytes = 0
    return part
  }
  for await (const chunk of plain) {
    let from = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      const line = Buffer.concat([...left, chunk.subarray(from, end + 1)])
      left = []
      from = end + 1
      if (!inRows) {
        inRows = line.toString('utf8', 0, 9) === '{"table":'
        yield { kind: 'line', bytes: line }
      } else if (line.length === 3 && line.toString() === `${endOfRows}\n`) {
        if (rows.length > 0) yield handful()
        inRows = false
        yield { kind: 'end of rows', bytes: line }
      } else {
        rows.push(line)
        bytes += line.length
        if (bytes >= mostTogether) yield handful()
      }
    }
    if (from < chunk.length) left.push(chunk.subarray(from))
  }
  if (left.length > 0 || rows.length > 0) throw new BrokenBackup('it ends in the middle')
}
