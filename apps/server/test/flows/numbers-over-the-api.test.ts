import { createHmac } from 'node:crypto'
import type { ConnectionJson } from '@crossdock/contracts/api/connections'
import type { EndpointJson } from '@crossdock/contracts/api/endpoints'
import { startWhatsAppSandbox, type WhatsAppSandbox } from '@crossdock/sandbox/whatsapp-cloud'
import { expect, test } from 'vitest'
import { messagingProviders } from '#main/messaging-providers.ts'
import { MessagingRegistry } from '#modules/messaging/index.ts'
import { aHub, aShop, type Hub, type Shop } from '#test/harness/a-hub.ts'
import { everythingAtRest } from '#test/harness/at-rest.ts'
import { type Caller, callerOf } from '#test/harness/caller-of.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// A WhatsApp number from nothing to live, by the API alone, with Meta's stand-in at the other end.

interface Made {
  connection: ConnectionJson
  endpoint: EndpointJson
  verifyToken: string | null
}

interface Scene extends AsyncDisposable {
  hub: Hub
  shop: Shop
  box: WhatsAppSandbox
  api: Caller
  /** The first or another number of the stand-in. */
  connect(more?: object, place?: number): Promise<Response>
  /** What is missing before it can go live. */
  missing(connectionId: string): Promise<string[]>
  /** As a person does in Meta's dashboard; the answer says whether the address was verified. */
  enter(endpoint: EndpointJson, verifyToken: string | null): Promise<number>
  /** Something signed so, at that endpoint. */
  posted(endpoint: EndpointJson, secret: string): Promise<number>
}

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T

async function aScene(): Promise<Scene> {
  const box = await startWhatsAppSandbox({ accounts: 1, pace: { sentMs: 1, deliveredMs: 5 } })
  const hub = await aHub({ WHATSAPP_CLOUD_URL: box.url, PUBLIC_URL: 'https://hub.example.com' })
  const shop = await aShop(hub)
  const api = await callerOf(hub, shop.tenantId)
  const here = ({ url }: EndpointJson): string => url.replace('https://hub.example.com', hub.url)
  return {
    hub,
    shop,
    box,
    api,
    connect(more = {}, place = 0) {
      const number = box.world.business.numbers()[place]
      const body = {
        provider: 'whatsapp-cloud',
        name: 'WhatsApp',
        wabaId: number?.account.wabaId,
        phoneNumberId: number?.phoneNumberId,
        accessToken: box.accessToken,
        appSecret: box.appSecret,
        ...more,
      }
      return api.post('/connections', body)
    },
    async missing(connectionId) {
      const { checks } = await json<{ checks: { id: string; ok: boolean }[] }>(
        api.ask(`/connections/${connectionId}/preflight`),
      )
      return checks.flatMap(({ id, ok }) => (ok ? [] : [id]))
    },
    async enter(endpoint, verifyToken) {
      const wabaId = endpoint.serves.find(({ account }) => account.startsWith('waba:'))?.account.slice(5)
      const answer = await fetch(`${box.url}/v26.0/${wabaId}/subscribed_apps`, {
        method: 'POST',
        headers: { authorization: `Bearer ${box.accessToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ override_callback_uri: here(endpoint), verify_token: verifyToken }),
      })
      return answer.status
    },
    async posted(endpoint, secret) {
      const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'x-hub-signature-256': `sha256=${signature}`, 'content-type': 'application/json' }
      return (await fetch(here(endpoint), { method: 'POST', body, headers })).status
    },
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]()
      await box.stop()
    },
  }
}

test('a number goes live step by step, and the preflight names the next one each time', async () => {
  await using scene = await aScene()
  const { connection, endpoint, verifyToken } = await json<Made>(scene.connect())
  const check = () =>
    json<{ ok: boolean; says: string[]; problems: string[] }>(scene.api.post(`/connections/${connection.id}/check`))

  const atFirst = await scene.missing(connection.id)
  const wrong = await scene.enter(endpoint, 'another-token')
  const right = await scene.enter(endpoint, verifyToken)
  const verified = await scene.missing(connection.id)
  await fetch(`${scene.box.url}/phones/%2B919000000001/write`, {
    method: 'POST',
    body: JSON.stringify({ text: 'Hello' }),
    headers: { 'content-type': 'application/json' },
  })
  await waitFor('it to be heard', async () => (await scene.missing(connection.id)).length === 0)

  expect(atFirst).toEqual(['verified', 'heard'])
  expect([wrong, right]).toEqual([400, 200])
  expect(verified).toEqual(['heard'])
  expect(await check()).toMatchObject({
    ok: true,
    says: ['WhatsApp (+91 80 4718 0000, "Demo brand") answers.', expect.any(String)],
    problems: [],
  })
  expect(verifyToken).toMatch(/^[0-9a-f]{48}$/)
})

test('the preflight names a template that is not approved, and asking the provider again mends it', async () => {
  await using scene = await aScene()
  const { connection } = await json<Made>(scene.connect())
  const template = { name: 'order_confirmation', language: 'en', body: [1, 2, 3].map(() => ({ value: { text: 'x' } })) }
  const body = { on: true, numberConnectionId: connection.id, choices: { templates: [template], fallback: 'en' } }
  await scene.api.ask(`/connections/${scene.shop.connectionId}/notices/order-confirmation`, {
    method: 'PUT',
    body,
    headers: { 'if-match': '*' },
  })

  const unread = await scene.missing(connection.id)
  const read = await json<{ templates: number }>(scene.api.post(`/connections/${connection.id}/templates/read`))
  const afterwards = await scene.missing(connection.id)

  expect(unread).toContain('templates')
  expect(read.templates).toBeGreaterThan(5)
  expect(afterwards).not.toContain('templates')
})

test('a token that does not work is not stored, neither the first nor a later one', async () => {
  await using scene = await aScene()
  const refused = await scene.connect({ accessToken: 'EAA-of-nobody' })
  const none = await json<{ items: object[] }>(scene.api.ask('/connections?kind=messaging'))
  const { connection } = await json<Made>(scene.connect())
  const renew = (accessToken: string) =>
    scene.api.ask(`/connections/${connection.id}/credentials`, {
      method: 'PUT',
      body: { provider: 'whatsapp-cloud', accessToken },
    })

  const [bad, nothing, good] = [
    await renew('EAA-of-nobody'),
    await scene.api.ask(`/connections/${connection.id}/credentials`, {
      method: 'PUT',
      body: { provider: 'whatsapp-cloud' },
    }),
    await renew(scene.box.accessToken),
  ]

  expect([refused.status, none.items, bad.status, nothing.status, good.status]).toEqual([409, [], 409, 400, 200])
  expect((await json<{ ok: boolean }>(scene.api.post(`/connections/${connection.id}/check`))).ok).toBe(true)
  expect((await scene.connect()).status).toBe(409)
})

test('a new app secret is valid beside the old one, until that is dropped', async () => {
  await using scene = await aScene()
  const { connection, endpoint } = await json<Made>(scene.connect())
  const rotate = (more: object = {}) =>
    scene.api.ask(`/connections/${connection.id}/credentials`, {
      method: 'PUT',
      body: { provider: 'whatsapp-cloud', appSecret: 'the-next-secret', ...more },
    })
  // Endpoints are believed for some seconds.
  const becomes = (secret: string, status: number) =>
    waitFor(`${secret} to be ${status}`, async () => (await scene.posted(endpoint, secret)) === status, 15_000)
  await becomes(scene.box.appSecret, 200)

  expect((await rotate()).status).toBe(200)
  await becomes('the-next-secret', 200)
  const both = await scene.posted(endpoint, scene.box.appSecret)
  expect((await rotate({ keepPrevious: false })).status).toBe(200)
  await becomes(scene.box.appSecret, 401)

  expect(both).toBe(200)
  expect(await scene.posted(endpoint, 'the-next-secret')).toBe(200)
  // A secret of the wrong kind would shut it.
  expect((await scene.api.post(`/endpoints/${endpoint.id}/secrets`, { secret: 'plain' })).status).toBe(409)
})

test('a verify token that was lost is made anew, and what is signed stays valid', async () => {
  await using scene = await aScene()
  const { connection, endpoint } = await json<Made>(scene.connect())

  const made = await scene.api.post(`/connections/${connection.id}/verify-token`)
  const another = await json<{ url: string; verifyToken: string }>(made)

  expect([made.status, another.url]).toEqual([201, endpoint.url])
  expect(await scene.enter(endpoint, another.verifyToken)).toBe(200)
  expect(await scene.posted(endpoint, scene.box.appSecret)).toBe(200)
  expect((await scene.api.post(`/connections/${scene.shop.connectionId}/verify-token`)).status).toBe(409)
})

test('a second number of the same app joins the endpoint of the first, and one of another app may not', async () => {
  await using scene = await aScene()
  const first = await json<Made>(scene.connect())
  const endpointId = first.endpoint.id

  const foreign = await scene.connect({ endpointId, appSecret: 'another-app' }, 1)
  const joined = await json<Made>(scene.connect({ endpointId, name: 'Second' }, 1))

  expect(foreign.status).toBe(409)
  expect([joined.endpoint.id, joined.verifyToken]).toEqual([endpointId, null])
  expect(joined.endpoint.serves.map(({ connectionId }) => connectionId)).toEqual(
    expect.arrayContaining([first.connection.id, joined.connection.id]),
  )
})

test('tokens and secrets of a number are neither shown again nor plain at rest', async () => {
  await using scene = await aScene()
  const made = await scene.api.post(
    '/connections',
    {
      provider: 'whatsapp-cloud',
      name: 'WhatsApp',
      wabaId: scene.box.world.business.numbers()[0]?.account.wabaId,
      phoneNumberId: scene.box.world.business.numbers()[0]?.phoneNumberId,
      accessToken: scene.box.accessToken,
      appSecret: scene.box.appSecret,
    },
    { 'idempotency-key': 'once' },
  )
  const { verifyToken } = await json<Made>(made)

  const shown = await Promise.all(
    ['/connections', '/endpoints'].map(async (path) => (await scene.api.ask(path)).text()),
  )
  const atRest = await everythingAtRest((sql) => scene.hub.database.owner.query(sql))

  for (const secret of [scene.box.accessToken, scene.box.appSecret, verifyToken ?? 'none'])
    expect({ shown: shown.join().includes(secret), atRest: atRest.includes(secret) }).toEqual({
      shown: false,
      atRest: false,
    })
})

/** A token that ends, as Meta would issue it. */
function aTokenUntil({ box }: Scene, token: string, days: number): string {
  const { business, clock } = box.world
  const expiresAt = Math.floor(clock.now() / 1_000) * 1_000 + days * 86_400_000
  const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
  business.tokens.set(token, { token, reaches: null, scopes, expiresAt, issuedAt: clock.now() })
  return new Date(expiresAt).toISOString()
}

test('the end of a token is learnt when it is stored, replaced or checked, and stands in connection, health and preflight', async () => {
  await using scene = await aScene()
  const { box, api, hub } = scene
  const ends = aTokenUntil(scene, 'EAAten', 10)
  const { connection } = await json<Made>(scene.connect({ accessToken: 'EAAten', appId: box.world.business.appId }))
  const path = `/connections/${connection.id}`
  const known = async () => (await json<ConnectionJson>(api.ask(path))).number?.keyExpiresAt
  const saying = async () => {
    const { parts } = await json<{ parts: { connectionId: string; say: string }[] }>(api.ask('/health'))
    return parts.find(({ connectionId }) => connectionId === connection.id)?.say
  }

  const missing = await scene.missing(connection.id)
  const said = await saying()
  await hub.database.owner.query(`update connections set config = config - 'keyExpiresAt' where id = $1`, [
    connection.id,
  ])
  const forgotten = await known()
  await api.post(`${path}/check`)
  const healed = await known()
  const replaced = await api.ask(`${path}/credentials`, {
    method: 'PUT',
    body: { provider: 'whatsapp-cloud', accessToken: box.accessToken },
  })

  expect(connection.number?.keyExpiresAt).toBe(ends)
  expect(missing).toContain('key-lasting')
  expect(said).toMatch(/^The key of WhatsApp ends in (9|10) days/)
  expect([forgotten, healed]).toEqual([null, ends])
  // That of a system user has no end: the one of the token before must not stay.
  expect((await json<ConnectionJson>(replaced)).number?.keyExpiresAt).toBeNull()
  expect(await saying()).toBe('WhatsApp is connected.')
})

test('a check that learns when the token ends lets no number go on that was stopped for its credentials', async () => {
  await using scene = await aScene()
  const { box, api, hub } = scene
  aTokenUntil(scene, 'EAAten', 10)
  const { connection } = await json<Made>(scene.connect({ accessToken: 'EAAten', appId: box.world.business.appId }))
  const { app, vault, clock } = hub.floor
  const { tenantId } = scene.shop
  await hub.database.owner.query(`update connections set config = config - 'keyExpiresAt' where id = $1`, [
    connection.id,
  ])
  const access = async () =>
    (await new MessagingRegistry(app, vault, clock, messagingProviders()).number(tenantId, connection.id)).access

  const before = await access()
  await api.post(`/connections/${connection.id}/check`)

  expect((await json<ConnectionJson>(api.ask(`/connections/${connection.id}`))).number?.keyExpiresAt).not.toBeNull()
  expect(await access()).toBe(before)
})

test('version and marketing path are chosen when it is connected and afterwards, and tried first', async () => {
  await using scene = await aScene()
  const { api } = scene
  const { connection } = await json<Made>(scene.connect({ apiVersion: 'v25.0', marketingPath: 'marketing_messages' }))
  const change = async (number: object) => {
    const body = { number }
    const answer = await api.ask(`/connections/${connection.id}`, {
      method: 'PATCH',
      body,
      headers: { 'if-match': '*' },
    })
    return { status: answer.status, number: (await json<Partial<ConnectionJson>>(answer)).number }
  }

  const answers = [
    await change({ marketingPath: 'messages' }),
    await change({ apiVersion: 'v20.0' }),
    await change({ apiVersion: null }),
    await change({ apiVersion: '26' }),
    await change({ marketingPath: '../messages' }),
  ]
  const shop = await api.ask(`/connections/${scene.shop.connectionId}`, {
    method: 'PATCH',
    body: { number: { marketingPath: 'messages' } },
    headers: { 'if-match': '*' },
  })

  expect(connection.number).toEqual({ apiVersion: 'v25.0', marketingPath: 'marketing_messages', keyExpiresAt: null })
  expect(answers).toEqual([
    { status: 200, number: { apiVersion: 'v25.0', marketingPath: 'messages', keyExpiresAt: null } },
    // No longer served.
    { status: 409, number: undefined },
    { status: 200, number: { apiVersion: null, marketingPath: 'messages', keyExpiresAt: null } },
    { status: 400, number: undefined },
    { status: 400, number: undefined },
  ])
  expect(shop.status).toBe(409)
})
