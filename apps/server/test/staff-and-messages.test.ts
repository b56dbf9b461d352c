import type { MessageStatus } from '@crossdock/connectors/ports/messaging'
import { messagingChoices } from '@crossdock/contracts/notice-choices'
import { describe, expect, test } from 'vitest'
import { demoNotices } from '#main/demo-notices.ts'
import { provisionShop } from '#main/provision.ts'
import {
  chooseNotice,
  chooseQuiet,
  listConversations,
  listMessages,
  messagingSettings,
  noteWish,
  noticeSettings,
  noticeWish,
  sendAgain,
  setPerSecond,
  wishesOf,
  writeToCustomer,
} from '#modules/messaging/index.ts'
import { pageOfTemplates, saveTemplates } from '#modules/messaging/template-store.ts'
import { defaultPushPolicy } from '#modules/tenants/index.ts'
import type { Tx } from '#platform/db/database.ts'
import { newId } from '#platform/ids.ts'
import { aMessagingBench, type MessagingBench, typed } from '#test/harness/a-messaging-bench.ts'

const phone = '+919000000001'
const inTenant = <T>({ app, tenantId }: MessagingBench, work: (tx: Tx) => Promise<T>): Promise<T> =>
  app.withTenant(tenantId, work)

const write = (bench: MessagingBench, body: string, more: { key?: string; to?: string } = {}) =>
  inTenant(bench, (tx) =>
    writeToCustomer(tx, bench.deps, bench.tenantId, {
      connectionId: bench.connectionId,
      to: { phone: more.to ?? phone },
      content: { kind: 'text', body },
      idempotencyKey: more.key ?? newId(),
      correlationId: newId(),
    }),
  )

const list = (
  bench: MessagingBench,
  filter: Parameters<typeof listMessages>[3] = {},
  page: Partial<Parameters<typeof listMessages>[4]> = {},
) =>
  inTenant(bench, (tx) =>
    listMessages(tx, bench.deps.vault, bench.tenantId, filter, { before: null, limit: 50, people: true, ...page }),
  )

describe('lists', () => {
  test('both directions, newest first, page by page, each once', async () => {
    await using bench = await aMessagingBench()
    for (let n = 0; n < 5; n++) await bench.receive(typed(`in ${n}`))
    for (let n = 0; n < 4; n++) await write(bench, `out ${n}`)

    const seen: (string | null)[] = []
    let before: string | null = null
    do {
      const page = await list(bench, {}, { before, limit: 4 })
      seen.push(...page.messages.map(({ text }) => text))
      before = page.next
    } while (before !== null)

    expect(seen).toEqual(['out 3', 'out 2', 'out 1', 'out 0', 'in 4', 'in 3', 'in 2', 'in 1', 'in 0'])
  })

  test('filters: a conversation, a direction, a state', async () => {
    await using bench = await aMessagingBench()
    await bench.receive(typed('hello'))
    await write(bench, 'answer')
    await write(bench, 'to somebody else', { to: '+919000000002' })
    const [first] = (await list(bench, { direction: 'in' })).messages
    const conversationId = first?.conversationId ?? ''

    const ofConversation = await list(bench, { conversationId })
    const queued = await list(bench, { state: 'queued', direction: 'out' })

    expect(ofConversation.messages.map(({ text }) => text)).toEqual(['answer', 'hello'])
    expect(queued.messages.map(({ text }) => text)).toEqual(['to somebody else', 'answer'])
  })

  test('without people’s data there is no word, no name and no number that could be called', async () => {
    await using bench = await aMessagingBench()
    await bench.receive(typed('my address is Example Road 100'))

    const page = await list(bench, {}, { people: false })
    const conversations = await inTenant(bench, (tx) =>
      listConversations(tx, bench.deps.vault, bench.tenantId, null, { before: null, limit: 10, people: false }),
    )

    expect(page.messages).toMatchObject([
      { text: null, content: null, who: { phone: '••••01', name: null, userId: null } },
    ])
    expect(conversations.conversations).toMatchObject([{ who: { phone: '••••01', name: null } }])
    expect(JSON.stringify([page, conversations])).not.toMatch(/Asha|Example Road|900000/)
  })

  test('conversations come by their newest message, page by page', async () => {
    await using bench = await aMessagingBench()
    for (const n of [1, 2, 3]) await write(bench, 'x', { to: `+91900000000${n}` })
    await write(bench, 'again', { to: '+919000000001' })
    const page = (before: string | null) =>
      inTenant(bench, (tx) =>
        listConversations(tx, bench.deps.vault, bench.tenantId, bench.connectionId, { before, limit: 2, people: true }),
      )

    const first = await page(null)
    const second = await page(first.next)

    const phones = [...first.conversations, ...second.conversations].map(({ who }) => who.phone)
    expect(phones).toEqual(['+919000000001', '+919000000003', '+919000000002'])
    expect(second.next).toBeNull()
  })
})

describe('writing', () => {
  test('the same key is the same message; the caller’s key is not kept as it is', async () => {
    await using bench = await aMessagingBench()

    const one = await write(bench, 'hello', { key: `to ${phone}` })
    const two = await write(bench, 'hello', { key: `to ${phone}` })
    const other = await write(bench, 'bye', { key: `to ${phone}` })

    expect(two).toEqual({ messageId: one.messageId, isNew: false, isSame: true })
    expect(other).toMatchObject({ messageId: one.messageId, isSame: false })
    const [row] = await bench.rows<{ idempotency_key: string }>('select idempotency_key from messages')
    expect(row?.idempotency_key).not.toContain(phone)
  })

  test.each([['9000000001'], ['+0123'], ['+91 90000 00001']])('%s is no phone to write to', async (to) => {
    await using bench = await aMessagingBench()

    await expect(write(bench, 'hello', { to })).rejects.toMatchObject({ code: 'bad-request' })
  })

  test('what another tenant has is not there: conversation, message and number', async () => {
    await using bench = await aMessagingBench()
    const other = await bench.number()
    await bench.receive(typed('theirs'), other)
    const [theirs] = await bench.rows<{ id: string; conversation_id: string }>(
      'select id, conversation_id from messages',
    )
    const message = { content: { kind: 'text', body: 'x' } as const, idempotencyKey: newId(), correlationId: newId() }
    const tries = [
      { ...message, connectionId: bench.connectionId, to: { conversationId: theirs?.conversation_id ?? '' } },
      { ...message, connectionId: other.connectionId, to: { phone } },
      { ...message, connectionId: bench.connectionId, to: { phone }, answers: theirs?.id ?? '' },
    ]

    for (const one of tries)
      await expect(inTenant(bench, (tx) => writeToCustomer(tx, bench.deps, bench.tenantId, one))).rejects.toMatchObject(
        { code: 'not-found' },
      )
    await expect(
      inTenant(bench, (tx) => sendAgain(tx, bench.deps, bench.tenantId, theirs?.id ?? '')),
    ).rejects.toMatchObject({ code: 'not-found' })
    expect((await list(bench)).messages).toEqual([])
  })

  test('what failed is sent again as a message of its own, once however often it is asked for', async () => {
    await using bench = await aMessagingBench()
    const { messageId } = await write(bench, 'hello')
    const again = () => inTenant(bench, (tx) => sendAgain(tx, bench.deps, bench.tenantId, messageId))
    await expect(again()).rejects.toMatchObject({ code: 'conflict' })
    await bench.test.owner.query(`update messages set state = 'failed' where id = $1`, [messageId])

    const [one, two] = [await again(), await again()]

    expect(two.messageId).toBe(one.messageId)
    expect((await list(bench)).messages).toMatchObject([
      { messageId: one.messageId, state: 'queued', text: 'hello' },
      { messageId, state: 'failed', againAs: one.messageId },
    ])
  })
})

const failure = { code: 'message-too-soon', providerCode: '131049', detail: 'withheld', retryAfterMs: null } as const
const withheld = (messageId: string): MessageStatus => ({
  providerMessageId: 'wamid.1',
  reference: messageId,
  state: 'failed',
  at: '2026-11-28T10:00:00Z',
  failure,
  recipient: { phone: null, userId: null },
  pricing: null,
})

test.each(['delivered', 'read'] as const)(
  'what was %s and is said to have failed then is not sent once more',
  async (state) => {
    await using bench = await aMessagingBench()
    const { messageId } = await write(bench, 'hello')
    await bench.status({ ...withheld(messageId), state, failure: null })

    await bench.status(withheld(messageId))

    expect((await list(bench)).messages).toMatchObject([{ messageId, state: 'failed', againAs: null }])
  },
)

test('what the hub tries once more by itself is not sent by a person too', async () => {
  await using bench = await aMessagingBench()
  const { messageId } = await write(bench, 'hello')
  await bench.status(withheld(messageId))
  const [first] = await bench.rows<{ again_as: string }>('select again_as from messages where id = $1', [messageId])

  const again = await inTenant(bench, (tx) => sendAgain(tx, bench.deps, bench.tenantId, messageId))

  expect(again).toMatchObject({ messageId: first?.again_as, isNew: false })
  expect(await bench.rows(`select id from messages where state = 'queued'`)).toHaveLength(1)
})

describe('choices', () => {
  test('what the staff were told counts like what was written', async () => {
    await using bench = await aMessagingBench()
    const whom = { phone }

    await inTenant(bench, (tx) =>
      noteWish(tx, bench.deps, bench.tenantId, whom, { scope: 'marketing', choice: 'allow' }),
    )

    const wishes = await inTenant(bench, (tx) => wishesOf(tx, bench.deps.vault, bench.tenantId, whom))
    expect(wishes).toMatchObject({ all: null, marketing: { choice: 'allow' } })
  })

  test('a notice is off until it is chosen, and what is on stays on since it was', async () => {
    await using bench = await aMessagingBench()
    const { app, deps, tenantId } = bench
    const shop = await provisionShop(app, deps.vault, tenantId, {
      name: 'Shop',
      shopDomain: 'shop.myshopify.com',
      secrets: ['s'],
      cutOverAt: new Date(0),
      policy: defaultPushPolicy,
      erpConnectionId: null,
    })
    const notice = 'order-confirmation' as const
    const wish = {
      connectionId: shop.connectionId,
      notice,
      messagingConnectionId: bench.connectionId,
      choices: demoNotices[notice],
    }
    const choose = (on: boolean, at: string) =>
      inTenant(bench, (tx) => chooseNotice(tx, tenantId, { ...wish, on }, new Date(at)))
    const before = await inTenant(bench, (tx) => noticeSettings(tx, tenantId, shop.connectionId))

    const on = await choose(true, '2026-11-01T00:00:00Z')
    const still = await choose(true, '2026-11-09T00:00:00Z')
    const off = await choose(false, '2026-11-10T00:00:00Z')
    const anew = await choose(true, '2026-11-20T00:00:00Z')

    expect(before).toEqual([])
    expect([on, still, off, anew].map(({ onSince }) => onSince?.toISOString().slice(0, 10))).toEqual([
      '2026-11-01',
      '2026-11-01',
      undefined,
      '2026-11-20',
    ])
  })

  test('quiet hours are a tenant’s, and there are none until they are chosen', async () => {
    await using bench = await aMessagingBench()
    const { tenantId } = bench
    const settings = () => inTenant(bench, (tx) => messagingSettings(tx, tenantId))
    const before = await settings()

    const quiet = { from: '21:00', until: '09:00', timeZone: 'Asia/Kolkata' }
    await inTenant(bench, (tx) => chooseQuiet(tx, tenantId, { quiet, confirmsOptOut: false }))

    expect(before).toEqual({ quiet: null, confirmsOptOut: true })
    expect(await settings()).toEqual({ quiet, confirmsOptOut: false })
  })

  test.each([
    ['a time zone nobody has', messagingChoices, { quiet: { from: '21:00', until: '09:00', timeZone: 'Mars/Base' } }],
    ['a time of day nobody has', messagingChoices, { quiet: { from: '25:00', until: '09:00', timeZone: 'UTC' } }],
    [
      'a fall-back language without a template',
      noticeWish.shape.choices,
      { templates: [{ name: 'order_confirmation', language: 'en' }], fallback: 'hi' },
    ],
    ['no template at all', noticeWish.shape.choices, { templates: [], fallback: 'en' }],
  ])('%s is not taken', (_, schema, wish) => {
    expect(schema.safeParse(wish).success).toBe(false)
  })

  test('what the provider lets a number send is noted', async () => {
    await using bench = await aMessagingBench()

    await inTenant(bench, (tx) => setPerSecond(tx, bench.tenantId, bench.connectionId, 80))

    expect(await bench.rows('select per_second from messaging_channels')).toEqual([{ per_second: 80 }])
  })

  test('templates are listed with what they take', async () => {
    await using bench = await aMessagingBench()
    const template = {
      name: 'order_confirmation',
      language: 'en',
      templateId: '1',
      status: 'approved' as const,
      category: 'utility' as const,
      quality: null,
      header: { kind: 'none' as const, parameters: [] },
      body: [null, null],
      buttons: [],
    }

    await inTenant(bench, (tx) => saveTemplates(tx, bench.tenantId, 'waba', [template], new Date()))

    const page = await inTenant(bench, (tx) => pageOfTemplates(tx, bench.tenantId, 'waba', { limit: 9, after: null }))
    expect(page.rows).toMatchObject([{ name: 'order_confirmation', status: 'approved', shape: { body: [null, null] } }])
  })
})
