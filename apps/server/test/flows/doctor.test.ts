import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { anOrderBody, startAdminSandbox, toJson } from '@crossdock/sandbox/shopify'
import { expect, inject, test } from 'vitest'
import { bellNames } from '#jobs/bell-names.ts'
import { asOwner } from '#main/cli/doctor/ask-database.ts'
import { examine, inWords } from '#main/cli/doctor/command.ts'
import type { Area, Finding } from '#main/cli/doctor/finding.ts'
import { guards } from '#main/cli/doctor/rights.ts'
import { freePort } from '#main/free-port.ts'
import { orderSources } from '#main/order-sources.ts'
import { giveToken } from '#modules/orders/index.ts'
import { findChannel } from '#modules/tenants/index.ts'
import { MasterKey } from '#platform/crypto/master-key.ts'
import { urlForRole } from '#platform/db/roles.ts'
import { createLog } from '#platform/log.ts'
import { aDeafPooler } from '#test/harness/a-deaf-pooler.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { aFaultyLine } from '#test/harness/faulty-line.ts'
import { aRedisServer, redisProgram } from '#test/harness/redis-server.ts'
import { runCrossdock } from '#test/harness/run-crossdock.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const otherMasterKey = (id: string): string => `${id}:${Buffer.alloc(32, 9).toString('base64')}`

function look(databaseUrl: string, env: Record<string, string> = {}): Promise<Finding[]> {
  return examine({
    NODE_ENV: 'test',
    CROSSDOCK_DATA_DIR: '/nowhere/crossdock',
    CROSSDOCK_MASTER_KEY: inject('masterKey'),
    DATABASE_URL: databaseUrl,
    ...env,
  })
}

/** What is wrong, as "area subject: says → remedy". PUBLIC_URL is left out where a test is not about it. */
const wrong = (findings: Finding[], area?: Area): string[] =>
  findings
    .filter(({ verdict, subject }) => verdict !== 'ok' && (area === 'address' || subject !== 'PUBLIC_URL'))
    .filter((finding) => area === undefined || finding.area === area)
    .map(({ verdict, area: where, subject, says, remedy }) => `${verdict} ${where} ${subject}: ${says} → ${remedy}`)

const lookAtStage = (stage: Stage, env: Record<string, string> = {}): Promise<Finding[]> =>
  look(stage.hub.database.url, env)

test('a hub that is well: nothing is wrong, and everything that matters was looked at', async () => {
  await using stage = await aShopWithOdoo()
  await using admin = await startAdminSandbox()
  const { app, vault } = stage.hub.floor
  const { tenantId, connectionId } = stage.shop
  const shop = await app.withTenant(tenantId, (tx) => findChannel(tx, tenantId, connectionId))
  const ringer = { ring: () => undefined }
  const sources = orderSources(createLog('silent'))
  const config = { address: admin.url }
  await giveToken({ app, vault, ringer, sources }, { shop, token: admin.accessToken, config })

  const findings = await lookAtStage(stage, { PUBLIC_URL: stage.hub.url })

  // Only that the test has no certificate.
  expect(wrong(findings, 'address')).toEqual([expect.stringMatching(/is not https/)])
  expect(wrong(findings)).toEqual([])
  expect(findings.filter(({ verdict }) => verdict === 'ok').map(({ area, subject }) => `${area} ${subject}`)).toEqual(
    expect.arrayContaining([
      'settings settings',
      'database connection',
      'database migrations',
      'database rights',
      'database clock',
      'database partitions',
      'database crossdock_app',
      'database crossdock_intake',
      'database crossdock_bell',
      'queue bell',
      'queue LISTEN',
      'workers work',
      'keys master key',
      'Odoo Odoo',
      `Shopify ${shop.name}`,
    ]),
  )
})

test('settings: every problem is told at once, without the values', async () => {
  const findings = await look('mysql://secret-word@x', { PORT: '99999', REDIS_URL: 'redis://x/abc', ODOO_DB: 'only' })

  expect(wrong(findings)).toHaveLength(4)
  expect(wrong(findings).join('\n')).toMatch(/PORT: must be a whole number[\s\S]*DATABASE_URL|DATABASE_URL[\s\S]*PORT/)
  expect(JSON.stringify(findings)).not.toContain('secret-word')
})

test('a wrong password of the database is told once, not once for everything that needs it', async () => {
  await using database = await testDatabase()
  const url = new URL(database.url)
  url.password = 'wrong'

  const findings = await look(url.toString())

  expect(wrong(findings)).toEqual([
    expect.stringMatching(/^failure database connection: .* it refuses the password\. → Mend user and password/),
  ])
})

test('a database that is not there, or has no such name', async () => {
  await using database = await testDatabase()
  const [nobody, noName] = [new URL(database.url), new URL(database.url)]
  nobody.port = String(await freePort(0))
  noName.pathname = '/no_such_database'

  expect(wrong(await look(nobody.toString()))).toEqual([expect.stringMatching(/nothing listens there\. → Start/)])
  expect(wrong(await look(noName.toString()))).toEqual([expect.stringMatching(/no database of this name\. → Mend/)])
})

test('migrations that were not applied', async () => {
  await using database = await testDatabase()
  await database.owner.query('delete from migrations where number = (select max(number) from migrations)')

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(/migrations: 1 migration\(s\) are not applied: 0000.*\.sql\. → npx crossdock migrate$/),
  ])
})

test('a database of a newer version', async () => {
  await using database = await testDatabase()
  await database.owner.query(`insert into migrations (number, name, digest) values (999999, '999999_future.sql', 'x')`)

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(/does not know\. → Run the newest/),
  ])
})

test('a right that a role lacks, and one that it should not have', async () => {
  await using database = await testDatabase()
  await database.owner.query('revoke insert on orders from crossdock_app; grant select on lanes to crossdock_bell')

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(/^failure database rights: .*grant insert, select, update on orders to crossdock_app/),
    expect.stringMatching(/^warning database rights: .*grant select on lanes to crossdock_bell; → Take them back/),
  ])
})

test('row-level security that somebody switched off', async () => {
  await using database = await testDatabase()
  await database.owner.query('alter table orders disable row level security')

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(
      /switched off on orders: tenants could see .* → As the owner.*alter table orders enable row level security;$/,
    ),
  ])
})

test('a trigger that somebody switched off', async () => {
  await using database = await testDatabase()
  await database.owner.query('alter table orders disable trigger sealed_with_a_key_of_now')

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(
      /^failure database rights: The trigger sealed_with_a_key_of_now on orders is switched off.* → .*alter table orders enable trigger sealed_with_a_key_of_now;$/,
    ),
  ])
})

test('an image that lacks the description of the schema says so, and calls no right wrong', async () => {
  await using database = await testDatabase()
  const found = await asOwner(database.url, (client) => guards(client, '/nowhere/schema.sql'))

  expect(wrong(found)).toEqual([
    expect.stringMatching(/^warning database rights: Rights were not compared: schema\.sql.* → Put the file/),
  ])
})

test('log-ins of our own that row-level security does not hold, or that are somebody else', async () => {
  await using database = await testDatabase()
  const name = `app_${new URL(database.url).pathname.slice(4)}`
  const logIn = (user: string): string => {
    const url = new URL(database.url)
    Object.assign(url, { username: user, password: 'test' })
    return url.toString()
  }
  const lookAs = async (url: string): Promise<string[]> =>
    wrong(await look(database.url, { DATABASE_APP_URL: url }), 'database')
  try {
    await database.outside(`create role ${name}_owner; create role ${name} login password 'test' in role crossdock_app`)
    await database.owner.query(`grant usage on schema crossdock to ${name}`)

    const member = await lookAs(logIn(name))
    await database.outside(`grant ${name}_owner to ${name}`)
    await database.owner.query(`alter table mappings owner to ${name}_owner`)
    const throughOwner = await lookAs(logIn(name))
    const superuser = await lookAs(database.url)
    const another = await lookAs(urlForRole(database.url, 'crossdock_intake', new MasterKey(inject('masterKey'))))

    expect(member).toEqual([])
    expect(throughOwner).toEqual([
      expect.stringMatching(
        /^failure database crossdock_app: DATABASE_APP_URL: app_\w+ is a member of app_\w+_owner, whom row-level security does not hold\. → Let DATABASE_APP_URL name/,
      ),
    ])
    expect(superuser).toEqual([
      expect.stringMatching(
        /crossdock_app: DATABASE_APP_URL: \w+ may step past row-level security\. → Let DATABASE_APP_URL/,
      ),
    ])
    expect(another).toEqual([
      expect.stringMatching(/DATABASE_APP_URL: crossdock_intake logs in, and has not the rights of crossdock_app/),
    ])
  } finally {
    await database.owner.query(`drop owned by ${name}, ${name}_owner cascade`)
    await database.outside(`drop role ${name}; drop role ${name}_owner`)
  }
})

test('connections that could not be looked at are told, and so is what kept doctor from looking', async () => {
  await using database = await testDatabase()
  const url = new URL(database.url)
  url.password = 'wrong'

  const shutOut = await look(database.url, { DATABASE_APP_URL: url.toString() })
  await database.owner.query('alter view information_schema.columns rename to somewhere_else')
  const blind = await look(database.url)

  expect(wrong(shutOut, 'settings')).toEqual([
    expect.stringMatching(
      /^failure settings connections: None of them was looked at, .* → See what is said of crossdock_app/,
    ),
  ])
  expect(wrong(blind).map((line) => line.split(':')[0])).toEqual([
    'failure settings connections',
    'failure workers work',
    'failure keys master key',
  ])
})

test('a policy that lets everybody see everything', async () => {
  await using database = await testDatabase()
  await database.owner.query('alter policy one_tenant on customers using (true)')

  expect(wrong(await look(database.url), 'database').join('\n')).toMatch(/create policy one_tenant on customers/)
})

test('a month without a partition', async () => {
  await using database = await testDatabase()
  const { rows } = await database.owner.query(
    `select 'deliveries_' || to_char(now() at time zone 'UTC', 'YYYY_MM') as name`,
  )
  await database.owner.query(`drop table ${rows[0].name}`)

  expect(wrong(await look(database.url), 'database')).toEqual([
    expect.stringMatching(new RegExp(`no partition ${rows[0].name}: webhooks .* → npx crossdock migrate`)),
  ])
})

test('a pooler in transaction mode between the bell and PostgreSQL', async () => {
  await using database = await testDatabase()
  await using pooler = await aDeafPooler(database.url)

  const through = await look(pooler.url)
  const past = await look(pooler.url, { DATABASE_DIRECT_URL: database.url })

  expect(wrong(through, 'queue')).toContainEqual(
    expect.stringMatching(/^failure queue LISTEN: .*pooler in transaction mode.* → Set DATABASE_DIRECT_URL/),
  )
  expect(wrong(past, 'queue')).toEqual([])
})

test('another master key under the same id, and one that is not there at all', async () => {
  await using stage = await aShopWithOdoo()

  const another = await lookAtStage(stage, { CROSSDOCK_MASTER_KEY: otherMasterKey('test') })
  const missing = await lookAtStage(stage, { CROSSDOCK_MASTER_KEY: otherMasterKey('new') })

  expect(wrong(another, 'keys')).toEqual([expect.stringMatching(/has a key "test", but it is another one.* → Put/)])
  expect(wrong(missing, 'keys')).toEqual([
    expect.stringMatching(/master key "test", which .* does not have.* → Add it/),
  ])
  // Passwords of the roles follow from it.
  expect(wrong(another, 'database')).toContainEqual(
    expect.stringMatching(/crossdock_app cannot log in: it refuses the password\. → .*CROSSDOCK_MASTER_KEY/),
  )
})

test('a rotation of keys that was cut off, and a new master key that does not wrap yet', async () => {
  await using stage = await aShopWithOdoo()
  await stage.hub.database.owner.query(
    `insert into data_keys select tenant_id, 'e0123456789', purpose, wrapped, now() from data_keys where purpose = 'encrypt'`,
  )

  const findings = await lookAtStage(stage, { CROSSDOCK_MASTER_KEY: `${otherMasterKey('new')},${inject('masterKey')}` })

  expect(wrong(findings, 'keys').join('\n')).toMatch(/rotation of data keys is under way or was cut off/)
  expect(wrong(findings, 'keys').join('\n')).toMatch(/older master key than "new"\. → .*--new-master-key/)
})

test('Redis that is not there: the queue is away, and nothing else is', async () => {
  await using database = await testDatabase()

  const findings = await look(database.url, { REDIS_URL: `redis://127.0.0.1:${await freePort(0)}` })

  expect(wrong(findings, 'queue')).toEqual([
    expect.stringMatching(
      /^failure queue bell: Redis at 127\.0\.0\.1:\d+ does not answer.* → Start Redis, or mend REDIS_URL/,
    ),
  ])
  expect(wrong(findings, 'database')).toEqual([])
})

test.skipIf(!redisProgram() && process.env.CI !== 'true')('a Redis that may throw rings away', async () => {
  await using database = await testDatabase()
  await using redis = await aRedisServer(['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'])

  expect(wrong(await look(database.url, { REDIS_URL: `redis://127.0.0.1:${redis.port}` }), 'queue')).toEqual([
    expect.stringMatching(/^warning queue Redis: .*allkeys-lru.* → config set maxmemory-policy noeviction/),
  ])
})

test('a server that takes connections and never answers holds up nothing else', async () => {
  await using stage = await aShopWithOdoo()
  await using line = await aFaultyLine(() => 0)
  line.hang()
  const startedMs = performance.now()

  const findings = await lookAtStage(stage, {
    REDIS_URL: `redis://127.0.0.1:${line.port}`,
    PUBLIC_URL: `http://127.0.0.1:${line.port}`,
  })

  expect(performance.now() - startedMs).toBeLessThan(25_000)
  expect(wrong(findings, 'queue')).toEqual([expect.stringMatching(/^failure queue bell: /)])
  expect(wrong(findings, 'address')).toContainEqual(
    expect.stringMatching(/cannot be reached from here: no answer in 10 s/),
  )
  expect(findings).toContainEqual(expect.objectContaining({ area: 'Odoo', verdict: 'ok' }))
})

test('a queue that somebody has paused', async () => {
  await using stage = await aShopWithOdoo()
  const { bell } = stage.hub.floor
  await waitFor('the bell to answer', async () => bell.condition().away === null)
  await bell.pause('erp')

  expect(wrong(await lookAtStage(stage), 'queue')).toEqual([
    expect.stringMatching(
      /^warning queue bell: The queue "erp" is paused.* → Go on with it: npx crossdock bell resume erp$/,
    ),
  ])
  expect(bellNames).toContain('erp')
})

test('work that is due while no worker runs', async () => {
  await using hub = await aHub({ ROLE: 'api' })
  const shop = await aShop(hub)
  await sendWebhook(shop, toJson(anOrderBody({ seed: 1 })))
  await hub.database.owner.query(`update work set next_at = now() - interval '10 minutes'`)

  expect(wrong(await look(hub.database.url), 'workers')).toEqual([
    expect.stringMatching(
      /^failure workers work: 1 piece\(s\) of work in 1 lane\(s\) are due, the oldest for 10 minutes, and nobody works on them\. No worker was heard of.* → Start a worker/,
    ),
  ])
})

test('Odoo that refuses our key', async () => {
  await using stage = await aShopWithOdoo()
  stage.odoo.revokeKeys('crossdock-bot')

  expect(wrong(await lookAtStage(stage), 'Odoo')).toEqual([
    expect.stringMatching(/^failure Odoo Odoo: Odoo refuses our key.* → npx crossdock connections rotate "Odoo"/),
  ])
})

test('Odoo that is away', async () => {
  await using stage = await aShopWithOdoo()
  await stage.odoo.stop()

  expect(wrong(await lookAtStage(stage), 'Odoo')).toEqual([
    expect.stringMatching(/^failure Odoo Odoo: http.* cannot be reached.* → Start Odoo, or mend its address/),
  ])
})

test('an app that is not installed in Odoo, a right that our user lost, and products that are gone', async () => {
  await using stage = await aShopWithOdoo()
  const { store } = stage.odoo
  const row = (model: string, field: string, value: string) => {
    const found = store.rows(model).find((each) => each[field] === value)
    if (!found) throw new Error(`no ${value} in ${model}`)
    return found.id
  }
  store.update('ir.module.module', row('ir.module.module', 'name', 'sale_stock'), { state: 'uninstalled' })
  const bot = store.rows('res.users').find(({ login }) => login === 'crossdock-bot')
  const managers = store.externalIds.get('base.group_partner_manager')?.id
  store.update('res.users', bot?.id ?? 0, {
    group_ids: ((bot?.group_ids ?? []) as number[]).filter((group) => group !== managers),
  })
  store.update('product.product', row('product.product', 'default_code', 'CROSSDOCK-TIP'), { active: false })

  const found = wrong(await lookAtStage(stage)).join('\n')

  expect(found).toMatch(
    /failure Odoo Odoo: Apps are not installed there: sale_stock\. → Install them in Odoo under Apps/,
  )
  expect(found).toMatch(
    /failure Odoo Odoo: Our user may not create, write res\.partner\. → Give the user .*Contact Creation/,
  )
  expect(found).toMatch(/failure Odoo Odoo: Products for charges are missing: CROSSDOCK-TIP.* → Connect Odoo anew/)
})

test('a key of Odoo that ends within two weeks', async () => {
  await using stage = await aShopWithOdoo()
  const end = new Date(Date.now() + 5.5 * 86_400_000)
  await stage.hub.database.owner.query(
    `update connections set config = config || jsonb_build_object('keyExpiresAt', $1::text) where provider = 'odoo'`,
    [end.toISOString()],
  )

  expect(wrong(await lookAtStage(stage), 'Odoo')).toEqual([
    expect.stringMatching(
      /^warning Odoo Odoo: Our API key there ends in 5 day\(s\), on \d{4}-.* → npx crossdock connections rotate/,
    ),
  ])
})

test('Shopify: scopes that the token lacks, a token that is refused, a version that has ended', async () => {
  await using stage = await aShopWithOdoo()
  await using admin = await startAdminSandbox({ scopes: ['read_orders', 'read_products'], versions: ['2027-01'] })
  const { owner } = stage.hub.database
  const { vault } = stage.hub.floor
  const { tenantId, connectionId } = stage.shop
  const give = async (token: string): Promise<void> => {
    const place = { table: 'connections', column: 'secrets', id: connectionId } as const
    const sealed = await vault.seal(tenantId, place, JSON.stringify({ adminToken: token }))
    await owner.query('update connections set secrets = $1, config = $2 where id = $3', [
      sealed,
      { address: admin.url },
      connectionId,
    ])
  }

  await give(admin.accessToken)
  const lacking = wrong(await lookAtStage(stage), 'Shopify').join('\n')
  await give('shpat_of_yesterday')
  const refused = wrong(await lookAtStage(stage), 'Shopify').join('\n')

  expect(lacking).toMatch(/lacks the scopes read_customers, read_locations, read_payment_terms\. → Add them to the app/)
  expect(lacking).toMatch(/has ended version 2026-10 .* answers in 2027-01\. → Upgrade Crossdock/)
  expect(refused).toMatch(/^failure .*Shopify refuses our Admin API token\. → Make a new one/)
})

test('a shop that took our access away, and one whose orders go nowhere', async () => {
  await using stage = await aShopWithOdoo()
  await stage.hub.database.owner.query(
    `update connections set status = 'disconnected', erp_connection_id = null where provider = 'shopify'`,
  )

  const found = wrong(await lookAtStage(stage), 'Shopify').join('\n')

  expect(found).toMatch(/has taken our access away.* → .*shops --connect-again shop-/)
  expect(found).toMatch(/No ERP carries its orders.* → .*connections create odoo --for-channels/)
})

test('a number of WhatsApp that nobody hears at Meta, that is paused, and whose token is refused', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const { box, connectionId } = stage.number
  const lookAtNumber = async (): Promise<string> => wrong(await lookAtStage(stage), 'WhatsApp').join('\n')
  const { business } = box.world

  for (const { account } of business.numbers()) account.subscribed = false
  const deaf = await lookAtNumber()
  await stage.hub.database.owner.query(
    `insert into messaging_channels (tenant_id, connection_id, paused_at, paused_code, paused_facts)
     values ($1, $2, now(), 'number-blocked', '{"provider": "WhatsApp", "detail": "no payment method"}')
     on conflict (tenant_id, connection_id) do update set paused_at = excluded.paused_at, paused_code = excluded.paused_code,
       paused_facts = excluded.paused_facts`,
    [stage.shop.tenantId, connectionId],
  )
  const paused = await lookAtNumber()
  business.tokens.clear()
  const refused = await lookAtNumber()

  expect(deaf).toMatch(/failure WhatsApp WhatsApp: No app is subscribed to the account.* → /)
  expect(paused).toMatch(/Nothing is sent from this number since .*no payment method.* → Settle it/)
  expect(refused).toMatch(/refuses our access token\. → npx crossdock connections rotate "WhatsApp"/)
})

async function anAddressOfSomebodyElse(): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((_, response) => response.end('{"status":"alive"}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('PUBLIC_URL that is not set, leads to somebody else, to another hub, or to nobody', async () => {
  await using database = await testDatabase()
  await using hub = await aHub({ ROLE: 'api' })
  await using somebody = await anAddressOfSomebodyElse()
  const at = async (PUBLIC_URL: string, more = {}): Promise<string> =>
    wrong(await look(database.url, { PUBLIC_URL, ...more }), 'address').join('\n')

  const ours = await at(hub.url)
  const notSet = wrong(await look(database.url), 'address').join('\n')
  const another = await at(hub.url, { CROSSDOCK_MASTER_KEY: otherMasterKey('test') })
  const elses = await at(somebody.url)
  const nobody = await at(`https://127.0.0.1:${await freePort(0)}`)
  const noHost = await at('https://no-such-host.invalid')

  expect(ours).toMatch(/^warning address PUBLIC_URL: http.* is not https\. Shopify and Meta.*$/)
  expect(notSet).toMatch(/is not set: .*no webhook comes.* → Set it to the https address/)
  expect(another).toMatch(/failure .* but another one: it has a different master key\. → Point PUBLIC_URL/)
  expect(elses).toMatch(/failure .*Somebody answers at .*not a Crossdock hub.* → Point the proxy or DNS record/)
  expect(nobody).toMatch(/failure .*cannot be reached from here: ECONNREFUSED\. → Start the hub and its proxy/)
  expect(noHost).toMatch(/failure .*There is no host no-such-host\.invalid\. → Make its DNS record/)
})

test('the exit code says how bad it is, and every sentence that is not ok says what to do', async () => {
  await using database = await testDatabase()
  const url = new URL(database.url)
  url.password = 'wrong'
  const finding = (verdict: Finding['verdict']): Finding => ({ area: 'keys', subject: 'x', verdict, says: 'y' })

  const words = await runCrossdock(['doctor'], { databaseUrl: url.toString() })
  const json = await runCrossdock(['doctor', '--json'], { databaseUrl: url.toString() })

  expect([words.code, words.out]).toEqual([
    2,
    expect.stringMatching(/FAILURE +connection[\s\S]*→ Mend user and password/),
  ])
  expect(json.code).toBe(2)
  expect(json.json()).toMatchObject({ verdict: 'failure', findings: expect.any(Array) })
  for (const { verdict, remedy } of json.json<{ findings: Finding[] }>().findings)
    expect(verdict === 'ok' || (remedy ?? '') !== '').toBe(true)
  expect(
    ([['ok'], ['ok', 'warning'], ['warning', 'failure']] as const).map((all) => inWords(all.map(finding)).exitCode),
  ).toEqual([0, 1, 2])
})
