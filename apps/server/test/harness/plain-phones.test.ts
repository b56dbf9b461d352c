import { expect, test } from 'vitest'
import { PhoneScan, readablePhones, scanInWords } from './plain-phones.ts'

const phone = '+917006123456'
/** As WhatsApp makes the id of a message: base64 of a few bytes around the digits. */
const wamid = `wamid.${Buffer.concat([Buffer.from([0x1c, 0x18, 12]), Buffer.from('917006123456'), Buffer.from([0x15, 2, 0, 0x11, 0x18])]).toString('base64')}`
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const base64url = (text: string): string => Buffer.from(text).toString('base64url')
const hex = (text: string): string => Buffer.from(text).toString('hex')

const hindiEscape = (digit: string): string => `\\\\u0${(0x966 + Number(digit)).toString(16)}`

function scanned(text: string): PhoneScan {
  const scan = new PhoneScan([phone, '+917006999999'])
  scan.look({ where: 'here', text })
  return scan
}

test.each([
  ['plain', `{"phone":"${phone}"}`],
  ['without +', '{"wa_id":"917006123456"}'],
  ['without its country', 'call 7006123456 please'],
  ['as it is dialled at home', 'call 07006123456 please'],
  ['as it is dialled from abroad', '00917006123456'],
  ['in the middle of other digits', 'key 20261128917006123456001'],
  ['between letters', 'id917006123456x'],
  ['spaced', '+91 70061 23456'],
  ['spaced, among other numbers', '1042 70061 23456 77'],
  ['dashed', '70061-23456'],
  ['in brackets', '(+91) 7006 123 456'],
  ['with narrow spaces', '70061\u202f23456'],
  ['in Hindi digits', '९१७००६१२३४५६'],
  ['in Arabic digits, spaced', '٧٠٠٦١ ٢٣٤٥٦'],
  ['in full-width digits', '７００６１２３４５６'],
  ['percent-encoded', '%2B917006123456'],
  ['percent-encoded to the last digit', [...'7006123456'].map((digit) => `%3${digit}`).join('')],
  ['percent-encoded with a space in it', 'to=70061%2023456'],
  ['as escapes of JSON', [...'7006123456'].map((digit) => `\\u003${digit}`).join('')],
  ['as escapes of JSON in JSON, in Hindi', [...'7006123456'].map(hindiEscape).join('')],
  ['in base64', base64(`{"from":"${phone}"}`)],
  ['in base64 that begins anywhere in a word', `chat/x${base64(`to ${phone}`)}`],
  ['in base64url', `?cursor=${base64url(`~~~???${phone}`)}`],
  ['in base64 with Hindi digits', base64('नंबर ९१७००६१२३४५६')],
  ['in the id of a message', `{"id":"${wamid}"}`],
  ['in the id of a message without what it begins with', wamid.slice(6)],
  ['in hexadecimal', hex(`tel:${phone}`)],
  ['in the hexadecimal of a database', `("a","\\\\x${hex(phone)}")`],
  ['in upper-case hexadecimal after a digit', `0x7${hex(phone).toUpperCase()}`],
  ['in base64 in base64', base64(`{"key":"${base64(phone)}"}`)],
  ['in hexadecimal in base64', base64(hex(phone))],
  ['in base64, percent-encoded', encodeURIComponent(base64(`${phone}?`))],
])('a phone is found %s', (_, text) => {
  const { found } = scanned(`before ${text} after`)

  expect(found.map((one) => one.phone)).toContain(phone)
  expect(found[0]?.where).toBe('here')
})

test('says what it unwrapped and what stands around it', () => {
  const { found } = scanned(`x ${base64(`from ${phone}`)}`)

  expect(found[0]).toMatchObject({ wrapped: ['base64'], around: `from ${phone}` })
})

test.each([
  ['another phone', '+917006123457 and 917006123455'],
  ['its keyed hash', 'h1.k1.9yWv3mQ1rQ5qWc7nqQ0h7vJt2q9bYx6aM1o'],
  ['ids and times', '0193a1b2-7006-7123-8456-917006aa1234 2026-11-28 14:10:27.123456+00'],
  ['a time in nanoseconds that happens to hold it', '"startTimeUnixNano":"1795870061234567890"'],
  ['digits that other things part', '70061,23456 and 70061:23456 and 70061"23456'],
  ['a masked one', '+91 ••••• •3456'],
  ['nothing', ''],
])('%s is none', (_, text) => {
  expect(scanned(text).found).toEqual([])
})

test('what was read is counted, and an empty look is not taken for a clean one', () => {
  const scan = scanned('twelve signs')

  expect(scan).toMatchObject({ texts: 1, characters: 12, phones: 2 })
  expect(scanInWords(scan)).toBe('plain phones: 0 of 2 in 1 tables, logs and other texts of 0.0 MB')
  expect(readablePhones(scan)).toEqual([])
  expect(readablePhones(scanned(''))).toEqual([expect.stringContaining('nothing was proved')])
  expect(readablePhones(new PhoneScan([]))).toEqual([expect.stringContaining('nothing was proved')])
})

test('each place is told once for each phone, with what had to be unwrapped', () => {
  const scan = scanned(`${phone} ${base64(`x${phone}`)} ${phone}`)
  scan.look({ where: 'there', text: base64(phone) })

  expect(scanInWords(scan)).toMatch(/^plain phones: 1 of 2 /)
  expect(readablePhones(scan)).toEqual([
    expect.stringMatching(/^\+917006123456 can be read in here.*…/),
    expect.stringMatching(/^\+917006123456 can be read in there \(base64\): …/),
  ])
})

test('a number too short to be told from others is refused', () => {
  expect(() => new PhoneScan(['+49123'])).toThrow(/too short/)
})
