import type pg from 'pg'
import type { Partition } from './archive.ts'

/** Schemas whose rows are ours. The queue's holds lane names only, and finds them again by itself. */
const schemas = ['crossdock', 'crossdock_auth']

/**
 * Which migrations are applied is in the header. The others say who works right now and on what: after a restore nobody does.
 */
const leftOut = ['crossdock.migrations', 'crossdock.lanes', 'crossdock.worker_beats']

export interface Table {
  /** With its schema. */
  name: string
  columns: string[]
  /** As the planner knows it, for showing how far one is. */
  roughRows: number
}

/** In an order in which each comes after those it refers to, so that rows can be copied in as they come. */
export async function tablesInOrder(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { needs: string[] }>(
    `select n.nspname || '.' || c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       greatest((select coalesce(sum(greatest(p.reltuples, 0)), 0) from pg_class p
        where p.oid = c.oid or p.oid in (select inhrelid from pg_inherits where inhparent = c.oid)), 0)::float8 as "roughRows",
       coalesce((select array_agg(distinct fn.nspname || '.' || f.relname) from pg_constraint k
         join pg_class f on f.oid = k.confrelid join pg_namespace fn on fn.oid = f.relnamespace
         where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid), '{}') as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
       and n.nspname || '.' || c.relname <> all ($2)
     order by 1`,
    [schemas, leftOut],
  )
  const ordered: Table[] = []
  let left = rows
  while (left.length > 0) {
    const ready = left.filter(({ needs }) => needs.every((name) => ordered.some((table) => table.name === name)))
    if (ready.length === 0) throw new Error(`tables refer to each other in a circle: ${left.map(({ name }) => name)}`)
    ordered.push(...ready.map(({ name, columns, roughRows }) => ({ name, columns, roughRows })))
    left = left.filter((table) => !ready.includes(table))
  }
  return ordered
}

/** Bounds are written in the time zone of the session, which is UTC here. */
export async function partitionsNow(client: pg.ClientBase): Promise<Partition[]> {
  const { rows } = await client.query<Partition>(
    `select c.relname as name, p.relname as of, pg_get_expr(c.relpartbound, c.oid) as bound
     from pg_inherits i join pg_class c on c.oid = i.inhrelid join pg_class p on p.oid = i.inhparent
     where c.relispartition and c.relnamespace = 'crossdock'::regnamespace and c.relkind = 'r' order by 1`,
  )
  return rows
}

export async function sequencesNow(client: pg.ClientBase): Promise<{ name: string; value: string; called: boolean }[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind = 'S' order by 1`,
    [schemas],
  )
  const sequences = []
  for (const { name } of rows) {
    const { rows: values } = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${name}`,
    )
    if (values[0]) sequences.push({ name, ...values[0] })
  }
  return sequences
}
