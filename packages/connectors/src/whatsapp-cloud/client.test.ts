import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import { expect, test } from 'vitest'
import type { OutboundMessage, SendOptions } from '../ports/messaging.ts'
import { whatsappCloudMessaging } from './adapter.ts'
import { fixture } from './test-bodies.ts'

const config = {
  phoneNumberId: '410987654321001',
  wabaId: '218840199871234',
  accessToken: 'EAAG-secret',
  callTimeoutMs: 50,
}
const message: OutboundMessage = {
  reference: 't1|m1',
  to: { phone: '+919876543210' },
  content: { kind: 'text', body: 'Your order is on its way.' },
}
const templateMessage: OutboundMessage = {
  ...message,
  content: {
    kind: 'template',
    template: {
      name: 'order_shipped_v9',
      language: 'en_IN',
      category: 'marketing',
      body: [{ name: null, text: 'Ananya' }],
    },
  },
}

type Fetched = { url: string; init: RequestInit }

function port(answer: Response | Error | typeof fetch, overrides: object = {}, seen: Fetched[] = []) {
  const fetcher: typeof fetch = (input, init) => {
    seen.push({ url: String(input), init: init ?? {} })
    if (typeof answer === 'function') return answer(input, init)
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  }
  return whatsappCloudMessaging({ ...config, ...overrides }, { fetch: fetcher })
}

async function failureOf(
  answer: Response | Error | typeof fetch,
  { sent = message, ...options }: SendOptions & { sent?: OutboundMessage } = {},
): Promise<AppError> {
  const thrown = await port(answer)
    .send(sent, options)
    .then(
      () => null,
      (error: unknown) => error,
    )
  if (thrown instanceof AppError) return thrown
  throw new Error(`not an AppError: ${thrown}`)
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers })
const refusal = (code: unknown, status = 400, more: object = {}) =>
  json(status, { error: { message: `(#${code}) Said`, type: 'OAuthException', code, fbtrace_id: 'A1b2', ...more } })
const page = (status: number) => new Response('<html>', { status, headers: { 'content-type': 'text/html' } })
const cut = (code: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('socket'), { code }) })
/** The head came, the rest did not. */
const half = (status: number) =>
  new Response(
    new ReadableStream({ pull: (stream) => stream.error(Object.assign(new Error('cut'), { code: 'ECONNRESET' })) }),
    { status },
  )
const accepted = () => json(200, fixture('send/response-ok').body)

test('posts one message, with the token in its header and nowhere else', async () => {
  const seen: Fetched[] = []

  await port(accepted(), {}, seen).send(message)

  expect(seen.map(({ url }) => url)).toEqual(['https://graph.facebook.com/v26.0/410987654321001/messages'])
  expect(seen[0]?.init).toMatchObject({
    method: 'POST',
    redirect: 'manual',
    headers: { authorization: 'Bearer EAAG-secret', 'content-type': 'application/json' },
  })
  expect(JSON.parse(String(seen[0]?.init.body))).toEqual({
    messaging_product: 'whatsapp',
    recipient_type: 'individual',
    to: '+919876543210',
    type: 'text',
    text: { body: 'Your order is on its way.' },
    biz_opaque_callback_data: 't1|m1',
  })
})

test('version, address and the path of each category are settings', async () => {
  const seen: Fetched[] = []
  const settings = {
    apiVersion: 'v27.0',
    baseUrl: 'http://127.0.0.1:8180',
    paths: { marketing: 'marketing_messages' },
  }
  const number = port(async () => accepted(), settings, seen)
  const utility: OutboundMessage = { ...templateMessage, content: structuredClone(templateMessage.content) }
  if (utility.content.kind === 'template') utility.content.template.category = 'utility'

  await number.send(templateMessage)
  await number.send(utility)
  await number.send(message)

  expect(seen.map(({ url }) => url.replace('http://127.0.0.1:8180/v27.0/410987654321001/', ''))).toEqual([
    'marketing_messages',
    'messages',
    'messages',
  ])
})

test.each([
  ['response-ok', { state: 'accepted', recipient: { waId: '919876543210', userId: null } }],
  ['response-ok-bsuid', { state: 'accepted', recipient: { waId: null, userId: 'IN.8842015590371264' } }],
  ['response-ok-template-held', { state: 'held', recipient: { waId: '919876543210', userId: null } }],
])('reads %s', async (name, expected) => {
  const sent = await port(json(200, fixture(`send/${name}`).body)).send(message)

  expect(sent).toEqual({ providerMessageId: 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAERgSN0ZDMUQyRTNGODY0QTcA', ...expected })
})

test.each([
  ['accepted', 'accepted'],
  ['paused', 'held'],
  [null, 'accepted'],
])('a message that is %s is %s, with nobody named', async (message_status, state) => {
  const sent = await port(json(200, { messages: [{ id: 'wamid.a', message_status }] })).send(message)

  expect(sent).toEqual({ providerMessageId: 'wamid.a', state, recipient: { waId: null, userId: null } })
})

// The table of the contract, row by row.
const day = 86_400_000
const table: [codes: (number | string)[], code: ErrorCode, retryAfterMs?: number][] = [
  [[0, 190, '190'], 'credentials-rejected'],
  [[3, 10, 200, 233, 299, 131005], 'rights-missing'],
  [[1, 2, 131016, 133004, 130429, 131000, 131052, 131053], 'provider-busy'],
  [[4, 80007, 80008], 'provider-busy', 60_000],
  [[33, 100, 130472, 130497, 131008, 131009, 131021, 131030, 131051, 131062, 135000, 137000], 'message-refused'],
  [[131026], 'message-unreachable'],
  [[131047], 'message-window-closed'],
  [[131049], 'message-too-soon', day],
  [[131050], 'message-opted-out'],
  [[131056], 'provider-busy', 1_000],
  [[131057], 'provider-busy', 120_000],
  [[132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068], 'template-refused'],
  [[132069], 'provider-busy', 3_600_000],
  [
    [
      ...[368, 131031, 131037, 131042, 131044, 131045, 131048, 131063, 131064, 134011],
      ...[133000, 133005, 133006, 133008, 133009, 133010, 133015, 133016],
    ],
    'number-blocked',
  ],
]

// Rate limits are documented as 400 and seen as 429: the status must decide nothing that the code tells.
test.each(table.flatMap(([codes, code, wait]) => codes.map((given) => [given, code, wait] as const)))(
  'error %s is %s, whatever the HTTP status',
  async (given, code, wait) => {
    for (const status of [200, 400, 401, 403, 404, 429, 500, 503]) {
      const failure = await failureOf(refusal(given, status))

      expect([status, failure.code, failure.retryAfterMs]).toEqual([status, code, wait])
    }
  },
)

test.each([
  ['response-error-130429', 'provider-busy'],
  ['response-error-131056', 'provider-busy'],
  ['response-error-132001', 'template-refused'],
  ['response-error-190', 'credentials-rejected'],
])('reads %s as %s', async (name, code) => {
  const { _status, body } = fixture(`send/${name}`)

  expect((await failureOf(json(_status, body))).code).toBe(code)
})

test.each([
  [400, {}, 'provider-refused'],
  [404, {}, 'provider-refused'],
  [401, {}, 'credentials-rejected'],
  [403, {}, 'rights-missing'],
  [429, {}, 'provider-busy'],
  [500, {}, 'provider-busy'],
  [400, { is_transient: true }, 'provider-busy'],
  [200, {}, 'provider-refused'],
])('a code of tomorrow with HTTP %s and %j is %s', async (status, more, code) => {
  expect((await failureOf(refusal(139_999, status, more))).code).toBe(code)
})

test.each([
  [1, [1, 'provider-busy'], [2, 'message-refused']],
  [131000, [3, 'provider-busy'], [4, 'message-refused']],
  [131052, [1, 'provider-busy'], [2, 'message-refused']],
  [131016, [9, 'provider-busy'], [10, 'provider-busy']],
])('error %s is tried so often and no more', async (code, ...steps) => {
  for (const [attempt, expected] of steps)
    expect((await failureOf(refusal(code), { earlierAttempts: Number(attempt) - 1 })).code).toBe(expected)
})

test('pauses between messages to one person grow fourfold', async () => {
  const waits = []
  for (const earlierAttempts of [0, 1, 2, 3, 20])
    waits.push((await failureOf(refusal(131056), { earlierAttempts })).retryAfterMs)

  expect(waits).toEqual([1_000, 4_000, 16_000, 64_000, 4_096_000])
})

test('the longer wait counts: ours or the one that was asked for', async () => {
  const asked = (seconds: string) => ({ 'retry-after': seconds })
  const body = (code: number) => ({ error: { code } })

  expect((await failureOf(json(429, body(130429), asked('7')))).retryAfterMs).toBe(7_000)
  expect((await failureOf(json(429, body(131049), asked('0')))).retryAfterMs).toBe(day)
  expect((await failureOf(json(429, body(4), asked('120')))).retryAfterMs).toBe(120_000)
  expect((await failureOf(json(429, body(130429), asked('soon')))).retryAfterMs).toBeUndefined()
})

// What is certain not to have been sent may be sent again; everything else must be settled first.
test.each<[string, Response | Error, ErrorCode]>([
  ['a refused connection', cut('ECONNREFUSED'), 'provider-unreachable'],
  ['an unknown host', cut('ENOTFOUND'), 'provider-unreachable'],
  ['a connection that never stood', cut('UND_ERR_CONNECT_TIMEOUT'), 'provider-unreachable'],
  ['a wrong certificate', cut('CERT_HAS_EXPIRED'), 'provider-unreachable'],
  ['a cut connection', cut('ECONNRESET'), 'outcome-unknown'],
  ['a socket the other side closed', cut('UND_ERR_SOCKET'), 'outcome-unknown'],
  ['headers that never came', cut('UND_ERR_HEADERS_TIMEOUT'), 'outcome-unknown'],
  ['an error without a code', new TypeError('fetch failed'), 'outcome-unknown'],
  ['half of an answer', half(200), 'outcome-unknown'],
  ['half of a 500', half(500), 'outcome-unknown'],
  ['half of a 400', half(400), 'provider-refused'],
  ['half of a 429', half(429), 'provider-busy'],
  ['a gateway in between', page(502), 'outcome-unknown'],
  ['an empty 500', new Response(null, { status: 500 }), 'outcome-unknown'],
  ['an empty 503', new Response(null, { status: 503 }), 'outcome-unknown'],
  ['a gateway’s time-out', page(504), 'outcome-unknown'],
  ['a time-out in between', page(408), 'outcome-unknown'],
  ['somebody else with 200', page(200), 'outcome-unknown'],
  ['an empty 200', new Response('', { status: 200 }), 'outcome-unknown'],
  ['no content', new Response(null, { status: 204 }), 'outcome-unknown'],
  ['200 without an id', json(200, { messages: [] }), 'outcome-unknown'],
  ['200 with an empty id', json(200, { messages: [{ id: '' }] }), 'outcome-unknown'],
  ['an error whose code is null', json(500, { error: { code: null } }), 'outcome-unknown'],
  ['a redirect', page(302), 'provider-refused'],
  ['a wall in between', page(403), 'rights-missing'],
  ['somebody else’s 400', page(400), 'provider-refused'],
  ['somebody else’s 429', page(429), 'provider-busy'],
])('%s is %s', async (_, answer, code) => {
  expect((await failureOf(answer)).code).toBe(code)
})

test('silence leaves the outcome unknown', async () => {
  const failure = await failureOf((_input, init) => silent(init?.signal))

  expect(failure.code).toBe('outcome-unknown')
})

test('given up in the middle, the outcome is unknown; before the start, nothing was sent', async () => {
  const stopping = new AbortController()
  const seen: Fetched[] = []
  const sending = port((_input, init) => silent(init?.signal), { callTimeoutMs: 9_000 }, seen).send(message, {
    signal: stopping.signal,
  })

  stopping.abort(new AppError('shutting-down', 'stopping'))
  await expect(sending).rejects.toMatchObject({ code: 'outcome-unknown' })
  await expect(port(accepted(), {}, seen).send(message, { signal: stopping.signal })).rejects.toMatchObject({
    code: 'shutting-down',
  })

  expect(seen).toHaveLength(1)
})

test('an answer without an end fills no memory', async () => {
  const chunk = new Uint8Array(1024 * 1024)
  const failure = await failureOf(new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) })))

  expect(failure.code).toBe('outcome-unknown')
})

test('no error repeats whom or what it was about, nor the token', async () => {
  const details =
    'Ananya at +919876543210 (919876543210, +91 98765 43210) cannot get “Your order is on its way.” with EAAG-secret'
  const personal = [/Ananya/, /98765/, /on its way/]
  for (const [sent, code] of [
    [message, 131009],
    [templateMessage, 132012],
    [{ ...message, to: { userId: 'IN.AnanyaRaoId' } }, 100],
  ] as const) {
    const failure = await failureOf(refusal(code, 400, { error_data: { details: `${details} IN.AnanyaRaoId` } }), {
      sent,
    })

    const told = `${failure.message} ${failure.say} ${JSON.stringify(failure.facts)}`
    for (const words of sent === message
      ? personal.slice(1)
      : sent === templateMessage
        ? personal.slice(0, 2)
        : [/IN\.AnanyaRaoId/])
      expect(told).not.toMatch(words)
  }
})

test('the log has the code, the trace and Meta’s words, people have the template', async () => {
  const { _status, body } = fixture('send/response-error-132001')

  const failure = await failureOf(json(_status, body), { sent: templateMessage })

  expect(failure.message).toBe(
    'HTTP 404 code 132001 template name (order_shipped_v9) does not exist in en_IN trace A1b2C3d4E5f6G7h8I9j0K',
  )
  expect(failure.say).toBe(
    'The template order_shipped_v9 cannot be used: template name (order_shipped_v9) does not exist in en_IN. Mend it at WhatsApp, then replay.',
  )
})

test('a token that no header can carry, and a host that is not Meta’s, are refused', () => {
  expect(() => port(accepted(), { accessToken: 'two words' })).toThrow()
  expect(() => port(accepted(), { baseUrl: 'https://graph.facebook.com.evil.example' })).toThrow()
  expect(() => port(accepted(), { baseUrl: 'http://169.254.169.254:80' })).toThrow()
})

function silent(signal: AbortSignal | null | undefined): Promise<Response> {
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
}
