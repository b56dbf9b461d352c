import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { endpointSecrets, whatsappCloudMessages, whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test, vi } from 'vitest'
import { storyNames } from '../customers/story.ts'
import { metaJson } from '../meta-json.ts'
import { newPhone, openBox, startHub, template, text, valuesIn, verifyToken } from '../test/box.ts'
import { signatureOf } from './post.ts'

const fixtures = new URL('../../../../../packages/connectors/src/whatsapp-cloud/fixtures/', import.meta.url)
const fixture = (name: string) => JSON.parse(readFileSync(new URL(name, fixtures), 'utf8'))
const fitsSchema = new Ajv2020({ strict: false }).compile(fixture('whatsapp-webhook.schema.json'))

const secrets = endpointSecrets({ appSecrets: ['sandbox-app-secret'], verifyTokens: [verifyToken] })

/** The names of all fields, places in lists left out: whether two bodies are built alike. */
function fieldsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return [...new Set(value.flatMap((each) => fieldsOf(each, `${path}[]`)))]
  if (typeof value !== 'object' || value === null) return [`${path}:${typeof value}`]
  return Object.entries(value).flatMap(([name, inner]) => fieldsOf(inner, `${path}.${name}`))
}

describe('what is signed', () => {
  test('is written as Meta writes it: the contract’s vector comes out byte for byte', () => {
    const { appSecret, rawBody, signature } = fixture('signature-vectors.json')

    const again = metaJson(JSON.parse(rawBody))

    expect(again).toBe(rawBody)
    expect(signatureOf(again, appSecret)).toBe(signature)
  })

  test('is signed over the very bytes, in lower-case hex', async () => {
    await using box = await openBox()
    const phone = newPhone()

    await box.post(`/phones/${phone}/write`, { text: 'नमस्ते, ananya@example.com / 50% 🙏' })

    await box.sandbox.settled()
    const [heard] = box.hub.posted
    const body = heard?.body.toString('latin1') ?? ''
    expect(body).toContain('\\u0928')
    expect(body).toContain('ananya\\u0040example.com \\/ 50%')
    expect(body).toMatch(/^[\x20-\x7e]+$/)
    const digest = createHmac('sha256', 'sandbox-app-secret')
      .update(heard?.body ?? '')
      .digest('hex')
    expect(heard?.headers['x-hub-signature-256']).toBe(`sha256=${digest}`)
  })

  test('keeps the id of a template as a bare 64-bit number', async () => {
    await using box = await openBox()

    await box.post('/sandbox/template', { name: 'payment_due', language: 'hi', status: 'PAUSED' })

    await box.sandbox.settled()
    const id = box.sandbox.world.business.accounts[0]?.templates.find(({ name }) => name === 'payment_due')?.id
    expect(Number.isSafeInteger(Number(id))).toBe(false)
    expect(box.hub.posted[0]?.body.toString()).toContain(`"message_template_id":${id},`)
  })
})

describe('every kind of news', () => {
  test('fits the schema, and the connector hears and reads each of them', async () => {
    await using box = await openBox()
    const phone = newPhone()

    await box.post(`/phones/${phone}/story`, {})

    const bodies = await box.heard()
    expect(bodies.length).toBeGreaterThanOrEqual(storyNames.length)
    for (const body of bodies) expect([fitsSchema(body), fitsSchema.errors, body]).toEqual([true, null, body])
    for (const { body, headers } of box.hub.posted) {
      const heard = whatsappCloudWebhooks.hear(body, headers, secrets)
      if (!heard.ok) throw new Error(heard.reason)
      expect(heard.events).toHaveLength(1)
      for (const { dedupeKey } of heard.events) expect(whatsappCloudMessages.readItem(body, dedupeKey)).toBeDefined()
    }
  })

  const stories = [
    ['text', 'inbound-text'],
    ['reply', 'inbound-text-reply-context'],
    ['product-question', 'inbound-text-product-inquiry'],
    ['ad', 'inbound-text-ad-referral'],
    ['button', 'inbound-button-reply'],
    ['list', 'inbound-list-reply'],
    ['template-button', 'inbound-template-button'],
    ['flow', 'inbound-flow-reply'],
    ['image', 'inbound-image'],
    ['voice', 'inbound-audio-voice'],
    ['document', 'inbound-document'],
    ['location', 'inbound-location'],
    ['order', 'inbound-order'],
    ['reaction', 'inbound-reaction'],
    ['reaction-removed', 'inbound-reaction-removed'],
    ['unsupported', 'inbound-unsupported'],
    ['user-id-changed', 'inbound-system-user-id-changed'],
    ['stop', 'user-preferences-stop'],
    ['template-category', 'template-category-update'],
    ['template-quality', 'template-quality-update'],
    ['template-paused', 'template-status-paused'],
    ['template-approved', 'template-status-approved'],
    ['account-restriction', 'account-update-restriction'],
    ['value-error', 'value-errors'],
  ] as const
  test.each(stories)('%s is built as in the example %s', async (story, name) => {
    await using box = await openBox()
    const phone = await box.customer()
    await box.sandbox.settled()

    await box.post(`/phones/${phone}/story`, { names: [story] })

    await box.sandbox.settled()
    const last = JSON.parse(box.hub.posted.at(-1)?.body.toString() ?? 'null')
    expect(fieldsOf(last).toSorted()).toEqual(fieldsOf(fixture(`${name}.json`)).toSorted())
  })

  test('somebody with a username is named by it and by the user id alone', async () => {
    await using box = await openBox()
    const phone = await box.customer()
    await box.post(`/phones/${phone}/private`, {})
    await box.sandbox.settled()

    await box.post(`/phones/${phone}/story`, { names: ['shared-number'] })

    await box.sandbox.settled()
    const last = JSON.parse(box.hub.posted.at(-1)?.body.toString() ?? 'null')
    expect(fieldsOf(last).toSorted()).toEqual(fieldsOf(fixture('inbound-contacts-shared-number.json')).toSorted())
  })

  test.each([
    ['status-sent', 'sent'],
    ['status-delivered', 'delivered'],
    ['status-read', 'read'],
    ['status-failed-131047', 'failed'],
  ])('a status is built as in the example %s', async (name, status) => {
    await using box = await openBox({ pace: { readMs: 1 } })
    const to = status === 'failed' ? newPhone() : await box.customer()

    await box.send({ ...text(to), biz_opaque_callback_data: 't|m' })

    const bodies = (await box.heard()).filter((body) =>
      valuesIn([body]).some(({ statuses }) => statuses?.[0].status === status),
    )
    expect(bodies).toHaveLength(1)
    expect(fieldsOf(bodies[0]).toSorted()).toEqual(fieldsOf(fixture(`${name}.json`)).toSorted())
  })

  test('whoever came by an advertisement is free for 72 hours, and the status says so', async () => {
    await using box = await openBox()
    const phone = newPhone()
    await box.post(`/phones/${phone}/story`, { names: ['ad'] })

    await box.send({ ...text(phone), biz_opaque_callback_data: 't|m' })

    const [delivered] = (await box.heard()).filter((body) => valuesIn([body])[0].statuses?.[0].status === 'delivered')
    const example = fixture('status-delivered-free-entry-point.json')
    expect(fieldsOf(delivered).toSorted()).toEqual(fieldsOf(example).toSorted())
    const { pricing, conversation } = valuesIn([delivered])[0].statuses[0]
    expect(pricing).toEqual(valuesIn([example])[0].statuses[0].pricing)
    expect(conversation.origin).toEqual({ type: 'referral_conversion' })
  })

  test('a new number is told to every business that has a chat, with the user ids before and after', async () => {
    await using box = await openBox({ accounts: 1 })
    const phone = await box.customer()
    await box.post(`/phones/${phone}/write?to=410987654321002`, { text: 'Hello, other brand' })
    const before = (await box.phone(phone)).chats.map(({ userId }: { userId: string }) => userId)

    await box.post(`/phones/${phone}/move`, { number: '+917006999999' })

    const told = (await box.messages()).filter(({ type }) => type === 'system')
    expect(new Set(told.map(({ system }) => system.previous_user_id))).toEqual(new Set(before))
    for (const { from, system } of told)
      expect([from, system.type, system.wa_id]).toEqual([phone.slice(1), 'user_changed_number', '917006999999'])
    expect((await box.phone('+917006999999')).chats).toHaveLength(2)
  })
})

describe('on their way', () => {
  test('anything but 200 is repeated with the same bytes and growing pauses, 204 too', async () => {
    const at: number[] = []
    await using hub = await startHub((attempt, response) => {
      at.push(performance.now())
      response.writeHead([503, 204, 200][attempt - 1] ?? 200).end()
    })
    await using box = await openBox({ hub, firstRetryMs: 40 })

    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect(hub.posted).toHaveLength(3)
    expect(new Set(hub.posted.map(({ body }) => body.toString())).size).toBe(1)
    const [first = 0, second = 0, third = 0] = at
    expect(second - first).toBeGreaterThanOrEqual(35)
    expect(third - second).toBeGreaterThanOrEqual(75)
  })

  test('nobody listening is repeated as well', async () => {
    const gone = await startHub()
    await gone[Symbol.asyncDispose]()
    await using box = await openBox({ callback: { url: gone.url, verifyToken }, firstRetryMs: 5 })

    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })

    await vi.waitFor(() => expect(box.sandbox.world.courier.told.length).toBeGreaterThanOrEqual(3))
    expect(box.sandbox.world.courier.told[0]).toMatchObject({
      status: null,
      problem: expect.stringContaining('ECONNREFUSED'),
    })
    expect(box.sandbox.world.courier.idle).toBe(false)
  })

  test('doubled: each body twice, without a failure', async () => {
    await using box = await openBox({ mood: { double: true } })

    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect(box.hub.posted).toHaveLength(2)
    expect(box.hub.posted[0]?.body).toEqual(box.hub.posted[1]?.body)
  })

  test('late: only after the time that was asked for', async () => {
    await using box = await openBox()
    await box.post('/sandbox/mood', { lateMs: 80 })
    const started = performance.now()

    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect(box.hub.posted).toHaveLength(1)
    expect(performance.now() - started).toBeGreaterThanOrEqual(75)
  })

  test('shuffled: all of them, in another order', async () => {
    await using box = await openBox({ mood: { shuffle: true } })
    const phone = newPhone()
    const written = Array.from({ length: 20 }, (_, place) => `Message ${place}`)

    await Promise.all(written.map((words) => box.post(`/phones/${phone}/write`, { text: words })))

    const bodies = (await box.messages()).map(({ text: { body } }) => body)
    expect(bodies.toSorted()).toEqual(written.toSorted())
    expect(bodies).not.toEqual(written)
  })

  test('batched: several tenants’ messages and statuses in one body', async () => {
    await using box = await openBox({ accounts: 1, mood: { batch: true, lateMs: 1_000 } })
    const [one, two] = [newPhone(), newPhone()]
    await box.post(`/phones/${one}/write`, { text: 'Hello' })
    await box.post(`/phones/${one}/write`, { text: 'Anybody?' })
    await box.post(`/phones/${two}/write?to=410987654321002`, { text: 'Hello, other brand' })
    await box.send(text(one))

    const bodies = await box.heard()

    expect(bodies).toHaveLength(1)
    const [body] = bodies
    expect(fitsSchema(body)).toBe(true)
    expect(body.entry.map(({ id }: { id: string }) => id)).toEqual(['218840199871234', '218840199872234'])
    const [mine] = valuesIn([body])
    expect(mine.messages).toHaveLength(2)
    expect(mine.statuses).toHaveLength(2)
    expect(mine.contacts.length).toBeGreaterThanOrEqual(1)
  })

  test('again: everything a second time, in one body', async () => {
    await using box = await openBox()
    const to = await box.customer()
    await box.send(text(to))
    await box.sandbox.settled()
    const before = box.hub.posted.length

    const answer = await box.post('/sandbox/again', {})

    expect([before, answer.body.bodies]).toEqual([3, 1])
    const values = valuesIn([JSON.parse(box.hub.posted.at(-1)?.body.toString() ?? '')])
    expect(values[0].messages).toHaveLength(1)
    expect(values[0].statuses).toHaveLength(2)
  })

  test('a blocked business hears sent and nothing more; writing lets it in again', async () => {
    await using box = await openBox()
    const to = await box.customer()
    await box.post(`/phones/${to}/block`, {})

    await box.send(text(to, 'lost'))
    const blocked = (await box.statuses()).map(({ status }) => status)
    await box.post(`/phones/${to}/write`, { text: 'Back again' })
    await box.send(text(to, 'arrives'))
    await box.sandbox.settled()

    expect(blocked).toEqual(['sent'])
    const [chat] = (await box.phone(to)).chats
    expect(chat.messages.map((message: { text: string }) => message.text)).toEqual(['Hello', 'Back again', 'arrives'])
  })

  test('who stopped marketing gets notices but no offers, until they resume', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const offer = {
      to,
      type: 'template',
      template: {
        name: 'festival_offer',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: 'Ananya' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: '₹ 799' },
              { type: 'text', text: '500' },
            ],
          },
        ],
      },
    }
    await box.post(`/phones/${to}/stop`, {})

    await box.send(offer)
    await box.send(template(to, 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10'))
    const stopped = await box.statuses()
    await box.post(`/phones/${to}/resume`, {})
    await box.send(offer)

    expect(stopped.map(({ status, errors }) => [status, errors?.[0].code])).toEqual([
      ['sent', undefined],
      ['delivered', undefined],
      ['failed', 131050],
    ])
    expect((await box.statuses()).filter(({ status }) => status === 'delivered')).toHaveLength(2)
  })
})
