import { expect, test } from 'vitest'
import { causeCode, neverConnected } from './no-answer.ts'

const coded = (code: string) => Object.assign(new Error('socket'), { code })

test('finds the code behind what fetch throws', () => {
  expect(causeCode(new TypeError('fetch failed', { cause: coded('ECONNRESET') }))).toBe('ECONNRESET')
  expect(causeCode(new TypeError('fetch failed', { cause: new AggregateError([coded('ECONNREFUSED')]) }))).toBe(
    'ECONNREFUSED',
  )
  expect(causeCode(new DOMException('timed out', 'TimeoutError'))).toBe('')
  expect(causeCode('a string')).toBe('')
})

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED'])(
  'sent nothing with %s',
  (code) => expect(neverConnected(code)).toBe(true),
)

// These may come after the request was written.
test.each(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'EHOSTUNREACH', 'ERR_SSL_WRONG_VERSION_NUMBER', ''])(
  'may have sent something with %j',
  (code) => expect(neverConnected(code)).toBe(false),
)
