import { AppError } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import type { CallKind } from '../errors.ts'
import type { HttpAccess } from './exchange.ts'
import { JsonRpc } from './json-rpc.ts'
import type { MethodCall, OdooTransport } from './transport.ts'
import { XmlRpc } from './xml-rpc.ts'

// Bodies as Odoo 19.0 sent them, tracebacks shortened. What can be brought about by a call is tried on a real Odoo too
// (apps/sandbox/src/odoo/odoo-errors.contract.ts); conflicts, lost databases and proxies are only here.

const login = { database: 'shop', login: 'bot', secret: 'secret' }

/** A transport whose log-in works and whose next call gets this answer. */
function over(Transport: typeof JsonRpc | typeof XmlRpc, answer: () => Response): OdooTransport {
  const uid = Transport === JsonRpc ? jsonAnswer({ result: 2 }) : xmlAnswer('<value><int>2</int></value>')
  let calls = 0
  const http: HttpAccess = {
    url: 'http://odoo.test',
    callTimeoutMs: 1_000,
    fetch: () => Promise.resolve(calls++ === 0 ? uid : answer()),
  }
  return new Transport(http, login)
}

const jsonAnswer = (body: object): Response => Response.json({ jsonrpc: '2.0', id: 1, ...body })
const jsonFault = (name: string, message = 'Said'): Response =>
  jsonAnswer({
    error: {
      code: 0,
      message: 'Odoo Server Error',
      data: { name, message, arguments: [message], context: {}, debug: 'Traceback: secret' },
    },
  })

const xml = (inner: string): Response =>
  new Response(`<?xml version="1.0"?>\n<methodResponse>\n${inner}\n</methodResponse>\n`, {
    headers: { 'content-type': 'text/xml; charset=utf-8' },
  })
const xmlAnswer = (value: string): Response => xml(`<params>\n<param>\n${value}</param>\n</params>`)
const xmlFault = (code: number, text: string): Response =>
  xml(
    `<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>${code}</int></value>\n</member>\n` +
      `<member>\n<name>faultString</name>\n<value><string>${text}</string></value>\n</member>\n</struct></value>\n</fault>\n`,
  )
const traceback = (...last: string[]): string =>
  `Traceback (most recent call last):\n  File "/odoo/addons/rpc/controllers/xmlrpc.py", line 160, in xmlrpc_2\n    response = self._xmlrpc(service)\n               ^^^^^^^^^^^^^^^^^^^^^\n${last.join('\n')}\n`
/** Raised while another error was handled: Python prints both, the later one last. */
const chained = (first: string, last: string): string =>
  `${traceback(first)}\nThe above exception was the direct cause of the following exception:\n\n${traceback(last)}`

const page = (status: number, headers: Record<string, string> = {}): Response =>
  new Response('<html>Gateway</html>', { status, headers: { 'content-type': 'text/html', ...headers } })

const call = (kind: CallKind): MethodCall => ({
  model: 'sale.order',
  method: 'action_confirm',
  kind,
  args: { ids: [1] },
  context: {},
})

async function failure(transport: OdooTransport, kind: CallKind): Promise<AppError> {
  const thrown = await transport.call(call(kind)).then(
    (answer) => answer,
    (error: unknown) => error,
  )
  if (thrown instanceof AppError) return thrown
  throw new Error(`not an AppError: ${JSON.stringify(thrown)}`)
}

const noDatabase = 'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "shop" does not exist\n'
const serverGone = 'server closed the connection unexpectedly\n\tThis probably means the server terminated abnormally\n'

test.each<[title: string, answer: () => Response, once: string, repeatable: string]>([
  [
    'a wrong secret',
    () => jsonFault('odoo.exceptions.AccessDenied', 'Access Denied'),
    'credentials-rejected',
    'credentials-rejected',
  ],
  ['a missing right', () => jsonFault('odoo.exceptions.AccessError'), 'rights-missing', 'rights-missing'],
  ['a refusal of the business', () => jsonFault('odoo.exceptions.UserError'), 'provider-refused', 'provider-refused'],
  ['a value refused', () => jsonFault('odoo.exceptions.ValidationError'), 'provider-refused', 'provider-refused'],
  ['a record that is gone', () => jsonFault('odoo.exceptions.MissingError'), 'provider-refused', 'provider-refused'],
  [
    'an unknown method',
    () => jsonFault('builtins.AttributeError'),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'an unknown argument',
    () => jsonFault('builtins.TypeError'),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  ['an unknown field', () => jsonFault('builtins.ValueError'), 'provider-contract-broken', 'provider-contract-broken'],
  [
    'an overflow',
    () => jsonFault('psycopg2.errors.NumericValueOutOfRange'),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  ['a conflict', () => jsonFault('psycopg2.errors.SerializationFailure'), 'provider-busy', 'provider-busy'],
  ['a deadlock', () => jsonFault('psycopg2.errors.DeadlockDetected'), 'provider-busy', 'provider-busy'],
  ['a lock', () => jsonFault('psycopg2.errors.LockNotAvailable'), 'provider-busy', 'provider-busy'],
  ['a conflict of Odoo’s own', () => jsonFault('odoo.exceptions.ConcurrencyError'), 'provider-busy', 'provider-busy'],
  ['a lost database', () => jsonFault('psycopg2.OperationalError', serverGone), 'outcome-unknown', 'provider-busy'],
  [
    'no such database',
    () => jsonFault('psycopg2.OperationalError', noDatabase),
    'provider-refused',
    'provider-refused',
  ],
  ['no JSON', () => page(400), 'provider-contract-broken', 'provider-contract-broken'],
  ['another type', () => page(415), 'provider-contract-broken', 'provider-contract-broken'],
  ['JSON-RPC kept away', () => page(405), 'provider-refused', 'provider-refused'],
  ['a proxy with a small limit', () => page(413), 'provider-refused', 'provider-refused'],
  ['too many calls', () => page(429), 'provider-busy', 'provider-busy'],
  ['a gateway in front', () => page(502), 'outcome-unknown', 'provider-busy'],
  ['somebody else with 200', () => page(200), 'outcome-unknown', 'provider-busy'],
  ['no words at all', () => jsonAnswer({ error: { code: 0 } }), 'provider-contract-broken', 'provider-contract-broken'],
])('JSON-RPC: %s', async (_, answer, once, repeatable) => {
  expect((await failure(over(JsonRpc, answer), 'once')).code).toBe(once)
  expect((await failure(over(JsonRpc, answer), 'repeatable')).code).toBe(repeatable)
})

test.each<[title: string, answer: () => Response, once: string, repeatable: string]>([
  ['a wrong secret', () => xmlFault(3, 'Access Denied'), 'credentials-rejected', 'credentials-rejected'],
  ['a missing right', () => xmlFault(4, 'You are not allowed'), 'rights-missing', 'rights-missing'],
  ['a refusal of the business', () => xmlFault(2, 'Said'), 'provider-refused', 'provider-refused'],
  [
    'an unknown method',
    () => xmlFault(1, traceback('AttributeError: The method &#39;a.b&#39; does not exist')),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'an unknown field',
    () => xmlFault(1, traceback('ValueError: Invalid field')),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'an overflow',
    () => xmlFault(1, traceback('psycopg2.errors.NumericValueOutOfRange: integer out of range', '')),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'a conflict',
    () => xmlFault(1, traceback('psycopg2.errors.SerializationFailure: could not serialize access', '')),
    'provider-busy',
    'provider-busy',
  ],
  [
    'a deadlock and its details',
    () =>
      xmlFault(
        1,
        traceback(
          'psycopg2.errors.DeadlockDetected: deadlock detected',
          'DETAIL:  Process 1 waits',
          'HINT:  See server log',
        ),
      ),
    'provider-busy',
    'provider-busy',
  ],
  [
    'a lock',
    () => xmlFault(1, traceback('psycopg2.errors.LockNotAvailable: could not obtain lock')),
    'provider-busy',
    'provider-busy',
  ],
  [
    'the later of two errors',
    () => xmlFault(1, chained('psycopg2.errors.SerializationFailure: x', 'ValueError: y')),
    'provider-contract-broken',
    'provider-contract-broken',
  ],
  [
    'a lost database',
    () => xmlFault(1, traceback(`psycopg2.OperationalError: ${serverGone}`)),
    'outcome-unknown',
    'provider-busy',
  ],
  [
    'no such database',
    () => xmlFault(1, traceback(`psycopg2.OperationalError: ${noDatabase}`)),
    'provider-refused',
    'provider-refused',
  ],
  ['a fault without a traceback', () => xmlFault(1, 'Oops'), 'provider-contract-broken', 'provider-contract-broken'],
  ['XML-RPC kept away', () => page(404), 'provider-refused', 'provider-refused'],
  ['too many calls', () => page(429), 'provider-busy', 'provider-busy'],
  ['a gateway in front', () => page(504), 'outcome-unknown', 'provider-busy'],
  ['somebody else with 200', () => page(200), 'outcome-unknown', 'provider-busy'],
  [
    'an answer cut off',
    () => new Response('<?xml version="1.0"?><methodResponse><params><par'),
    'outcome-unknown',
    'provider-busy',
  ],
])('XML-RPC: %s', async (_, answer, once, repeatable) => {
  expect((await failure(over(XmlRpc, answer), 'once')).code).toBe(once)
  expect((await failure(over(XmlRpc, answer), 'repeatable')).code).toBe(repeatable)
})

test('Retry-After of a proxy is taken over', async () => {
  for (const Transport of [JsonRpc, XmlRpc])
    expect(
      (
        await failure(
          over(Transport, () => page(429, { 'retry-after': '7' })),
          'once',
        )
      ).retryAfterMs,
    ).toBe(7_000)
})

test('neither tracebacks nor people reach an error', async () => {
  const message = 'Ring +91 90000 00001 or write to ananya.rao@example.com\nsecond line'
  const answers = [
    over(JsonRpc, () => jsonFault('odoo.exceptions.UserError', message)),
    over(XmlRpc, () => xmlFault(2, message)),
    over(XmlRpc, () => xmlFault(1, traceback(`ValueError: ${message}`))),
  ]
  for (const transport of answers) {
    const error = await failure(transport, 'once')
    expect(error.facts.detail).toBe('Ring … or write to …')
    expect(`${error.message} ${error.say}`).not.toMatch(/Traceback|File|90000|example\.com|secret|second/)
  }
})

test('a method that returns nothing answers null on both', async () => {
  expect(await over(JsonRpc, () => jsonAnswer({})).call(call('once'))).toBeNull()
  for (const words of ['cannot marshal None', 'cannot marshal None unless allow_none is enabled'])
    for (const none of [words, `TypeError: ${words}`, traceback(`TypeError: ${words}`), traceback(words)])
      expect(await over(XmlRpc, () => xmlFault(1, none)).call(call('once'))).toBeNull()
})

test('a refusal that quotes those words is a refusal', async () => {
  const quoted = traceback('ValueError: "cannot marshal None" is no name')

  expect(
    await failure(
      over(XmlRpc, () => xmlFault(1, quoted)),
      'once',
    ),
  ).toBeInstanceOf(AppError)
  expect(
    await failure(
      over(XmlRpc, () => xmlFault(2, 'cannot marshal None')),
      'once',
    ),
  ).toBeInstanceOf(AppError)
})

test('a log-in that is refused is asked again at the next call, one that works is not', async () => {
  const sent: string[] = []
  let known = false
  const http: HttpAccess = {
    url: 'http://odoo.test',
    callTimeoutMs: 1_000,
    fetch: async (_, init) => {
      const { params } = JSON.parse(String(init?.body)) as { params: { method: string } }
      sent.push(params.method)
      return jsonAnswer({ result: params.method === 'authenticate' ? known && 2 : true })
    },
  }
  const transport = new JsonRpc(http, login)
  await expect(transport.call(call('once'))).rejects.toMatchObject({ code: 'credentials-rejected' })
  known = true

  await Promise.all([transport.call(call('once')), transport.call(call('once'))])
  await transport.call(call('once'))

  expect(sent).toEqual(['authenticate', 'authenticate', 'execute_kw', 'execute_kw', 'execute_kw'])
})

test('ids and the values of create go first, everything else by name', async () => {
  const sent: unknown[] = []
  const http: HttpAccess = {
    url: 'http://odoo.test',
    callTimeoutMs: 1_000,
    fetch: async (_, init) => {
      const { params } = JSON.parse(String(init?.body)) as { params: { args: unknown[] } }
      sent.push(params.args.slice(3))
      return jsonAnswer({ result: 2 })
    },
  }
  const transport = new JsonRpc(http, login)
  const once = { kind: 'once' as const, context: { tz: 'UTC' } }

  await transport.call({ ...once, model: 'm', method: 'write', args: { ids: [1], vals: { a: 1 } } })
  await transport.call({ ...once, model: 'm', method: 'create', args: { vals_list: [{ a: 1 }] } })
  await transport.call({ ...once, model: 'm', method: 'search', args: { domain: [] } })

  expect(sent.slice(1)).toEqual([
    ['m', 'write', [[1]], { vals: { a: 1 }, context: { tz: 'UTC' } }],
    ['m', 'create', [[{ a: 1 }]], { context: { tz: 'UTC' } }],
    ['m', 'search', [], { domain: [], context: { tz: 'UTC' } }],
  ])
})
