import { expect, test } from 'vitest'
import { phoneOfPerson, readNotice } from './told-on-whatsapp.ts'

test.each([
  [
    'Hello Asha, thank you for your order #1001 over ₹42,806.00. We tell you as soon as it is on its way.',
    { notice: 'order-confirmation', firstName: 'Asha', order: '#1001', amount: '42806.00' },
  ],
  [
    'Hello Asha, your order #1001 has been cancelled. If that surprises you, please answer this message.',
    { notice: 'order-cancelled', firstName: 'Asha', order: '#1001', amount: null },
  ],
  [
    'Hello Asha, before we can send your order #1001 we need something from you: your confirmation of the order. Please answer this message.',
    { notice: 'needs-something', firstName: 'Asha', order: '#1001', amount: null },
  ],
  ['Hello Asha, thank you for your order #1001 over ₹. We tell you as soon as it is on its way.', null],
  ['Hello , thank you for your order #1001 over ₹1.00. We tell you as soon as it is on its way.', null],
  ['You will get no more messages from us.', null],
])('%s', (text, told) => {
  expect(readNotice(text)).toEqual(told)
})

test('no two people have one phone', () => {
  const phones = Array.from({ length: 20_000 }, (_, person) => phoneOfPerson(person))

  expect(new Set(phones).size).toBe(20_000)
  expect(phones.every((phone) => /^\+917006\d{6}$/.test(phone))).toBe(true)
})
