import { expect, test } from 'vitest'
import type { TemplateCall, TemplateInfo } from './messaging.ts'
import { whatDoesNotFit } from './template-fit.ts'

const info: TemplateInfo = {
  name: 'order_shipped',
  language: 'en_IN',
  templateId: null,
  status: 'approved',
  category: 'utility',
  quality: null,
  header: { kind: 'document', parameters: [] },
  body: ['customer', 'order_no'],
  buttons: [
    { index: 0, kind: 'url', required: true },
    { index: 1, kind: 'reply', required: false },
  ],
}
const call: TemplateCall = {
  name: 'order_shipped',
  language: 'en_IN',
  category: 'utility',
  header: { media: 'document', link: 'https://example.in/a.pdf' },
  body: [
    { name: 'order_no', text: 'SO-1' },
    { name: 'customer', text: 'Ananya' },
  ],
  buttons: [{ index: 0, kind: 'url', text: 'SO-1' }],
}
const named = (...names: (string | null)[]) => names.map((name) => ({ name, text: 'x' }))
const counted = { ...info, header: { kind: 'text' as const, parameters: [null] }, body: [null, null], buttons: [] }
const countedCall = { ...call, header: named(null), body: named(null, null), buttons: [] }

test('a call with everything fits, names in any order', () => {
  expect(whatDoesNotFit(info, call)).toBeNull()
  expect(whatDoesNotFit({ ...info, status: 'flagged', category: null }, call)).toBeNull()
  expect(whatDoesNotFit(counted, countedCall)).toBeNull()
})

test.each<[string, Partial<TemplateInfo>, Partial<TemplateCall>]>([
  ['it is paused, not approved', { status: 'paused' }, {}],
  ['it is in a state we do not know, not approved', { status: null }, {}],
  ['it is a marketing template and was to be sent as utility', { category: 'marketing' }, {}],
  ['its body wants “customer”', {}, { body: named('order_no') }],
  ['its body has no place for “surname”', {}, { body: named('order_no', 'customer', 'surname') }],
  ['its body wants “customer”, “order_no”', {}, { body: named(null, null) }],
  ['its header wants a document', {}, { header: [] }],
  ['its header takes a document, not an image', {}, { header: { media: 'image', link: 'https://example.in/a.png' } }],
  ['its header takes nothing, not a document', { header: { kind: 'none', parameters: [] } }, {}],
  ['its button at place 0 wants a value', {}, { buttons: [] }],
  [
    'it has no reply button at place 0 that takes a value',
    {},
    { buttons: [{ index: 0, kind: 'reply', payload: 'x' }] },
  ],
  ['it has no url button at place 2 that takes a value', {}, { buttons: [{ index: 2, kind: 'url', text: 'x' }] }],
])('%s', (reason, template, given) => {
  expect(whatDoesNotFit({ ...info, ...template }, { ...call, ...given })).toBe(reason)
})

test.each<[string, Partial<TemplateCall>]>([
  ['its body takes 2 values and 1 were given', { body: named(null) }],
  ['its body takes 2 values and 3 were given', { body: named(null, null, null) }],
  ['its body wants values by position', { body: named('a', 'b') }],
  ['its header takes 1 values and 0 were given', { header: [] }],
  ['its header takes words, not a video', { header: { media: 'video', link: 'https://example.in/a.mp4' } }],
])('%s', (reason, given) => {
  expect(whatDoesNotFit(counted, { ...countedCall, ...given })).toBe(reason)
})
