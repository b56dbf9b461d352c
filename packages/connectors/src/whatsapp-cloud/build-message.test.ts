import { readdirSync } from 'node:fs'
import { AppError } from '@crossdock/contracts/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OutboundContent, OutboundMessage, TemplateCall } from '../ports/messaging.ts'
import { bodyOf } from './build-message.ts'
import { sendBody } from './send-schemas.ts'
import { fixture } from './test-bodies.ts'

const phone = { phone: '+919876543210' }
const template = (name: string, language: string, more: Partial<TemplateCall> = {}): OutboundContent => ({
  kind: 'template',
  template: { name, language, category: 'utility', body: [], ...more },
})
const positional = (...texts: string[]) => texts.map((text) => ({ name: null, text }))

/** The recorded bodies that our port can express, and how. */
const expressed: Record<string, Omit<OutboundMessage, 'reference'>> = {
  text: {
    to: phone,
    content: {
      kind: 'text',
      body: 'Your order SO-10482 is confirmed. Total Rs 2,023.50.',
      linkPreview: false,
    },
  },
  'text-reply-quoted': {
    to: phone,
    content: { kind: 'text', body: 'Yes, 2 bags left.' },
    replyTo: 'wamid.HBgMOTE5ODc2NTQzMjEwFQIAEhgUM0E5QjBDMUQyRTNGNEE1QjZDN0QA',
  },
  'text-to-bsuid': {
    to: { userId: 'IN.8842015590371264' },
    content: { kind: 'text', body: 'Yes, we deliver to Indiranagar.' },
  },
  'interactive-buttons': {
    to: phone,
    content: {
      kind: 'buttons',
      header: 'Your cart',
      body: '2 x Basmati 5 kg, 1 x Ghee 1 L. Total Rs 2,023.50',
      footer: 'Prices include GST',
      buttons: [
        { id: 'v1:cart.confirm:c_81Hk', title: 'Place order' },
        { id: 'v1:cart.edit:c_81Hk', title: 'Edit cart' },
        { id: 'v1:human:c_81Hk', title: 'Talk to us' },
      ],
    },
  },
  'template-auth-otp': {
    to: phone,
    content: template('login_otp', 'en_US', {
      category: 'authentication',
      body: positional('482913'),
      buttons: [{ index: 0, kind: 'url', text: '482913' }],
    }),
  },
  'template-order-shipped': {
    to: phone,
    content: template('order_shipped_v3', 'en_IN', {
      header: { media: 'document', link: 'https://files.example.in/inv/SO-10482.pdf', fileName: 'SO-10482.pdf' },
      body: [
        { name: 'customer', text: 'Ananya' },
        { name: 'order_no', text: 'SO-10482' },
      ],
      buttons: [
        { index: 0, kind: 'url', text: 'SO-10482' },
        { index: 1, kind: 'reply', payload: 'v1:order.track:SO-10482' },
      ],
    }),
  },
  'template-positional-params': {
    to: phone,
    content: template('payment_due', 'hi', { body: positional('SO-10482', '₹2,023.50') }),
  },
}

/** Kinds of messages that the port has no words for yet. */
const beyondThePort = [
  ...['document-by-id', 'image-by-link', 'mark-read', 'mark-read-and-typing', 'reaction'],
  ...['catalog', 'cta-url', 'flow', 'list', 'location-request', 'product', 'product-list', 'request-contact-info'].map(
    (kind) => `interactive-${kind}`,
  ),
]

test('every recorded body is either built or known to be beyond the port', () => {
  const names = readdirSync(new URL('./fixtures/send', import.meta.url))
    .map((name) => name.replace('.json', ''))
    .filter((name) => !name.startsWith('response-'))

  expect(names.sort()).toEqual([...Object.keys(expressed), ...beyondThePort].sort())
})

test.each(Object.entries(expressed))('builds %s as recorded', (name, message) => {
  const { body } = fixture(`send/${name}`)
  const reference = 't_7Qm2|out_01JD3X'

  expect(bodyOf({ reference, ...message })).toEqual({ ...body, biz_opaque_callback_data: reference })
  expect(sendBody.safeParse(body).success).toBe(true)
})

test.each(beyondThePort)('the stand-in’s schema does not take %s for one of ours', (name) => {
  expect(sendBody.safeParse(fixture(`send/${name}`).body).success).toBe(false)
})

const buttons = (count: number) => Array.from({ length: count }, (_, n) => ({ id: `b${n}`, title: `B ${n}` }))
const refused = (content: OutboundContent, more: Partial<OutboundMessage> = {}): string => {
  try {
    bodyOf({ reference: 'r', to: phone, content, ...more })
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'message-refused') return thrown.facts.detail ?? ''
    throw thrown
  }
  return 'taken'
}

// An emoji is two UTF-16 units and one code point; a Hindi syllable is several code points.
test.each<[string, OutboundContent, string]>([
  ['4096 emojis', { kind: 'text', body: '🙏'.repeat(4096) }, 'taken'],
  ['4097 characters', { kind: 'text', body: 'अ'.repeat(4097) }, 'text.body is longer than 4096 characters'],
  ['no text', { kind: 'text', body: ' \n' }, 'text.body is empty'],
  ['three buttons', { kind: 'buttons', body: 'x', buttons: buttons(3) }, 'taken'],
  ['four buttons', { kind: 'buttons', body: 'x', buttons: buttons(4) }, 'interactive.action.buttons must be 1 to 3'],
  ['no button', { kind: 'buttons', body: 'x', buttons: [] }, 'interactive.action.buttons must be 1 to 3'],
  ['a title of 20', { kind: 'buttons', body: 'x', buttons: [{ id: '1', title: '🙏'.repeat(20) }] }, 'taken'],
  [
    'a title of 21',
    { kind: 'buttons', body: 'x', buttons: [{ id: '1', title: 'क'.repeat(21) }] },
    'interactive.action.buttons.0.reply.title is longer than 20 characters',
  ],
  [
    'an id of 257',
    { kind: 'buttons', body: 'x', buttons: [{ id: 'i'.repeat(257), title: '1' }] },
    'interactive.action.buttons.0.reply.id is longer than 256 characters',
  ],
  [
    'an id twice',
    {
      kind: 'buttons',
      body: 'x',
      buttons: [
        { id: '1', title: 'a' },
        { id: '1', title: 'b' },
      ],
    },
    'interactive.action.buttons have the same id twice',
  ],
  [
    'a title twice',
    {
      kind: 'buttons',
      body: 'x',
      buttons: [
        { id: '1', title: 'a' },
        { id: '2', title: 'a' },
      ],
    },
    'interactive.action.buttons have the same title twice',
  ],
  [
    'a body of 1025',
    { kind: 'buttons', body: 'x'.repeat(1025), buttons: buttons(1) },
    'interactive.body.text is longer than 1024 characters',
  ],
  [
    'a header of 61',
    { kind: 'buttons', header: 'x'.repeat(61), body: 'x', buttons: buttons(1) },
    'interactive.header.text is longer than 60 characters',
  ],
  [
    'a footer of 61',
    { kind: 'buttons', footer: 'x'.repeat(61), body: 'x', buttons: buttons(1) },
    'interactive.footer.text is longer than 60 characters',
  ],
  ['a template without parameters', template('hello_world', 'en_US'), 'taken'],
  [
    'an empty parameter',
    template('t', 'hi', { body: positional('') }),
    'template.components.0.parameters.0.text is empty',
  ],
  [
    'names and positions mixed',
    template('t', 'hi', {
      body: [
        { name: 'a', text: '1' },
        { name: null, text: '2' },
      ],
    }),
    'template names some parameters and counts others',
  ],
  [
    'names and positions mixed between header and body',
    template('t', 'hi', { header: [{ name: 'h', text: '1' }], body: positional('2') }),
    'template names some parameters and counts others',
  ],
  [
    'a name in capitals',
    template('Order Shipped', 'hi'),
    'template.name must be small letters, digits and underscores',
  ],
  ['no language', template('t', ''), 'template.language.code must look like en_IN'],
  [
    'an eleventh button',
    template('t', 'hi', { buttons: [{ index: 10, kind: 'url', text: 'x' }] }),
    'template.components.0.index must be "0" to "9"',
  ],
  [
    'a file that is not https',
    template('t', 'hi', { header: { media: 'image', link: 'http://x.example/a.png' } }),
    'template.components.0.parameters.0.image.link must be an https address',
  ],
])('%s: %s', (_, content, expected) => {
  expect(refused(content)).toBe(expected)
})

const hello: OutboundContent = { kind: 'text', body: 'Hello' }
test.each<[string, Partial<OutboundMessage>, string]>([
  ['a phone without its plus', { to: { phone: '919876543210' } }, 'to must be a phone with its plus'],
  ['an empty user id', { to: { userId: '' } }, 'recipient is not a user id'],
  ['a phone for a user id', { to: { userId: '+919876543210' } }, 'recipient is not a user id'],
  [
    'a reference too long',
    { reference: 'r'.repeat(513) },
    'biz_opaque_callback_data Too big: expected string to have <=512 characters',
  ],
])('refuses %s before Meta is asked', (_, more, expected) => {
  expect(refused(hello, more)).toBe(expected)
})

test('a parent’s user id is written to like any other', () => {
  expect(bodyOf({ reference: 'r', to: { userId: 'IN.ENT.77a' }, content: hello })).toMatchObject({
    recipient: 'IN.ENT.77a',
  })
})

test('what is refused here does not repeat what was to be said', () => {
  const personal = 'Ananya Rao, 12, 3rd Cross'

  expect(refused({ kind: 'text', body: personal.repeat(200) })).not.toContain('Ananya')
  expect(refused(template('t', 'hi', { body: positional('x', '') }))).not.toContain('x,')
})

// Meta refuses parameters with line breaks, tabs or more than four blanks in a row.
test('parameters are one line', () => {
  const body = bodyOf({
    reference: 'r',
    to: phone,
    content: template('t', 'hi', { body: positional('a\r\n\tb      c  d') }),
  })

  expect(body).toMatchObject({ template: { components: [{ parameters: [{ text: 'a b c  d' }] }] } })
})

test('whatever the port can say is either refused or what Meta takes', () => {
  const named = fc.record({ name: fc.option(fc.string()), text: fc.string() })
  const content: fc.Arbitrary<OutboundContent> = fc.oneof(
    fc.record({ kind: fc.constant('text' as const), body: fc.string() }),
    fc.record({
      kind: fc.constant('buttons' as const),
      body: fc.string(),
      buttons: fc.array(fc.record({ id: fc.string(), title: fc.string() }), { maxLength: 5 }),
    }),
    fc.record({
      kind: fc.constant('template' as const),
      template: fc.record({
        name: fc.stringMatching(/^[a-z_]{1,5}$/),
        language: fc.constantFrom('hi', 'en_IN'),
        category: fc.constantFrom('utility' as const, 'marketing' as const),
        body: fc.array(named),
        header: fc.array(named, { maxLength: 1 }),
      }),
    }),
  )
  fc.assert(
    fc.property(content, (given) => {
      if (refused(given) !== 'taken') return
      expect(sendBody.safeParse(bodyOf({ reference: 'r', to: phone, content: given })).success).toBe(true)
    }),
  )
})
