import { Writable } from 'node:stream'
import { sample } from '@crossdock/contracts/api/samples'
import { errorCodes } from '@crossdock/contracts/errors'
import { anOrderBody, demoCatalogue, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { createKey } from '#modules/api-keys/index.ts'
import { createLog } from '#platform/log.ts'
import { aWorld, type World } from '#test/api/world.ts'
import { aHub, aShop } from '#test/harness/a-hub.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

interface Listed {
  items: { id: string; name: string; placedAt: string }[]
  next: string | null
}

const json = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T

async function moreOrders({ stage: { shop, hub } }: World, count: number, first: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    const number = first + at
    const body = anOrderBody({
      seed: number,
      number,
      firstId: BigInt(7_000_000 + number * 1_000),
      catalogue: demoCatalogue,
    })
    expect((await sendWebhook(shop, toJson(body))).status).toBe(200)
  }
  const { owner } = hub.database
  await waitFor(`order #${first + count - 1}`, async () => {
    const { rowCount } = await owner.query('select from orders where name = any($1)', [
      Array.from({ length: count }, (_, at) => `#${first + at}`),
    ])
    return rowCount === count
  })
}

test('what has not changed is answered 304, and what has comes anew', async () => {
  await using world = await aWorld()
  const path = `/orders/${world.real.get(sample.order)}?fields=id,name`
  const first = await world.ask(path)
  const etag = first.headers.get('etag') ?? ''

  const again = await world.ask(path, { headers: { 'if-none-match': `"other", W/${etag}` } })
  const other = await world.ask(path.replace('id,name', 'name'), { headers: { 'if-none-match': etag } })

  expect(etag).toMatch(/^"[\w.]+"$/)
  expect([again.status, await again.text()]).toEqual([304, ''])
  expect(again.headers.get('etag')).toBe(etag)
  expect([other.status, Object.keys((await other.json()) as object)]).toEqual([200, ['name']])
})

test('of two changes made from the same version the second is refused, and one without a version too', async () => {
  await using world = await aWorld()
  const etag = (await world.ask('')).headers.get('etag') ?? ''
  const change = (name: string, headers: Record<string, string>) =>
    world.ask('', { method: 'PATCH', body: { name }, headers })

  const both = await Promise.all(['One', 'Two'].map((name) => change(name, { 'if-match': etag })))
  const blind = await change('Three', {})

  const statuses = both.map(({ status }) => status).sort()
  expect(statuses).toEqual([200, 412])
  expect(blind.status).toBe(428)
  const winner = both.find(({ status }) => status === 200)
  const now = await world.ask('')
  expect(now.headers.get('etag')).toBe(winner?.headers.get('etag'))
  expect((await change('Three', { 'if-match': winner?.headers.get('etag') ?? '' })).status).toBe(200)
})

test('pages show every order once, in order, while others come in', async () => {
  await using world = await aWorld()
  await moreOrders(world, 5, 2_000)

  const seen: Listed['items'] = []
  let cursor: string | null = null
  let added = false
  do {
    const { items, next }: Listed = await json(world.ask(`/orders?limit=2${cursor ? `&cursor=${cursor}` : ''}`))
    seen.push(...items)
    cursor = next
    if (!added) await moreOrders(world, 2, 3_000)
    added = true
  } while (cursor)

  const before = seen.map(({ placedAt }) => placedAt)
  expect(before).toEqual([...before].sort().reverse())
  expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length)
  expect(seen.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['#1042', '#1043', '#2000', '#2001', '#2002', '#2003', '#2004']),
  )
})

test('rows of the very same moment are neither left out nor shown twice', async () => {
  await using world = await aWorld()
  await moreOrders(world, 6, 2_000)
  // Postgres counts microseconds, a JavaScript date does not.
  await world.stage.hub.database.owner.query(
    `update orders set placed_at = timestamptz '2026-11-20 10:00:00.123456+00' + (case when id::text < '8' then 0 else 1 end) * interval '1 microsecond'`,
  )

  for (const sort of ['placedAt', '-placedAt']) {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { items, next }: Listed = await json(
        world.ask(`/orders?limit=3&sort=${sort}${cursor ? `&cursor=${cursor}` : ''}`),
      )
      seen.push(...items.map(({ id }) => id))
      cursor = next
    } while (cursor)

    expect({ sort, seen: seen.length, distinct: new Set(seen).size }).toEqual({ sort, seen: 8, distinct: 8 })
  }
})

test('a cursor of another sort, another list or another mind is a bad request', async () => {
  await using world = await aWorld()
  const { next } = await json<Listed>(world.ask('/orders?limit=1'))
  const forged = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
  const id = world.real.get(sample.order)

  const attempts = [
    `/orders?sort=placedAt&cursor=${next}`,
    `/events?cursor=${next}`,
    '/orders?cursor=x',
    `/orders?cursor=${forged('-placedAt')}`,
    `/orders?cursor=${forged('-placedAt', '1', id, '2')}`,
    `/orders?cursor=${forged('-placedAt', '99999999999999999999', id)}`,
    `/orders?cursor=${forged('-placedAt', '1; drop table orders', id)}`,
    `/orders?cursor=${forged('-placedAt', 1, id)}`,
    `/orders?cursor=${forged('-placedAt', '1', 'no-id')}`,
    `/skus?cursor=${forged('sku', 'a\0b', id)}`,
    `/endpoints/${world.real.get(sample.endpoint)}/counters?cursor=${forged('days', '0000-01-01', 'x')}`,
  ]

  for (const path of attempts) {
    const answer = await world.ask(path)
    const { code, errors } = (await answer.json()) as { code: string; errors: unknown }
    expect({ path, status: answer.status, code, errors }).toEqual({
      path,
      status: 400,
      code: 'invalid-request',
      errors: [{ in: 'query', pointer: '/cursor', message: expect.any(String) }],
    })
  }
})

test('everything that is wrong with a request is told at once, place by place', async () => {
  await using world = await aWorld()

  const answer = await world.ask('/connections?limit=5', {
    method: 'POST',
    body: { provider: 'shopify', name: '', shopDomain: 'example.com', clientSecret: 'x', 'a/b~c': 1 },
  })

  expect(answer.status).toBe(400)
  const { errors } = (await answer.json()) as { errors: { in: string; pointer: string }[] }
  expect(errors.map((one) => `${one.in} ${one.pointer}`).sort()).toEqual([
    'body /a~1b~0c',
    'body /name',
    'body /shopDomain',
    'query /limit',
  ])
})

test('a key that asks too often is told how long to wait, and other keys are not', async () => {
  await using world = await aWorld({ API_REQUESTS_PER_MINUTE: '3' })
  const [busy, calm] = [await world.key(), await world.key()]

  const answers = []
  for (let at = 0; at < 5; at++) answers.push(await world.ask('', { key: busy }))
  const other = await world.ask('', { key: calm })

  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429])
  expect(answers[0]?.headers.get('ratelimit-policy')).toBe('"key";q=3;w=60')
  expect(answers[0]?.headers.get('ratelimit')).toMatch(/^"key";r=2;t=\d+$/)
  const refused = answers[3]
  expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(await refused?.json()).toMatchObject({ code: 'rate-limited', retry: 'later' })
  expect(other.status).toBe(200)
})

test('a repeated write with an idempotency key happens once and is answered alike', async () => {
  await using world = await aWorld()
  const body = {
    provider: 'shopify',
    name: 'Twice',
    shopDomain: 'twice.myshopify.com',
    clientSecret: 'client-secret-of-the-app',
  }
  const post = (key: string, what: object = body) =>
    world.ask('/connections', { method: 'POST', body: what, headers: { 'idempotency-key': key } })

  const first = await post('+919876543210')
  const again = await post('+919876543210')
  const another = await post('+919876543210', { ...body, name: 'Thrice' })
  const fresh = await post('other')

  expect([first.status, again.status, another.status, fresh.status]).toEqual([201, 201, 422, 409])
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(await again.text()).toBe(await first.text())
  const { rows } = await world.stage.hub.database.owner.query(
    "select string_agg(i::text, e'\\n') as text from idempotent_requests i",
  )
  for (const plain of ['9876543210', 'twice.myshopify.com', 'client-secret']) expect(rows[0].text).not.toContain(plain)
})

test('the same write sent twice at the same moment happens once', async () => {
  await using world = await aWorld()
  const body = { provider: 'shopify', name: 'S', shopDomain: 'same.myshopify.com', clientSecret: 'client-secret' }

  const answers = await Promise.all(
    Array.from({ length: 6 }, () =>
      world.ask('/connections', { method: 'POST', body, headers: { 'idempotency-key': 'same' } }),
    ),
  )

  const statuses = answers.map(({ status }) => status)
  expect(statuses).toContain(201)
  for (const status of statuses) expect([201, 409]).toContain(status)
  const { rowCount } = await world.stage.hub.database.owner.query(
    `select from connections where provider_key = 'same.myshopify.com'`,
  )
  expect(rowCount).toBe(1)
})

test('pages of an origin that the tenant named may call the API, and no others', async () => {
  await using world = await aWorld()
  const origin = 'https://shop.example.com'
  const preflight = (from: string) =>
    fetch(`${world.url}/v1/tenants/${world.slug}/orders`, {
      method: 'OPTIONS',
      headers: {
        origin: from,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    })
  const before = await preflight(origin)
  const change = { method: 'PATCH', body: { corsOrigins: [origin] }, headers: { 'if-match': '*' } }
  expect((await world.ask('', change)).status).toBe(200)

  const allowed = await waitFor(
    'the origin to be known',
    async () => {
      const answer = await preflight(origin)
      return answer.headers.has('access-control-allow-origin') ? answer : undefined
    },
    15_000,
  )
  const [other, refused] = [
    await preflight('https://elsewhere.example.com'),
    await world.ask('/orders', { key: null, headers: { origin } }),
  ]

  expect([before.status, before.headers.get('access-control-allow-origin')]).toEqual([204, null])
  expect(allowed.headers.get('access-control-allow-origin')).toBe(origin)
  expect(allowed.headers.get('access-control-allow-headers')).toContain('Authorization')
  expect(allowed.headers.get('vary')).toBe('Origin')
  expect(other.headers.get('access-control-allow-origin')).toBeNull()
  // A page's script has to be able to read why it was refused.
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, origin])
})

test('a request id of the caller’s comes back where it can do no harm, and answers tell browsers nothing to guess', async () => {
  await using world = await aWorld()
  const idOf = async (given: string) =>
    (await world.ask('', { headers: { 'x-request-id': given } })).headers.get('x-request-id')

  const answer = await world.ask('')

  expect(await idOf('my-request.1')).toBe('my-request.1')
  for (const rude of ['+91 98765 43210', '919876543210', 'order-9876543210', 'a b', 'x'.repeat(65), '"quoted"'])
    expect(await idOf(rude)).toMatch(/^[0-9a-f-]{36}$/)
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'referrer-policy': 'no-referrer',
    'cache-control': 'private, no-cache',
  })
})

test('a body that is too large or no JSON is refused, and an empty one is none', async () => {
  await using world = await aWorld()
  const post = (body: string) => world.ask('/dead-letters/replay', { method: 'POST', body })

  const answers = [
    await post('x'.repeat(300_000)),
    await post('{"select":'),
    await post('{"__proto__":{"x":1}}'),
    await post(''),
  ]

  expect(answers.map(({ status }) => status)).toEqual([413, 400, 400, 400])
  const revoke = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '' }
  expect((await world.ask(`/api-keys/${world.real.get(sample.key)}/revoke`, revoke)).status).toBe(200)
})

test('a key cannot make one with more rights than its own', async () => {
  await using world = await aWorld()
  const key = await world.key(['keys:write', 'orders:read'])
  const make = (scopes: string[]) => world.ask('/api-keys', { method: 'POST', key, body: { name: 'more', scopes } })

  const [more, same] = [await make(['orders:read', 'people:read']), await make(['orders:read'])]

  expect([more.status, same.status]).toEqual([403, 201])
  const { secret } = (await same.json()) as { secret: string }
  expect((await world.ask('/orders', { key: secret })).status).toBe(200)
  expect((await world.ask('/events', { key: secret })).status).toBe(403)
})

test('the page reads without a script and explains every code', async () => {
  await using hub = await aHub()

  const page = await fetch(`${hub.url}/v1/docs`)
  const html = await page.text()
  const style = await fetch(`${hub.url}/v1/docs.css`)

  expect(page.headers.get('content-security-policy')).toBe(
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
  )
  expect(html).not.toMatch(/<script|style=|https?:\/\/(?!hub\.example|shop\.example|erp\.example)[^\s"<]*\.(js|css)/)
  for (const code of Object.keys(errorCodes)) expect(html).toContain(`id="error-${code}"`)
  expect(style.headers.get('content-type')).toContain('text/css')
  const document = (await (await fetch(`${hub.url}/v1/openapi.json`)).json()) as { openapi: string }
  expect(document.openapi).toBe('3.1.1')
})

test('no path, query, key or body of a request stands in the log', async () => {
  const lines: string[] = []
  const sink = new Writable({
    write(chunk, _, done) {
      lines.push(String(chunk))
      done()
    },
  })
  await using hub = await aHub({}, createLog('debug', sink as never))
  const { tenantId } = await aShop(hub)
  const { text: key } = await hub.floor.app.withTenant(tenantId, (tx) =>
    createKey(tx, tenantId, { name: 'k', scopes: ['orders:read', 'connections:write'], expiresAt: null }),
  )
  const url = `${hub.url}/v1/tenants/${tenantId}`
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }

  await fetch(`${url}/orders?text=Ananya-Sharma`, { headers })
  await fetch(`${url}/orders/Ananya-Sharma`, { headers })
  await fetch(`${url}/connections`, { method: 'POST', headers, body: JSON.stringify({ name: 'Ananya-Sharma' }) })

  const log = lines.join('')
  expect(log).toContain('/v1/tenants/:tenant/orders')
  expect(log).not.toContain('Ananya')
  expect(log).not.toContain(key.slice(-43))
})
