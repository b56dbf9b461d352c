import pg from 'pg'

/**
 * The migrated schema as text, in one stable order, from the catalogue itself: what a review of a migration reads to see
 * its effect. (pg_dump is not part of the embedded database, and its output changes with its version.)
 */
export async function describeSchema(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=crossdock' })
  await client.connect()
  try {
    const lines = async (sql: string): Promise<string[]> =>
      (await client.query<{ line: string }>(sql)).rows.map(({ line }) => line)
    const parts = [
      '-- Made by "npm run schema" from the migrations. Do not edit.',
      ...(await tables(client)),
      ...(await lines(sequences)),
      ...(await lines(indexes)),
      ...(await lines(policies)),
      ...(await lines(triggers)),
      ...(await lines(functions)),
      ...(await lines(rights)),
    ]
    return `${parts.join('\n\n')}\n`
  } finally {
    await client.end()
  }
}

/** Triggers that somebody has switched off: they look the same, and never run. */
export async function triggersSwitchedOff(client: pg.Client): Promise<{ trigger: string; table: string }[]> {
  const { rows } = await client.query<{ trigger: string; table: string }>(
    `select t.tgname as trigger, c.relname as table from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') and t.tgenabled not in ('O', 'A')
     order by 2, 1`,
  )
  return rows
}

/**
 * What keeps tenants apart and roles within their rights, a line each: row-level security, policies, triggers and grants.
 * The same lines stand in what `describeSchema` says.
 */
export async function describeGuards(client: pg.Client): Promise<string[]> {
  const lines = []
  for (const sql of [security, policies, triggers, rights])
    lines.push(...(await client.query<{ line: string }>(sql)).rows.map(({ line }) => line))
  return lines
}

/** Of a description, the lines that `describeGuards` finds in a database that is as it should be. */
export function guardsIn(description: string): string[] {
  return description
    .split('\n')
    .filter((line) => /^(grant |create policy |CREATE TRIGGER |alter table \w+ enable row level)/.test(line))
}

// Monthly partitions come and go; their parent stands for them.
const ownTables = `c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition`

async function tables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{
    name: string
    partition: string | null
    rls: boolean
    columns: string[]
    constraints: string[] | null
  }>(`
    select c.relname as name, pg_get_partkeydef(c.oid) as partition, c.relrowsecurity as rls,
      (select array_agg(format('  %s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end,
          case a.attidentity when 'a' then ' generated always as identity' else '' end,
          coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) order by a.attnum)
        from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
      (select array_agg(format('  constraint %s %s', k.conname, pg_get_constraintdef(k.oid)) order by k.contype desc, k.conname)
        from pg_constraint k where k.conrelid = c.oid and k.contype <> 'n') as constraints
    from pg_class c where ${ownTables} order by c.relname`)
  return rows.map(({ name, partition, rls, columns, constraints }) => {
    const body = [...columns, ...(constraints ?? [])].join(',\n')
    const security = rls ? `\nalter table ${name} enable row level security;` : ''
    return `create table ${name} (\n${body}\n)${partition ? ` partition by ${partition}` : ''};${security}`
  })
}

const security = `
  select format('alter table %s enable row level security;', c.relname) as line from pg_class c
  where ${ownTables} and c.relrowsecurity order by c.relname`

const sequences = `
  select format('create sequence %s;', c.relname) as line from pg_class c
  where c.relnamespace = 'crossdock'::regnamespace and c.relkind = 'S'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')
  order by c.relname`

const indexes = `
  select pg_get_indexdef(i.indexrelid) || ';' as line from pg_index i join pg_class c on c.oid = i.indrelid
  where ${ownTables} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)
  order by i.indexrelid::regclass::text`

const policies = `
  select format('create policy %s on %s using %s%s;', p.polname, c.relname, pg_get_expr(p.polqual, p.polrelid),
      coalesce(' with check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')) as line
  from pg_policy p join pg_class c on c.oid = p.polrelid where ${ownTables} order by c.relname, p.polname`

const triggers = `
  select pg_get_triggerdef(t.oid) || ';' as line from pg_trigger t join pg_class c on c.oid = t.tgrelid
  where ${ownTables} and not t.tgisinternal order by c.relname, t.tgname`

const functions = `
  select pg_get_functiondef(p.oid) || ';' as line from pg_proc p
  where p.pronamespace = 'crossdock'::regnamespace order by p.oid::regprocedure::text`

const rights = `
  select format('grant %s on %s to %s;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type), g.object, g.grantee) as line
  from (
    select c.relname::text as object, a.privilege_type, a.grantee::regrole::text as grantee
    from pg_class c, aclexplode(c.relacl) a where ${ownTables} and a.grantee <> c.relowner
    union all
    select c.relname, format('%s (%s)', a.privilege_type, string_agg(t.attname, ', ' order by t.attnum)), a.grantee::regrole::text
    from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a where ${ownTables}
    group by c.relname, a.privilege_type, a.grantee
    union all
    select 'function ' || p.oid::regprocedure::text, a.privilege_type, case a.grantee when 0 then 'public' else a.grantee::regrole::text end
    from pg_proc p, aclexplode(p.proacl) a where p.pronamespace = 'crossdock'::regnamespace and a.grantee <> p.proowner
  ) g group by g.object, g.grantee order by g.object, g.grantee`
