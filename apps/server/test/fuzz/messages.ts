import { createHmac } from 'node:crypto'
import { endpointSecrets, whatsappCloudWebhooks } from '@crossdock/connectors/whatsapp-cloud'
import { newId } from '#platform/ids.ts'
import type { SeededRandom } from '../harness/seeded-random.ts'
import { type Attack, type Kind, polite, type Recorded } from './attack.ts'
import { type Cast, type Header, request, type SharedEndpoint } from './cast.ts'

/** What comes to an endpoint that serves numbers of several tenants: bodies of many items, and checks of the address. */
export const messageKinds: Kind[] = [
  {
    name: 'messages, two tenants and a stranger',
    weight: 6,
    make: (cast) => signed(cast, JSON.stringify(aBody(cast))),
  },
  {
    name: 'messages, twice in a body',
    weight: 1,
    make(cast) {
      const body = aBody(cast)
      return signed(cast, JSON.stringify({ ...body, entry: [...body.entry, ...body.entry.toReversed()] }))
    },
  },
  {
    name: 'messages, signed and bent',
    weight: 4,
    make: (cast) => signed(cast, bent(cast.random, JSON.stringify(aBody(cast)))),
  },
  {
    name: 'messages, signed and strange',
    weight: 2,
    make(cast) {
      const body = JSON.stringify(aBody(cast))
      const [number = ''] = Object.keys(cast.shared.numbers)
      return signed(
        cast,
        cast.random.pick([
          '',
          'null',
          '[]',
          '{"entry":null}',
          '{"entry":[null,1,"x",[],{}]}',
          body.replaceAll(number, `${number}\\u0000`),
          body.replaceAll(number, '\\ud800'),
          body.replaceAll(number, '9'.repeat(100_000)),
          body.replaceAll('"messages"', '"__proto__"'),
          `{"entry":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
          cast.random.bytes(cast.random.int(1, 400)).toString('latin1'),
        ]),
      )
    },
  },
  {
    name: 'messages, forged',
    weight: 4,
    make(cast) {
      const { random, shared, mine } = cast
      const body = Buffer.from(JSON.stringify(aBody(cast)))
      const right = signatureOf(body, shared.appSecret)
      const signature = random.pick([
        null,
        '',
        right.slice('sha256='.length),
        right.slice(0, -2),
        right.toUpperCase(),
        signatureOf(body, shared.verifyToken),
        signatureOf(body, mine.secret),
        signatureOf(body, ''),
        signatureOf(random.bytes(10), shared.appSecret),
      ])
      return polite(request(shared.path, headersFor(body, signature), body), [401])
    },
  },
  {
    name: 'messages, at a shop’s endpoint',
    weight: 1,
    make(cast) {
      const body = Buffer.from(JSON.stringify(aBody(cast)))
      return polite(request(cast.mine.path, headersFor(body, signatureOf(body, cast.mine.secret)), body), [401])
    },
  },
  {
    name: 'address check',
    weight: 2,
    make: ({ random, shared }) => check(shared.path, asked(shared.verifyToken, random.bytes(8).toString('hex')), [200]),
  },
  {
    name: 'address check, refused',
    weight: 3,
    make({ random, shared, mine }) {
      const right = asked(shared.verifyToken, '1')
      return random.pick([
        check(mine.path, right, [403]),
        check(mine.path, '', [403]),
        check(`/hooks/${newId()}`, right, [404]),
        check(shared.path, asked(random.bytes(12).toString('hex'), '1'), [403]),
        check(shared.path, asked(shared.appSecret, '1'), [403]),
        check(shared.path, asked(`verify:${shared.verifyToken}`, '1'), [403]),
        check(shared.path, right.replaceAll('hub.', 'hub_'), [403]),
        check(shared.path, right.replaceAll('hub.', 'hub[').replaceAll('=', ']='), [403]),
        check(shared.path, `${right}&hub.verify_token=x`, [403]),
        check(shared.path, right.replace('subscribe', 'unsubscribe'), [403]),
        check(shared.path, `${'hub.mode=subscribe&'.repeat(300)}x`, [403]),
        check(shared.path, '%00%ff%zz&&==&hub.mode', [403]),
        check(shared.path, '', [403]),
      ])
    },
  },
]

/** What the endpoint knows, as the connector writes it down. */
export function secretsOf({ appSecret, verifyToken }: Pick<SharedEndpoint, 'appSecret' | 'verifyToken'>): string[] {
  return endpointSecrets({ appSecrets: [appSecret], verifyTokens: [verifyToken] })
}

let ids = 0

/** A few messages and statuses of each of some accounts, all new. */
function aBody({ random, shared }: Cast): { object: string; entry: object[] } {
  const accounts = [...Object.keys(shared.numbers), '410000000000000']
  const item = (): { messages: object[] } | { statuses: object[] } => {
    const id = `wamid.${Buffer.from(`${++ids}-${newId()}`).toString('base64')}`
    const phone = `9190000${random.int(10_000, 10_099)}`
    const timestamp = String(random.int(1_790_000_000, 1_795_000_000))
    return random.next() < 0.5
      ? {
          messages: [{ from: phone, id, timestamp, type: 'text', text: { body: random.bytes(12).toString('base64') } }],
        }
      : { statuses: [{ id, status: random.pick(['sent', 'delivered', 'read']), timestamp, recipient_id: phone }] }
  }
  const entry = Array.from({ length: random.int(1, 5) }, () => ({
    id: '218840199871234',
    changes: Array.from({ length: random.int(1, 3) }, () => ({
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '918047180000', phone_number_id: random.pick(accounts) },
        ...item(),
      },
    })),
  }))
  return { object: 'whatsapp_business_account', entry }
}

/** Something in it is gone, doubled or another thing. */
function bent(random: SeededRandom, json: string): string {
  const from = random.int(0, json.length - 1)
  const to = Math.min(json.length, from + random.int(1, 40))
  return (
    json.slice(0, from) +
    random.pick(['', '"', '}', 'null', '\\u0000', json.slice(from, to).repeat(2)]) +
    json.slice(to)
  )
}

/** Rightly signed. What must be recorded of it the connector itself says, and whose the accounts are we know. */
function signed({ shared }: Cast, text: string): Attack {
  const body = Buffer.from(text)
  const signature = signatureOf(body, shared.appSecret)
  const heard = whatsappCloudWebhooks.hear(body, { 'x-hub-signature-256': signature }, secretsOf(shared))
  const events = heard.ok ? heard.events : []
  const records = events.flatMap(({ providerKey, dedupeKey }): Recorded[] => {
    const connectionId = Object.hasOwn(shared.numbers, providerKey) ? shared.numbers[providerKey] : undefined
    return connectionId === undefined ? [] : [{ connectionId, dedupeKey, read: 'message' }]
  })
  return polite(request(shared.path, headersFor(body, signature), body), [200], ...records)
}

function check(path: string, query: string, may: number[]): Attack {
  return polite(request(`${path}?${query}`, [['host', 'hub.example']], null, { method: 'GET' }), may)
}

function asked(token: string, challenge: string): string {
  return `hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(token)}`
}

function signatureOf(body: Uint8Array, secret: string): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
}

function headersFor(body: Uint8Array, signature: string | null): Header[] {
  return [
    ['host', 'hub.example'],
    ['content-type', 'application/json'],
    ['content-length', String(body.length)],
    ...(signature === null ? [] : [['x-hub-signature-256', signature] as Header]),
  ]
}
