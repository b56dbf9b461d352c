import {
  connectWithLogin,
  OdooClient,
  type OdooTransportName,
  odooConfig,
  odooErp,
  setUpOdoo,
  type TransportMemory,
} from '@crossdock/connectors/odoo'
import { anErpOrder } from '@crossdock/connectors/ports/an-erp-order'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type OdooSandbox, type OdooSandboxOptions, startOdooSandbox } from './server.ts'

/** Which of Odoo's APIs a connection ends up with (odoo.md 1.1). */

interface Access {
  apiKey: string
  login?: string
  transport?: OdooTransportName | 'auto'
}

const key = (odoo: OdooSandbox): Access => ({ apiKey: odoo.mintKey(), login: 'admin' })
const password = (): Access => ({ apiKey: 'admin', login: 'admin' })
const keyAlone = (odoo: OdooSandbox): Access => ({ apiKey: odoo.mintKey() })

function clientOf({ url, database }: OdooSandbox, access: Access): OdooClient {
  return new OdooClient({ url, database, callTimeoutMs: 10_000, ...access })
}

const companies = (client: OdooClient): Promise<unknown[]> =>
  client.searchRead('res.company', [], ['name'], z.object({ name: z.string() }))

function remembering(name?: OdooTransportName): TransportMemory {
  let known = name
  return {
    get: () => known,
    set(name) {
      known = name
    },
  }
}

test.each<[title: string, options: OdooSandboxOptions, access: (odoo: OdooSandbox) => Access, way: OdooTransportName]>([
  ['an Odoo 19 and a key', {}, key, 'json-2'],
  ['an Odoo 19 and a key without a log-in name', {}, keyAlone, 'json-2'],
  ['an Odoo 19 and a password', {}, password, 'json-rpc'],
  ['an Odoo 19 whose JSON-2 is kept away', { blocked: ['json-2'] }, key, 'json-rpc'],
  ['an Odoo 19 that keeps its version back', { blocked: ['web'] }, key, 'json-2'],
  ['an Odoo 19 of which only XML-RPC is left', { blocked: ['web', 'json-2', 'json-rpc'] }, key, 'xml-rpc'],
  ['an Odoo 19, a password and no JSON-RPC', { blocked: ['json-rpc'] }, password, 'xml-rpc'],
  ['an Odoo 18 and a key', { generation: 18 }, key, 'json-rpc'],
  ['an Odoo 18 and a password', { generation: 18 }, password, 'json-rpc'],
  ['an Odoo 18 whose JSON-RPC is kept away', { generation: 18, blocked: ['json-rpc'] }, key, 'xml-rpc'],
  ['a connection that says so', {}, (odoo) => ({ ...key(odoo), transport: 'xml-rpc' }), 'xml-rpc'],
])('%s: the best that works', async (_, options, access, way) => {
  await using odoo = await startOdooSandbox(options)
  const client = clientOf(odoo, access(odoo))

  expect(await companies(client)).toHaveLength(1)

  expect((await client.server()).transport).toBe(way)
})

test('the server is asked once, however many calls there are', async () => {
  await using odoo = await startOdooSandbox()
  const client = clientOf(odoo, key(odoo))

  await Promise.all([companies(client), companies(client), companies(client)])
  await companies(client)

  // its version, whether it takes the key, four calls
  expect(odoo.waysUsed).toEqual(['web', 'json-2', 'json-2', 'json-2', 'json-2', 'json-2'])
})

test('an order is planned, written, confirmed and read one call at a time', async () => {
  await using odoo = await startOdooSandbox({ products: [{ sku: 'MUG', name: 'Mug', listPrice: 1, stock: 5 }] })
  const { url, database } = odoo
  const access = await setUpOdoo({ url, database, login: 'admin', password: 'admin' })
  const { apiKey, login, companyId } = access
  const port = odooErp(odooConfig.parse({ url, database, apiKey, login, companyId, namespace: 'n' }))

  const [planned] = await port.plan([anErpOrder({ lines: [{ sku: 'MUG', net: '10.00' }] })])
  if (!planned?.ok) throw new Error('not planned')
  const [draft] = await port.writeDrafts([planned.document])
  if (!draft?.ok) throw new Error('not written')
  await port.confirm([draft.erpId])
  await port.readOrders([draft.erpId])
  await port.readReservations([draft.erpId])

  // Odoo's cloud allows no parallel calls (odoo.md 1.6).
  expect(odoo.mostAtOnce).toBe(1)
})

test('a port made later is told what an earlier one found out', async () => {
  await using odoo = await startOdooSandbox({ generation: 18 })
  const { url, database } = odoo
  const memory = remembering()
  const access = { url, database, callTimeoutMs: 10_000, ...key(odoo) }
  await companies(new OdooClient(access, fetch, memory))
  const before = odoo.waysUsed.length

  await companies(new OdooClient(access, fetch, memory))

  expect(memory.get()).toBe('json-rpc')
  // log in and call, no question of what there is
  expect(odoo.waysUsed.slice(before)).toEqual(['json-rpc', 'json-rpc'])
})

test('a way that is closed or opened later is found without a restart', async () => {
  await using odoo = await startOdooSandbox({ blocked: ['json-2'] })
  const client = clientOf(odoo, key(odoo))
  const ways: string[] = []
  for (const blocked of [['json-2'], ['json-2', 'json-rpc'], ['json-rpc', 'xml-rpc']] as const) {
    odoo.block([...blocked])
    await companies(client)
    ways.push((await client.server()).transport)
  }

  expect(ways).toEqual(['json-rpc', 'xml-rpc', 'json-2'])
})

test('a password that takes a key’s place under the same connection is found too', async () => {
  await using odoo = await startOdooSandbox()
  const { url, database } = odoo
  const memory = remembering('json-2')
  const client = new OdooClient({ url, database, callTimeoutMs: 10_000, ...password() }, fetch, memory)

  expect(await companies(client)).toHaveLength(1)

  expect(memory.get()).toBe('json-rpc')
})

test.each<[title: string, options: OdooSandboxOptions, access: Access]>([
  ['JSON-2 alone', { blocked: ['json-rpc', 'xml-rpc'] }, { apiKey: 'wrong', login: 'admin' }],
  ['every way', {}, { apiKey: 'wrong', login: 'admin' }],
  ['XML-RPC alone', { generation: 18, blocked: ['json-rpc'] }, { apiKey: 'wrong', login: 'admin' }],
  ['an RPC service without a log-in name', {}, { apiKey: 'admin', transport: 'json-rpc' }],
])('%s: what is wrong with the secret is said', async (_, options, access) => {
  await using odoo = await startOdooSandbox(options)

  await expect(companies(clientOf(odoo, access))).rejects.toMatchObject({ code: 'credentials-rejected' })
})

test('an address without an Odoo says so, one that does not answer is tried again', async () => {
  await using odoo = await startOdooSandbox({ generation: 18, blocked: ['json-rpc', 'xml-rpc'] })
  const nothingThere = companies(clientOf(odoo, key(odoo)))
  await expect(nothingThere).rejects.toMatchObject({
    code: 'provider-refused',
    facts: { detail: 'no Odoo answers at this address' },
  })
  const access = key(odoo)
  await odoo.stop()

  await expect(companies(clientOf(odoo, access))).rejects.toMatchObject({ code: 'provider-unreachable' })
})

test('set-up and connecting work where there is no JSON-2, and give what the connection needs', async () => {
  await using odoo = await startOdooSandbox({ generation: 18 })
  const { url, database } = odoo
  const access = await setUpOdoo({ url, database, login: 'admin', password: 'admin' })
  const { companyId, warehouseId } = await connectWithLogin({ url, database, login: 'admin', secret: 'admin' })
  const { apiKey, login } = access

  const port = odooErp(odooConfig.parse({ url, database, apiKey, login, companyId, warehouseId, namespace: 'n' }))

  expect(await port.describe()).toMatchObject({ version: '18.0', protocol: 'json-rpc' })
})

test('where no key can be made, the password itself is the secret', async () => {
  await using odoo = await startOdooSandbox({ blocked: ['web'] })
  const { url, database } = odoo

  const access = await connectWithLogin({ url, database, login: 'admin', secret: 'admin' })

  expect(access).toMatchObject({ apiKey: 'admin', login: 'admin', expiresAt: null })
})

test('a connection stored before there was a choice is one of JSON-2', async () => {
  await using odoo = await startOdooSandbox()
  const { url, database } = odoo
  const stored = { url, database, apiKey: odoo.mintKey(), companyId: 1, namespace: 'old' }

  const description = await odooErp(odooConfig.parse(stored)).describe()

  expect(description).toMatchObject({ version: '19.0', protocol: 'json-2' })
})

test.each([
  ['19.0', 'json-2'],
  ['saas~19.1+e', 'json-2'],
  ['saas~18.4', 'json-rpc'],
  ['17.0-20260101', 'json-rpc'],
  ['master', 'json-2'],
])('version %s gets %s', async (version, way) => {
  const asked = async (input: string | URL | Request): Promise<Response> => {
    const path = new URL(String(input)).pathname
    if (path === '/web/version') return Response.json({ version_info: [version], version })
    return path.startsWith('/json/2')
      ? Response.json({ uid: 2 })
      : Response.json({ result: { server_version: version } })
  }
  const access = { url: 'http://odoo.test', database: 'shop', apiKey: 'key', login: 'bot', callTimeoutMs: 1_000 }

  expect(await new OdooClient(access, asked).server()).toEqual({ version, transport: way })
})

test('an answer without end is not read to its end', async () => {
  let sent = 0
  const endless = async (): Promise<Response> =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent += 1
          controller.enqueue(new Uint8Array(1024 * 1024))
        },
      }),
    )
  const access = { url: 'http://odoo.test', database: 'shop', apiKey: 'key', callTimeoutMs: 10_000 }

  await expect(companies(new OdooClient(access, endless))).rejects.toMatchObject({ code: 'provider-contract-broken' })

  expect(sent).toBeLessThan(40)
})
