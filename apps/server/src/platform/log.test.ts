import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLog, scrubText } from './log.ts'

function lines(write: (log: ReturnType<typeof createLog>) => void): string {
  let out = ''
  const sink = new Writable({
    write(chunk, _, done) {
      out += chunk.toString()
      done()
    },
  })
  write(createLog('trace', sink))
  return out
}

// Invented numbers in every form people type them.
const phones = [
  '+919000000001',
  '+91 90000 00001',
  '+91-90000-00001',
  '09000000001',
  '0091 9000000001',
  '9000000001',
  '90000 00001',
  '+1 (202) 555-0147',
  '+4915112345678',
]

test.each(phones)('masks the phone %s wherever it stands', (phone) => {
  const out = lines((log) => {
    log.info(`called ${phone} back`)
    log.info({ note: `ring ${phone}`, deep: { list: [`x ${phone}`] } }, 'with facts')
    log.error({ err: new Error(`duplicate key (phone)=(${phone})`) }, 'database said')
    log.info({ phone, customer: { phone } }, 'by key')
  })

  expect(out).not.toContain(phone)
  expect(out.replaceAll(/\D/g, ' ')).not.toMatch(/9000000001|2025550147|15112345678/)
})

test('masks secrets in paths, URLs and headers', () => {
  const out = lines((log) => {
    log.info('POST /hooks/0197a-endpoint/sEcReT-path-value?x=1')
    log.info({ url: 'postgres://crossdock:pa55word@127.0.0.1/db' }, 'connecting')
    log.info({ headers: { authorization: 'bearer 46c5aaaaaaaaaaaaaaaa' } }, 'call')
    log.info('Authorization: bearer 46c5aaaaaaaaaaaaaaaa')
    log.info({ err: new Error('token shpat_0123456789abcdef refused, ask ananya@example.com') }, 'x')
  })

  for (const secret of ['sEcReT', 'pa55word', '46c5aaaa', '0123456789abcdef', 'ananya@'])
    expect(out).not.toContain(secret)
})

test('our own ids, amounts and times stay readable', () => {
  const text = 'order 01a1fd09-d720-7731-8373-9c79027337e9 of 2026-11-21T07:37:22.123Z came to 3844.10 INR, token 42'

  expect(scrubText(text)).toBe(text)
})

test('masks a phone as WhatsApp writes it, without its plus', () => {
  expect(scrubText('wa_id 919000000001 said so')).toBe('wa_id [phone] said so')
})

// Strangers choose some of what we write down. Tried from each of its letters, such a word would take hours.
test.each(['a', '+', '.', '0', 'a://', 'a@', '(0) '])('takes no longer for %j without end', (piece) => {
  const text = piece.repeat(1_000_000 / piece.length)
  const startedMs = performance.now()

  scrubText(text)

  expect(performance.now() - startedMs).toBeLessThan(3_000)
})
