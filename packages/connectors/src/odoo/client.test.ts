import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { OdooClient } from './client.ts'
import type { CallKind } from './errors.ts'

const access = { url: 'http://odoo.test', database: 'shop', apiKey: 'secret', callTimeoutMs: 50, companyId: 3 }

/** What the connector makes of one answer of Odoo's. */
async function failureOf(answer: Response | Error, kind: CallKind): Promise<AppError> {
  const client = new OdooClient(access, () =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  )
  const calling = client.call({
    model: 'sale.order',
    method: 'action_confirm',
    kind,
    args: { ids: [1] },
    answer: z.unknown(),
  })
  const thrown = await calling.then(() => null).catch((error: unknown) => error)
  if (thrown instanceof AppError) return thrown
  throw new Error(`not an AppError: ${thrown}`)
}

const json = (status: number, name: string, message = 'Said', headers: Record<string, string> = {}): Response =>
  Response.json({ name, message, debug: 'Traceback: secret' }, { status, headers })
const page = (status: number): Response => new Response('<html>', { status, headers: { 'content-type': 'text/html' } })
const cut = (code: string): TypeError =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) })

test.each<[string, () => Response | Error, string, string]>([
  // what Odoo or the network says, as `once`, as `repeatable`
  ['a bad key', () => json(401, 'werkzeug.exceptions.Unauthorized'), 'credentials-rejected', 'credentials-rejected'],
  ['a missing right', () => json(403, 'odoo.exceptions.AccessError'), 'rights-missing', 'rights-missing'],
  ['a business refusal', () => json(422, 'odoo.exceptions.UserError'), 'provider-refused', 'provider-refused'],
  ['a record that is gone', () => json(404, 'odoo.exceptions.MissingError'), 'provider-refused', 'provider-refused'],
  ['an unknown database', () => page(404), 'provider-refused', 'provider-refused'],
  ['a redirect', () => page(301), 'provider-refused', 'provider-refused'],
  [
    'a wrong argument',
    () => json(422, 'werkzeug.exceptions.UnprocessableEntity'),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  ['an unknown field', () => json(500, 'builtins.ValueError'), 'provider-contract-broken', 'provider-contract-broken'],
  [
    'an overflow',
    () => json(500, 'psycopg2.errors.NumericValueOutOfRange'),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'a conflict, rolled back',
    () => json(500, 'psycopg2.errors.SerializationFailure'),
    'provider-busy',
    'provider-busy',
  ],
  ['a lost database', () => json(500, 'psycopg2.OperationalError'), 'outcome-unknown', 'provider-busy'],
  ['a page of 500', () => page(500), 'outcome-unknown', 'provider-busy'],
  ['a gateway in front', () => page(502), 'outcome-unknown', 'provider-busy'],
  ['somebody else with 200', () => page(200), 'outcome-unknown', 'provider-busy'],
  ['too many calls', () => json(429, ''), 'provider-busy', 'provider-busy'],
  ['a refused connection', () => cut('ECONNREFUSED'), 'provider-unreachable', 'provider-unreachable'],
  ['an unknown host', () => cut('ENOTFOUND'), 'provider-unreachable', 'provider-unreachable'],
  ['a wrong certificate', () => cut('CERT_HAS_EXPIRED'), 'provider-unreachable', 'provider-unreachable'],
  ['a cut connection', () => cut('ECONNRESET'), 'outcome-unknown', 'provider-busy'],
])('%s', async (_, answer, once, repeatable) => {
  expect((await failureOf(answer(), 'once')).code).toBe(once)
  expect((await failureOf(answer(), 'repeatable')).code).toBe(repeatable)
})

test('Retry-After is taken over', async () => {
  expect((await failureOf(json(429, '', '', { 'retry-after': '7' }), 'once')).retryAfterMs).toBe(7000)
})

test('neither traceback nor people reach an error', async () => {
  const message = 'Ring +91 90000 00001 or write to ananya.rao@example.com\nTraceback'

  const error = await failureOf(json(422, 'odoo.exceptions.UserError', message), 'once')

  expect(error.facts.detail).toBe('Ring … or write to …')
  expect(`${error.message} ${error.say}`).not.toMatch(/Traceback|90000|example\.com|secret/)
})

test('every call names company, zone and language', async () => {
  let sent: { url: string; init: RequestInit } | undefined
  const client = new OdooClient(access, async (url, init) => {
    sent = { url: String(url), init: init ?? {} }
    return Response.json([])
  })

  await client.searchRead('res.partner', [], ['name'], z.object({ id: z.int() }))

  expect(sent?.url).toBe('http://odoo.test/json/2/res.partner/search_read')
  expect(sent?.init.headers).toMatchObject({ authorization: 'bearer secret', 'x-odoo-database': 'shop' })
  expect(JSON.parse(String(sent?.init.body)).context).toEqual({ allowed_company_ids: [3], tz: 'UTC', lang: 'en_US' })
})

test('a server that hangs is given up, and what became of it is unknown', async () => {
  const hanging: typeof fetch = (_, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)))
  const client = new OdooClient({ ...access, callTimeoutMs: 5 }, hanging)
  const confirm = {
    model: 'sale.order',
    method: 'action_confirm',
    kind: 'once',
    args: {},
    answer: z.unknown(),
  } as const

  await expect(client.call(confirm)).rejects.toMatchObject({ code: 'outcome-unknown' })
})

test('what was given up before it was sent was never sent', async () => {
  const client = new OdooClient(access, () => Promise.reject(new Error('must not be called')))
  const signal = AbortSignal.abort(new AppError('lease-lost', 'taken over'))
  const confirm = {
    model: 'sale.order',
    method: 'action_confirm',
    kind: 'once',
    args: {},
    answer: z.unknown(),
    signal,
  } as const

  await expect(client.call(confirm)).rejects.toMatchObject({ code: 'lease-lost' })
})
