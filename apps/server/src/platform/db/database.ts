import { AppError } from '@crossdock/contracts/errors'
import { DrizzleQueryError } from 'drizzle-orm'
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Log } from '../log.ts'
import { statementName } from './statement-name.ts'

/** One statement runner inside a transaction. Rows come back as plain objects, bigint and numeric columns as text. */
export interface Tx {
  query<Row extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>
  /** The same transaction for plain reads and writes, typed by the generated tables. */
  readonly orm: NodePgDatabase
  /** Runs once the transaction has committed, and never when it has not: ringing a bell, for instance. */
  afterCommit(action: () => void): void
}

/** A log-in of one role. Every statement of the application passes through here. */
export interface Database {
  /**
   * A transaction that sees one tenant only: row-level security compares each row with this setting, which ends with
   * the transaction.
   */
  withTenant<T>(tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T>
  /** A transaction without a tenant: sees no tenant's rows, may call the functions granted to its role. */
  withoutTenant<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** One statement that is its own transaction, without a tenant. */
  call<Row extends object>(text: string, values: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

/** Whoever counts and times what is asked of the database. Sees names of statements, never values. */
export interface DatabaseWatch {
  statement(name: string, ms: number, outcome: StatementOutcome): void
  /** How long a connection of the pool was waited for. */
  waited(ms: number): void
  /** Told once, how the pool can be looked at. */
  pool(look: () => { total: number; idle: number; waiting: number; most: number }): void
}

export type StatementOutcome = 'ok' | 'failed' | 'unavailable'

export interface DatabaseOptions {
  url: string
  /** Shows in pg_stat_activity. */
  name: string
  maxConnections: number
  log: Log
  /** Longest time for one statement, milliseconds. */
  statementTimeoutMs?: number
  watch?: DatabaseWatch
}

export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    application_name: options.name,
    max: options.maxConnections,
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
    statement_timeout: options.statementTimeoutMs ?? 30_000,
    idle_in_transaction_session_timeout: 60_000,
    options: '-c search_path=crossdock',
  })
  survivesLostConnections(pool, options.log)
  const { watch } = options
  watch?.pool(() => ({
    total: pool.totalCount,
    idle: pool.idleCount,
    waiting: pool.waitingCount,
    most: options.maxConnections,
  }))

  async function transaction<T>(tenantId: string | null, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await connect(pool, watch)
    const seen = watched(client, watch)
    const after: (() => void)[] = []
    let broken: Error | undefined
    try {
      // One round trip opens the transaction and pins the tenant; a tenant id is a uuid, checked before it is spliced.
      await seen.query(tenantId === null ? 'begin' : `begin; set local crossdock.tenant_id = '${asUuid(tenantId)}'`)
      const result = await work({
        query: async <Row extends object>(text: string, values: unknown[] = []) =>
          (await seen.query<Row & pg.QueryResultRow>(text, values)).rows as Row[],
        orm: drizzle({ client: seen }),
        afterCommit: (action) => void after.push(action),
      })
      await seen.query('commit')
      for (const action of after) action()
      return result
    } catch (thrown) {
      await client.query('rollback').catch((err: Error) => {
        broken = err
      })
      throw translated(thrown)
    } finally {
      client.release(broken)
    }
  }

  return {
    withTenant: (tenantId, work) => transaction(tenantId, work),
    withoutTenant: (work) => transaction(null, work),
    async call<Row extends object>(text: string, values: unknown[]) {
      const client = await connect(pool, watch)
      let broken: Error | undefined
      try {
        return (await watched(client, watch).query<Row & pg.QueryResultRow>(text, values)).rows as Row[]
      } catch (thrown) {
        if (!(thrown instanceof pg.DatabaseError)) broken = thrown as Error
        throw translated(thrown)
      } finally {
        client.release(broken)
      }
    },
    close: () => pool.end(),
  }
}

/** A whole pool drops at once; that is one outage and one line. */
const sameOutageMs = 10_000

/**
 * A connection that drops says so by an event, also while it is lent out and between two statements; an event nobody
 * listens to ends the process. The pool replaces it, and whoever used it sees its next statement fail.
 */
export function survivesLostConnections(pool: pg.Pool, log: Log): void {
  let saidMs = Number.NEGATIVE_INFINITY
  const note = (err: Error): void => {
    // Closing, it may hear the database stop before it has said goodbye itself: that is no loss.
    if (pool.ending) return
    const now = performance.now()
    if (now - saidMs > sameOutageMs) log.warn({ err }, 'a database connection was lost')
    saidMs = now
  }
  pool.on('error', note)
  pool.on('connect', (client) => client.on('error', note))
}

async function connect(pool: pg.Pool, watch: DatabaseWatch | undefined): Promise<pg.PoolClient> {
  const askedMs = performance.now()
  try {
    const client = await pool.connect()
    watch?.waited(performance.now() - askedMs)
    return client
  } catch (cause) {
    throw new AppError('database-unavailable', 'no database connection could be had', { cause })
  }
}

/** The same connection, with each of its statements told to the watch: ours, and those that Drizzle writes. */
function watched(client: pg.PoolClient, watch: DatabaseWatch | undefined): pg.PoolClient {
  if (!watch) return client
  const query = async (statement: string | { text: string }, ...rest: unknown[]): Promise<unknown> => {
    const text = typeof statement === 'string' ? statement : statement.text
    // The tenant's id stands in it, so it is no name and nothing to remember.
    const name = text.startsWith('begin') ? 'begin' : statementName(text)
    const startedMs = performance.now()
    try {
      const result = await (client.query as (...all: unknown[]) => Promise<unknown>).call(client, statement, ...rest)
      watch.statement(name, performance.now() - startedMs, 'ok')
      return result
    } catch (thrown) {
      const error = translated(thrown)
      const away = error instanceof AppError && error.code === 'database-unavailable'
      watch.statement(name, performance.now() - startedMs, away ? 'unavailable' : 'failed')
      throw thrown
    }
  }
  return Object.create(client, { query: { value: query } }) as pg.PoolClient
}

function asUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Error('not a tenant id')
  return text
}

/** Something else bears the same unique key: asked while the statement's own error is at hand, or after it was translated. */
export function isUniqueViolation(thrown: unknown): boolean {
  const error = thrown instanceof DrizzleQueryError ? thrown.cause : thrown
  const { code, sqlState } = (error ?? {}) as { code?: unknown; sqlState?: unknown }
  return code === '23505' || sqlState === '23505'
}

/** SQLSTATE classes that mean "not now": connection (08), resources (53), operator intervention (57), system (58). */
const unavailable = /^(08|53|57|58)/

/**
 * The error of a driver in our terms. Postgres puts the offending row into `detail`, which can hold personal data, so only code, constraint and message
 * leave this file.
 */
export function translated(error: unknown): unknown {
  if (error instanceof AppError) return error
  // Drizzle wraps the driver's error in one whose message repeats the statement with its values.
  const thrown = error instanceof DrizzleQueryError ? error.cause : error
  if (thrown instanceof pg.DatabaseError) {
    const plain = new Error(
      `${thrown.message} (SQLSTATE ${thrown.code ?? '?'}${thrown.constraint ? `, ${thrown.constraint}` : ''})`,
    )
    Object.assign(plain, { sqlState: thrown.code, constraint: thrown.constraint })
    if (unavailable.test(thrown.code ?? ''))
      return new AppError('database-unavailable', plain.message, { cause: plain })
    return plain
  }
  const code = (thrown as { code?: string } | null)?.code ?? ''
  const message = thrown instanceof Error ? thrown.message : ''
  if (
    /^E(CONN|PIPE|TIMEDOUT|HOST|NET)/.test(code) ||
    /Connection terminated|is not queryable|timeout exceeded when trying to connect/.test(message)
  ) {
    return new AppError('database-unavailable', message || code, { cause: thrown })
  }
  return thrown
}
