import { errorAnswer } from '@crossdock/connectors/whatsapp-cloud'
import { describe, expect, test } from 'vitest'
import { demoAccount } from '../demo-accounts.ts'
import { newPhone, openBox, startHub, template, text, verifyToken } from '../test/box.ts'

const { wabaId, phoneNumberId } = demoAccount
const other = { wabaId: '218840199872234', phoneNumberId: '410987654321002' }

describe('the way in', () => {
  test.each([
    [`/v20.0/${phoneNumberId}/messages`, 'ended'],
    [`/v27.0/${phoneNumberId}/messages`, 'Name a version'],
    [`/${phoneNumberId}/messages`, 'version is missing'],
  ])('%s is refused', async (path, words) => {
    await using box = await openBox()
    const to = await box.customer()

    const answer = await box.post(path, { messaging_product: 'whatsapp', ...text(to) })

    expect([answer.status, answer.body.error.code]).toEqual([400, 100])
    expect(answer.body.error.error_data.details).toContain(words)
  })

  test('a version ends on its day', async () => {
    await using box = await openBox({ now: () => Date.parse('2027-01-20T23:59:59Z') })
    const ask = async () => (await box.call(`/v21.0/${phoneNumberId}`)).status

    const before = await ask()
    await box.post('/sandbox/clock', { aheadMs: 1_000 })

    expect([before, await ask()]).toEqual([200, 400])
  })

  test.each([
    ['nobody’s', 'nobodys-token', 460],
    ['an expired', 'expired-token', 463],
  ])('%s token is refused with 190', async (_whose, token, subcode) => {
    await using box = await openBox()
    const { business, clock } = box.sandbox.world
    const expiresAt = clock.now() - 1
    business.tokens.set('expired-token', { token: 'expired-token', reaches: null, scopes: [], expiresAt, issuedAt: 0 })

    const answer = await box.send(text(newPhone()), { token })

    expect(answer.status).toBe(401)
    expect(answer.body.error).toMatchObject({ code: 190, error_subcode: subcode, type: 'OAuthException' })
    expect(errorAnswer.safeParse(answer.body).success).toBe(true)
  })

  test('a token reaches its own account: another tenant’s number is as if it were not there', async () => {
    await using box = await openBox({ accounts: 1 })
    const { business, clock } = box.sandbox.world
    const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management']
    business.tokens.set('own', { token: 'own', reaches: [wabaId], scopes, expiresAt: null, issuedAt: clock.now() })
    const notice = template(newPhone(), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10')

    const own = await box.send(notice, { token: 'own' })
    const foreign = [
      await box.send(notice, { token: 'own', from: other.phoneNumberId }),
      await box.call(`/v26.0/${other.wabaId}/message_templates`, { token: 'own' }),
      await box.call(`/v26.0/${other.phoneNumberId}`, { token: 'own' }),
    ]

    expect(own.status).toBe(200)
    for (const answer of foreign) expect(answer.body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('a token without the permission for messages may not send', async () => {
    await using box = await openBox()
    box.sandbox.world.business.tokens.set('looks', {
      token: 'looks',
      reaches: null,
      scopes: ['whatsapp_business_management'],
      expiresAt: null,
      issuedAt: 0,
    })

    const answer = await box.send(text(newPhone()), { token: 'looks' })

    expect([answer.status, answer.body.error.code]).toEqual([403, 200])
  })

  test('a body that is no JSON is refused, and so is a type nobody knows', async () => {
    await using box = await openBox()
    const headers = { 'content-type': 'application/json' }

    const broken = await box.call(`/v26.0/${phoneNumberId}/messages`, { method: 'POST', body: '{"to":', headers })
    const unknown = await box.send({ to: newPhone(), type: 'hologram' })

    expect([broken.status, broken.body.error.code]).toEqual([400, 100])
    expect(unknown.body.error.code).toBe(131051)
  })
})

describe('templates', () => {
  const values = ['Ananya', 'SO-1', '₹ 10']

  test.each([
    [
      'another name',
      template('+919876543210', 'order_shipped_v9', 'en_IN'),
      132001,
      'template name (order_shipped_v9) does not exist in en_IN',
    ],
    [
      'another language',
      template('+919876543210', 'order_confirmation', 'ta', ...values),
      132001,
      'order_confirmation) does not exist in ta',
    ],
    [
      'a parameter too few',
      template('+919876543210', 'order_confirmation', 'en', 'Ananya'),
      132000,
      'expected number of params (3)',
    ],
    [
      'a parameter too many',
      template('+919876543210', 'order_confirmation', 'en', ...values, 'more'),
      132000,
      'params (4)',
    ],
    [
      'a new line in a parameter',
      template('+919876543210', 'order_confirmation', 'en', 'Ana\nnya', 'SO-1', '₹ 10'),
      132008,
      'new line',
    ],
    ['an empty parameter', template('+919876543210', 'order_confirmation', 'en', ' ', 'SO-1', '₹ 10'), 131008, 'empty'],
    [
      'a text too long',
      template('+919876543210', 'order_confirmation', 'en', 'x'.repeat(1024), 'SO-1', '₹ 10'),
      132005,
      '1024',
    ],
  ])('%s', async (_title, body, code, words) => {
    await using box = await openBox()

    const answer = await box.send(body)

    expect(answer.status).toBe(code === 132001 ? 404 : 400)
    expect(answer.body.error.code).toBe(code)
    expect(answer.body.error.error_data.details).toContain(words)
  })

  test('named parameters where the template counts, and the other way round, do not fit', async () => {
    await using box = await openBox()
    const named = (name: string, language: string, parameters: object[]) =>
      box.send({
        to: newPhone(),
        type: 'template',
        template: { name, language: { code: language }, components: [{ type: 'body', parameters }] },
      })
    const by = (parameter_name: string) => ({ type: 'text', parameter_name, text: 'x' })

    const answers = [
      await named('payment_due', 'hi', [by('order'), by('amount')]),
      await named('order_shipped_v3', 'en_IN', [
        { type: 'text', text: 'x' },
        { type: 'text', text: 'y' },
      ]),
    ]

    // The second one lacks its document, which is noticed first.
    expect(answers.map(({ body }) => body.error.code)).toEqual([132012, 132000])
  })

  test('one with a file, names and buttons shows them filled in', async () => {
    await using box = await openBox()
    const to = newPhone()

    await box.send({
      to,
      type: 'template',
      template: {
        name: 'order_shipped_v3',
        language: { code: 'en_IN' },
        components: [
          {
            type: 'header',
            parameters: [
              { type: 'document', document: { link: 'https://files.example.in/SO-1.pdf', filename: 'SO-1.pdf' } },
            ],
          },
          {
            type: 'body',
            parameters: [
              { type: 'text', parameter_name: 'order_no', text: 'SO-1' },
              { type: 'text', parameter_name: 'customer', text: 'Ananya' },
            ],
          },
          { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'SO-1' }] },
          {
            type: 'button',
            sub_type: 'quick_reply',
            index: '1',
            parameters: [{ type: 'payload', payload: 'v1:order.track:SO-1' }],
          },
        ],
      },
    })

    await box.sandbox.settled()
    const [message] = (await box.phone(to)).chats[0].messages
    expect(message).toMatchObject({
      media: { kind: 'document', name: 'SO-1.pdf' },
      text: 'Hello Ananya, order SO-1 is on its way.',
      footer: 'Your invoice is attached',
      choices: [
        { kind: 'url', label: 'View order', url: 'https://shop.example.in/orders/SO-1' },
        { kind: 'template', label: 'Track order', id: 'v1:order.track:SO-1' },
      ],
    })
  })

  test.each([
    ['PAUSED', 132015],
    ['DISABLED', 132016],
    ['REJECTED', 132001],
    ['PENDING', 132001],
    ['DELETED', 132001],
  ])('%s is refused with %i, and works again once it is approved', async (status, code) => {
    await using box = await openBox()
    const decide = (to: string) =>
      box.post('/sandbox/template', { name: 'order_confirmation', language: 'en', status: to })
    const notice = template(newPhone(), 'order_confirmation', 'en', ...values)

    await decide(status)
    const refused = await box.send(notice)
    await decide('APPROVED')
    const accepted = await box.send(notice)

    expect([refused.body.error.code, accepted.status]).toEqual([code, 200])
  })

  test('marketing has a path of its own, and may be kept to it', async () => {
    await using box = await openBox()
    const [account] = box.sandbox.world.business.accounts
    const offer = {
      to: newPhone(),
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
    if (account) account.marketingOnCloudApi = false

    const answers = [
      await box.send(offer),
      await box.send(offer, { path: 'marketing_messages' }),
      await box.send(template(newPhone(), 'order_confirmation', 'en', ...values), { path: 'marketing_messages' }),
    ]

    expect(answers.map(({ body }) => body.error?.code ?? 'sent')).toEqual([131063, 'sent', 100])
  })

  test('no marketing reaches the United States', async () => {
    await using box = await openBox()

    await box.send({
      to: '+12025550123',
      type: 'template',
      template: {
        name: 'festival_offer',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: 'Ann' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: '1' },
              { type: 'text', text: '2' },
            ],
          },
        ],
      },
    })

    expect(await box.statuses()).toMatchObject([{ status: 'failed', errors: [{ code: 131049 }] }])
  })

  test('a code goes to a phone only', async () => {
    await using box = await openBox()
    const { userId } = (await box.phone(await box.customer())).chats[0]
    const components = [
      { type: 'body', parameters: [{ type: 'text', text: '482913' }] },
      { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '482913' }] },
    ]

    const answer = await box.send({
      recipient: userId,
      type: 'template',
      template: { name: 'login_otp', language: { code: 'en_US' }, components },
    })

    expect(answer.body.error.code).toBe(131062)
  })

  test('the list comes in pages, by name, language and status', async () => {
    await using box = await openBox()
    const path = `/v26.0/${wabaId}/message_templates`
    const all: { name: string; language: string }[] = []
    for (let after = ''; ; ) {
      const { body } = await box.call(`${path}?limit=4&fields=name,language,status&after=${after}`)
      all.push(...body.data)
      if (!body.paging?.next) break
      after = body.paging.cursors.after
    }

    const hindi = (await box.call(`${path}?name=order_cancelled&language=hi&status=APPROVED`)).body.data

    expect(all.length).toBe(box.sandbox.world.business.accounts[0]?.templates.length)
    expect(new Set(all.map(({ name, language }) => `${name} ${language}`)).size).toBe(all.length)
    for (const name of ['order_confirmation', 'order_cancelled', 'order_needs_something'])
      for (const language of ['en', 'hi'])
        expect(all).toContainEqual(expect.objectContaining({ name, language, status: 'APPROVED' }))
    expect(hindi).toMatchObject([
      {
        name: 'order_cancelled',
        language: 'hi',
        category: 'UTILITY',
        parameter_format: 'POSITIONAL',
        id: expect.any(String),
      },
    ])
  })
})

describe('looking at things', () => {
  test('a number, the fields that are asked for', async () => {
    await using box = await openBox()

    const plain = await box.call(`/v26.0/${phoneNumberId}`)
    const chosen = await box.call(`/v26.0/${phoneNumberId}?fields=status,whatsapp_business_manager_messaging_limit`)
    const wrong = await box.call(`/v26.0/${phoneNumberId}?fields=shoe_size`)

    expect(plain.body).toMatchObject({
      display_phone_number: '+91 80 4718 0000',
      verified_name: 'Demo brand',
      quality_rating: 'GREEN',
    })
    expect(chosen.body).toEqual({
      status: 'CONNECTED',
      whatsapp_business_manager_messaging_limit: 'TIER_10K',
      id: phoneNumberId,
    })
    expect(wrong.body.error.code).toBe(100)
  })

  test('a number in trouble refuses every send with it, until it is over', async () => {
    await using box = await openBox()
    const notice = template(newPhone(), 'order_confirmation', 'en', 'Ananya', 'SO-1', '₹ 10')

    await box.post('/sandbox/trouble', { code: 131031 })
    const refused = await box.send(notice)
    const status = (await box.call(`/v26.0/${phoneNumberId}?fields=status`)).body.status
    await box.post('/sandbox/trouble', { code: null })

    expect([refused.body.error.code, status, (await box.send(notice)).status]).toEqual([131031, 'BANNED', 200])
  })

  test('a token, by itself or by the app', async () => {
    await using box = await openBox()
    const { business, clock } = box.sandbox.world
    const expiresAt = clock.now() + 86_400_000
    business.tokens.set('short', {
      token: 'short',
      reaches: [wabaId],
      scopes: ['whatsapp_business_messaging'],
      expiresAt,
      issuedAt: clock.now(),
    })
    const app = `${business.appId}|${business.appSecret}`

    const { body } = await box.call('/v26.0/debug_token?input_token=short', { token: app })
    const nobody = await box.call('/v26.0/debug_token?input_token=nobodys', { token: app })
    const refused = await box.call('/v26.0/debug_token?input_token=short', { token: `${business.appId}|wrong` })

    expect(body.data).toMatchObject({
      is_valid: true,
      expires_at: Math.floor(expiresAt / 1000),
      app_id: business.appId,
      scopes: ['whatsapp_business_messaging'],
    })
    expect(nobody.body.data).toMatchObject({ is_valid: false, error: { code: 190 } })
    expect(refused.status).toBe(401)
  })
})

describe('where webhooks go', () => {
  test('an account’s own callback is asked for the challenge, and then it gets what is the account’s', async () => {
    await using box = await openBox({ accounts: 1 })
    await using own = await startHub()

    const saved = await box.post(`/v26.0/${wabaId}/subscribed_apps`, {
      override_callback_uri: own.url,
      verify_token: verifyToken,
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.post(`/phones/${newPhone()}/write?to=${other.phoneNumberId}`, { text: 'Hello, other brand' })
    await box.sandbox.settled()

    expect(saved.body).toEqual({ success: true })
    expect(own.challenges[0]?.searchParams.get('hub.mode')).toBe('subscribe')
    expect([own.posted.length, box.hub.posted.length]).toEqual([1, 1])
    const { body } = await box.call(`/v26.0/${wabaId}/subscribed_apps`)
    expect(body.data).toMatchObject([
      { override_callback_uri: own.url, whatsapp_business_api_data: { id: expect.any(String) } },
    ])
  })

  test('a number’s callback goes before the account’s', async () => {
    await using box = await openBox()
    await using own = await startHub()

    await box.post(`/v26.0/${phoneNumberId}`, {
      webhook_configuration: { override_callback_uri: own.url, verify_token: verifyToken },
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect([own.posted.length, box.hub.posted.length]).toEqual([1, 0])
  })

  test('one that does not answer the challenge is not saved', async () => {
    await using box = await openBox()
    await using own = await startHub()

    const answer = await box.post(`/v26.0/${wabaId}/subscribed_apps`, {
      override_callback_uri: own.url,
      verify_token: 'another',
    })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect(answer.body.error).toMatchObject({ code: 100, error_data: { details: expect.stringContaining('403') } })
    expect([own.posted.length, box.hub.posted.length]).toEqual([0, 1])
  })

  test('an account that is not subscribed is not heard', async () => {
    await using box = await openBox()

    await box.call(`/v26.0/${wabaId}/subscribed_apps`, { method: 'DELETE' })
    await box.post(`/phones/${newPhone()}/write`, { text: 'Hello' })
    await box.sandbox.settled()

    expect((await box.call(`/v26.0/${wabaId}/subscribed_apps`)).body).toEqual({ data: [] })
    expect([box.hub.posted.length, box.sandbox.world.courier.unheard]).toEqual([0, 1])
  })
})

describe('media', () => {
  async function received(box: Awaited<ReturnType<typeof openBox>>) {
    await box.post(`/phones/${newPhone()}/story`, { names: ['image'] })
    const [message] = await box.messages()
    return message.image
  }

  test('what a customer sent is found by its id and fetched with the token', async () => {
    await using box = await openBox()
    const image = await received(box)

    const { body: node } = await box.call(`/v26.0/${image.id}?phone_number_id=${phoneNumberId}`)
    const download = await fetch(node.url, { headers: { authorization: `Bearer ${box.sandbox.accessToken}` } })
    const bytes = Buffer.from(await download.arrayBuffer())

    expect(node).toMatchObject({
      messaging_product: 'whatsapp',
      mime_type: 'image/jpeg',
      file_size: String(bytes.length),
      id: image.id,
    })
    expect(bytes.subarray(0, 3).toString('hex')).toBe('ffd8ff')
    expect(Buffer.from(node.sha256, 'hex').toString('base64')).toBe(image.sha256)
    expect((await fetch(node.url)).status).toBe(401)
  })

  test('an address lives five minutes, an id seven days', async () => {
    await using box = await openBox()
    const image = await received(box)
    const node = async () => box.call(`/v26.0/${image.id}`)
    const url = new URL((await node()).body.url)

    await box.post('/sandbox/clock', { aheadMs: 5 * 60_000 })
    const late = await box.call(`${url.pathname}${url.search}`)
    const renewed = await node()
    await box.post('/sandbox/clock', { aheadMs: 7 * 86_400_000 })

    expect([late.status, renewed.status]).toEqual([404, 200])
    expect((await node()).body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('what is uploaded can be sent by its id, of the right kind and size', async () => {
    await using box = await openBox()
    const to = await box.customer()
    const upload = (type: string, bytes: Buffer) => {
      const form = new FormData()
      form.set('messaging_product', 'whatsapp')
      form.set('type', type)
      form.set('file', new File([new Uint8Array(bytes)], 'SO-1.pdf', { type }))
      return box.call(`/v26.0/${phoneNumberId}/media`, { method: 'POST', body: form })
    }

    const kept = await upload('application/pdf', Buffer.from('%PDF-1.4'))
    const wrongKind = await upload('application/zip', Buffer.from('PK'))
    const tooLarge = await upload('image/webp', Buffer.alloc(600 * 1024))
    const sent = await box.send({
      to,
      type: 'document',
      document: { id: kept.body.id, filename: 'SO-1.pdf', caption: 'Tax invoice' },
    })
    const unknown = await box.send({ to, type: 'document', document: { id: '1903384426671900' } })

    expect(kept.body.id).toMatch(/^\d+$/)
    expect([wrongKind, tooLarge, unknown].map(({ body }) => body.error.code)).toEqual([100, 131053, 100])
    expect(sent.status).toBe(200)
    await box.sandbox.settled()
    expect((await box.phone(to)).chats[0].messages.at(-1)).toMatchObject({
      text: 'Tax invoice',
      media: { kind: 'document', name: 'SO-1.pdf' },
    })
  })
})
