import { readdirSync, readFileSync } from 'node:fs'
import { errorAnswer, sendAnswer, sendBody } from '@crossdock/connectors/whatsapp-cloud'
import { describe, expect, test } from 'vitest'
import { newPhone, openBox, template, text } from '../test/box.ts'

const fixtures = new URL('../../../../../packages/connectors/src/whatsapp-cloud/fixtures/send/', import.meta.url)
const example = (name: string) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8')).body

test('a text in an open window lies on the phone, and is told as sent and delivered', async () => {
  await using box = await openBox()
  const to = await box.customer()

  const answer = await box.send({ ...text(to, 'On its way 🙏'), biz_opaque_callback_data: 't1|m1' })

  expect(sendAnswer.safeParse(answer.body).success).toBe(true)
  expect(answer).toEqual({
    status: 200,
    body: {
      messaging_product: 'whatsapp',
      contacts: [{ input: to, wa_id: to.slice(1) }],
      messages: [{ id: expect.stringMatching(/^wamid\./) }],
    },
  })
  expect(await box.statuses()).toMatchObject([
    { id: answer.body.messages[0].id, status: 'sent', recipient_id: to.slice(1), biz_opaque_callback_data: 't1|m1' },
    { id: answer.body.messages[0].id, status: 'delivered', pricing: { billable: true, category: 'service' } },
  ])
  const [chat] = (await box.phone(to)).chats
  expect(chat.messages.at(-1)).toMatchObject({ by: 'business', text: 'On its way 🙏', state: 'delivered' })
})

test('the id of a message holds the phone, as WhatsApp’s own do', async () => {
  await using box = await openBox()
  const to = await box.customer()

  const { body } = await box.send(text(to))

  const inside = Buffer.from(body.messages[0].id.slice('wamid.'.length), 'base64').toString('latin1')
  expect(inside).toContain(to.slice(1))
})

test('every request of the contract’s examples is accepted', async () => {
  await using box = await openBox()
  const world = box.sandbox.world
  await box.customer('+919876543210')
  const chat = world.phones.find('919876543210')?.chats.get('410987654321001')
  const ownId = chat?.messages[0]?.id
  const asked = readdirSync(fixtures).filter((name) => !name.startsWith('response-') && name !== 'README.md')

  const refused: unknown[] = []
  for (const name of asked) {
    const body = example(name)
    // Examples name messages, media and user ids of their own world.
    if (body.message_id) body.message_id = ownId
    if (body.reaction) body.reaction.message_id = ownId
    if (body.document)
      body.document.id = world.media.keep('business', '410987654321001', 'application/pdf', Buffer.from('%PDF')).id
    if (body.recipient) body.recipient = (await box.phone('+919876543210')).chats[0].userId
    const answer = await box.send(body)
    if (answer.status !== 200) refused.push({ name, answer })
  }

  expect(asked.length).toBeGreaterThanOrEqual(20)
  expect(refused).toEqual([])
})

test('what the adapter’s schema writes is noted to fit, anything else not', async () => {
  await using box = await openBox()
  const to = await box.customer()

  await box.send({ recipient_type: 'individual', ...text(to) })
  await box.send({ to: to.slice(1), type: 'text', text: { body: 'without the plus' } })

  expect(box.sandbox.world.requests.map(({ misfit }) => misfit === null)).toEqual([true, false])
  expect(sendBody.safeParse(box.sandbox.world.requests[0]?.body).success).toBe(true)
})

describe('who is written to', () => {
  test('a user id instead of a phone: the answer and the statuses name no phone', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const { userId } = (await box.phone(to)).chats[0]

    const answer = await box.send({ recipient: userId, type: 'text', text: { body: 'Hello' } })

    expect(answer.body.contacts).toEqual([{ input: userId, user_id: userId }])
    const [sent] = await box.statuses()
    expect(sent).toMatchObject({ recipient_user_id: userId })
    expect(sent).not.toHaveProperty('recipient_id')
  })

  test('a user id nobody has is undeliverable; another tenant’s id of the same person is one of them', async () => {
    await using box = await openBox({ accounts: 1 })
    const to = await box.customer()
    await box.post(`/phones/${to}/write?to=410987654321002`, { text: 'Hello, other brand' })
    const [, other] = (await box.phone(to)).chats

    const answer = await box.send({ recipient: other.userId, type: 'text', text: { body: 'Hello' } })

    expect(answer.body.error.code).toBe(131026)
  })

  test.each([
    ['9876543210', '919876543210'],
    ['+5511987654321', '551187654321'],
    ['+525512345678', '5215512345678'],
    ['+91 98765-43210', '919876543210'],
  ])('%s is known to WhatsApp as %s', async (input, waId) => {
    await using box = await openBox()

    const answer = await box.send(template(input, 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))

    expect(answer.body.contacts).toEqual([{ input, wa_id: waId }])
  })

  test.each([
    [{ to: 'somebody' }, 131009],
    [{ to: '+918047180000' }, 131021],
    [{ recipient: 'not an id' }, 131009],
    [{}, 131008],
  ])('%j is refused with %i', async (address, code) => {
    await using box = await openBox()

    const answer = await box.send({ ...address, type: 'text', text: { body: 'Hello' } })

    expect(answer.body.error.code).toBe(code)
  })
})

describe('the 24 hours', () => {
  test('close a day after the customer’s last message, and open with the next', async () => {
    await using box = await openBox()
    const to = await box.customer()
    await box.post('/sandbox/clock', { aheadMs: 24 * 3_600_000 })

    await box.send(text(to, 'too late'))
    await box.send(template(to, 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))
    await box.sandbox.settled()
    await box.post(`/phones/${to}/write`, { text: 'Still there?' })
    await box.send(text(to, 'in time'))

    const failed = (await box.statuses()).filter(({ status }) => status === 'failed')
    expect(failed.map(({ errors }) => errors[0].code)).toEqual([131047])
    expect(failed[0]).not.toHaveProperty('recipient_user_id')
    const [chat] = (await box.phone(to)).chats
    expect(chat.messages.map((message: { text: string }) => message.text)).not.toContain('too late')
    expect(chat.messages.at(-1).text).toBe('in time')
    expect(chat.notArrived).toMatchObject([{ text: 'too late', state: 'failed', failure: 131047 }])
  })

  test('were never open for somebody who never wrote', async () => {
    await using box = await openBox()

    await box.send(text(newPhone()))

    expect((await box.statuses()).map(({ status, errors }) => [status, errors[0].code])).toEqual([['failed', 131047]])
  })
})

describe('limits count code points', () => {
  const hindi = 'नि' // two code points, one syllable

  test.each([
    ['4096 of them fit', '🙏'.repeat(4096), 200],
    ['4097 do not', '🙏'.repeat(4097), 400],
    ['Hindi counts as written', hindi.repeat(2048), 200],
    ['and one more is too many', `${hindi.repeat(2048)}!`, 400],
  ])('%s', async (_title, body, status) => {
    await using box = await openBox()

    const answer = await box.send(text(await box.customer(), body))

    expect(answer.status).toBe(status)
    if (status === 400) expect(answer.body.error.code).toBe(131009)
  })

  const interactive = (to: string, part: object) => ({ to, type: 'interactive', interactive: part })
  const reply = (title: string, id = title) => ({ type: 'reply', reply: { id, title } })
  const row = (place: number) => ({ id: `r${place}`, title: `Row ${place}` })

  test.each([
    [
      'four buttons',
      {
        type: 'button',
        body: { text: 'Which?' },
        action: { buttons: ['a', 'b', 'c', 'd'].map((title) => reply(title)) },
      },
    ],
    [
      'a button title of 21',
      { type: 'button', body: { text: 'Which?' }, action: { buttons: [reply('x'.repeat(21), 'x')] } },
    ],
    [
      'the same button twice',
      { type: 'button', body: { text: 'Which?' }, action: { buttons: [reply('a', '1'), reply('b', '1')] } },
    ],
    ['a body of 1025', { type: 'button', body: { text: 'x'.repeat(1025) }, action: { buttons: [reply('a')] } }],
    [
      'a footer of 61',
      { type: 'button', body: { text: 'Which?' }, footer: { text: 'x'.repeat(61) }, action: { buttons: [reply('a')] } },
    ],
    [
      'a header of 61',
      {
        type: 'button',
        header: { type: 'text', text: 'x'.repeat(61) },
        body: { text: 'Which?' },
        action: { buttons: [reply('a')] },
      },
    ],
    [
      'eleven rows in total',
      {
        type: 'list',
        body: { text: 'Which?' },
        action: {
          button: 'Open',
          sections: [
            { title: 'A', rows: Array.from({ length: 6 }, (_, place) => row(place)) },
            { title: 'B', rows: Array.from({ length: 5 }, (_, place) => row(place + 6)) },
          ],
        },
      },
    ],
    [
      'a list with a picture on top',
      {
        type: 'list',
        header: { type: 'image' },
        body: { text: 'Which?' },
        action: { button: 'Open', sections: [{ rows: [row(1)] }] },
      },
    ],
    [
      '31 products',
      {
        type: 'product_list',
        header: { type: 'text', text: 'Picks' },
        body: { text: 'Tap' },
        action: {
          catalog_id: '1',
          sections: [
            {
              title: 'A',
              product_items: Array.from({ length: 31 }, (_, place) => ({ product_retailer_id: `S${place}` })),
            },
          ],
        },
      },
    ],
    [
      'a cta of 21',
      {
        type: 'cta_url',
        body: { text: 'Pay' },
        action: { name: 'cta_url', parameters: { display_text: 'x'.repeat(21), url: 'https://pay.example.in' } },
      },
    ],
    [
      'an emoji on a flow’s button',
      {
        type: 'flow',
        body: { text: 'Where?' },
        action: { name: 'flow', parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Go 🚚' } },
      },
    ],
  ])('%s is refused', async (_title, part) => {
    await using box = await openBox()

    const answer = await box.send(interactive(await box.customer(), part))

    expect(answer.body.error).toMatchObject({ code: 131009, error_data: { messaging_product: 'whatsapp' } })
    expect(errorAnswer.safeParse(answer.body).success).toBe(true)
  })

  test('an opaque reference of 513 is refused', async () => {
    await using box = await openBox()

    const answer = await box.send({ ...text(await box.customer()), biz_opaque_callback_data: 'x'.repeat(513) })

    expect(answer.body.error.code).toBe(131009)
  })
})

describe('rates', () => {
  test('one customer gets a burst of 45, then one every six seconds', async () => {
    let now = Date.parse('2026-11-28T10:00:00Z')
    await using box = await openBox({ now: () => now })
    const to = await box.customer()
    const other = await box.customer()
    const codes: unknown[] = []
    const once = async (phone: string) => codes.push((await box.send(text(phone))).body.error?.code ?? 'sent')
    for (let place = 0; place < 45; place++) await once(to)

    codes.length = 0
    await once(to)
    await once(other)
    now += 6_000
    await once(to)
    await once(to)

    expect(codes).toEqual([131056, 'sent', 'sent', 131056])
  })

  test('a number sends 80 a second', async () => {
    let now = Date.parse('2026-11-28T10:00:00Z')
    await using box = await openBox({ now: () => now, rates: { throughputPerSecond: 5 } })
    const notice = () => box.send(template(newPhone(), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))
    for (let place = 0; place < 5; place++) await notice()

    const refused = await notice()
    now += 1_000
    const again = await notice()

    expect([refused.status, refused.body.error.code]).toEqual([429, 130429])
    expect(again.status).toBe(200)
  })
})

test('a message that was read is marked for the customer, with those before it', async () => {
  await using box = await openBox()
  const to = await box.customer()
  const { id } = (await box.post(`/phones/${to}/write`, { text: 'And another thing' })).body

  const answer = await box.send({ status: 'read', message_id: id, typing_indicator: { type: 'text' } })

  expect(answer).toEqual({ status: 200, body: { success: true } })
  const chat = box.sandbox.world.phones.find(to.slice(1))?.chats.get('410987654321001')
  expect(chat?.messages.map((message) => message.by === 'customer' && message.readByBusiness)).toEqual([true, true])
  expect(chat?.typingUntil).toBeGreaterThan(box.sandbox.world.clock.now() + 20_000)
  expect((await box.send({ status: 'read', message_id: `${id}x` })).body.error.code).toBe(131009)
})

test('a reaction of the business stands on the message, and an empty one takes it away', async () => {
  await using box = await openBox()
  const to = await box.customer()
  const [{ id }] = await box.messages()
  const react = (emoji: string) => box.send({ to, type: 'reaction', reaction: { message_id: id, emoji } })

  await react('✅')
  const before = (await box.phone(to)).chats[0].messages[0].reactions.business
  await react('')
  const after = (await box.phone(to)).chats[0].messages[0].reactions.business

  expect([before, after]).toEqual(['✅', null])
})
