import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// Table by table from the catalogue, so that a new table cannot be forgotten.

/** Tables without tenants: no role but the owner may touch them at all. */
const ownersOnly = ['erp_database_names', 'erp_databases', 'erp_merged_lanes', 'lanes', 'migrations']

interface TableFacts {
  table: string
  rls: boolean
  policies: string[]
  tenantFirst: boolean
  partition: boolean
}

async function catalogue(database: TestDatabase): Promise<TableFacts[]> {
  const { rows } = await database.owner.query<TableFacts>(`
    select c.relname as table, c.relrowsecurity as rls, c.relispartition as partition,
      array(select pg_get_expr(p.polqual, p.polrelid) from pg_policy p where p.polrelid = c.oid) as policies,
      coalesce((select a.attname = 'tenant_id' from pg_constraint k
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
        where k.conrelid = c.oid and k.contype = 'p'), false) as "tenantFirst"
    from pg_class c where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') order by 1`)
  return rows
}

async function as(database: TestDatabase, role: RoleName): Promise<pg.Client> {
  const url = urlForRole(database.url, role, new MasterKey(inject('masterKey')))
  const client = new pg.Client({ connectionString: url, options: '-c search_path=crossdock' })
  await client.connect()
  return client
}

test('every table of tenants has the tenant first in its key and one policy that compares it', async () => {
  await using database = await testDatabase()

  const tables = (await catalogue(database)).filter(({ table }) => !ownersOnly.includes(table))

  expect(tables.length).toBeGreaterThan(15)
  for (const { table, rls, policies, tenantFirst } of tables) {
    expect({ table, rls, policies }).toEqual({ table, rls: true, policies: ['(tenant_id = current_tenant())'] })
    // Fences belong to a database first, and no role may touch them.
    if (table !== 'erp_fences') expect({ table, tenantFirst }).toEqual({ table, tenantFirst: true })
  }
})

test('unique keys start with the tenant', async () => {
  await using database = await testDatabase()

  const { rows } = await database.owner.query<{ index: string; first: string }>(`
    select i.indexrelid::regclass::text as index, a.attname as first
    from pg_index i join pg_class c on c.oid = i.indrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
    where i.indisunique and c.relnamespace = 'crossdock'::regnamespace`)
  const others = rows.filter(({ first }) => first !== 'tenant_id').map(({ index }) => index)

  // Known by their own id or name over all tenants: the look-ups by URL and by API key, a tenant's slug, and what belongs to no tenant.
  expect(others.sort()).toEqual([
    'api_keys_by_id',
    'endpoints_by_id',
    'erp_database_names_pkey',
    'erp_databases_pkey',
    'erp_fences_pkey',
    'erp_merged_lanes_pkey',
    'lanes_pkey',
    'migrations_pkey',
    'tenants_slug_key',
  ])
})

test('the application cannot see, change or add another tenant’s rows in any table', async () => {
  await using hub = await aHub()
  const [mine, theirs] = [await aShop(hub), await aShop(hub)]
  const body = toJson(anOrderBody({ seed: 1 }))
  for (const shop of [mine, theirs]) expect((await sendWebhook(shop, body, { webhookId: 'same-id' })).status).toBe(200)
  await waitFor('both orders', async () => (await hub.database.owner.query('select from orders')).rowCount === 2)
  await hub.stop()
  const app = await as(hub.database, 'crossdock_app')
  const reached: string[] = []

  for (const { table, partition } of await catalogue(hub.database)) {
    const readable = (
      await hub.database.owner.query('select has_table_privilege($1, $2, $3) as yes', [
        'crossdock_app',
        `crossdock.${table}`,
        'select',
      ])
    ).rows[0].yes
    if (!readable) continue
    // Partitions are reached through their parent, whose policy holds them.
    expect(partition).toBe(false)
    reached.push(table)

    await app.query('begin')
    await app.query(`set local crossdock.tenant_id = '${mine.tenantId}'`)
    const { rows: seen } = await app.query(`select distinct tenant_id from ${table}`)
    expect({ table, seen: seen.map((row) => row.tenant_id).filter((id) => id !== mine.tenantId) }).toEqual({
      table,
      seen: [],
    })
    if (await may('update'))
      expect({
        table,
        updated: (await app.query(`update ${table} set tenant_id = tenant_id where tenant_id = $1`, [theirs.tenantId]))
          .rowCount,
      }).toEqual({ table, updated: 0 })
    if (await may('delete'))
      expect({
        table,
        deleted: (await app.query(`delete from ${table} where tenant_id = $1`, [theirs.tenantId])).rowCount,
      }).toEqual({ table, deleted: 0 })
    await app.query('rollback')

    await app.query('begin')
    const { rowCount } = await app.query(`select from ${table}`)
    expect({ table, withoutTenant: rowCount }).toEqual({ table, withoutTenant: 0 })
    await app.query('rollback')

    if (await may('insert')) {
      await app.query('begin')
      await app.query(`set local crossdock.tenant_id = '${mine.tenantId}'`)
      // The policy is asked before any constraint, so a row of another tenant is refused for that reason alone.
      const refusal = await app
        .query(`insert into ${table} (tenant_id) values ($1)`, [theirs.tenantId])
        .catch((error: Error) => error)
      expect({ table, refusal: String(refusal) }).toEqual({
        table,
        refusal: expect.stringContaining('row-level security'),
      })
      await app.query('rollback')
    }

    async function may(right: string): Promise<boolean> {
      return (
        await hub.database.owner.query('select has_table_privilege($1, $2, $3) as yes', [
          'crossdock_app',
          `crossdock.${table}`,
          right,
        ])
      ).rows[0].yes
    }
  }
  await app.end()

  expect(reached).toEqual(
    expect.arrayContaining([
      'connections',
      'customers',
      'data_keys',
      'deliveries',
      'endpoints',
      'erp_documents',
      'events',
      'orders',
      'tasks',
      'tenants',
      'timeline',
      'work',
    ]),
  )
})

test('intake may call its functions and touch no table', async () => {
  await using database = await testDatabase()
  const intake = await as(database, 'crossdock_intake')

  for (const { table } of await catalogue(database)) {
    await expect(intake.query(`select from ${table}`)).rejects.toMatchObject({ code: '42501' })
  }
  await expect(intake.query('select * from find_endpoint($1)', [newId()])).resolves.toMatchObject({ rowCount: 0 })
  await expect(intake.query('select take_lane($1, $2, $3)', ['order:x', 'me', 1000])).rejects.toMatchObject({
    code: '42501',
  })
  await intake.end()
})

test('the bell sees lane names and nothing of a tenant', async () => {
  await using database = await testDatabase()
  const bell = await as(database, 'crossdock_bell')

  for (const { table } of await catalogue(database))
    await expect(bell.query(`select from crossdock.${table}`)).rejects.toMatchObject({ code: '42501' })
  await bell.end()
})

test('no role but the owner can step past row-level security', async () => {
  await using database = await testDatabase()

  const { rows } = await database.owner.query(`
    select rolname from pg_roles r where rolname like 'crossdock\\_%' and rolname <> 'crossdock_owner'
      and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb
        or exists (select from pg_auth_members m where m.member = r.oid)
        or exists (select from pg_class c where c.relnamespace = 'crossdock'::regnamespace and c.relowner = r.oid))`)

  expect(rows).toEqual([])
})

// Without pg_temp at the end a temporary table of the caller's would take the place of ours, under the owner's rights.
test('every function that runs as the owner names its search path, pg_temp last, and nobody else may make temporary tables', async () => {
  await using database = await testDatabase()

  const { rows } = await database.owner.query<{ name: string; config: string[] | null }>(
    `select p.proname as name, p.proconfig as config from pg_proc p where p.pronamespace = 'crossdock'::regnamespace and p.prosecdef`,
  )

  expect(rows.length).toBeGreaterThan(15)
  for (const { name, config } of rows)
    expect({ name, config }).toEqual({ name, config: ['search_path=crossdock, pg_temp'] })
  const app = await as(database, 'crossdock_app')
  await expect(app.query('create temporary table lanes (lane text)')).rejects.toMatchObject({ code: '42501' })
  await app.end()
})

test('no function that runs as the owner may be called by everybody', async () => {
  await using database = await testDatabase()

  const { rows } = await database.owner.query(
    `select p.proname from pg_proc p where p.pronamespace = 'crossdock'::regnamespace and p.prosecdef
       and has_function_privilege('crossdock_bell', p.oid, 'execute')`,
  )

  expect(rows).toEqual([])
})

test('fences are reached only with the token of the database’s lane', async () => {
  await using database = await testDatabase()
  const app = await as(database, 'crossdock_app')
  const erp = newId()
  const { rows } = await app.query('select ensure_erp_database($1, $2, 0)', [erp, [`name-${erp}`]])
  expect(rows).toHaveLength(1)
  const token = (await app.query('select take_lane($1, $2, 5000) as token', [`erp:${erp}`, 'me'])).rows[0].token
  await app.query('select put_fence($1, $2, $3, $4, $5, $6)', [token, erp, newId(), newId(), newId(), ['1']])

  expect((await app.query('select * from open_fences($1, $2)', [token, erp])).rowCount).toBe(1)
  expect((await app.query('select * from open_fences($1, $2)', [BigInt(token) + 1n, erp])).rowCount).toBe(0)
  await expect(
    app.query('select put_fence($1, $2, $3, $4, $5, $6)', ['0', erp, newId(), newId(), newId(), ['2']]),
  ).rejects.toMatchObject({ code: 'XD001' })
  await app.end()
})
