/** Every row of every table of every schema of ours, as text. */
export async function everythingAtRest(
  query: (sql: string) => Promise<{ rows: Record<string, unknown>[] }>,
): Promise<string> {
  const { rows: tables } = await query(`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('crossdock', 'bullmq', 'crossdock_auth')`)
  const parts = await Promise.all(
    tables.map(async ({ name }) =>
      (await query(`select t::text as line from ${name} t`)).rows.map(({ line }) => `${name} ${line}`),
    ),
  )
  return parts.flat().join('\n')
}
