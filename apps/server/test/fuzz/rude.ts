import { cutOff, type Kind, recorded, rude } from './attack.ts'
import { anOrder, chunked, type Header, headersFor, request } from './cast.ts'

/** Requests that break the rules of the wire. */
export const rudeKinds: Kind[] = [
  {
    name: 'cut off',
    weight: 8,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      const whole = request(mine.path, headers, body)
      return cutOff(whole.subarray(0, random.int(1, whole.length - 1)))
    },
  },
  {
    name: 'cut off, chunked',
    weight: 2,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, { 'content-length': null, 'transfer-encoding': 'chunked' })
      const whole = request(mine.path, headers, chunked(body, 500))
      return cutOff(whole.subarray(0, random.int(1, whole.length - 5)))
    },
  },
  {
    name: 'length too short',
    weight: 3,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, { 'content-length': String(random.int(0, body.length - 1)) })
      return rude([request(mine.path, headers, body)], [400, 401])
    },
  },
  {
    name: 'length impossible',
    weight: 3,
    make({ random, mine }) {
      const body = anOrder(random)
      const length = random.pick(['-1', '1e3', '0x10', ' ', 'NaN', '99999999999999999999', '5, 6', '+7'])
      const { headers } = headersFor(mine, body, { 'content-length': length })
      return rude([request(mine.path, headers, body)], [400, 413, 'hung-up'])
    },
  },
  {
    name: 'two lengths',
    weight: 2,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      const other: Header = ['Content-Length', String(random.int(0, body.length - 1))]
      return rude([request(mine.path, [...headers, other], body)], [400, 'hung-up'])
    },
  },
  {
    name: 'length and chunks',
    weight: 2,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, {
        'transfer-encoding': random.pick(['chunked', 'identity, chunked', 'xchunked']),
      })
      return rude([request(mine.path, headers, chunked(body, 1_000))], [400, 'hung-up'])
    },
  },
  {
    name: 'broken chunks',
    weight: 2,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, { 'content-length': null, 'transfer-encoding': 'chunked' })
      const size = random.pick(['zz', '-5', 'ffffffffffffffffff', '', '10;', '0x5'])
      return rude([request(mine.path, headers, Buffer.from(`${size}\r\n`)), body], [400, 401, 'hung-up'])
    },
  },
  {
    name: 'huge, announced',
    weight: 2,
    make({ random, mine, limitBytes }) {
      const length = random.pick([limitBytes + 1, 3_000_000, 4_194_305, 50_000_000, 2 ** 40])
      const { headers } = headersFor(mine, Buffer.alloc(0), { 'content-length': String(length) })
      return rude([request(mine.path, headers, Buffer.alloc(64 * 1024, 120))], [413])
    },
  },
  {
    name: 'huge, sent whole',
    weight: 0.2,
    make({ random, mine, limitBytes }) {
      const body = Buffer.alloc(limitBytes + random.int(1, 1_000), 120)
      const { headers } = headersFor(mine, body)
      return rude([request(mine.path, headers, body)], [413, 'hung-up'])
    },
  },
  {
    name: 'huge, in chunks',
    weight: 0.3,
    make({ random, mine, limitBytes }) {
      const body = Buffer.alloc(random.pick([limitBytes + 1, 2_000_000, 5_000_000]), 120)
      const { headers } = headersFor(mine, body, { 'content-length': null, 'transfer-encoding': 'chunked' })
      return rude([request(mine.path, headers, chunked(body, 60_000))], [413, 'hung-up'])
    },
  },
  {
    name: 'flood of headers',
    weight: 2,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      const flood: Header[] = random.pick([
        Array.from({ length: 3_000 }, (_, n): Header => [`x-${n}`, '1']),
        [['x-long', 'y'.repeat(40_000)]],
        [['cookie', 'a=b; '.repeat(8_000)]],
      ])
      return rude([request(mine.path, [...flood, ...headers], body)], [431, 400, 'hung-up'])
    },
  },
  {
    name: 'crooked headers',
    weight: 3,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers, webhookId } = headersFor(mine, body)
      const whole = request(mine.path, headers, body).toString('latin1')
      const crooked = random.pick([
        whole.replace('host: ', 'host : '),
        whole.replace('x-shopify-topic: ', 'x-shopify-topic: a\r\n folded: '),
        whole.replace('x-shopify-topic: ', 'x-shopify-topic: \0'),
        whole.replace('HTTP/1.1', 'HTTP/9.9'),
        whole.replace('POST ', 'POST  '),
        whole.replace('x-shopify-hmac-sha256', 'x-shopify-hmac sha256'),
      ])
      // Rightly signed it is: where Node's parser is lenient (two spaces after POST), it is a delivery like any other.
      return rude([Buffer.from(crooked, 'latin1')], [200, 400, 505, 'hung-up'], recorded(mine, webhookId, body))
    },
  },
  {
    name: 'not HTTP at all',
    weight: 3,
    make({ random }) {
      const noise = random.pick([
        random.bytes(random.int(1, 400)),
        Buffer.from('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 'latin1'),
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
        Buffer.from('GET\r\n\r\n'),
        Buffer.from('CONNECT elsewhere.example:443 HTTP/1.1\r\nhost: x\r\n\r\n'),
        Buffer.from('GET /hooks/x HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
      ])
      return rude([Buffer.concat([noise, Buffer.from('\r\n\r\n')])], [400, 404, 431, 505, 'hung-up'])
    },
  },
  {
    name: 'pipelined, valid among forged',
    weight: 2,
    make({ random, mine }) {
      const [first, second, third] = [anOrder(random), anOrder(random), anOrder(random)]
      const forged = (body: Buffer): Buffer =>
        request(mine.path, headersFor(mine, body, { 'x-shopify-hmac-sha256': 'AAAA' }).headers, body)
      const { headers, webhookId } = headersFor(mine, second)
      return {
        pieces: [Buffer.concat([forged(first), request(mine.path, headers, second), forged(third)])],
        answers: 3,
        claims: [
          { may: [401], records: [] },
          { may: [200], records: [recorded(mine, webhookId, second)] },
          { may: [401], records: [] },
        ],
        afresh: true,
      }
    },
  },
  {
    name: 'a byte at a time',
    weight: 0.3,
    make({ random, mine }) {
      const body = Buffer.from('{"id":1}')
      const { headers } = headersFor(mine, body, { 'x-shopify-hmac-sha256': random.bytes(32).toString('base64') })
      return {
        pieces: Array.from(request(mine.path, headers, body), (byte) => Buffer.from([byte])),
        answers: 1,
        claims: [{ may: [401], records: [] }],
        afresh: true,
      }
    },
  },
]
