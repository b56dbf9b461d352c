import { newId } from '#platform/ids.ts'
import { type Kind, polite } from './attack.ts'
import { anOrder, type Cast, type Header, headersFor, request, signatureOf } from './cast.ts'

/** Well-formed requests that nobody entitled has signed, or that came before. Nothing of them is recorded. */
export const forgedKinds: Kind[] = [
  {
    name: 'forged signature',
    weight: 14,
    make(cast) {
      const { random, mine } = cast
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, { 'x-shopify-hmac-sha256': forgery(cast, body) })
      // 400: bytes that may not stand in a header.
      return polite(request(mine.path, headers, body), [400, 401])
    },
  },
  {
    name: 'changed after signing',
    weight: 6,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      const changed = Buffer.from(body)
      const at = random.int(0, changed.length - 1)
      changed[at] = (changed[at] as number) ^ (1 << random.int(0, 7))
      return polite(request(mine.path, headers, changed), [401])
    },
  },
  {
    name: 'two signatures',
    weight: 2,
    make({ random, mine, theirs }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      const other: Header = ['X-Shopify-Hmac-Sha256', signatureOf(body, theirs.secret)]
      return polite(request(mine.path, random.next() < 0.5 ? [...headers, other] : [other, ...headers], body), [401])
    },
  },
  {
    name: 'two shops or two ids',
    weight: 2,
    make({ random, mine, theirs }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      return polite(request(mine.path, [...headers, ['x-shopify-shop-domain', theirs.shopDomain]], body), [401])
    },
  },
  {
    name: 'endpoint of another tenant',
    weight: 6,
    make({ random, mine, theirs }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      return polite(request(theirs.path, headers, body), [401])
    },
  },
  {
    name: 'replayed',
    weight: 8,
    make(cast) {
      const before = cast.random.pick(cast.accepted)
      const body = before?.body ?? anOrder(cast.random)
      const shop = before?.shop ?? cast.mine
      const { headers } = headersFor(shop, body, { 'x-shopify-webhook-id': before?.webhookId ?? newId() })
      if (!before) return polite(request(shop.path, withoutSignature(headers), body), [401])
      return polite(request(shop.path, headers, body), [200])
    },
  },
  {
    name: 'replayed elsewhere',
    weight: 4,
    make(cast) {
      const before = cast.random.pick(cast.accepted)
      const body = before?.body ?? anOrder(cast.random)
      const { headers } = headersFor(cast.mine, body, { 'x-shopify-shop-domain': cast.theirs.shopDomain })
      return polite(request(cast.theirs.path, headers, body), [401])
    },
  },
  {
    name: 'unknown endpoint',
    weight: 6,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      return polite(request(`/hooks/${newId()}`, headers, body), [404])
    },
  },
  {
    name: 'tricks in the path',
    weight: 6,
    make(cast) {
      const { random, mine } = cast
      const body = anOrder(random)
      const { headers } = headersFor(mine, body, { 'x-shopify-hmac-sha256': forgery(cast, body) })
      const id = mine.path.slice('/hooks/'.length)
      const path = random.pick([
        `${mine.path}/`,
        `${mine.path}/secret`,
        `${mine.path}%00`,
        `${mine.path}%2f`,
        `/hooks/${id.toUpperCase()}X`,
        `/HOOKS/${id}`,
        `//hooks/${id}`,
        `/hooks//${id}`,
        `/hooks/../hooks/${id}`,
        `/./hooks/${id}`,
        '/hooks/',
        '/hooks/..%2f..%2fetc%2fpasswd',
        '/hooks/%zz',
        `/hooks/${'a'.repeat(2_000)}`,
        `http://elsewhere.example${mine.path}`,
        '/hooks/__proto__',
        '*',
      ])
      // 401: RFC 9112 §3.2.2 wants the absolute form understood, so there it comes down to the signature.
      return polite(request(path, headers, body), [400, 401, 404, 414])
    },
  },
  {
    name: 'other methods',
    weight: 4,
    make({ random, mine }) {
      const method = random.pick(['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])
      const body = anOrder(random)
      const { headers } = headersFor(mine, body)
      // 403: this provider never asks by GET whether the address is right.
      const may = method === 'GET' ? [403] : [400, 404, 405]
      return { ...polite(request(mine.path, headers, body, { method }), may), afresh: true }
    },
  },
  {
    name: 'HEAD',
    weight: 1,
    make({ mine }) {
      const bytes = request(mine.path, [['host', 'hub.example']], null, { method: 'HEAD' })
      return { ...polite(bytes, [404]), bodiless: true }
    },
  },
]

function withoutSignature(headers: Header[]): Header[] {
  return headers.filter(([name]) => name !== 'x-shopify-hmac-sha256')
}

function forgery({ random, mine, theirs }: Cast, body: Buffer): string | null {
  const right = signatureOf(body, mine.secret)
  return random.pick([
    null,
    '',
    'AAAA',
    right.slice(0, -2),
    `${right}=`,
    right.toLowerCase() === right ? `${right}x` : right.toLowerCase(),
    Buffer.from(right, 'base64').toString('hex'),
    random.bytes(32).toString('base64'),
    signatureOf(body, mine.oldSecret),
    signatureOf(body, theirs.secret),
    signatureOf(body, ''),
    `sha256=${right}`,
    `${right}, ${right}`,
    'x'.repeat(random.int(1, 8_000)),
    random
      .bytes(44)
      .toString('latin1')
      .replace(/[\r\n\0]/g, '?'),
  ])
}
