import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toE164 } from './phones.ts'

test.each([
  '+919000000003',
  '09000000003',
  '9000000003',
  '00919000000003',
  '919000000003',
  '0919000000003',
  '+91 90000 00003',
  '+91 (0) 90000 00003',
  '90000-00003',
  '90000–00003',
  '90000_00003',
  '(+91) 9000000003',
  ' +91-90000-00003 ',
  'tel:+919000000003',
  '९००००००००३',
  '+९१ ९०००० ००००३',
  '৯০০০০০০০০৩',
  '９００００００００３',
  '9000000003 / 9000000004',
  '9000000003, 9000000004',
  '90000/00003',
  '9000000003 ext 12',
])('reads the Indian phone %s', (typed) => {
  expect(toE164(typed, 'IN')).toBe('+919000000003')
})

test.each([
  ['080 2345 6789', '+918023456789'],
  ['(022) 2412-3456', '+912224123456'],
  ['+91 11 2345 6789', '+911123456789'],
  ['0091 44 2345 6789', '+914423456789'],
  ['91 22 24123456', '+912224123456'],
])('reads the landline %s', (typed, e164) => {
  expect(toE164(typed, 'IN')).toBe(e164)
})

test.each([
  ...['', '12345', '+91', 'none', null, undefined, '0000000000', '1111111111', '98765 4321', '900000000031', '४२'],
  ...['call me', '9000000003 9000000004', '+91 0919000000003', '0090000 00003', '\u0000', '😀'],
])('finds no phone in %s', (typed) => {
  expect(toE164(typed, 'IN')).toBeNull()
})

// Ten digits that begin with 91 are a number of their own, not a country code with eight digits.
test('keeps a number that begins like the country code', () => {
  for (const typed of ['9198765432', '09198765432', '919198765432', '+91 9198765432', '0919198765432'])
    expect(toE164(typed, 'IN')).toBe('+919198765432')
})

const devanagari = (text: string): string => text.replace(/\d/g, (digit) => String.fromCodePoint(0x966 + Number(digit)))
const mobile = fc
  .tuple(fc.integer({ min: 6, max: 9 }), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([first, rest]) => `${first}${String(rest).padStart(9, '0')}`)
  // Of the ten-digit numbers from 6 up, some ranges are not given out.
  .filter((number) => toE164(`+91${number}`, 'IN') !== null)

test('every way of writing an Indian mobile number is the same phone', () => {
  const prefix = fc.constantFrom(
    '',
    '0',
    '91',
    '+91',
    '0091',
    '091',
    '+91 ',
    '+91-',
    '91 ',
    '(+91) ',
    '+91 0',
    '+91 (0) ',
  )
  const separators = fc.array(fc.constantFrom('', ' ', '-', '.', '  ', '\u00a0', '–'), { minLength: 9, maxLength: 9 })
  const around = fc.constantFrom('', ' ', '\u200b', '\t')
  fc.assert(
    fc.property(mobile, prefix, separators, around, fc.boolean(), (number, before, between, blank, inDevanagari) => {
      const spread = [...number].map((digit, index) => digit + (between[index] ?? '')).join('')
      const typed = `${blank}${before}${spread}${blank}`

      expect(toE164(inDevanagari ? devanagari(typed) : typed, 'IN')).toBe(`+91${number}`)
    }),
    { numRuns: 2_000 },
  )
})

test('what comes out is a phone, and stays the same when it is read again', () => {
  const typed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'0123456789+-() ./९०'), maxLength: 20 }),
  )
  fc.assert(
    fc.property(typed, fc.constantFrom('IN', 'US', 'AE', '??'), (text, country) => {
      const e164 = toE164(text, country)

      if (e164 !== null) {
        expect(e164).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(toE164(e164, country)).toBe(e164)
      }
    }),
    { numRuns: 2_000 },
  )
})

// A wrong number is worse than none: nothing is made up, nothing left out but what leads a number at home or abroad.
test('the digits that come out were typed, in that order and at the end', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789+- '), maxLength: 16 }), (text) => {
      const e164 = toE164(text, 'IN')

      if (e164?.startsWith('+91')) expect(text.replace(/\D/g, '')).toMatch(new RegExp(`^0*(91)?0?${e164.slice(3)}$`))
    }),
    { numRuns: 5_000 },
  )
})

test('reads a national number in the country given', () => {
  expect(toE164('07911 123456', 'GB')).toBe('+447911123456')
})

test('reads only international numbers when the country is unknown', () => {
  expect(toE164('9000000003', '??')).toBeNull()
  expect(toE164('+919000000003', '??')).toBe('+919000000003')
})
