import { readdirSync } from 'node:fs'
import { AppError } from '@crossdock/contracts/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { InboundMessage } from '../ports/messaging.ts'
import { whatsappCloudMessages } from './mapping.ts'
import { heardIn, messagesBody, readAll, readMessage, recordedBody } from './test-bodies.ts'

const wamid = 'wamid.HBgMOTE5ODc2NTQzMjEwFQIA'
const ananya = {
  phone: '+919876543210',
  userId: 'IN.8842015590371264',
  parentUserId: null,
  name: 'Ananya Rao',
  username: null,
}

/** What the recorded messages have in common. */
function aMessage(id: string, read: Partial<InboundMessage>): object {
  return {
    kind: 'message',
    message: {
      providerMessageId: `${wamid}${id}`,
      from: ananya,
      sentAt: '2026-11-18T11:06:40Z',
      repliesTo: null,
      forwarded: false,
      referral: null,
      aboutProduct: null,
      groupId: null,
      ...read,
    },
  }
}

const media = { kind: 'media' as const, fileName: null, caption: null }

const recorded: Record<string, object> = {
  'inbound-audio-voice': aMessage('EhgUM0E5QkMxRDJFM0Y2QjM5NQA=', {
    type: 'audio',
    text: 'Voice message',
    content: {
      ...media,
      media: 'voice',
      mediaId: '1903384426671002',
      mimeType: 'audio/ogg; codecs=opus',
      sha256: '7vYk2m0oK1J4mVd9uY5k3m2bV0a7bqT1s9x8c6r4e2A=',
    },
  }),
  'inbound-button-reply': aMessage('EhgUM0E5QkMxRDJFM0Y1QkMxRAA=', {
    type: 'interactive',
    text: 'Place order',
    content: { kind: 'choice', source: 'button', id: 'v1:cart.confirm:c_81Hk', title: 'Place order' },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNTlEMkUA`,
  }),
  'inbound-contacts-shared-number': aMessage('EhgUM0E5QkMxRDJFM0Y3NEU0MAA=', {
    from: { ...ananya, phone: null, username: 'ananya.rao' },
    type: 'contacts',
    text: 'Own number: Ananya Rao +919876543210',
    content: { kind: 'contacts', shared: true, contacts: [{ name: 'Ananya Rao', phones: ['+919876543210'] }] },
  }),
  'inbound-document': aMessage('EhgUM0E5QkMxRDJFM0Y2RDI4NAA=', {
    type: 'document',
    text: 'Document gst-29ABCDE1234F1Z5.pdf: GST certificate',
    content: {
      kind: 'media',
      media: 'document',
      mediaId: '1903384426671003',
      mimeType: 'application/pdf',
      sha256: 'Qm9ndXNTaGEyNTZCdXRSaWdodExlbmd0aFBhZGRlZDE=',
      fileName: 'gst-29ABCDE1234F1Z5.pdf',
      caption: 'GST certificate',
    },
  }),
  'inbound-flow-reply': aMessage('EhgUM0E5QkMxRDJFM0Y2MzdEOQA=', {
    type: 'interactive',
    text: 'Form flow: pincode: 560038, house: 12, 3rd Cross, slot: 2026-11-19T09:00/12:00',
    content: {
      kind: 'form',
      name: 'flow',
      fields: {
        flow_token: 'ft_addr_5521',
        pincode: '560038',
        house: '12, 3rd Cross',
        slot: '2026-11-19T09:00/12:00',
      },
    },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNjE4RUEA`,
  }),
  'inbound-image': aMessage('EhgUM0E5QkMxRDJFM0Y2OTRBNgA=', {
    type: 'image',
    text: 'Image: Jar arrived broken',
    content: {
      kind: 'media',
      media: 'image',
      mediaId: '1903384426671001',
      mimeType: 'image/jpeg',
      sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=',
      fileName: null,
      caption: 'Jar arrived broken',
    },
  }),
  'inbound-list-reply': aMessage('EhgUM0E5QkMxRDJFM0Y1RjlGQgA=', {
    type: 'interactive',
    text: 'Staples (Rice, atta, dals)',
    content: { kind: 'choice', source: 'list', id: 'v1:cat.open:staples', title: 'Staples' },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNURCMEMA`,
  }),
  'inbound-location': aMessage('EhgUM0E5QkMxRDJFM0Y3MkY1MQA=', {
    type: 'location',
    text: 'Location: Sonnet Apartments, 100 Feet Rd, Indiranagar, Bengaluru 560038 (12.97194, 77.64115)',
    content: {
      kind: 'location',
      latitude: 12.97194,
      longitude: 77.64115,
      name: 'Sonnet Apartments',
      address: '100 Feet Rd, Indiranagar, Bengaluru 560038',
    },
  }),
  'inbound-order': aMessage('EhgUM0E5QkMxRDJFM0Y3NkQyRgA=', {
    type: 'order',
    text: 'Cart: 2 × SKU-RICE-5KG at 649.0 INR, 1 × SKU-GHEE-1L at 725.5 INR. Note: Please deliver after 6 pm',
    content: {
      kind: 'cart',
      catalogId: '1180044556677889',
      note: 'Please deliver after 6 pm',
      items: [
        { retailerId: 'SKU-RICE-5KG', quantity: 2, price: '649.0', currency: 'INR' },
        { retailerId: 'SKU-GHEE-1L', quantity: 1, price: '725.5', currency: 'INR' },
      ],
    },
  }),
  'inbound-reaction': aMessage('EhgUM0E5QkMxRDJFM0Y3QUIwRAA=', {
    type: 'reaction',
    text: 'Reaction 👍',
    content: { kind: 'reaction', to: `${wamid}ERgSN0ZDMUQyRTNGNzhDMUUA`, emoji: '👍' },
  }),
  'inbound-reaction-removed': aMessage('EhgUM0E5QkMxRDJFM0Y3RThFQgA=', {
    type: 'reaction',
    text: 'Reaction taken back',
    content: { kind: 'reaction', to: `${wamid}ERgSN0ZDMUQyRTNGN0M5RkMA`, emoji: null },
  }),
  'inbound-sticker': aMessage('EhgUM0E5QkMxRDJFM0Y3MTA2MgA=', {
    type: 'sticker',
    text: 'Sticker',
    content: {
      ...media,
      media: 'sticker',
      mediaId: '1903384426671005',
      mimeType: 'image/webp',
      sha256: 'U3RpY2tlclNoYTI1NkJhc2U2NFBhZGRlZFRvNDRDaGE=',
    },
  }),
  'inbound-system-user-id-changed': aMessage('EhgUM0E5QkMxRDJFM0Y4NDVCOAA=', {
    from: null,
    type: 'system',
    text: 'User ananya.rao changed from IN.8842015590371264 to IN.9911402287745530',
    content: {
      kind: 'system',
      change: 'user-id',
      person: { phone: null, userId: 'IN.9911402287745530', parentUserId: null, name: null, username: null },
      previousUserId: 'IN.8842015590371264',
    },
  }),
  'inbound-template-button': aMessage('EhgUM0E5QkMxRDJFM0Y2NzVCNwA=', {
    type: 'button',
    text: 'Track order',
    content: { kind: 'choice', source: 'template', id: 'v1:order.track:SO-10482', title: 'Track order' },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNjU2QzgA`,
  }),
  'inbound-text': aMessage('EhgUM0E5QkMxRDJFM0Y0QzRBNQA=', {
    type: 'text',
    text: 'Hi, is the 5 kg basmati in stock?',
    content: { kind: 'text', body: 'Hi, is the 5 kg basmati in stock?' },
  }),
  'inbound-text-ad-referral': aMessage('EhgUM0E5QkMxRDJFM0Y1N0UzRgA=', {
    type: 'text',
    text: 'Hello! Can I get more info on this?',
    content: { kind: 'text', body: 'Hello! Can I get more info on this?' },
    referral: {
      sourceId: '120230001112223334',
      sourceType: 'ad',
      sourceUrl: 'https://fb.me/7xKd2Qp9',
      clickId: 'ARBx7dQe0Lr-invented-click-id',
      headline: 'Chat to order',
      body: 'Diwali hampers from Rs 799',
    },
  }),
  'inbound-text-product-inquiry': aMessage('EhgUM0E5QkMxRDJFM0Y1NUY1MAA=', {
    type: 'text',
    text: 'Is this available in 10 kg?',
    content: { kind: 'text', body: 'Is this available in 10 kg?' },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNTQwNjEA`,
    aboutProduct: { catalogId: '1180044556677889', retailerId: 'SKU-RICE-5KG' },
  }),
  'inbound-text-reply-context': aMessage('EhgUM0E5QkMxRDJFM0Y1MjE3MgA=', {
    type: 'text',
    text: 'yes, two of these please',
    content: { kind: 'text', body: 'yes, two of these please' },
    repliesTo: `${wamid}ERgSN0ZDMUQyRTNGNTAyODMA`,
  }),
  'inbound-unsupported': aMessage('EhgUM0E5QkMxRDJFM0Y4MDdEQQA=', {
    type: 'unsupported',
    text: 'Unsupported message (poll)',
    content: { kind: 'unsupported', detail: 'Message type is currently not supported. (131051)' },
  }),
  'inbound-video': aMessage('EhgUM0E5QkMxRDJFM0Y2RjE3MwA=', {
    type: 'video',
    text: 'Video: unboxing',
    content: {
      kind: 'media',
      media: 'video',
      mediaId: '1903384426671004',
      mimeType: 'video/mp4',
      sha256: 'VmlkZW9TaGEyNTZCYXNlNjRQYWRkZWRUbzQ0Q2hhcnM=',
      fileName: null,
      caption: 'unboxing',
    },
  }),
}

test('every recorded message has its reading below', () => {
  const names = readdirSync(new URL('./fixtures', import.meta.url)).filter((name) => name.startsWith('inbound-'))

  expect(names.map((name) => name.replace('.json', '')).sort()).toEqual(Object.keys(recorded).sort())
})

test.each(Object.keys(recorded))('reads %s', (name) => {
  expect(readAll(recordedBody(name))).toEqual([recorded[name]])
})

test('a person is read from wherever they are named', () => {
  const contact = {
    profile: { name: 'Ravi', username: 'ravi' },
    wa_id: '919000000001',
    user_id: 'IN.7',
    parent_user_id: 'IN.ENT.7',
  }
  const all = { phone: '+919000000001', userId: 'IN.7', parentUserId: 'IN.ENT.7', name: 'Ravi', username: 'ravi' }

  expect(readMessage({ from: '919000000001' }, [{ wa_id: '911' }, contact]).from).toEqual(all)
  expect(readMessage({ from: null, from_user_id: 'IN.7' }, [{ wa_id: '911' }, contact]).from).toEqual(all)
  expect(readMessage({ from: undefined }, [contact]).from).toEqual(all)
  expect(readMessage({ from: 919000000001 }, []).from?.phone).toBe('+919000000001')
  expect(readMessage({ from: 'IN.7' }, [contact]).from).toEqual(all)
})

// Contacts of somebody else in the same change must lend nobody their name or their phone.
test('nobody is given the name of somebody else', () => {
  const other = { profile: { name: 'Ravi' }, wa_id: '919000000001', user_id: 'IN.7' }

  expect(readMessage({ from: '919000000002', from_user_id: 'IN.8' }, [other]).from).toEqual({
    phone: '+919000000002',
    userId: 'IN.8',
    parentUserId: null,
    name: null,
    username: null,
  })
  expect(readMessage({ from: undefined }, [other, { ...other, user_id: 'IN.9' }]).from).toBeNull()
  expect(readMessage({ from: undefined, type: 'system', system: {} }, [other]).from).toBeNull()
})

test.each<[string, object, Partial<InboundMessage>]>([
  [
    'a text with blanks and lines of its own',
    { type: 'text', text: { body: ' two\n lines ' } },
    { text: ' two\n lines ' },
  ],
  ['a forwarded text', { type: 'text', text: { body: 'x' }, context: { forwarded: true } }, { forwarded: true }],
  [
    'one forwarded often',
    { type: 'text', text: { body: 'x' }, context: { frequently_forwarded: true } },
    { forwarded: true },
  ],
  ['a text in a group', { type: 'text', text: { body: 'x' }, group_id: 'Y2FwaV9n' }, { groupId: 'Y2FwaV9n' }],
  ['an empty context', { type: 'text', text: { body: 'x' }, context: null }, { repliesTo: null, aboutProduct: null }],
  [
    'a placement without a click id',
    { type: 'text', text: { body: 'x' }, referral: { source_type: 'post' } },
    {
      referral: { sourceId: null, sourceType: 'post', sourceUrl: null, clickId: null, headline: null, body: null },
    },
  ],
  [
    'audio that is no voice note',
    { type: 'audio', audio: { id: 19, mime_type: 'audio/mpeg', voice: false } },
    {
      text: 'Audio',
      content: { ...media, media: 'audio', mediaId: '19', mimeType: 'audio/mpeg', sha256: null },
    },
  ],
  [
    'a document with a path for a name',
    { type: 'document', document: { id: '1', filename: '../../etc/passwd' } },
    {
      text: 'Document passwd',
      content: { ...media, media: 'document', mediaId: '1', mimeType: null, sha256: null, fileName: 'passwd' },
    },
  ],
  [
    'a location in strings',
    { type: 'location', location: { latitude: '12.97', longitude: '-77.6' } },
    {
      text: 'Location: (12.97, -77.6)',
      content: { kind: 'location', latitude: 12.97, longitude: -77.6, name: null, address: null },
    },
  ],
  [
    'a location at zero',
    { type: 'location', location: { latitude: 0, longitude: 0, name: null } },
    {
      text: 'Location: (0, 0)',
      content: { kind: 'location', latitude: 0, longitude: 0, name: null, address: null },
    },
  ],
  [
    'a cart in strings',
    {
      type: 'order',
      order: { product_items: [{ product_retailer_id: 77, quantity: '3', item_price: '12.50', currency: 'inr' }] },
    },
    {
      text: 'Cart: 3 × 77 at 12.50 INR',
      content: {
        kind: 'cart',
        catalogId: null,
        note: null,
        items: [{ retailerId: '77', quantity: 3, price: '12.50', currency: 'INR' }],
      },
    },
  ],
  [
    'a cart with a line that cannot be read',
    {
      type: 'order',
      order: {
        catalog_id: '1',
        text: '',
        product_items: [{ product_retailer_id: 'A', quantity: 1 }, { quantity: 2 }, 'x'],
      },
    },
    {
      text: 'Cart: 1 × A, 2 that cannot be read',
      content: {
        kind: 'cart',
        catalogId: '1',
        note: null,
        items: [{ retailerId: 'A', quantity: 1, price: null, currency: null }],
      },
    },
  ],
  [
    'a form whose answer is broken',
    { type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: '{"a":' } } },
    {
      text: 'Form flow: answered, but it cannot be read',
      content: { kind: 'form', name: 'flow', fields: null },
    },
  ],
  [
    'a form whose answer is no text',
    { type: 'interactive', interactive: { nfm_reply: { response_json: { pin: 560038, ok: true } } } },
    {
      text: 'Form: pin: 560038, ok: true',
      content: { kind: 'form', name: null, fields: { pin: '560038', ok: true } },
    },
  ],
  [
    'an address, whose fields stand in fields',
    {
      type: 'interactive',
      interactive: {
        nfm_reply: {
          name: 'address_message',
          response_json: {
            saved_address_id: 'a1',
            values: { name: 'Asha', in_pin_code: 560038, tags: ['home', 'gate 2'], landmark: '' },
            geo: { at: { lat: 12.9 }, seen: [{ by: 'map' }, { by: 'Asha' }] },
          },
        },
      },
    },
    {
      text: 'Form address_message: saved_address_id: a1, name: Asha, in_pin_code: 560038, tags: home, gate 2, geo at lat: 12.9, geo seen by: map, geo seen by: Asha',
    },
  ],
  [
    'a picture without a file, and words under it',
    { type: 'image', image: { caption: 'it came broken' } },
    {
      text: 'Image (missing): it came broken',
      content: { kind: 'unsupported', detail: 'the file of the type image is missing' },
    },
  ],
  [
    'news of a kind that no table has',
    { type: 'system', system: { type: 'constructor' } },
    {
      text: 'A message of WhatsApp’s own',
      content: {
        kind: 'system',
        change: 'other',
        person: { phone: '+919876543210', userId: null, parentUserId: null, name: null, username: null },
        previousUserId: null,
      },
    },
  ],
  [
    'a form with an id beyond 2^53',
    { type: 'interactive', interactive: { nfm_reply: { response_json: '{"id":820982911946154508}' } } },
    {
      text: 'Form: id: 820982911946154508',
      content: { kind: 'form', name: null, fields: { id: '820982911946154508' } },
    },
  ],
  [
    'a permission to call',
    {
      type: 'interactive',
      interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
    },
    {
      text: 'Form call_permission_reply: response: accept',
      content: { kind: 'form', name: 'call_permission_reply', fields: { response: 'accept' } },
    },
  ],
  [
    'a template button without a payload',
    { type: 'button', button: { text: 'Stop' } },
    {
      content: { kind: 'choice', source: 'template', id: 'Stop', title: 'Stop' },
    },
  ],
  [
    'a reaction that is empty',
    { type: 'reaction', reaction: { message_id: 'wamid.b', emoji: '' } },
    {
      content: { kind: 'reaction', to: 'wamid.b', emoji: null },
    },
  ],
  [
    'a card without a WhatsApp number',
    {
      type: 'contacts',
      contacts: [{ name: { first_name: 'Ravi', last_name: 'K' }, phones: [{ phone: '080 4718' }] }, {}],
    },
    {
      text: 'Contacts: Ravi K 080 4718; Without a name',
      content: {
        kind: 'contacts',
        shared: false,
        contacts: [
          { name: 'Ravi K', phones: ['080 4718'] },
          { name: null, phones: [] },
        ],
      },
    },
  ],
  [
    'a number that only the card holds',
    {
      type: 'contacts',
      contacts: [
        {
          origin: 'contact_request',
          vcard: 'BEGIN:VCARD\nFN:Ravi\nTEL;waid=919000000001:+91 90000 00001\nitem1.TEL:+91 1\nEND:VCARD',
        },
      ],
    },
    {
      content: { kind: 'contacts', shared: true, contacts: [{ name: 'Ravi', phones: ['+919000000001', '+91 1'] }] },
    },
  ],
  [
    'a changed number',
    {
      type: 'system',
      system: { type: 'user_changed_number', wa_id: '12195555358', user_id: 'US.2', previous_user_id: 'US.1' },
    },
    {
      text: 'The customer’s phone number changed',
      content: {
        kind: 'system',
        change: 'number',
        person: { phone: '+12195555358', userId: 'US.2', parentUserId: null, name: null, username: null },
        previousUserId: 'US.1',
      },
    },
  ],
  [
    'a changed identity',
    { type: 'system', system: { type: 'customer_identity_changed' } },
    {
      content: {
        kind: 'system',
        change: 'identity',
        person: { phone: '+919876543210', userId: null, parentUserId: null, name: null, username: null },
        previousUserId: null,
      },
    },
  ],
])('reads %s', (_, message, expected) => {
  expect(readMessage(message)).toMatchObject(expected)
})

// The customer sees the message as sent: it is answered politely, not lost.
test.each<[string, object, string | null, string]>([
  ['a type of tomorrow', { type: 'hologram', hologram: { id: 1 } }, 'hologram', 'Unsupported message (hologram)'],
  [
    'the name of something every object has',
    { type: 'constructor' },
    'constructor',
    'Unsupported message (constructor)',
  ],
  ['no type', { type: null, errors: [{ code: 131051, title: 'Unknown' }] }, 'Unknown (131051)', 'Unsupported message'],
  [
    'an interactive without its object',
    {
      type: 'interactive',
      errors: [{ code: 131000, title: 'Something went wrong', error_data: { details: 'Try later' } }],
    },
    'Try later (131000)',
    'Unsupported message (interactive)',
  ],
  [
    'an interactive of a new kind',
    { type: 'interactive', interactive: { type: 'new_reply', new_reply: {} } },
    'what belongs to the type interactive is missing or cannot be read',
    'Unsupported message (interactive)',
  ],
  [
    'a text without words',
    { type: 'text', text: {} },
    'what belongs to the type text is missing or cannot be read',
    'Unsupported message (text)',
  ],
  [
    'an image without an id',
    { type: 'image', image: { mime_type: 'image/png' } },
    'what belongs to the type image is missing or cannot be read',
    'Unsupported message (image)',
  ],
  [
    'a location that is none',
    { type: 'location', location: { latitude: '91', longitude: '0' } },
    'what belongs to the type location is missing or cannot be read',
    'Unsupported message (location)',
  ],
  [
    'a location in words',
    { type: 'location', location: { latitude: 'north', longitude: '0' } },
    'what belongs to the type location is missing or cannot be read',
    'Unsupported message (location)',
  ],
  [
    'an empty cart',
    { type: 'order', order: { product_items: [] } },
    'what belongs to the type order is missing or cannot be read',
    'Unsupported message (order)',
  ],
  ['unsupported without words', { type: 'unsupported' }, null, 'Unsupported message'],
])('keeps %s as unsupported', (_, message, detail, text) => {
  expect(readMessage(message)).toMatchObject({ content: { kind: 'unsupported', detail }, text })
})

test('a message without an id is the same one each time', () => {
  const message = { id: undefined, type: 'system', system: { type: 'user_changed_user_id' } }

  expect(readMessage(message).providerMessageId).toMatch(/^none:message:[0-9a-f]{64}$/)
  expect(readMessage(message)).toEqual(readMessage(message))
})

test.each([
  [undefined, 'the timestamp of a message is missing'],
  [null, 'the timestamp of a message is missing'],
  ['yesterday', 'the timestamp of a message is not a plausible time'],
  ['0', 'the timestamp of a message is not a plausible time'],
  ['999999999', 'the timestamp of a message is not a plausible time'],
  ['99999999999', 'the timestamp of a message is not a plausible time'],
  [-1795000000, 'the timestamp of a message is not a plausible time'],
  [1795000000.5, 'the timestamp of a message is not a plausible time'],
])('refuses the time %s in words', (timestamp, detail) => {
  const failure = failureOf(() => readMessage({ type: 'text', text: { body: 'x' }, timestamp }))

  expect(failure).toMatchObject({ code: 'payload-unreadable', facts: { detail } })
})

test.each([1795000000, '1795000000', ' 1795000000 ', 1795000000000, '1795000000000'])(
  'reads the time %s',
  (timestamp) => {
    expect(readMessage({ type: 'text', text: { body: 'x' }, timestamp }).sentAt).toBe('2026-11-18T11:06:40Z')
  },
)

test('an item that was heard and cannot be read says why', () => {
  const body = Buffer.from(messagesBody([{ metadata: null, messages: [{ id: 'wamid.a' }] }]))
  const [event] = heardIn(body).events

  const failure = failureOf(() => whatsappCloudMessages.readItem(body, event?.dedupeKey ?? ''))

  expect(failure).toMatchObject({
    code: 'payload-unreadable',
    facts: { detail: 'it does not say which number it concerns' },
  })
})

test('a choice that does not say at which number it was made is the account’s', () => {
  const stop = { wa_id: '919876543210', category: 'marketing_messages', value: 'stop', timestamp: '1795000000' }
  const body = Buffer.from(messagesBody([{ metadata: null, user_preferences: [stop] }], { field: 'user_preferences' }))

  const { events } = heardIn(body)

  expect(events).toMatchObject([{ providerKey: 'waba:218840199871234', meaning: 'messaging-account' }])
  expect(whatsappCloudMessages.readItem(body, events[0]?.dedupeKey ?? '')).toMatchObject({
    preference: { person: { phone: '+919876543210' }, value: 'stop' },
  })
})

test('a key that is not in the body is refused', () => {
  const body = Buffer.from(messagesBody([{ messages: [{ id: 'wamid.a' }] }]))

  expect(failureOf(() => whatsappCloudMessages.readItem(body, 'message:0')).code).toBe('payload-unreadable')
})

test('words that no database takes are cleaned', () => {
  expect(readMessage({ type: 'text', text: { body: 'a\u0000b\ud800c' } }).text).toBe('ab\ufffdc')
})

// Whatever a field holds, a message with an id and a time is read: its reading never fails for the rest.
test('no field of another type than documented makes a message unreadable', () => {
  const types = [
    'text',
    'interactive',
    'button',
    'image',
    'audio',
    'document',
    'location',
    'contacts',
    'order',
    'reaction',
    'system',
    'unsupported',
  ]
  const arbitrary = fc.constantFrom(...types).chain((type) =>
    fc.record({
      type: fc.constant(type),
      [type]: fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.dictionary(
          fc.constantFrom('id', 'body', 'type', 'product_items', 'nfm_reply', 'phones', 'name', 'latitude'),
          fc.jsonValue({ maxDepth: 2 }),
        ),
      ),
      context: fc.jsonValue({ maxDepth: 2 }),
      referral: fc.jsonValue({ maxDepth: 2 }),
      errors: fc.jsonValue({ maxDepth: 2 }),
      from: fc.jsonValue({ maxDepth: 1 }),
    }),
  )
  fc.assert(
    fc.property(arbitrary, fc.array(fc.jsonValue({ maxDepth: 2 })), (message, contacts) => {
      const read = readMessage(message, contacts as object[])

      expect(read.text).not.toBe('')
      expect(() => JSON.stringify(read)).not.toThrow()
    }),
  )
})

function failureOf(read: () => unknown): AppError {
  try {
    read()
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown
    throw thrown
  }
  throw new Error('it was read')
}
