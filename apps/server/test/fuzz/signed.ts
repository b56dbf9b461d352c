import { newId } from '#platform/ids.ts'
import { type Attack, type Kind, polite, recorded } from './attack.ts'
import { anOrder, type Cast, chunked, type FuzzShop, headersFor, request } from './cast.ts'

/** What is rightly signed: answered 200, and recorded once. */
export const signedKinds: Kind[] = [
  { name: 'valid order', weight: 6, make: (cast) => signed(cast, anOrder(cast.random)) },
  {
    name: 'valid, chunked',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers, webhookId } = headersFor(mine, body, { 'content-length': null, 'transfer-encoding': 'chunked' })
      return polite(
        request(mine.path, headers, chunked(body, random.int(1, 4_000))),
        [200],
        recorded(mine, webhookId, body),
      )
    },
  },
  {
    name: 'valid, HTTP/1.0',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers, webhookId } = headersFor(mine, body)
      const bytes = request(mine.path, headers, body, { version: 'HTTP/1.0' })
      return { ...polite(bytes, [200], recorded(mine, webhookId, body)), afresh: true }
    },
  },
  {
    name: 'valid, odd content type',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const type = random.pick([
        null,
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
        'application/JSON; charset=latin1',
      ])
      const { headers, webhookId } = headersFor(mine, body, { 'content-type': type })
      return polite(request(mine.path, headers, body), [200], recorded(mine, webhookId, body))
    },
  },
  {
    name: 'valid, unreadable content type',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const type = random.pick([';;;', '/', 'application', 'a/b/c', '\u00ff', ''])
      const { headers, webhookId } = headersFor(mine, body, { 'content-type': type })
      return polite(request(mine.path, headers, body), [200, 400], recorded(mine, webhookId, body))
    },
  },
  {
    name: 'valid, long or strange names',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const long = random.bytes(random.int(50, 4_500)).toString('hex')
      const changes = random.pick<Record<string, string>>([
        { 'x-shopify-webhook-id': `${newId()}-${long}` },
        { 'x-shopify-event-id': long },
        { 'x-shopify-topic': `orders/${long}` },
        { 'x-shopify-topic': '__proto__' },
        { 'x-shopify-triggered-at': '9999-99-99T99:99:99Z' },
        { 'x-shopify-triggered-at': '+275760-09-13T00:00:00.000Z' },
        { 'x-shopify-api-version': long },
      ])
      const { headers, webhookId } = headersFor(mine, body, changes)
      return polite(
        request(mine.path, headers, body),
        [200],
        recorded(mine, webhookId, 'x-shopify-topic' in changes ? null : body),
      )
    },
  },
  {
    name: 'valid, with a query',
    weight: 1,
    make({ random, mine }) {
      const body = anOrder(random)
      const { headers, webhookId } = headersFor(mine, body)
      const query = random.pick(['?', '?a=b', '?__proto__=1', `?${'a=1&'.repeat(500)}`, '?%00', '?%zz', ';a=b'])
      return polite(request(`${mine.path}${query}`, headers, body), [200, 400, 404], recorded(mine, webhookId, body))
    },
  },
  {
    name: 'signed, unreadable',
    weight: 4,
    make({ random, mine }) {
      const body = unreadable(random.int(0, unreadables.length - 1), random.bytes(random.int(1, 300)))
      const long =
        random.next() < 0.2 ? { 'x-shopify-webhook-id': random.bytes(random.int(1, 4_500)).toString('hex') } : {}
      const { headers, webhookId } = headersFor(mine, body, long)
      return polite(request(mine.path, headers, body), [200], recorded(mine, webhookId, null))
    },
  },
  {
    name: 'signed for nobody we know',
    weight: 1,
    make({ random, mine, theirs }) {
      const body = anOrder(random)
      const shop = random.pick([
        theirs.shopDomain,
        'stranger.myshopify.com',
        'no domain at all',
        `${'x'.repeat(300)}.myshopify.com`,
      ])
      const { headers } = headersFor(mine, body, { 'x-shopify-shop-domain': shop })
      return polite(request(mine.path, headers, body), [200, 401])
    },
  },
  {
    // The signature covers the body alone (Shopify's rule), so this cannot be told from a delivery of its own.
    name: 'replayed under a new id',
    weight: 1,
    make(cast) {
      const before = cast.random.pick(cast.accepted)
      return before ? signed(cast, before.body, before.shop) : signed(cast, anOrder(cast.random))
    },
  },
]

function signed({ mine }: Cast, body: Buffer, shop: FuzzShop = mine): Attack {
  const { headers, webhookId } = headersFor(shop, body)
  return polite(request(shop.path, headers, body), [200], recorded(shop, webhookId, body))
}

const unreadables: (string | null)[] = [
  null, // any bytes
  '',
  'null',
  '0',
  '[]',
  '{"id":',
  '<html>',
  '{"id":1}',
  '{"id":9007199254740993}',
  '{"id":1e400}',
  '{"id":-1,"id":"2"}',
  '{"id":"\\u0000","name":"\\u0000"}',
  '{"id":12,"name":"\\ud800","note":"\\udfff\\ud800"}',
  '{"__proto__":{"id":7},"constructor":{"prototype":{"polluted":true}}}',
  '{"id":{"toString":1},"line_items":{"length":9e9}}',
  `{"id":13,"line_items":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  '['.repeat(100_000),
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  `{"id":14,"updated_at":"${'9'.repeat(2_000)}"}`,
  `{"id":15,${Array.from({ length: 2_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  `{"id":16,"total_price":"${'9'.repeat(400)}","currency":"INR","line_items":[]}`,
]

function unreadable(which: number, noise: Buffer): Buffer {
  const text = unreadables[which]
  return text === null || text === undefined ? noise : Buffer.from(text)
}
