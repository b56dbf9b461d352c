import pg from 'pg'

interface Column {
  name: string
  type: string
  required: boolean
  identity: boolean
  hasDefault: boolean
}

/** PostgreSQL's types as Drizzle's: money and other bigints as bigint, never as a float. */
const builders: Record<string, (name: string) => string> = {
  uuid: (name) => `uuid('${name}')`,
  text: (name) => `text('${name}')`,
  boolean: (name) => `boolean('${name}')`,
  integer: (name) => `integer('${name}')`,
  bigint: (name) => `bigint('${name}', { mode: 'bigint' })`,
  jsonb: (name) => `jsonb('${name}')`,
  date: (name) => `date('${name}')`,
  'timestamp with time zone': (name) => `timestamp('${name}', { withTimezone: true })`,
  'text[]': (name) => `text('${name}').array()`,
}

/**
 * The tables of the migrated database for Drizzle, so that types in the program follow the SQL and never lead it.
 * Made here rather than by drizzle-kit, whose `pull` cannot be told which type a bigint becomes.
 */
export async function drizzleTables(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ table: string; columns: Column[]; key: string[] }>(`
      select c.relname as table,
        (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod), 'required', a.attnotnull,
            'identity', a.attidentity <> '', 'hasDefault', a.atthasdef) order by a.attnum)
          from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
        (select array_agg(a.attname::text order by array_position(k.conkey, a.attnum))
          from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = any(k.conkey)
          where k.conrelid = c.oid and k.contype = 'p') as key
      from pg_class c
      where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> 'migrations'
      order by c.relname`)
    const used = new Set<string>(['pgSchema', 'primaryKey'])
    const tables = rows.map(({ table, columns, key }) => {
      const fields = columns.map((column) => `  ${camel(column.name)}: ${column_(column, used)},`)
      const keys = key.map((name) => `t.${camel(name)}`).join(', ')
      return `export const ${camel(table)} = crossdock.table('${table}', {\n${fields.join('\n')}\n}, (t) => [primaryKey({ columns: [${keys}] })])`
    })
    return [
      '// Made by "npm run schema" from the migrated database. Do not edit.',
      "import { sql } from 'drizzle-orm'",
      `import { ${[...used].sort().join(', ')} } from 'drizzle-orm/pg-core'`,
      '',
      "const crossdock = pgSchema('crossdock')",
      '/** The database fills it in; the expression itself stands in the migration. */',
      'const inDatabase = sql`default`',
      '',
      tables.join('\n\n'),
      '',
    ].join('\n')
  } finally {
    await client.end()
  }
}

function column_({ name, type, required, identity, hasDefault }: Column, used: Set<string>): string {
  const character = /^character\((\d+)\)$/.exec(type)
  const build = character ? (column: string) => `char('${column}', { length: ${character[1]} })` : builders[type]
  if (!build) throw new Error(`no Drizzle type for ${type} (${name}): add it here`)
  const made = build(name)
  used.add(made.slice(0, made.indexOf('(')))
  const identityPart = identity ? '.generatedAlwaysAsIdentity()' : ''
  // The default itself stays in SQL; Drizzle need only know that the column may be left out.
  return `${made}${identityPart}${required ? '.notNull()' : ''}${hasDefault && !identity ? '.default(inDatabase)' : ''}`
}

function camel(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
}
