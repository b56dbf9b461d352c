import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { anOrderBody, demoCatalogue, startAdminSandbox, toJson } from '@crossdock/sandbox/shopify'
import { demoAccount, startWhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import type { Command } from 'commander'
import { expect, inject, test, vi } from 'vitest'
import { commands } from '#main/cli/commands.ts'
import { crossdock } from '#main/cli/crossdock.ts'
import { exitCodes } from '#main/cli/exit-codes.ts'
import { demoNotices } from '#main/demo-notices.ts'
import { freePort } from '#main/free-port.ts'
import { provisionShop } from '#main/provision.ts'
import { defaultPushPolicy } from '#modules/tenants/index.ts'
import { aHub } from '#test/harness/a-hub.ts'
import { anOrderFrom, aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { aShopWithOdoo } from '#test/harness/a-shop-with-odoo.ts'
import { runCrossdock } from '#test/harness/run-crossdock.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { emptyDatabase, testDatabase } from '#test/harness/test-database.ts'
import { waitFor } from '#test/harness/wait-for.ts'

/** Commands that do something themselves, as words. */
function leaves(command: Command, before: string[] = []): string[] {
  const own = command.commands.flatMap((one) => leaves(one, [...before, one.name()]))
  return own.length > 0 ? own : [before.join(' ')]
}

const all = leaves(crossdock(commands).program)

/** What only reads, with words that find something on the stage of the test. */
const reading: Record<string, string[]> = {
  doctor: [],
  'tenants list': [],
  'connections list': [],
  'connections show': ['Odoo'],
  'connections check': ['Odoo'],
  'connections preflight': ['Odoo'],
  shops: [],
  'api-keys list': [],
  'keys list': [],
  'orders list': [],
  'orders show': ['#1'],
  timeline: ['#1'],
  parked: [],
  'messages list': [],
  'notices list': [],
  map: [],
  privacy: [],
  alerts: [],
  'work status': [],
  'bell status': [],
  'encryption-keys list': [],
}

/** What changes something; each has a test here or in the flow that it belongs to. */
const changing = [
  'tenants create',
  'connections create odoo',
  'connections create shopify',
  'connections create whatsapp',
  'connections rotate',
  'connections change',
  'connections resume',
  'api-keys create',
  'api-keys revoke',
  'keys create',
  'keys revoke',
  'keys rotate',
  'encryption-keys rotate',
  'migrate',
  'work pause',
  'work resume',
  'bell pause',
  'bell resume',
  'messages write',
  'messages again',
  'notices on',
  'notices off',
  'replay',
  'dismiss',
  'backup',
  'restore',
]

const anOrder = (n: number, sku?: string): string => {
  const body = anOrderBody({ seed: n, number: n, firstId: BigInt(7_500_000 + n * 1_000), cashOnDelivery: false })
  if (sku !== undefined) for (const line of body.line_items) line.sku = sku
  return toJson(body)
}

/** In this process, since starting one for each takes longer than what it does. A secret comes from the environment. */
async function here(
  words: string[],
  databaseUrl = '',
  { secret = '', ...env }: { secret?: string; [name: string]: string } = {},
): Promise<{ code: number; said: string; err: string; json<T>(): T }> {
  const [said, err]: [string[], string[]] = [[], []]
  const variables = { DATABASE_URL: databaseUrl, CROSSDOCK_MASTER_KEY: inject('masterKey'), CROSSDOCK_SECRET: secret }
  for (const [name, value] of Object.entries({ ...variables, ...env })) vi.stubEnv(name, value)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0)
  vi.spyOn(console, 'log').mockImplementation((...all) => void said.push(`${all.join(' ')}\n`))
  vi.spyOn(console, 'error').mockImplementation((...all) => void err.push(`${all.join(' ')}\n`))
  try {
    const code = await crossdock(commands).run(words)
    return { code, said: said.join(''), err: err.join(''), json: () => JSON.parse(said.join('')) }
  } finally {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
  }
}

test('every command is known to read or to change something', () => {
  expect([...all].sort()).toEqual([...Object.keys(reading), ...changing].sort())
})

test.each(['', ...all])('crossdock %s --help says what it does, and how to be asked for JSON', async (words) => {
  const { code, said } = await here([...words.split(' ').filter(Boolean), '--help'])

  expect(code).toBe(0)
  expect(said).toMatch(new RegExp(`^Usage: crossdock ${words.replace(/ .*/, '')}`))
  expect(said).toMatch(/--json +one JSON document/)
})

test('the exit codes are those that --help prints', async () => {
  const { out } = await runCrossdock(['--help'])

  for (const [code, meaning] of Object.values(exitCodes)) expect(out).toContain(`${code}  ${meaning}`)
})

test('every command that reads answers with one JSON document, and with words for people', async () => {
  await using stage = await aShopWithOdoo()
  await sendWebhook(stage.shop, anOrder(1))
  await sendWebhook(stage.shop, anOrder(2, 'NO-SUCH-SKU'))
  await stage.quiet()
  const databaseUrl = stage.hub.database.url
  const answers = new Map<string, Record<string, unknown>>()

  for (const [words, more] of Object.entries(reading)) {
    const json = await here([...words.split(' '), ...more, '--json'], databaseUrl)
    const text = await here([...words.split(' '), ...more], databaseUrl)
    // Doctor warns that no channel is told where to call.
    expect({ words, codes: [json.code, text.code] }).toEqual({ words, codes: words === 'doctor' ? [1, 1] : [0, 0] })
    expect({ words, silent: text.said.trim() === '' }).toEqual({ words, silent: false })
    expect({ words, isJson: text.said.startsWith('{') }).toEqual({ words, isJson: false })
    answers.set(words, JSON.parse(json.said))
  }

  const names = [expect.objectContaining({ name: '#1', erpState: 'confirmed' })]
  expect(answers.get('orders list')).toMatchObject({ orders: expect.arrayContaining(names) })
  expect(answers.get('orders show')).toMatchObject({ orders: [{ name: '#1', lines: expect.any(Array) }] })
  expect(answers.get('timeline')).toMatchObject({ orders: [{ timeline: expect.any(Array) }] })
  expect(answers.get('parked')).toMatchObject({ causes: [{ cause: 'sku-unknown', orders: ['#2'] }] })
  expect(answers.get('map')).toMatchObject({ needs: [{ kind: 'gateway' }, { key: 'sku:NO-SUCH-SKU' }] })
  expect(answers.get('connections list')).toMatchObject({ connections: [{ kind: 'erp' }, { kind: 'channel' }] })
  expect(answers.get('connections check')).toMatchObject({ verdict: 'ok', ready: true })
  expect(answers.get('encryption-keys list')).toMatchObject({ keys: [{ opens: true }, { opens: true }] })
  // Nobody's name, phone or secret is in any of it.
  const everything = JSON.stringify([...answers.values()])
  const body = JSON.parse(anOrder(1))
  for (const word of [body.shipping_address.phone, body.customer.last_name, stage.shop.secret, inject('masterKey')])
    expect(everything).not.toContain(word)
})

test('an error is a sentence for people, and a problem document for programs', async () => {
  await using database = await testDatabase()
  const gone = new URL(database.url)
  gone.port = String(await freePort(0))
  const both = async (words: string[], databaseUrl?: string) => {
    const env = { CROSSDOCK_DATA_DIR: '/nowhere/crossdock' }
    const text = await here(words, databaseUrl, env)
    const json = await here([...words, '--json'], databaseUrl, env)
    const problem = JSON.parse(json.err) as { code: string; title: string; exitCode: number }
    expect([json.said, json.code, text.code]).toEqual(['', problem.exitCode, problem.exitCode])
    expect(text.err).toContain(problem.title.split('\n')[0])
    return [problem.exitCode, problem.code]
  }

  expect(await both(['no-such-command'])).toEqual([64, 'usage'])
  expect(await both(['tenants', 'create'])).toEqual([64, 'usage'])
  expect(await both(['tenants', '--colour'])).toEqual([64, 'usage'])
  expect(await both(['orders', 'list', '--limit', 'many', '--tenant', 'x'], database.url)).toEqual([1, 'not-done'])
  expect(await both(['parked'], database.url)).toEqual([1, 'not-done'])
  for (const words of [
    ['parked'],
    ['connections'],
    ['migrate'],
    ['backup', '/nowhere/b'],
    ['encryption-keys', 'rotate'],
  ])
    expect({ words, told: await both(words, gone.toString()) }).toEqual({ words, told: [69, 'database-unavailable'] })
  expect(await both(['bell'], gone.toString())).toEqual([69, 'unavailable'])
  expect(await both(['parked'])).toEqual([78, 'config'])
})

test('from an empty database to a shop whose orders reach Odoo, by commands alone', async () => {
  await using database = await emptyDatabase()
  const migrated = await here(['migrate'], database.url)
  expect([migrated.code, migrated.said]).toEqual([0, expect.stringMatching(/^Applied: 000001_.*sql\n$/)])
  await using hub = await aHub({}, undefined, database)
  await using odoo = await startOdooSandbox()
  odoo.seedProducts(demoCatalogue.map(({ sku, title, stock }) => ({ sku, name: title, listPrice: 1, stock })))
  const databaseUrl = hub.database.url
  const json = async (words: string[], more: { input?: string; env?: Record<string, string> } = {}) => {
    const whose = words[0] === 'tenants' ? [] : ['--tenant', 'second']
    const ran = await runCrossdock([...whose, '--json', ...words], { databaseUrl, ...more })
    expect({ words, code: ran.code, err: ran.err }).toEqual({ words, code: 0, err: '' })
    return ran.json<Record<string, string>>()
  }
  const secret = 'client-secret-of-the-app'

  await json(['tenants', 'create', 'first', '--name', 'First', '--country', 'IN'])
  await json(['tenants', 'create', 'second', '--name', 'Second brand', '--country', 'IN'])
  const where = ['--url', odoo.url, '--database', odoo.database, '--login', odoo.adminLogin]
  const erp = await json(['connections', 'create', 'odoo', ...where], { input: `${odoo.adminPassword}\n` })
  const shop = await json(
    ['connections', 'create', 'shopify', '--shop', 'second.myshopify.com', '--cut-over', '2020-01-01'],
    { env: { CROSSDOCK_SECRET: secret } },
  )
  const target = { url: `${hub.url}${shop.url}`, secret, shopDomain: 'second.myshopify.com' }
  await sendWebhook(target, anOrder(1))
  await waitFor('the order to reach Odoo', async () => odoo.saleOrders().some(({ state }) => state === 'sale'))
  const listed = await json(['connections', 'list'])
  const shown = await runCrossdock(['--tenant', 'second', 'connections', 'show', 'second.myshopify.com'], {
    databaseUrl,
  })

  expect(erp.login).toBe('crossdock-bot')
  expect(listed).toMatchObject({ connections: [{ name: 'Odoo' }, { erpConnectionId: erp.connectionId }] })
  expect(shown.out).toContain(`/hooks/${shop.endpointId} (1 valid secret(s))`)
  expect(JSON.stringify([listed, shown.out])).not.toContain(secret)
  const again = await runCrossdock(['tenants', 'create', 'second', '--name', 'x', '--country', 'IN'], { databaseUrl })
  expect([again.code, again.err]).toEqual([1, 'There is a tenant "second" already.\n'])
  const whose = await runCrossdock(['orders'], { databaseUrl })
  expect([whose.code, whose.err]).toEqual([64, 'Say which tenant: --tenant first | second\n'])
})

test('a secret that the channel rotates is valid beside the old one, until the old one is dropped', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  const name = stage.shop.shopDomain
  const rotate = (words: string[]) =>
    here(['connections', 'rotate', name, ...words], databaseUrl, { secret: 'the-new-secret' })
  const statuses = async (): Promise<number[]> => {
    // Endpoints are believed for ten seconds; another hub has not heard of them yet.
    await using hub = await aHub({ ROLE: 'api' }, undefined, stage.hub.database)
    const url = `${hub.url}${stage.shop.path}`
    return await Promise.all(
      [stage.shop.secret, 'the-new-secret'].map(
        async (secret) => (await sendWebhook({ ...stage.shop, url, secret }, anOrder(1))).status,
      ),
    )
  }

  const before = await statuses()
  const rotated = await rotate([])
  const during = await statuses()
  const dropped = await rotate(['--drop-previous'])
  const after = await statuses()

  expect([rotated.code, dropped.code], rotated.err + dropped.err).toEqual([0, 0])
  expect([before, during, after]).toEqual([
    [200, 401],
    [200, 200],
    [401, 200],
  ])
})

test('Odoo gets a new key by a log-in, and orders go on with it', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  stage.odoo.revokeKeys('crossdock-bot')
  await sendWebhook(stage.shop, anOrder(1))
  await waitFor('the order to be parked', async () => (await stage.order('#1'))?.reason_code === 'credentials-rejected')

  const wrong = await runCrossdock(['connections', 'rotate', 'Odoo', '--login', 'admin'], { databaseUrl, input: 'no' })
  const rotated = await runCrossdock(['connections', 'rotate', 'Odoo', '--login', 'admin'], {
    databaseUrl,
    input: 'admin',
  })
  await runCrossdock(['replay', '--cause', 'credentials-rejected'], { databaseUrl })

  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/refuses our credentials/)])
  expect([rotated.code, rotated.out], rotated.err).toEqual([0, expect.stringMatching(/is reached as crossdock-bot/)])
  expect((await stage.becomes('#1', 'confirmed')).erp_state).toBe('confirmed')
})

test('a number of WhatsApp is connected, tried before it is stored, and its secrets rotate', async () => {
  await using stage = await aShopWithOdoo()
  await using box = await startWhatsAppSandbox()
  const databaseUrl = stage.hub.database.url
  const { wabaId, phoneNumberId } = demoAccount
  const where = ['--phone-number-id', phoneNumberId, '--waba-id', wabaId, '--base-url', box.url]
  const create = (secret: string, ...words: string[]) =>
    here(['connections', 'create', 'whatsapp', ...where, ...words, '--json'], databaseUrl, { secret })
  const rotate = (secret: string, ...words: string[]) =>
    here(['connections', 'rotate', 'WhatsApp', ...words], databaseUrl, { secret })
  const secrets = async (): Promise<string[]> => {
    const { rows } = await stage.hub.database.owner.query(
      `select id, secrets from endpoints where provider = 'whatsapp-cloud'`,
    )
    const place = { table: 'endpoints', column: 'secrets', id: rows[0].id } as const
    return JSON.parse(await stage.hub.floor.vault.unseal(stage.shop.tenantId, place, rows[0].secrets))
  }

  const oneOnly = await create(box.accessToken)
  const wrong = await create('EAAwrong\nan-app-secret')
  const twoOfThree = await create(`${box.accessToken}\n${box.appSecret}`, '--verify-token', '-')
  const ownToken = 'a-verify-token-of-our-own'
  const made = await create(`${box.accessToken}\n${box.appSecret}\n${ownToken}\n`, '--verify-token', '-')
  const { verifyToken, url, endpointId } = made.json<Record<string, string>>()
  const wrongToken = await rotate('EAAwrong')
  const newSecret = await rotate('another-app-secret', '--app-secret')
  const both = await secrets()
  await rotate('another-app-secret', '--app-secret', '--drop-previous')

  expect([oneOnly.code, twoOfThree.code, wrong.code, wrongToken.code], made.err).toEqual([1, 1, 1, 1])
  expect(verifyToken).toBe(ownToken)
  expect([made.code, newSecret.code], made.err + newSecret.err).toEqual([0, 0])
  expect(url).toBe(`/hooks/${endpointId}`)
  expect(both).toEqual(['app:another-app-secret', `app:${box.appSecret}`, `verify:${verifyToken}`])
  expect(await secrets()).toEqual(['app:another-app-secret', `verify:${verifyToken}`])
  const listed = await here(['connections', '--json'], databaseUrl)
  expect(listed.json()).toMatchObject({
    connections: [{ kind: 'erp' }, { kind: 'channel' }, { kind: 'number', account: phoneNumberId }],
  })
  expect((await create(`${box.accessToken}\n${box.appSecret}`)).err).toMatch(/connected already/)
})

test('a number of WhatsApp is written through as told, its token’s end is known, and it sends again when somebody says so', async () => {
  await using stage = await aShopWithOdoo()
  await using box = await startWhatsAppSandbox()
  const { url: databaseUrl, owner } = stage.hub.database
  const { wabaId, phoneNumberId } = demoAccount
  const { business, clock } = box.world
  const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
  const expiresAt = Math.floor(clock.now() / 1_000) * 1_000 + 30 * 86_400_000
  business.tokens.set('EAAmonth', { token: 'EAAmonth', reaches: null, scopes, expiresAt, issuedAt: clock.now() })
  const where = ['--phone-number-id', phoneNumberId, '--waba-id', wabaId, '--base-url', box.url]
  const settings = ['--app-id', business.appId, '--api-version', 'v25.0', '--marketing-path', 'marketing_messages']
  const secret = `EAAmonth\n${business.appSecret}`
  const config = async () => {
    const { rows } = await owner.query(`select config from connections where provider = 'whatsapp-cloud'`)
    const { apiVersion, paths, keyExpiresAt } = rows[0].config
    return { apiVersion, paths, keyExpiresAt }
  }
  const change = (...words: string[]) => here(['connections', 'change', 'WhatsApp', ...words], databaseUrl)

  const made = await here(['connections', 'create', 'whatsapp', ...where, ...settings], databaseUrl, { secret })
  const atFirst = await config()
  const wrong = [await change(), await change('--marketing-path', 'elsewhere'), await change('--api-version', '26')]
  const ended = await change('--api-version', 'v20.0')
  const changed = await change('--marketing-path', 'messages')
  const afterwards = await config()
  const rotated = await here(['connections', 'rotate', 'WhatsApp'], databaseUrl, { secret: box.accessToken })
  const { rows: stopped } = await owner.query(
    `insert into messaging_channels (tenant_id, connection_id, paused_at, paused_code, paused_facts)
     select tenant_id, id, now(), 'number-blocked', '{"detail": "there is a problem with the payment"}' from connections
     where provider = 'whatsapp-cloud' returning connection_id`,
  )
  const resumed = await here(['connections', 'resume', 'WhatsApp', '--reason', 'The bill is paid.'], databaseUrl)
  const noNumber = await here(['connections', 'resume', 'Odoo', '--reason', 'x'], databaseUrl)

  expect(made.code, made.err).toBe(0)
  const end = new Date(expiresAt).toISOString()
  expect(atFirst).toEqual({ apiVersion: 'v25.0', paths: { marketing: 'marketing_messages' }, keyExpiresAt: end })
  expect(wrong.map(({ code }) => code)).toEqual([64, 64, 64])
  expect([ended.code, changed.code], changed.err).toEqual([1, 0])
  expect(afterwards).toEqual({ ...atFirst, paths: { marketing: 'messages' } })
  expect(rotated.code, rotated.err).toBe(0)
  expect(await config()).toEqual({ ...afterwards, keyExpiresAt: null })
  expect([resumed.code, noNumber.code], resumed.err).toEqual([0, 64])
  const { rows } = await owner.query('select paused_at from messaging_channels where connection_id = $1', [
    stopped[0].connection_id,
  ])
  expect(rows).toEqual([{ paused_at: null }])
})

test('messages are listed masked, and with people when asked', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const phone = '+917006000077'
  const body = anOrderFrom(phone, { seed: 7, number: 7 })
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#7', 'confirmed')
  await stage.calm()
  const list = (...words: string[]) => here(['messages', 'list', ...words], stage.hub.database.url)

  const masked = await list('--json')
  const open = await list('--people', '--order', '#7', '--direction', 'out')
  const none = await list('--state', 'failed')
  const wrong = await list('--limit', '0')

  expect(JSON.parse(masked.said)).toMatchObject({ messages: [{ notice: 'order-confirmation', text: null }] })
  expect(masked.said).not.toContain(phone)
  expect(open.said).toMatch(new RegExp(`\\${phone} +order_confirmation.*${body.customer?.first_name} · #7`))
  expect(none.said).toBe('No messages.\n')
  expect(wrong.code).toBe(64)
})

test('staff write to customers and choose notices by commands', async () => {
  await using stage = await aShopThatWrites([])
  const { url } = stage.hub.database
  const phone = '+917006000077'
  const folder = mkdtempSync(join(tmpdir(), 'crossdock-notices-'))
  const file = join(folder, 'choices.json')
  writeFileSync(file, JSON.stringify(demoNotices['order-confirmation']))
  const shop = ['--shop', stage.shop.shopDomain]
  await stage.number.writes(phone, 'Hello')
  await stage.calm()

  const written = await here(['messages', 'write', 'Good', 'morning', '--phone', phone, '--key', 'k', '--json'], url)
  const again = await here(['messages', 'write', 'Good', 'morning', '--phone', phone, '--key', 'k', '--json'], url)
  // A phone is nothing for the memory of a shell.
  const piped = await runCrossdock(['messages', 'write', 'Good', 'morning', '--phone', '-', '--key', 'k', '--json'], {
    databaseUrl: url,
    input: `${phone}\n`,
  })
  const refused = await here(['messages', 'write', 'Hello', '--phone', '+917006000078'], url)
  const nobody = await here(['messages', 'write', 'Hello'], url)
  await stage.calm()
  const arrived = await here(['messages', 'again', written.json<{ messageId: string }>().messageId], url)
  const early = await here(['notices', 'on', 'order-confirmation', ...shop], url)
  const on = await here(
    // As from the folder in which the command was typed.
    ['notices', 'on', 'order-confirmation', ...shop, '--number', 'WhatsApp', '--choices', 'choices.json'],
    url,
    { INIT_CWD: folder },
  )
  const listed = await here(['notices'], url)
  const off = await here(['notices', 'off', 'order-confirmation', ...shop, '--json'], url)
  rmSync(folder, { recursive: true })

  expect([written.code, again.code, refused.code, nobody.code], written.err + again.err).toEqual([0, 0, 1, 64])
  expect([again.json(), piped.json()]).toEqual(Array(2).fill({ ...written.json<object>(), isNew: false }))
  expect(stage.number.got(phone).map(({ text }) => text)).toEqual(['Good morning'])
  expect(refused.err).toMatch(/More than 24 hours have passed/)
  expect([arrived.code, arrived.err]).toEqual([1, expect.stringMatching(/nothing to send again/)])
  expect([early.code, on.code, off.code], on.err + off.err).toEqual([1, 0, 0])
  expect(listed.said).toMatch(/order-confirmation +20\d\d.* WhatsApp +order_confirmation \(en\)/)
  expect(off.json()).toMatchObject({ notice: 'order-confirmation', onSince: null })
})

test('who is told of troubles may come from standard input, and is not shown', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url

  const added = await runCrossdock(['alerts', '--mail', '-'], { databaseUrl, input: 'asha@example.com\n' })
  const wrong = await runCrossdock(['alerts', '--whatsapp', '-'], { databaseUrl, input: 'asha\n' })

  expect([added.code, added.out]).toEqual([0, 'a…@example.com is told from now on.\n'])
  expect(wrong.code).toBe(64)
})

test('an API key is shown once, listed without its secret, and revoked', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  const keys = (...words: string[]) => here(['api-keys', ...words], databaseUrl)

  const made = await keys('create', '--name', 'till', '--scopes', 'orders:read,orders:write', '--json')
  const { key, secret } = made.json<{ key: { keyId: string }; secret: string }>()
  const piped = await keys('create', '--name', 'all of it', '--scopes', 'all')
  const listed = await keys('list', '--json')
  const revoked = await keys('revoke', key.keyId)
  const unknown = await keys('create', '--name', 'x', '--scopes', 'everything')

  expect(secret).toMatch(/^cdk_[0-9a-f]{32}_[\w-]{43}$/)
  expect(piped.said.trim()).toMatch(/^cdk_\S+$/)
  expect(listed.json()).toMatchObject({ keys: [{ name: 'all of it' }, { name: 'till', revokedAt: null }] })
  expect(listed.said).not.toContain(secret.slice(-43))
  expect(revoked.code).toBe(0)
  expect((await keys('list')).said).toMatch(/till +revoked/)
  expect([unknown.code, unknown.err]).toEqual([64, expect.stringMatching(/There is no scope everything/)])
})

test('what is parked is shown, tried dry, mapped, replayed and let go', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  for (const n of [1, 2]) await sendWebhook(stage.shop, anOrder(n, `NO-SUCH-SKU-${n}`))
  await stage.quiet()
  const json = async (...words: string[]) => (await here([...words, '--json'], databaseUrl)).json()

  const dry = await json('replay', '#1', '--dry-run')
  const mapped = await json('map', 'product', 'sku:NO-SUCH-SKU-1', demoCatalogue[0]?.title ?? '')
  const dismissed = await json('dismiss', '#2', '--reason', 'booked by hand')
  await stage.becomes('#1', 'confirmed')

  const refusals = expect.arrayContaining([expect.objectContaining({ code: 'sku-unknown' })])
  expect(dry).toMatchObject({ orders: [{ order: { name: '#1' }, would: 'refuse', refusals }] })
  expect(mapped).toMatchObject({ kind: 'product', replayed: 1 })
  expect(dismissed).toMatchObject({ dismissed: 1 })
  const nothing = await here(['replay', '--all'], databaseUrl)
  expect([nothing.code, nothing.said]).toEqual([1, 'Nothing parked matches.\n'])
})

test.each([
  ['backup', '/nowhere/acme.backup'],
  ['restore', '/nowhere/acme.backup', '--force'],
  ['migrate'],
  ['doctor'],
  ['bell', 'pause', 'orders'],
  ['work', 'pause'],
  ['tenants', 'list'],
])('%s is about the whole installation, and does not pretend to be about one tenant', async (...words) => {
  const { code, err } = await here([...words, '--tenant', 'acme'])

  expect([code, err]).toEqual([64, 'This command is about the whole installation: leave --tenant out.\n'])
})

test('of two shops that both have a #1, neither order is touched until one is named by its id', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  const { tenantId, erp } = stage.shop
  const secret = 'secret-of-the-other-not-real'
  const shopDomain = 'other.myshopify.com'
  const made = await provisionShop(stage.hub.floor.app, stage.hub.floor.vault, tenantId, {
    name: 'Other shop',
    shopDomain,
    secrets: [secret],
    cutOverAt: new Date('2020-01-01T00:00:00Z'),
    policy: defaultPushPolicy,
    erpConnectionId: erp?.connectionId ?? null,
  })
  const other = { url: `${stage.hub.url}${made.path}`, secret, shopDomain }
  await sendWebhook(stage.shop, anOrder(1, 'NO-SUCH-SKU'))
  await sendWebhook(other, anOrder(1, 'NO-SUCH-SKU'))
  const ids = async (): Promise<{ id: string; shop: string; erp_state: string }[]> =>
    (
      await stage.hub.database.owner.query(
        'select o.id, c.name as shop, o.erp_state from orders o join connections c on c.id = o.connection_id order by o.id',
      )
    ).rows
  await waitFor('both to be parked', async () => (await ids()).filter((one) => one.erp_state === 'parked').length === 2)
  const [first, second] = await ids()

  const ambiguous = [
    ['dismiss', '#1', '--reason', 'booked by hand'],
    ['replay', '#1'],
    ['messages', 'list', '--order', '#1'],
    ['messages', 'write', 'Hello', '--order', '#1'],
  ]
  for (const words of ambiguous) {
    const { code, err } = await here(words, databaseUrl)
    expect({ words, code }).toEqual({ words, code: 1 })
    expect(err).toContain('Several orders are called #1. Name one by its id:')
    for (const one of [first, second]) expect(err).toContain(`${one?.id}  #1 of ${one?.shop}`)
  }
  expect((await ids()).map(({ erp_state }) => erp_state)).toEqual(['parked', 'parked'])
  const named = await here(['dismiss', second?.id ?? '', '--reason', 'booked by hand'], databaseUrl)

  expect([named.code, named.said], named.err).toEqual([0, '1 let go, 0 task(s) closed.\n'])
})

test('encryption-keys rotate tells how far it is, goes on after a kill, and refuses a master key nobody knows yet', async () => {
  await using stage = await aShopWithOdoo()
  const databaseUrl = stage.hub.database.url
  for (const n of [1, 2, 3]) await sendWebhook(stage.shop, anOrder(n))
  await stage.quiet()
  const next = `next:${Buffer.alloc(32, 5).toString('base64')},${inject('masterKey')}`

  const tooEarly = await runCrossdock(['encryption-keys', 'rotate'], {
    databaseUrl,
    env: { CROSSDOCK_MASTER_KEY: next },
  })
  const killed = await runCrossdock(['keys', 'rotate', '--json'], { databaseUrl, killAt: /"step":"wait"/ })
  const rotated = await runCrossdock(['encryption-keys', 'rotate', '--json'], { databaseUrl })

  expect([tooEarly.code, tooEarly.err]).toEqual([1, expect.stringMatching(/Restart every hub process with both first/)])
  expect(killed.code).toBeNull()
  expect(rotated.json()).toMatchObject({ tenants: [{ removed: [expect.stringMatching(/^e/)] }] })
  const steps = rotated.err
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { step: string })
  expect(new Set(steps.map(({ step }) => step))).toEqual(new Set(['add keys', 'wait', 're-encrypt', 'remove old keys']))
  expect((await stage.hub.database.owner.query(`select from data_keys where purpose = 'encrypt'`)).rowCount).toBe(1)
})

test('a Shopify token is taken from standard input and tried before it is stored', async () => {
  await using stage = await aShopWithOdoo()
  await using admin = await startAdminSandbox()
  const databaseUrl = stage.hub.database.url
  await stage.hub.database.owner.query(`update connections set config = $1 where provider = 'shopify'`, [
    { address: admin.url },
  ])
  const give = (input: string) => runCrossdock(['shops', '--token', stage.shop.shopDomain], { databaseUrl, input })

  const wrong = await give('shpat_wrong')
  const right = await give(admin.accessToken)

  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/Nothing was stored/)])
  expect([right.code, right.out], right.err).toEqual([0, expect.stringMatching(/can be asked for orders now/)])
})
