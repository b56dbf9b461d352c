import { describe, expect, test } from 'vitest'
import { demoAccount } from '../demo-accounts.ts'
import { newPhone, openBox, template } from '../test/box.ts'

const { wabaId } = demoAccount

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
