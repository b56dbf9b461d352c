import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { type AdminClientOptions, ShopifyAdminClient } from './admin-client.ts'

const config = { shop: 'kaveri-looms.myshopify.com', accessToken: 'shpat_secret', callTimeoutMs: 50 }
const question = {
  document: '{ shop { name } }',
  variables: {},
  answer: z.object({ shop: z.object({ name: z.string() }) }),
}

function ask(answer: Response | Error | typeof fetch, options: AdminClientOptions = {}) {
  const fetcher: typeof fetch =
    typeof answer === 'function'
      ? answer
      : () => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer))
  return new ShopifyAdminClient(config, { fetcher, ...options }).query(question)
}

async function failureOf(answer: Response | Error): Promise<AppError> {
  const thrown = await ask(answer).then(
    () => null,
    (error: unknown) => error,
  )
  if (thrown instanceof AppError) return thrown
  throw new Error(`not an AppError: ${thrown}`)
}

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers })
const page = (status: number) => new Response('<html>', { status, headers: { 'content-type': 'text/html' } })
const cut = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) })
const coded = (code: string, message = 'Said', more = {}) =>
  json(200, { errors: [{ message, extensions: { code } }], ...more })
const invalidToken = '[API] Invalid API key or access token (unrecognized login or wrong password)'

test.each<[string, Response | Error, string]>([
  ['a dead token', json(401, { errors: invalidToken }), 'credentials-rejected'],
  ['a frozen shop', json(402), 'provider-refused'],
  ['a locked shop', json(423), 'provider-refused'],
  ['a missing scope', json(403, { errors: '[API] This action requires merchant approval' }), 'rights-missing'],
  ['no such shop', page(404), 'provider-refused'],
  ['too many calls', json(429), 'provider-busy'],
  ['taken for a bot', page(430), 'provider-refused'],
  ['a redirect', page(301), 'provider-refused'],
  [
    'a wrong request',
    json(400, { errors: { query: 'Required parameter missing or invalid' } }),
    'provider-contract-broken',
  ],
  ['a time-out in between', page(408), 'provider-busy'],
  ['a failure over there', json(500), 'provider-busy'],
  ['a gateway in front', page(502), 'provider-busy'],
  ['somebody else with 200', page(200), 'provider-busy'],
  ['a refused connection', cut('ECONNREFUSED'), 'provider-unreachable'],
  ['an unknown host', cut('ENOTFOUND'), 'provider-unreachable'],
  ['a wrong certificate', cut('CERT_HAS_EXPIRED'), 'provider-unreachable'],
  ['a cut connection', cut('ECONNRESET'), 'provider-busy'],
  ['a throttled question', coded('THROTTLED'), 'provider-busy'],
  ['an internal error', coded('INTERNAL_SERVER_ERROR'), 'provider-busy'],
  ['a denied field', coded('ACCESS_DENIED'), 'rights-missing'],
  ['a closed shop', coded('SHOP_INACTIVE'), 'provider-refused'],
  ['an id that is none', coded('RESOURCE_NOT_FOUND'), 'provider-refused'],
  ['a question too dear', coded('MAX_COST_EXCEEDED'), 'provider-contract-broken'],
  ['a bad request', coded('BAD_REQUEST'), 'provider-contract-broken'],
  ['an unknown field', coded('undefinedField'), 'provider-contract-broken'],
  ['an error without a code', json(200, { errors: [{ message: 'syntax error' }] }), 'provider-contract-broken'],
  ['an error that is no object', json(200, { errors: ['syntax error'] }), 'provider-contract-broken'],
  ['one bare string', json(200, { errors: 'Not now' }), 'provider-refused'],
  ['another shape than agreed', json(200, { data: { shop: null } }), 'provider-contract-broken'],
  ['no data at all', json(200, {}), 'provider-contract-broken'],
])('%s', async (_, answer, code) => {
  expect((await failureOf(answer)).code).toBe(code)
})

test('the answer is the data, numbers as they were written', async () => {
  const answer = z.object({ rate: z.string(), id: z.string() })
  const body = '{"data":{"rate":0.070,"id":820982911946154508},"extensions":{"cost":{"actualQueryCost":1}}}'
  const client = new ShopifyAdminClient(config, { fetcher: async () => new Response(body) })

  expect(await client.query({ ...question, answer })).toEqual({ rate: '0.070', id: '820982911946154508' })
})

test('an empty list of errors is no error', async () => {
  expect(await ask(json(200, { data: { shop: { name: 'Kaveri' } }, errors: [] }))).toEqual({ shop: { name: 'Kaveri' } })
})

// What is missing would otherwise be read as not being there, an address for example.
test('data with errors beside it is an error', async () => {
  const answer = coded('ACCESS_DENIED', 'This app is not approved to use the phone field.', {
    data: { shop: { name: 'Kaveri' } },
  })

  expect(await failureOf(answer)).toMatchObject({
    code: 'rights-missing',
    say: expect.stringContaining('not approved to use the phone field'),
  })
})

test('of several errors the one that passes by itself decides', async () => {
  const errors = ['undefinedField', 'ACCESS_DENIED', 'THROTTLED'].map((code) => ({
    message: code,
    extensions: { code },
  }))

  expect((await failureOf(json(200, { errors }))).code).toBe('provider-busy')
})

test('throttled waits until the bucket holds what the question costs', async () => {
  const cost = {
    requestedQueryCost: 812,
    throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 312, restoreRate: 100.0 },
  }

  const error = await failureOf(coded('THROTTLED', 'Throttled', { extensions: { cost } }))

  expect(error.retryAfterMs).toBe(5_000)
})

test('what is left of the cost bucket is told, also by an answer that throttles, and by none that does not say', async () => {
  const told: unknown[] = []
  const onBucket = (bucket: unknown): void => void told.push(bucket)
  const cost = (currentlyAvailable: number) => ({
    extensions: { cost: { throttleStatus: { maximumAvailable: 2000.0, currentlyAvailable, restoreRate: 100.0 } } },
  })

  await ask(json(200, { data: { shop: { name: 'Kaveri' } }, ...cost(1988) }), { onBucket })
  await ask(coded('THROTTLED', 'Throttled', cost(3)), { onBucket }).catch(() => undefined)
  await ask(json(200, { data: { shop: { name: 'Kaveri' } } }), { onBucket })

  expect(told).toEqual([
    { available: 1988, most: 2000 },
    { available: 3, most: 2000 },
  ])
})

test('throttled without figures leaves the wait to the job', async () => {
  expect((await failureOf(coded('THROTTLED'))).retryAfterMs).toBeUndefined()
})

test('Retry-After is taken over', async () => {
  expect((await failureOf(json(429, {}, { 'retry-after': '2.0' }))).retryAfterMs).toBe(2_000)
})

test.each([
  [402, 'frozen'],
  [423, 'locked'],
])('%i tells people what is wrong with the shop', async (status, word) => {
  expect((await failureOf(json(status, { errors: 'Unavailable Shop' }))).say).toContain(word)
})

test('neither people, ids nor the token reach an error', async () => {
  const message = 'Ring +91 90000 00001 or write to ananya.rao@example.com\nRequest ID: 0000'

  const error = await failureOf(coded('RESOURCE_NOT_FOUND', message))

  expect(error.facts.detail).toBe('Ring … or write to …')
  expect(`${error.message} ${error.say}`).not.toMatch(/90000|example\.com|Request ID|shpat/)
})

test('the question goes to the shop, with its token and no redirects followed', async () => {
  let sent: { url: string; init: RequestInit } | undefined

  await ask(async (url, init) => {
    sent = { url: String(url), init: init ?? {} }
    return json(200, { data: { shop: { name: 'Kaveri' } } })
  })

  expect(sent?.url).toBe('https://kaveri-looms.myshopify.com/admin/api/2026-10/graphql.json')
  expect(sent?.init).toMatchObject({ method: 'POST', redirect: 'manual' })
  expect(sent?.init.headers).toMatchObject({ 'x-shopify-access-token': 'shpat_secret' })
  expect(JSON.parse(String(sent?.init.body))).toEqual({ query: question.document, variables: {} })
})

test.each([
  { shop: 'kaveri-looms.myshopify.com.evil.example' },
  { shop: 'evil.example/x.myshopify.com' },
  { shop: 'evil.example#.myshopify.com' },
  { address: 'http://evil.example:80' },
  { address: 'https://127.0.0.1:8180' },
  { address: 'http://127.0.0.1:8180@evil.example' },
  { address: 'http://127.0.0.1.evil.example:80' },
  { apiVersion: '2026-10/../../..' },
  { accessToken: '' },
])('no token goes out with %o', (wrong) => {
  expect(() => new ShopifyAdminClient({ ...config, ...wrong })).toThrow(z.ZodError)
})

test('an answer in another version is told', async () => {
  const drifts: string[][] = []
  const onVersionDrift = (...versions: string[]) => void drifts.push(versions)
  const answered = (version: string) =>
    ask(json(200, { data: { shop: { name: 'Kaveri' } } }, { 'x-shopify-api-version': version }), { onVersionDrift })

  await answered('2026-10')
  await answered('2027-01')

  expect(drifts).toEqual([['2027-01', '2026-10']])
})

test('a shop that hangs is given up', async () => {
  const hanging: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))

  await expect(ask(hanging)).rejects.toMatchObject({ code: 'provider-busy' })
})

test('giving up is not a failure of Shopify', async () => {
  const giving = new AbortController()
  const client = new ShopifyAdminClient(config, {
    fetcher: (_, init) => {
      giving.abort(new AppError('lease-lost', 'taken over'))
      return Promise.reject(init?.signal?.reason)
    },
  })

  await expect(client.query({ ...question, signal: giving.signal })).rejects.toMatchObject({ code: 'lease-lost' })
  await expect(client.query({ ...question, signal: giving.signal })).rejects.toMatchObject({ code: 'lease-lost' })
})
