import { readdirSync } from 'node:fs'
import { AppError } from '@crossdock/contracts/errors'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ChannelItem } from '../ports/messaging.ts'
import { bodyOf, type Change, changes, splitUp } from './an-arbitrary-body.ts'
import { whatsappCloudMessages } from './mapping.ts'
import { fixture, heardIn, messagesBody, metadata, recordedBody } from './test-bodies.ts'

const schema = new Ajv2020({ strict: false }).compile(fixture('whatsapp-webhook.schema'))

/** Each thing that bodies tell, by whose it is and its key. */
function told(bodies: Buffer[]): Map<string, ChannelItem> {
  return new Map(
    bodies.flatMap((body) => {
      const { events, parts } = heardIn(body)
      return events.map(({ providerKey, dedupeKey }): [string, ChannelItem] => [
        `${providerKey} ${dedupeKey}`,
        whatsappCloudMessages.readItem(parts?.get(providerKey) ?? body, dedupeKey),
      ])
    }),
  )
}

test('a batch in any order, split up or doubled tells the same', () => {
  const arbitrary = changes.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  )
  fc.assert(
    fc.property(arbitrary, ([all, shuffled]) => {
      const whole = told([bodyOf(all)])

      expect(told([bodyOf(shuffled)])).toEqual(whole)
      expect(told(all.flatMap(splitUp).map((change) => bodyOf([change])))).toEqual(whole)
      expect(told([bodyOf([...shuffled, ...all])])).toEqual(whole)
    }),
    { numRuns: 60 },
  )
})

test('every heard key is found, and no two items share one', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const body = bodyOf(all)
      const { events } = heardIn(body)

      for (const { dedupeKey } of events) expect(() => whatsappCloudMessages.readItem(body, dedupeKey)).not.toThrow()
      const keys = events.map(({ providerKey, dedupeKey }) => `${providerKey} ${dedupeKey}`)
      expect(new Set(keys).size).toBe(keys.length)
      const messages = all.flatMap(({ value }) => (value.messages as unknown[] | undefined) ?? [])
      expect(events.filter(({ meaning }) => meaning === 'message')).toHaveLength(messages.length)
    }),
    { numRuns: 60 },
  )
})

test('what the schema of the contract takes is read', () => {
  fc.assert(
    fc.property(changes, (all) => {
      const body = bodyOf(all)

      expect(schema(JSON.parse(body.toString())), JSON.stringify(schema.errors)).toBe(true)
      expect(() => told([body])).not.toThrow()
    }),
    { numRuns: 60 },
  )
})

const recorded = readdirSync(new URL('./fixtures', import.meta.url))
  .filter((name) => /^(inbound|status|template|user|account|value).*\.json$/.test(name))
  .map((name) => name.replace('.json', ''))

test.each(recorded)('the schema takes %s, and so does its part of a batch', (name) => {
  const body = recordedBody(name)
  const other = messagesBody([{ metadata: { phone_number_id: '99' }, errors: [{ code: 1 }] }])
  const batch = fixture(name)
  batch.entry.push(...JSON.parse(other).entry)

  const { events, parts } = heardIn(Buffer.from(JSON.stringify(batch)))

  expect(schema(JSON.parse(body.toString()))).toBe(true)
  expect(events).toHaveLength(2)
  for (const { providerKey } of events) {
    const part = JSON.parse(Buffer.from(parts?.get(providerKey) ?? []).toString())
    expect(schema(part), JSON.stringify(schema.errors)).toBe(true)
  }
})

test('a part holds nothing of other accounts', () => {
  const marked = changes.map((all) =>
    all.map((change) => ({ ...change, value: { ...change.value, marker: ownerOf(change) } })),
  )
  fc.assert(
    fc.property(marked, (all) => {
      const { parts } = heardIn(bodyOf(all))
      const owners = new Set(all.map(ownerOf))

      expect(new Set(parts?.keys())).toEqual(owners.size < 2 ? new Set() : owners)
      for (const [owner, part] of parts ?? []) {
        const found = Buffer.from(part)
          .toString()
          .match(/"marker":"[^"]*"/g)
        expect(new Set(found)).toEqual(new Set([`"marker":"${owner}"`]))
      }
    }),
    { numRuns: 60 },
  )
})

function ownerOf({ waba, field, value }: Change): string {
  const number = (value.metadata as { phone_number_id?: string } | undefined)?.phone_number_id
  return number !== undefined && ['messages', 'user_preferences'].includes(field) ? number : `waba:${waba}`
}

test('a body of one account has no parts', () => {
  const body = messagesBody([{ messages: [{ id: 'wamid.a' }] }, { statuses: [{ id: 'wamid.b', status: 'read' }] }])

  expect(heardIn(Buffer.from(body)).parts).toBeUndefined()
})

test('a part keeps numbers as they were written, and leaves out what stands beside the changes', () => {
  const value = (number: string) =>
    `{"metadata":{"phone_number_id":"${number}"},"messages":[{"id":"wamid.${number}","n":12345678901234567890,"price":649.0,"half":"\\ud800"}]}`
  const entry = (number: string) =>
    `{"id":"1","time":1795000000,"secret":"of ${number}","changes":[{"field":"messages","value":${value(number)}}]}`
  const body = Buffer.from(
    `{"object":"whatsapp_business_account","secret":"of all","entry":[${entry('5')},${entry('6')}]}`,
  )

  const part = Buffer.from(heardIn(body).parts?.get('5') ?? []).toString()

  expect(part).toBe(
    `{"object":"whatsapp_business_account","entry":[{"id":"1","time":1795000000,"changes":[{"field":"messages","value":${value('5')}}]}]}`,
  )
})

test('what names no account is nobody’s, and is in no other’s part', () => {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      { nobody: 'knows' },
      { id: '1', changes: [{ field: 'messages', value: { metadata, messages: [{ id: 'wamid.a' }] } }] },
    ],
  })

  const { events, parts } = heardIn(Buffer.from(body))

  expect(events.map(({ providerKey }) => providerKey).sort()).toEqual([metadata.phone_number_id, 'unknown'])
  expect(Buffer.from(parts?.get('unknown') ?? []).toString()).toContain('knows')
  expect(Buffer.from(parts?.get(metadata.phone_number_id) ?? []).toString()).not.toContain('knows')
})

test('what another product of Meta’s posts is recorded and nothing follows', () => {
  const body = JSON.stringify({
    object: 'instagram',
    entry: [{ id: '1', changes: [{ field: 'comments', value: {} }] }],
  })

  expect(heardIn(Buffer.from(body)).events).toMatchObject([{ topic: 'comments', meaning: 'other' }])
})

/** A body with one of its values, wherever it stands, replaced by another. */
function spoilt(body: unknown, place: number, by: unknown): unknown {
  let seen = -1
  const walk = (value: unknown): unknown => {
    seen += 1
    if (seen === place) return by
    if (Array.isArray(value)) return value.map(walk)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner)]))
  }
  return walk(body)
}

// What Meta changes tomorrow may make an item unreadable, in words; never the reader fall over, and never its neighbour.
test('a value of another type anywhere is read or refused in words', () => {
  const neighbour = { metadata, messages: [{ id: 'wamid.neighbour', from: '919000000001', timestamp: '1795000000' }] }
  fc.assert(
    fc.property(
      fc.constantFrom(...recorded),
      fc.nat(60),
      fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(undefined, 1795000000, '1795000000', '', '{}', [[]])),
      (name, place, by) => {
        const { entry } = fixture(name)
        const entries = [spoilt(entry[0], place, by), { id: '1', changes: [{ field: 'messages', value: neighbour }] }]
        const body = Buffer.from(JSON.stringify({ object: 'whatsapp_business_account', entry: entries }))
        const { events, parts } = heardIn(body)

        const texts = events.map(({ providerKey, dedupeKey }) => {
          try {
            const item = whatsappCloudMessages.readItem(parts?.get(providerKey) ?? body, dedupeKey)
            return item.kind === 'message' ? item.message.providerMessageId : item.kind
          } catch (thrown) {
            if (thrown instanceof AppError && thrown.code === 'payload-unreadable') return thrown.facts.detail
            throw thrown
          }
        })
        expect(texts).toContain('wamid.neighbour')
      },
    ),
    { numRuns: 500 },
  )
})

// Whoever keeps an endpoint of their own can sign what they like, on a hub that others share with them.
test('a body that is made to keep the hub busy does not', () => {
  const change = (value: object) => ({ field: 'messages', value: { metadata, ...value } })
  const many = <T>(n: number, one: (n: number) => T): T[] => Array.from({ length: n }, (_, at) => one(at))
  const accounts = many(19_000, (n) => ({ id: String(n) }))
  const twoAccounts = [{ id: '2' }, ...many(19_000, () => ({ id: '1' }))]
  const strangers = [
    {
      id: '1',
      changes: [
        change({
          messages: many(8_000, (n) => ({ id: `m${n}`, from: `9${n}` })),
          contacts: many(8_000, (n) => ({ wa_id: `8${n}`, user_id: `u${n}` })),
        }),
      ],
    },
  ]
  const countless = [{ id: '1', changes: [change({ errors: many(400_000, (n) => n) })] }]
  const startedMs = performance.now()

  const heard = [accounts, twoAccounts, strangers, countless].map((entry) =>
    heardIn(Buffer.from(JSON.stringify({ entry }))),
  )

  expect(performance.now() - startedMs).toBeLessThan(6_000)
  expect(heard.map(({ events }) => events.length)).toEqual([19_000, 2, 8_000, 1])
  expect(heard[0]?.parts?.size).toBe(19_000)
  expect(heard[3]?.events[0]?.providerKey).toBe('unknown')
})
