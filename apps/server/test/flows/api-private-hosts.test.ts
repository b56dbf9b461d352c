import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allScopes } from '@crossdock/contracts/scopes'
import { startOdooSandbox } from '@crossdock/sandbox/odoo'
import { expect, test } from 'vitest'
import { erpFactories } from '#main/erp-factories.ts'
import { odooAccess, provisionErp } from '#main/provision.ts'
import { createKey } from '#modules/api-keys/index.ts'
import { newId } from '#platform/ids.ts'
import { aHub, aShop, type Hub } from '#test/harness/a-hub.ts'
import { callerOf } from '#test/harness/caller-of.ts'

// Tenants name the addresses of their ERPs, and the hub calls them from inside its own network.

interface Inside extends AsyncDisposable {
  port: number
  calls(): number
}

/** A service of the operator's own, on the hub's machine. */
async function aServiceInside(): Promise<Inside> {
  let calls = 0
  const server = createServer((_, answer) => {
    calls++
    answer.end('secret')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    calls: () => calls,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

async function asTenant(hub: Hub): Promise<(url: string) => Promise<{ status: number; code?: string }>> {
  const { tenantId } = await aShop(hub)
  const { text } = await hub.floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'all', scopes: allScopes, expiresAt: null }),
  )
  return async (url) => {
    const answer = await fetch(`${hub.url}/v1/tenants/${tenantId}/connections`, {
      method: 'POST',
      headers: { authorization: `Bearer ${text}`, 'content-type': 'application/json' },
      body: JSON.stringify({ provider: 'odoo', name: 'Odoo', url, database: 'd', login: 'admin', secret: 'admin' }),
    })
    return { status: answer.status, code: ((await answer.json()) as { code?: string }).code as string }
  }
}

test('an address inside is not called for a tenant, however it is written, and whether somebody is there is not told', async () => {
  await using hub = await aHub({ ROLE: 'api', OUTBOUND_PRIVATE_HOSTS: 'odoo.internal' })
  await using inside = await aServiceInside()
  const connect = await asTenant(hub)
  const { port } = inside

  const answers = []
  for (const host of [
    '127.0.0.1',
    'localhost',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    '0.0.0.0',
    '169.254.169.254',
  ])
    answers.push(await connect(`http://${host}:${port}`))
  const nobodyThere = await connect('http://127.0.0.1:1')

  expect([...answers, nobodyThere]).toEqual(
    Array.from({ length: 8 }, () => ({ status: 409, code: 'address-not-allowed' })),
  )
  expect(inside.calls()).toBe(0)
})

test.each(['127.0.0.0/8', 'localhost,127.0.0.1', '*'])(
  'what the operator allows with %s is called',
  async (allowed) => {
    await using hub = await aHub({ ROLE: 'api', OUTBOUND_PRIVATE_HOSTS: allowed })
    await using inside = await aServiceInside()
    const connect = await asTenant(hub)

    await connect(`http://127.0.0.1:${inside.port}`)

    expect(inside.calls()).toBeGreaterThan(0)
  },
)

test('a tenant names no address of WhatsApp: its tokens and calls go where the operator says', async () => {
  await using hub = await aHub({ ROLE: 'api', OUTBOUND_PRIVATE_HOSTS: 'odoo.internal' })
  await using inside = await aServiceInside()
  const { tenantId } = await aShop(hub)
  const api = await callerOf(hub, tenantId)
  const number = {
    ...{ provider: 'whatsapp-cloud', name: 'WhatsApp', wabaId: '102290129340398', phoneNumberId: '106540352242922' },
    ...{ accessToken: 'token-not-real', appSecret: 'secret-not-real' },
  }
  const baseUrl = `http://127.0.0.1:${inside.port}`

  const answers = await Promise.all([
    api.post('/connections', { ...number, baseUrl }),
    api.post('/connections', { ...number, config: { baseUrl } }),
    // What ends up in the path of a call is no address either.
    api.post('/connections', { ...number, apiVersion: `v26.0/../..@127.0.0.1:${inside.port}` }),
    api.post('/connections', { ...number, phoneNumberId: `@127.0.0.1:${inside.port}/` }),
  ])

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400])
  expect(inside.calls()).toBe(0)
})

test('a connection made before is not called either, once its address is not allowed', async () => {
  await using hub = await aHub({ ROLE: 'api', OUTBOUND_PRIVATE_HOSTS: 'odoo.internal' })
  await using inside = await aServiceInside()
  const connection = {
    ...{
      tenantId: newId(),
      connectionId: newId(),
      provider: 'odoo',
      name: 'Odoo',
      databaseId: newId(),
      minIntervalMs: 0,
    },
    ...{ companyId: '1', warehouseId: null, secrets: { apiKey: 'not-real' } },
    config: { url: `http://localhost:${inside.port}`, database: 'd', transport: 'json-2', chosenBy: 'tenant' },
  }
  const make = erpFactories(hub.floor.config, hub.floor.app).get('odoo')
  const port = make?.(connection)
  const { chosenBy: _, ...config } = connection.config
  const ofTheOperator = make?.({ ...connection, config })

  await expect(port?.describe({})).rejects.toMatchObject({ code: 'address-not-allowed', facts: { host: 'localhost' } })
  expect(inside.calls()).toBe(0)
  // What the operator connected leads wherever it leads.
  await expect(ofTheOperator?.describe({})).rejects.not.toMatchObject({ code: 'address-not-allowed' })
  expect(inside.calls()).toBeGreaterThan(0)
})

test('that a tenant chose the address stays with the connection, whoever renews it', async () => {
  const odoo = await startOdooSandbox({ database: 'd' })
  await using hub = await aHub({ ROLE: 'api' })
  const { app, vault } = hub.floor
  const connect = await asTenant(hub)
  const made = await connect(odoo.url)
  const read = async () => {
    const { rows } = await hub.database.owner.query<{ tenantId: string; chosenBy: string }>(
      `select tenant_id as "tenantId", config ->> 'chosenBy' as "chosenBy" from connections where provider = 'odoo'`,
    )
    return rows
  }
  const before = await read()
  const access = await odooAccess({ url: odoo.url, database: 'd', login: 'admin', secret: 'admin' })

  await provisionErp(app, vault, before[0]?.tenantId ?? '', { name: 'Odoo', ...access })
  const after = await read()
  await odoo.stop()

  expect(made.status).toBe(201)
  expect(before).toMatchObject([{ chosenBy: 'tenant' }])
  expect(after).toEqual(before)
})
