import { openApiDocument } from '@crossdock/contracts/api/document'
import type { AnyOperation } from '@crossdock/contracts/api/operation'
import { operations } from '@crossdock/contracts/api/operations'
import type { OrderJson } from '@crossdock/contracts/api/orders'
import { sample } from '@crossdock/contracts/api/samples'
import { allScopes } from '@crossdock/contracts/scopes'
import { expect, test } from 'vitest'
import { apiRoutes } from '#main/api-routes.ts'
import { createKey } from '#modules/api-keys/index.ts'
import { examplesOf, requestOf } from '#test/api/document-examples.ts'
import { aWorld, type World } from '#test/api/world.ts'
import { aShop } from '#test/harness/a-hub.ts'

// Walks through every route by the examples of the document, so that a new route is covered by being there.

const examples = examplesOf(JSON.parse(JSON.stringify(openApiDocument())))

test('the server has a route for every operation, and no other', () => {
  expect(apiRoutes.map(({ operation }) => operation.id).sort()).toEqual(Object.keys(operations).sort())
  for (const [name, { id }] of Object.entries(operations)) expect(id).toBe(name)
})

/** Another tenant of the same hub, with a key that may everything. */
async function aNeighbour({ stage }: World): Promise<{ slug: string; tenantId: string; key: string }> {
  const { floor, database } = stage.hub
  const { tenantId } = await aShop(stage.hub)
  const { rows } = await database.owner.query('select slug from tenants where tenant_id = $1', [tenantId])
  const { text } = await floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'neighbour', scopes: allScopes, expiresAt: null }),
  )
  return { slug: rows[0].slug, tenantId, key: text }
}

/** Every row of a tenant, whatever the table. */
async function allRowsOf({ stage: { hub } }: World, tenantId: string): Promise<Record<string, string>> {
  const { owner } = hub.database
  const { rows: tables } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
     where c.relnamespace = 'crossdock'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition order by 1`,
  )
  const contents: Record<string, string> = {}
  for (const { name } of tables) {
    const { rows } = await owner.query(
      `select coalesce(string_agg(t::text, e'\\n' order by t::text), '') as text from ${name} t where tenant_id = $1`,
      [tenantId],
    )
    // Using a key is no change of the tenant's data.
    contents[name] = name === 'api_keys' ? '' : rows[0].text
  }
  return contents
}

test('another tenant’s key finds nothing at any route, and changes nothing', async () => {
  await using world = await aWorld()
  const neighbour = await aNeighbour(world)
  const before = await allRowsOf(world, world.tenantId)

  for (const tenant of [world.slug, world.tenantId])
    for (const example of examples) {
      const { path, ...options } = requestOf(example, world.real)
      const answer = await world.ask(path, { ...options, tenant, key: neighbour.key })
      expect({ name: example.name, ...(await problemOf(answer)) }).toEqual({
        name: example.name,
        status: 404,
        code: 'not-found',
        keys: problemKeys,
      })
    }

  expect(await allRowsOf(world, world.tenantId)).toEqual(before)
})

test('within its own tenant a key reaches no row of another, whatever ids it names', async () => {
  await using world = await aWorld()
  const neighbour = await aNeighbour(world)
  const before = await allRowsOf(world, world.tenantId)
  const theirs = [...world.real].filter(([, id]) => /^[0-9a-f-]{36}$/.test(id)).map(([, id]) => id)
  expect(theirs.length).toBeGreaterThan(10)

  for (const example of examples) {
    const { path, ...options } = requestOf(example, world.real)
    const answer = await world.ask(path, { ...options, tenant: neighbour.slug, key: neighbour.key })
    const text = await answer.text()
    const namesTheirs = Object.keys(example.parameters).some((name) => name !== 'tenant')
    if (namesTheirs) expect({ name: example.name, status: answer.status }).toEqual({ name: example.name, status: 404 })
    const leaked = [...theirs, world.slug, world.stage.shop.shopDomain].filter((one) => text.includes(one))
    expect({ name: example.name, leaked }).toEqual({ name: example.name, leaked: [] })
  }

  expect(await allRowsOf(world, world.tenantId)).toEqual(before)
})

test('a key without the scope is refused at every route, and so is none at all', async () => {
  await using world = await aWorld()
  const before = await allRowsOf(world, world.tenantId)
  const lacking = new Map<string, string>()
  for (const scope of new Set(Object.values<AnyOperation>(operations).map((one) => one.scope)))
    lacking.set(scope, await world.key(allScopes.filter((other) => other !== scope)))

  for (const example of examples) {
    const { scope } = operations[example.operationId as keyof typeof operations] as AnyOperation
    const { path, ...options } = requestOf(example, world.real)
    const ask = async (key: string | null) => problemOf(await world.ask(path, { ...options, key }))
    const where = { name: example.name }
    const keys = problemKeys
    expect({ ...where, ...(await ask(lacking.get(scope) ?? '')) }).toEqual({
      ...where,
      status: 403,
      code: 'forbidden',
      keys,
    })
    expect({ ...where, ...(await ask(null)) }).toEqual({ ...where, status: 401, code: 'unauthorised', keys })
  }

  expect(await allRowsOf(world, world.tenantId)).toEqual(before)
})

test('a revoked key is refused at once by a hub that has not met it', async () => {
  await using world = await aWorld()
  const key = await world.key(['tenant:read'])
  const keyId = key.slice(4, 36).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  expect((await world.ask(`/api-keys/${keyId}/revoke`, { method: 'POST' })).status).toBe(200)

  const answer = await world.ask('', { key })

  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toContain('Bearer')
})

test('people are masked for a key without people:read, in orders and in privacy requests', async () => {
  await using world = await aWorld()
  const path = `/orders/${world.real.get(sample.order)}`
  const seen = (await (await world.ask(path)).json()) as OrderJson
  const masked = (await (await world.ask(path, { key: await world.key(['orders:read']) })).json()) as OrderJson
  const [requests, maskedRequests] = [
    await (await world.ask('/privacy-requests')).text(),
    await (await world.ask('/privacy-requests', { key: await world.key(['privacy:read']) })).text(),
  ]
  const { customer, shippingAddress, billingAddress } = seen.document
  const personal = [
    customer?.name,
    customer?.email,
    customer?.phone,
    ...[shippingAddress, billingAddress].flatMap((one) => [
      one?.name,
      one?.line1,
      one?.city,
      one?.postalCode,
      one?.phone,
    ]),
  ].flatMap((one) => one || [])

  expect(seen.peopleHidden).toBe(false)
  expect(personal.length).toBeGreaterThan(5)
  expect(masked.peopleHidden).toBe(true)
  for (const one of personal) expect(JSON.stringify(masked)).not.toContain(one)
  expect(masked.document.lines).toEqual(seen.document.lines)
  expect(requests).toContain(customer?.phone)
  for (const one of personal) expect(maskedRequests).not.toContain(one)
})

/** Nothing but these: no data slips into a refusal. */
const problemKeys = ['code', 'requestId', 'retry', 'status', 'title', 'type']

async function problemOf(answer: Response): Promise<{ status: number; code: string; keys: string[] }> {
  expect(answer.headers.get('content-type')).toContain('application/problem+json')
  const body = (await answer.json()) as { code: string }
  return { status: answer.status, code: body.code, keys: Object.keys(body).sort() }
}
