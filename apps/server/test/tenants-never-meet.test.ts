import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import pg from 'pg'
import { expect, inject, test } from 'vitest'
import { provisionNumber } from '#main/provision.ts'
import { attachAccountAsOperator, shareEndpoint } from '#modules/tenants/index.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { openDatabase } from '#platform/db/database.ts'
import { type RoleName, urlForRole } from '#platform/db/roles.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { type TestDatabase, testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'
import { exampleNumber, postAsMeta, whatsappExamples } from '#test/harness/whatsapp-examples.ts'

// Table by table from the catalogue, so that a new table cannot be forgotten.

/** Tables without tenants: no role but the owner may touch them at all. */
const ownersOnly = [
  'erp_database_names',
  'erp_databases',
  'erp_merged_lanes',
  'lanes',
  'migrations',
  'work_paused',
  'worker_beats',
]

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
    // On an endpoint that serves several tenants an account is one tenant's.
    'endpoint_connections_by_account',
    'endpoints_by_id',
    'erp_database_names_pkey',
    'erp_databases_pkey',
    'erp_fences_pkey',
    'erp_merged_lanes_pkey',
    'lanes_pkey',
    'migrations_pkey',
    'tenants_slug_key',
    'work_paused_pkey',
    'worker_beats_pkey',
  ])
})

/** One body at one endpoint, which concerns a number of each. */
async function sayToBoth({ floor, database, url }: Hub, owner: string, other: string): Promise<void> {
  const { app, vault } = floor
  const of = (providerKey: string) => ({
    ...{ provider: 'whatsapp-cloud', name: providerKey, providerKey, commonKeys: [], config: {}, secrets: {} },
    endpointSecrets: ['app:secret-not-real'],
  })
  const { path, endpointId } = await provisionNumber(app, vault, owner, of('410987654321001'))
  const { connectionId } = await provisionNumber(app, vault, other, of('410987654321002'))
  const operator = openDatabase({ url: database.url, name: 'operator', maxConnections: 1, log: floor.log })
  await operator.withoutTenant(async (tx) => {
    await shareEndpoint(tx, endpointId)
    await attachAccountAsOperator(tx, other, endpointId, { connectionId, own: ['410987654321002'] })
  })
  await operator.close()
  const example = whatsappExamples().get('inbound-text') ?? ''
  const { entry, object } = JSON.parse(example)
  const both = JSON.parse(`${JSON.stringify(entry)}`.replaceAll(exampleNumber, '410987654321002')).concat(entry)

  const answer = await postAsMeta(`${url}${path}`, JSON.stringify({ object, entry: both }), 'secret-not-real')

  expect(answer.status).toBe(200)
  const { rows } = await database.owner.query(
    `select tenant_id from deliveries where endpoint_id = $1 order by tenant_id = $2`,
    [endpointId, other],
  )
  expect(rows).toEqual([{ tenant_id: owner }, { tenant_id: other }])
}

test('the application cannot see, change or add another tenant’s rows in any table', async () => {
  await using hub = await aHub()
  const [mine, theirs] = [await aShop(hub), await aShop(hub)]
  const body = toJson(anOrderBody({ seed: 1 }))
  for (const shop of [mine, theirs]) expect((await sendWebhook(shop, body, { webhookId: 'same-id' })).status).toBe(200)
  await sayToBoth(hub, mine.tenantId, theirs.tenantId)
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
    const changeable = await column('update')
    if (changeable)
      expect({
        table,
        updated: (
          await app.query(`update ${table} set ${changeable} = ${changeable} where tenant_id = $1`, [theirs.tenantId])
        ).rowCount,
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

    if (await column('insert')) {
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

    /** One that the right is given for, be it for the whole table or for some columns. */
    async function column(right: string): Promise<string | undefined> {
      const { rows } = await hub.database.owner.query<{ name: string }>(
        `select attname as name from pg_attribute where attrelid = $2::regclass and attnum > 0 and not attisdropped
           and has_column_privilege($1, $2::regclass, attnum, $3) order by attnum limit 1`,
        ['crossdock_app', `crossdock.${table}`, right],
      )
      return rows[0]?.name
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

// Whoever has an account attached to him gets what its provider says of it.
test('nobody but the owner of the database attaches to an endpoint of another tenant, or to one that is shared', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const [mine, theirs] = [await aShop(hub), await aShop(hub)]
  const app = await as(hub.database, 'crossdock_app')
  const asMe = async (sql: string, values: unknown[]): Promise<unknown> => {
    await app.query('begin')
    await app.query(`set local crossdock.tenant_id = '${mine.tenantId}'`)
    const result = await app.query(sql, values).catch((error: Error) => error)
    await app.query(result instanceof Error ? 'rollback' : 'commit')
    return result
  }
  const attach = (endpointId: string, columns = '', values = ''): Promise<unknown> =>
    asMe(
      `insert into endpoint_connections (tenant_id, endpoint_id, provider_key, connection_id${columns})
       values ($1, $2, 'claimed.myshopify.com', $3${values})`,
      [mine.tenantId, endpointId, mine.connectionId],
    )
  const share = `update endpoints set shared = true where id = $1`
  await hub.database.owner.query(share, [mine.endpointId])

  expect(await attach(theirs.endpointId)).toMatchObject({ constraint: 'endpoint_connections_endpoint_fkey' })
  await hub.database.owner.query(share, [theirs.endpointId])
  expect(await attach(theirs.endpointId)).toMatchObject({ constraint: 'endpoint_connections_endpoint_fkey' })
  // Not even where the owner's accounts alone are served so far.
  expect(await attach(mine.endpointId)).toMatchObject({ constraint: 'endpoint_connections_endpoint_fkey' })
  for (const endpointId of [mine.endpointId, theirs.endpointId]) {
    const columns = ', endpoint_tenant_id, endpoint_shared'
    const whose = endpointId === mine.endpointId ? mine.tenantId : theirs.tenantId
    expect(await attach(endpointId, columns, `, '${whose}', true`)).toMatchObject({ code: '42501' })
  }
  expect(await asMe('update endpoints set shared = false where id = $1', [mine.endpointId])).toMatchObject({
    code: '42501',
  })
  expect(
    await asMe('update endpoint_connections set tenant_id = tenant_id where tenant_id = $1', [mine.tenantId]),
  ).toMatchObject({ code: '42501' })
  // Or the refusals above were for some other reason.
  await hub.database.owner.query('update endpoints set shared = false where id = $1', [mine.endpointId])
  expect(await attach(mine.endpointId)).toMatchObject({ rowCount: 1 })
  await app.end()
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
    expect({ name, path: config?.filter((setting) => setting.startsWith('search_path=')) }).toEqual({
      name,
      path: ['search_path=crossdock, pg_temp'],
    })
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
