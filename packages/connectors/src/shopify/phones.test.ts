import { expect, test } from 'vitest'
import { toE164 } from './phones.ts'

test.each([
  '+919000000003',
  '09000000003',
  '9000000003',
  '00919000000003',
  '919000000003',
  '+91 90000 00003',
  '90000-00003',
  '(+91) 9000000003',
  ' +91-90000-00003 ',
])('reads the Indian phone %s', (typed) => {
  expect(toE164(typed, 'IN')).toBe('+919000000003')
})

test.each(['', '12345', '+91', 'none', null, undefined])('finds no phone in %s', (typed) => {
  expect(toE164(typed, 'IN')).toBeNull()
})

test('reads a national number in the country given', () => {
  expect(toE164('07911 123456', 'GB')).toBe('+447911123456')
})

test('reads only international numbers when the country is unknown', () => {
  expect(toE164('9000000003', '??')).toBeNull()
  expect(toE164('+919000000003', '??')).toBe('+919000000003')
})
