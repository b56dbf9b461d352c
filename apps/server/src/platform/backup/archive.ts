/**
 * What a backup is made of. A first line of text says how the rest is packed; unpacked it is lines:
 *
 *   {"crossdock":"backup", …}      the header
 *   {"table":"…","columns":[…]}    then its rows as COPY writes them (text), then a line `\.`; for each table
 *   {"end":true, …}                the trailer: counts, sequences and the digest of everything before it
 *
 * COPY's text form is the same in every PostgreSQL, and a person can read it.
 */

export const firstLine = 'CROSSDOCK-BACKUP 1'

/** After `firstLine` in the first line: absent when the rest is merely compressed. */
export interface Sealing {
  /** Which master key the key of this file is derived from. */
  keyId: string
  /** base64url */
  salt: string
}

export interface Header {
  crossdock: 'backup'
  format: 1
  /** By the clock of the database. RFC 3339. */
  takenAt: string
  postgres: string
  migrations: { number: number; name: string; digest: string }[]
  tenants: { slug: string; name: string }[]
  /** Master keys that wrap data keys: they are not in here, and nothing can be read without them. */
  masterKeys: string[]
  partitions: Partition[]
}

export interface Partition {
  name: string
  of: string
  /** FOR VALUES FROM (…) TO (…), in UTC. */
  bound: string
}

export interface TableStart {
  table: string
  columns: string[]
}

export interface Trailer {
  end: true
  /** Rows. */
  tables: Record<string, number>
  sequences: { name: string; value: string; called: boolean }[]
  /** SHA-256 of every byte before this line, unpacked. */
  sha256: string
}

/** The end of a table's rows; COPY never writes such a row. */
export const endOfRows = '\\.'

/** Somebody has changed the file, or it is not whole; or it is none of ours. */
export class BrokenBackup extends Error {
  override readonly name = 'BrokenBackup'
}
