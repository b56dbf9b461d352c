import { expect, test } from 'vitest'
import type { MessagingPort } from '../ports/messaging.ts'
import { whatsappCloudMessaging } from './adapter.ts'

const config = { phoneNumberId: '410987654321001', wabaId: '218840199871234', accessToken: 'EAAG-secret' }
const number = {
  id: config.phoneNumberId,
  display_phone_number: '+91 80 4718 0000',
  verified_name: 'Kaveri Looms',
  quality_rating: 'GREEN',
  name_status: 'APPROVED',
  code_verification_status: 'VERIFIED',
  status: 'CONNECTED',
}
const app = { whatsapp_business_api_data: { id: '5550001', name: 'Crossdock' } }
const token = {
  is_valid: true,
  expires_at: 1_800_000_000,
  scopes: ['whatsapp_business_messaging', 'whatsapp_business_management'],
}

interface Graph {
  number?: unknown
  apps?: unknown
  token?: unknown
  templates?: (after: string | null) => unknown
}

/** Meta's answers by what is asked; an `error` among them comes with 400. */
function aPort(graph: Graph, more: object = {}, seen: { path: string; bearer: string }[] = []): MessagingPort {
  const fetcher: typeof fetch = async (input, init) => {
    const { pathname, searchParams } = new URL(String(input))
    const path = pathname.replace('/v26.0/', '')
    seen.push({ path, bearer: new Headers(init?.headers).get('authorization') ?? '' })
    const answer =
      path === config.phoneNumberId
        ? (graph.number ?? number)
        : path === `${config.wabaId}/subscribed_apps`
          ? (graph.apps ?? { data: [app] })
          : path === 'debug_token'
            ? { data: graph.token ?? token }
            : graph.templates?.(searchParams.get('after'))
    return Response.json(answer, { status: (answer as { error?: unknown }).error ? 400 : 200 })
  }
  return whatsappCloudMessaging({ ...config, ...more }, { fetch: fetcher })
}

const withApp = { appId: '5550001', appSecret: 'app-secret' }
const fine = {
  displayNumber: '+91 80 4718 0000',
  verifiedName: 'Kaveri Looms',
  quality: 'green',
  expiresAt: null,
  problems: [],
}

test('tells whose number it is', async () => {
  expect(await aPort({}).checkAccess()).toEqual(fine)
})

test('tells when the token ends, asking as the app', async () => {
  const seen: { path: string; bearer: string }[] = []

  const access = await aPort({}, withApp, seen).checkAccess()

  expect(access).toEqual({ ...fine, expiresAt: '2027-01-15T08:00:00.000Z' })
  expect(seen.map(({ path, bearer }) => `${path} ${bearer}`).sort()).toEqual([
    '218840199871234/subscribed_apps Bearer EAAG-secret',
    '410987654321001 Bearer EAAG-secret',
    'debug_token Bearer 5550001|app-secret',
  ])
})

test.each<[string, Graph, object, string[]]>([
  [
    'a number that is blocked',
    { number: { ...number, status: 'BANNED' } },
    {},
    ['The number is banned at WhatsApp, not connected.'],
  ],
  [
    'a name that was declined',
    { number: { ...number, name_status: 'DECLINED' } },
    {},
    ['The display name of the number is declined.'],
  ],
  [
    'a number never verified',
    { number: { ...number, code_verification_status: 'NOT_VERIFIED' } },
    {},
    ['The number was never verified with a code.'],
  ],
  [
    'low quality',
    { number: { ...number, quality_rating: 'RED' } },
    {},
    ['The quality of the number is low: people block it or report it, and WhatsApp may restrict it.'],
  ],
  [
    'nobody listening',
    { apps: { data: [] } },
    {},
    ['No app is subscribed to the account: nothing that customers write would be heard.'],
  ],
  [
    'another app listening',
    { apps: { data: [{ id: '777' }] } },
    withApp,
    ['Another app is subscribed to the account, ours is not: nothing that customers write would be heard.'],
  ],
  [
    'an account that is closed to us',
    { apps: { error: { code: 200 } } },
    {},
    ['Whether anything is heard cannot be seen, the account 218840199871234 is closed to this token.'],
  ],
  [
    'an account that is not there',
    { apps: { error: { code: 100, error_subcode: 33 } } },
    {},
    ['Whether anything is heard cannot be seen, the account 218840199871234 is closed to this token.'],
  ],
  ['a dead token', { token: { ...token, is_valid: false } }, withApp, ['The access token is not valid any more.']],
  [
    'a token without rights',
    { token: { ...token, scopes: ['whatsapp_business_messaging'] } },
    withApp,
    ['The access token lacks whatsapp_business_management.'],
  ],
])('says what stands against it: %s', async (_, graph, more, problems) => {
  expect((await aPort(graph, more).checkAccess()).problems).toEqual(problems)
})

test('a token that never ends has no end', async () => {
  expect((await aPort({ token: { ...token, expires_at: 0 } }, withApp).checkAccess()).expiresAt).toBeNull()
})

test('what Meta leaves out is not told, and is no problem', async () => {
  expect(await aPort({ number: { id: config.phoneNumberId, quality_rating: 'NA' } }).checkAccess()).toEqual({
    displayNumber: null,
    verifiedName: null,
    quality: 'unknown',
    expiresAt: null,
    problems: [],
  })
})

test.each([
  [190, 'credentials-rejected'],
  [10, 'rights-missing'],
  [100, 'provider-refused'],
  [4, 'provider-busy'],
])('a refused question, code %s, is %s and not about a message', async (code, expected) => {
  await expect(aPort({ number: { error: { code } } }).checkAccess()).rejects.toMatchObject({ code: expected })
})

// Only questions: without an answer they are asked again.
test('silence to a question settles nothing', async () => {
  const port = whatsappCloudMessaging(config, { fetch: async () => Promise.reject(new TypeError('fetch failed')) })

  await expect(port.checkAccess()).rejects.toMatchObject({ code: 'provider-busy' })
})

const shipped = {
  id: '9223372036854775807',
  name: 'order_shipped_v3',
  language: 'en_IN',
  status: 'APPROVED',
  category: 'UTILITY',
  parameter_format: 'NAMED',
  quality_score: { score: 'GREEN' },
  components: [
    { type: 'HEADER', format: 'DOCUMENT' },
    { type: 'BODY', text: 'Hi {{customer}}, order {{order_no}} is on its way. Thanks, {{ customer }}!' },
    { type: 'FOOTER', text: 'Kaveri Looms' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', url: 'https://example.in/track/{{1}}' },
        { type: 'QUICK_REPLY', text: 'Track order' },
        { type: 'URL', url: 'https://example.in/help' },
        { type: 'PHONE_NUMBER', text: 'Call us' },
        { type: 'FLOW', text: 'Rate us' },
      ],
    },
  ],
}

test('lists templates with what they want', async () => {
  const [template] = await aPort({ templates: () => ({ data: [shipped] }) }).listTemplates()

  expect(template).toEqual({
    name: 'order_shipped_v3',
    language: 'en_IN',
    templateId: '9223372036854775807',
    status: 'approved',
    category: 'utility',
    quality: 'green',
    header: { kind: 'document', parameters: [] },
    body: ['customer', 'order_no'],
    buttons: [
      { index: 0, kind: 'url', required: true },
      { index: 1, kind: 'reply', required: false },
      { index: 4, kind: 'other', required: false },
    ],
  })
})

test('positions are counted, each once', async () => {
  const components = [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: '{{1}}: {{2}}, again {{1}}' },
  ]

  const [template] = await aPort({
    templates: () => ({ data: [{ ...shipped, parameter_format: 'POSITIONAL', components }] }),
  }).listTemplates()

  expect(template).toMatchObject({ header: { kind: 'text', parameters: [null] }, body: [null, null], buttons: [] })
})

test('a template of which little is told is still listed', async () => {
  const [template] = await aPort({
    templates: () => ({ data: [{ name: 't', language: 'hi', status: 'ASLEEP' }] }),
  }).listTemplates()

  expect(template).toEqual({
    name: 't',
    language: 'hi',
    templateId: null,
    status: null,
    category: null,
    quality: null,
    header: { kind: 'none', parameters: [] },
    body: [],
    buttons: [],
  })
})

test('reads all pages by their cursor, never by an address that was sent', async () => {
  const seen: { path: string; bearer: string }[] = []
  const pages = (after: string | null) => ({
    data: [{ name: after ?? 'first', language: 'hi' }],
    paging:
      after === 'c2'
        ? { cursors: { after: 'c3' } }
        : { cursors: { after: after === null ? 'c1' : 'c2' }, next: 'https://evil.example/' },
  })

  const all = await aPort({ templates: pages }, {}, seen).listTemplates()

  expect(all.map(({ name }) => name)).toEqual(['first', 'c1', 'c2'])
  expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['218840199871234/message_templates']))
})

test('pages that go in a circle come to an end', async () => {
  const circle = () => ({ data: [], paging: { cursors: { after: 'c1' }, next: 'https://graph.facebook.com/…' } })

  await expect(aPort({ templates: circle }).listTemplates()).rejects.toMatchObject({ code: 'provider-contract-broken' })
})
