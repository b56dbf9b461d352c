import type { Database, Tx } from '../../db/database.ts'
import { idOfRow, type SealedTable, sealedColumns, sealedTables } from '../sealed-columns.ts'

/** All SQL over sealed columns, whatever their table: how many are under older keys, and one batch of them after the other. */

const columnsOf = (table: SealedTable): readonly string[] => sealedColumns[table]

/** Rows with at least one value under another key than this one. */
const underAnother = (table: SealedTable, parameter: string): string =>
  columnsOf(table)
    .map((column) => `split_part(${column}, '.', 2) <> ${parameter}`)
    .join(' or ')

export async function countUnderOlderKeys(
  tx: Tx,
  table: SealedTable,
  tenantId: string,
  keyId: string,
): Promise<number> {
  const [row] = await tx.query<{ n: string }>(
    `select count(*) as n from ${table} where tenant_id = $1 and (${underAnother(table, '$2')})`,
    [tenantId, keyId],
  )
  return Number(row?.n ?? 0)
}

/** By key, how many values of a tenant are sealed with it. */
export async function valuesByKey(tx: Tx, tenantId: string): Promise<Map<string, number>> {
  const each = sealedTables.flatMap((table) =>
    columnsOf(table).map(
      (column) =>
        `select split_part(${column}, '.', 2) as key from ${table} where tenant_id = $1 and ${column} is not null`,
    ),
  )
  const rows = await tx.query<{ key: string; n: string }>(
    `select key, count(*) as n from (${each.join(' union all ')}) as values group by key`,
    [tenantId],
  )
  return new Map(rows.map(({ key, n }) => [key, Number(n)]))
}

/** A batch is small in rows, since it locks them, and in bytes, since it is held in memory. */
const mostRows = 100
const mostBytes = 4 * 1024 * 1024

export type SealedRow = { id: string } & Record<string, string | null>

/** Ids of the next rows in the order of their ids, as many as make a batch. Empty: there are no more behind `after`. */
export async function nextBatch(
  tx: Tx,
  table: SealedTable,
  tenantId: string,
  keyId: string,
  after: string | null,
): Promise<string[]> {
  const bytes = columnsOf(table)
    .map((column) => `coalesce(octet_length(${column}), 0)`)
    .join(' + ')
  const { column: id, type } = idOfRow(table)
  const rows = await tx.query<{ id: string; bytes: number }>(
    `select ${id} as id, ${bytes} as bytes from ${table}
     where tenant_id = $1 and ($3::${type} is null or ${id} > $3) and (${underAnother(table, '$2')})
     order by ${id} limit ${mostRows}`,
    [tenantId, keyId, after],
  )
  let sum = 0
  const fits = rows.findIndex(({ bytes }, index) => {
    sum += bytes
    return index > 0 && sum > mostBytes
  })
  return rows.slice(0, fits < 0 ? rows.length : fits).map(({ id }) => id)
}

/**
 * Those that nobody works with at this moment, held until the transaction ends: waiting for one while holding others is
 * how two transactions block each other. The rest is left for the next round.
 */
export function holdRows(tx: Tx, table: SealedTable, tenantId: string, ids: string[]): Promise<SealedRow[]> {
  const { column: id } = idOfRow(table)
  return tx.query<SealedRow>(
    `select ${[`${id} as id`, ...columnsOf(table)].join(', ')} from ${table} where tenant_id = $1 and ${id} = any ($2)
     for no key update skip locked`,
    [tenantId, ids],
  )
}

export async function saveRows(tx: Tx, table: SealedTable, tenantId: string, rows: SealedRow[]): Promise<void> {
  const columns = columnsOf(table)
  const { column: id, type } = idOfRow(table)
  const arrays = columns.map((column, index) => ({ column, parameter: `$${index + 3}::text[]` }))
  await tx.query(
    `update ${table} t set ${columns.map((column) => `${column} = n.${column}`).join(', ')}
     from unnest($2::${type}[], ${arrays.map(({ parameter }) => parameter).join(', ')}) as n(id, ${columns.join(', ')})
     where t.tenant_id = $1 and t.${id} = n.id`,
    [tenantId, rows.map(({ id }) => id), ...columns.map((column) => rows.map((row) => row[column] ?? null))],
  )
}

/** Who writes sealed tables right now, by virtual transaction id. */
export async function writersAtWork(database: Database): Promise<string[]> {
  const rows = await database.call<{ id: string }>(
    `select distinct l.virtualtransaction as id from pg_locks l
     join pg_class c on c.oid = l.relation
     where l.locktype = 'relation' and l.granted and l.mode = 'RowExclusiveLock' and l.pid <> pg_backend_pid()
       and l.database = (select oid from pg_database where datname = current_database())
       and c.relnamespace = 'crossdock'::regnamespace
       and (c.relname = any ($1) or exists (
         select from pg_inherits i where i.inhrelid = c.oid and i.inhparent = any ($1::text[]::regclass[])))`,
    [sealedTables],
  )
  return rows.map(({ id }) => id)
}

/** Which of these transactions have not ended yet. */
export async function stillRunning(database: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await database.call<{ id: string }>(
    `select virtualxid as id from pg_locks where locktype = 'virtualxid' and virtualxid = any ($1)`,
    [ids],
  )
  return rows.map(({ id }) => id)
}
