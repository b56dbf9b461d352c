import type { ConsentJson } from '@crossdock/contracts/api/conversations'
import type { NoticeSettingJson, SendingJson } from '@crossdock/contracts/api/message-settings'
import type { MessageJson } from '@crossdock/contracts/api/messages'
import { anOrderBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { demoNotices } from '#main/demo-notices.ts'
import { aShopWithOdoo, type Stage } from '#test/harness/a-shop-with-odoo.ts'
import { aWhatsAppNumber, type OwnNumber } from '#test/harness/a-whatsapp-number.ts'
import { everythingAtRest } from '#test/harness/at-rest.ts'
import { type Caller, callerOf } from '#test/harness/caller-of.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// Messages, wishes and settings as staff and programs see them: over HTTP, with phones at the other end.

const phone = '+919000000001'
const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T
const code = async (answer: Response): Promise<string> => (await json<{ code: string }>(answer)).code

interface Scene extends AsyncDisposable {
  stage: Stage
  number: OwnNumber
  api: Caller
  /** The customer writes, and the hub has it. */
  hears(text: string, from?: string): Promise<MessageJson>
  write(body: object, key?: string): Promise<Response>
  count(sql: string): Promise<number>
}

async function aScene(): Promise<Scene> {
  const stage = await aShopWithOdoo()
  const { tenantId } = stage.shop
  const number = await aWhatsAppNumber(stage.hub, tenantId)
  const api = await callerOf(stage.hub, tenantId)
  const { owner } = stage.hub.database
  return {
    stage,
    number,
    api,
    async hears(text, from = phone) {
      await number.writes(from, text)
      return waitFor(`"${text}" to be heard`, async () => {
        const { items } = await json<{ items: MessageJson[] }>(api.ask('/messages?direction=in'))
        return items.find((one) => one.text === text)
      })
    },
    write: (body, key = crypto.randomUUID()) => api.post('/messages', body, { 'idempotency-key': key }),
    count: async (sql) => Number((await owner.query<{ n: string }>(`select count(*) as n from ${sql}`)).rows[0]?.n),
    async [Symbol.asyncDispose]() {
      await stage[Symbol.asyncDispose]()
      await number[Symbol.asyncDispose]()
    },
  }
}

const said = (text: string) => ({ kind: 'text', body: text })
const template = (name: string, ...values: string[]) => ({
  kind: 'template',
  template: { name, language: 'en', body: values.map((text) => ({ text })) },
})

test('an answer that is posted again and again, at once and later, is on the phone once', async () => {
  await using scene = await aScene()
  const { conversationId } = await scene.hears('Where is my order?')
  const answer = { to: { conversationId }, content: said('It is on its way.') }

  const at_once = await Promise.all(Array.from({ length: 4 }, () => scene.write(answer, 'ticket-88')))
  await waitFor('the answer to arrive', async () => scene.number.got(phone).length > 0)
  const later = await scene.write(answer, 'ticket-88')
  const other = await scene.write({ ...answer, content: said('It is lost.') }, 'ticket-88')

  expect([...at_once, later].map(({ status }) => status)).toEqual(Array(5).fill(202))
  const ids = await Promise.all([...at_once, later].map(async (one) => (await json<MessageJson>(one)).id))
  expect(new Set(ids).size).toBe(1)
  expect(later.headers.get('location')).toMatch(new RegExp(`/messages/${ids[0]}$`))
  expect(later.headers.get('idempotency-replayed')).toBe('true')
  expect([other.status, await code(other)]).toEqual([422, 'idempotency-key-reused'])
  expect(scene.number.got(phone).map(({ text }) => text)).toEqual(['It is on its way.'])
})

test('what may not be sent is refused with the sentence, and nothing is written', async () => {
  await using scene = await aScene()
  const stopped = '+919000000002'
  await scene.hears('STOP', stopped)
  await waitFor('the STOP to be confirmed', async () => scene.number.got(stopped).length > 0)
  const before = await scene.count('messages')
  const marketing = {
    ...template('order_cancelled', 'A', '#1'),
    template: { ...template('order_cancelled', 'A', '#1').template, category: 'marketing' },
  }

  const refused = [
    await scene.write({ to: { phone }, content: said('Hello?') }),
    await scene.write({ to: { phone: stopped }, content: template('order_cancelled', 'A', '#1') }),
    await scene.write({ to: { phone }, content: template('no_such_template') }),
    await scene.write({ to: { phone }, content: template('order_cancelled', 'too few') }),
    await scene.write({ to: { phone }, content: marketing }),
    await scene.write({ to: { phone: '09000000001' }, content: said('x') }),
    await scene.write({ to: { orderId: crypto.randomUUID() }, content: said('x') }),
    await scene.write({ to: { phone }, connectionId: scene.stage.shop.connectionId, content: said('x') }),
  ]

  const problems = await Promise.all(refused.map((one) => json<{ code: string; title: string }>(one)))
  expect(problems.map((one) => one.code)).toEqual([
    'message-window-closed',
    'message-opted-out',
    'template-refused',
    'template-refused',
    'message-no-consent',
    'invalid-request',
    'not-found',
    'not-found',
  ])
  expect(problems[0]?.title).toBe(
    'More than 24 hours have passed since the customer wrote; only an approved template may be sent.',
  )
  expect(problems[2]?.title).toContain('no_such_template cannot be used: there is none of this name and language')
  expect(problems[3]?.title).toContain('its body takes 2 values and 1 were given')
  expect(await scene.count('messages')).toBe(before)
})

test('a template goes to whoever placed an order, and is listed with the order', async () => {
  await using scene = await aScene()
  const { stage } = scene
  const body = anOrderBody({ cashOnDelivery: false, phone: '9000000001' })
  expect((await sendWebhook(stage.shop, toJson(body))).status).toBe(200)
  const { id: orderId } = await stage.becomes(body.name, 'confirmed')

  const answer = await scene.write({ to: { orderId }, content: template('order_cancelled', 'Asha', body.name) }, 'k')
  await waitFor('it to arrive', async () => scene.number.got(phone).length > 0)

  expect(answer.status).toBe(202)
  const { items } = await json<{ items: MessageJson[] }>(scene.api.ask(`/messages?orderId=${orderId}`))
  expect(items).toMatchObject([{ direction: 'out', orderId, template: { name: 'order_cancelled', language: 'en' } }])
  expect(scene.number.got(phone)[0]?.text).toContain(body.name)
})

test('people are masked and words left out for a key without people:read, and times are a filter', async () => {
  await using scene = await aScene()
  const heard = await scene.hears('My address is Example Road 100')
  const masked = await callerOf(scene.stage.hub, scene.stage.shop.tenantId, ['messages:read'])
  const path = `/conversations/${heard.conversationId}`

  const seen = await Promise.all(
    [`/messages/${heard.id}`, '/messages', '/conversations', path, `${path}/consents`].map(async (one) =>
      (await masked.ask(one)).text(),
    ),
  )
  const between = async (from: number, to: number): Promise<number> => {
    const times = new URLSearchParams({ from: new Date(from).toISOString(), to: new Date(to).toISOString() })
    return (await json<{ items: object[] }>(scene.api.ask(`/messages?${times}`))).items.length
  }
  const now = Date.now()

  expect(seen.join()).toContain('••••01')
  expect(seen.join()).not.toMatch(/900000|Example Road/)
  expect(await json<MessageJson>(scene.api.ask(`/messages/${heard.id}`))).toMatchObject({
    who: { phone },
    text: 'My address is Example Road 100',
  })
  expect([await between(now - 3_600_000, now + 3_600_000), await between(0, now - 3_600_000)]).toEqual([1, 0])
})

test('what staff note of a wish counts at once, with its reason, which is sealed', async () => {
  await using scene = await aScene()
  const { conversationId } = await scene.hears('Hello')
  const path = `/conversations/${conversationId}/consents`
  const note = (choice: string, reason: string) => scene.api.post(path, { scope: 'all', choice, reason })
  const write = async () =>
    (await scene.write({ to: { conversationId }, content: template('order_cancelled', 'A', '#1') })).status

  const stop = await note('stop', 'Telephoned from 9000000001.')
  const whileStopped = await write()
  const allow = await note('allow', 'Asked for it by mail.')
  const afterwards = await write()

  expect([stop.status, whileStopped, allow.status, afterwards]).toEqual([201, 409, 201, 202])
  const { items } = await json<{ items: ConsentJson[] }>(scene.api.ask(path))
  expect(items).toMatchObject([
    { choice: 'allow', scope: 'all', source: 'staff', reason: 'Asked for it by mail.' },
    { choice: 'stop', scope: 'all', source: 'staff', reason: 'Telephoned from 9000000001.' },
  ])
  const { owner } = scene.stage.hub.database
  const atRest = await everythingAtRest((sql) => owner.query(sql))
  expect(atRest).not.toMatch(/Telephoned|9000000001/)
})

test('a number that a person pauses keeps what is to be sent, and hears on', async () => {
  await using scene = await aScene()
  const path = `/connections/${scene.number.connectionId}/sending`
  const { conversationId } = await scene.hears('Hello')

  const paused = await json<SendingJson>(scene.api.post(`${path}/pause`, { reason: 'We move.' }))
  const { id } = await json<MessageJson>(scene.write({ to: { conversationId }, content: said('Wait') }))
  await scene.hears('Are you there?')
  const waiting = await waitFor('it to wait', async () => {
    const one = await json<MessageJson>(scene.api.ask(`/messages/${id}`))
    return one.reason?.code === 'message-waits' && one
  })
  const resumed = await json<SendingJson>(scene.api.post(`${path}/resume`, { reason: 'We have moved.' }))

  expect([paused.status, waiting.state, resumed.status]).toEqual(['paused', 'queued', 'active'])
  expect(waiting.reason?.say).toContain('the number was paused here')
  expect(scene.number.got(phone)).toEqual([])
  const story = await json<{ items: { message: string }[] }>(
    scene.api.ask(`/connections/${scene.number.connectionId}/timeline`),
  )
  expect(story.items.map(({ message }) => message)).toEqual([
    'Messages are sent from this number again: We have moved.',
    'Nothing is sent from this number for now: We move.',
  ])
  expect(
    (await scene.api.post(`/connections/${scene.stage.shop.connectionId}/sending/pause`, { reason: 'x' })).status,
  ).toBe(404)
})

test('what failed is sent again once, and what arrived is not', async () => {
  await using scene = await aScene()
  const lost = '+917000131026'
  const { conversationId } = await scene.hears('Hello')
  const { id } = await json<MessageJson>(
    scene.write({ to: { phone: lost }, content: template('order_cancelled', 'A', '#1') }),
  )
  const arrived = await json<MessageJson>(scene.write({ to: { conversationId }, content: said('Hello') }))
  const state = async (one: string) => (await json<MessageJson>(scene.api.ask(`/messages/${one}`))).state
  await waitFor('one to fail and one to arrive', async () => {
    return (await state(id)) === 'failed' && ['delivered', 'read'].includes(await state(arrived.id))
  })

  const again = await Promise.all([1, 2].map(() => scene.api.post(`/messages/${id}/send-again`)))
  const never = await scene.api.post(`/messages/${arrived.id}/send-again`)

  expect(again.map(({ status }) => status)).toEqual([202, 202])
  const [one, two] = await Promise.all(again.map((answer) => json<MessageJson>(answer)))
  expect(one?.id).toBe(two?.id)
  expect((await json<MessageJson>(scene.api.ask(`/messages/${id}`))).againAs).toBe(one?.id)
  expect([never.status, await code(never)]).toEqual([409, 'conflict'])
})

test('a notice that is switched on over the API reaches the customer, and of two changes at once one is refused', async () => {
  await using scene = await aScene()
  const { stage, number, api } = scene
  const path = `/connections/${stage.shop.connectionId}/notices/order-confirmation`
  const first = await api.ask(path)
  const etag = first.headers.get('etag') ?? ''
  const body = { on: true, numberConnectionId: number.connectionId, choices: demoNotices['order-confirmation'] }
  const put = (headers: Record<string, string>, more: object = {}) =>
    api.ask(path, { method: 'PUT', body: { ...body, ...more }, headers })

  const both = await Promise.all([put({ 'if-match': etag }), put({ 'if-match': etag })])
  const refused = [
    await put({}),
    await put({ 'if-match': '*' }, { numberConnectionId: stage.shop.connectionId }),
    await put({ 'if-match': '*' }, { choices: { ...body.choices, fallback: 'ta' } }),
  ]
  const order = anOrderBody({ cashOnDelivery: false, phone: '9000000001' })
  // Notices are about orders placed since they were switched on.
  const at = new Date(Date.now() + 1_000).toISOString()
  const placed = { ...order, created_at: at, processed_at: at, updated_at: at }
  await sendWebhook(stage.shop, toJson(placed))
  await waitFor('the confirmation to arrive', async () => number.got(phone).length > 0, 25_000)

  expect(await json<NoticeSettingJson>(first)).toMatchObject({ onSince: null, numberConnectionId: null, choices: null })
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412])
  expect(refused.map(({ status }) => status)).toEqual([428, 404, 400])
  expect(number.got(phone).map(({ text }) => text)).toEqual([expect.stringContaining(order.name)])
})
