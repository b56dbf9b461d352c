import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest } from '#platform/crypto/seal.ts'
import { newId } from '#platform/ids.ts'
import { type Batch, eventOf, type Item } from '#test/harness/a-message-provider.ts'
import {
  aNumber,
  anIntake,
  aSharedEndpoint,
  aTenant,
  counted,
  type Intake,
  post,
  storedBodies,
  type TestNumber,
} from '#test/harness/an-intake.ts'
import { type SeededRandom, seededRandom } from '#test/harness/seeded-random.ts'

/** One event as it stands in the tables, with the work that it caused; what the grouping may change is left out. */
interface Row {
  tenant: string
  connection: string
  key: string
  topic: string
  subject: string | null
  occurredAt: string | null
  kind: string
  lane: string
}

async function rowsOf({ database }: Intake): Promise<Row[]> {
  const { rows } = await database.owner.query<Row>(`
    select e.tenant_id as tenant, e.connection_id as connection, e.dedupe_key as key, e.topic, e.subject_id as subject,
      to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "occurredAt", w.kind, w.lane
    from events e join work w on w.tenant_id = e.tenant_id and w.payload ->> 'eventId' = e.id::text`)
  return rows
}

/** What must be there, from the item alone. */
async function expectedRow(
  { vault }: Intake,
  { tenantId, connectionId, account }: TestNumber,
  item: Item,
): Promise<Row> {
  const { dedupeKey: key, topic } = eventOf(account, item)
  const base = { tenant: tenantId, connection: connectionId, key, topic, occurredAt: item.at ?? null }
  if (item.kind === 'account')
    return { ...base, subject: null, kind: 'test.account', lane: `shop:${connectionId}:account` }
  if (item.kind === 'status') {
    const subject = digest(item.message ?? '')
    return { ...base, subject, kind: 'test.status', lane: `message:${connectionId}:${subject}` }
  }
  const subject = item.person === undefined ? null : await vault.hash(tenantId, 'conversation', item.person)
  return { ...base, subject, kind: 'test.message', lane: `conversation:${connectionId}:${subject ?? `unread-${key}`}` }
}

const lineOf = (row: Row): string => JSON.stringify(Object.entries(row).sort())

interface Said {
  number: TestNumber
  item: Item
}

/** As a provider packs them: what concerns one account together, or here and there. */
function batchOf(said: Said[]): Batch {
  const batch: Batch = []
  for (const { number, item } of said) {
    const last = batch.at(-1)
    if (last?.account === number.account) last.items.push(item)
    else batch.push({ account: number.account, items: [item] })
  }
  return batch
}

function shuffled<T>(random: SeededRandom, list: readonly T[]): T[] {
  const left = [...list]
  for (let at = left.length - 1; at > 0; at--) {
    const other = random.int(0, at)
    ;[left[at], left[other]] = [left[other] as T, left[at] as T]
  }
  return left
}

async function someNumbers(
  intake: Intake,
  endpoint: Awaited<ReturnType<typeof aSharedEndpoint>>,
): Promise<TestNumber[]> {
  const numbers: TestNumber[] = []
  for (let tenant = 0; tenant < 4; tenant++) {
    const tenantId = await aTenant(intake)
    for (let number = 0; number < 2; number++) numbers.push(await aNumber(intake, endpoint, { tenantId }))
  }
  return numbers
}

const phoneOf = (n: number): string => `9190000${String(n).padStart(5, '0')}`
/** As WhatsApp makes them: the phone is in it. */
const messageIdOf = (phone: string, n: number): string =>
  `wamid.${Buffer.from(`\x1d\x0b${phone}\x15\x02${String(n).padStart(8, '0')}`).toString('base64')}`

test('ten thousand messages and statuses, shuffled and doubled in bodies of any size, are one event each', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const numbers = await someNumbers(intake, endpoint)
  const stranger: TestNumber = { tenantId: '', connectionId: '', account: 'a-stranger' }
  const random = seededRandom(20_261_128)
  const said: Said[] = Array.from({ length: 10_000 }, (_, n) => {
    const person = phoneOf(random.int(0, 400))
    const number = random.pick(numbers)
    if (n % 3 !== 0) return { number, item: { kind: 'message', id: `${n}`, person, text: `it is ${n}` } }
    // A few statuses of each message.
    return { number, item: { kind: 'status', id: `${n}`, message: messageIdOf(person, n % 900) } }
  })
  const strangers: Said[] = Array.from({ length: 100 }, (_, n) => ({
    number: stranger,
    item: { kind: 'message', id: `${n}`, person: phoneOf(n), text: 'not ours' },
  }))
  const queue = shuffled(random, [...said, ...said, ...strangers])
  const batches: Batch[] = []
  while (queue.length > 0) batches.push(batchOf(queue.splice(0, random.pick([1, 1, 2, 7, 40, 150, 400]))))

  const statuses = new Map<number, number>()
  const waiting = [...batches]
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (let batch = waiting.pop(); batch; batch = waiting.pop()) {
        const { status } = await post(endpoint, batch)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
    }),
  )

  expect([...statuses]).toEqual([[200, batches.length]])
  const expected = await Promise.all(said.map(({ number, item }) => expectedRow(intake, number, item)))
  const rows = await rowsOf(intake)
  expect(rows).toHaveLength(10_000)
  expect(rows.map(lineOf).sort()).toEqual(expected.map(lineOf).sort())
  expect(intake.rung).toHaveLength(10_000)
  expect(await counted(intake, endpoint, 'nobody')).toBe(100)

  // No body holds what is another tenant's, and none that is kept is kept for nothing.
  const accountsOf = (tenantId: string): string[] =>
    numbers.filter((number) => number.tenantId === tenantId).map(({ account }) => account)
  const bodies = await storedBodies(intake)
  for (const { tenantId, body } of bodies) {
    const accounts = (JSON.parse(body) as Batch).map(({ account }) => account)
    expect(accountsOf(tenantId)).toEqual(expect.arrayContaining(accounts))
  }
  const { rows: idle } = await intake.database.owner.query(
    'select from deliveries d where not exists (select from events e where e.tenant_id = d.tenant_id and e.delivery_id = d.id)',
  )
  expect(idle).toHaveLength(0)

  // Nor does any row that is not sealed hold a phone, plain or inside the id of a message.
  const { rows: lines } = await intake.database.owner.query<{ line: string }>(`
    select e::text as line from events e union all select w::text from work w union all select l::text from lanes l
    union all select c::text from endpoint_counters c union all select d.headers::text from deliveries d`)
  const atRest = lines.map(({ line }) => line).join('\n')
  expect(atRest).toContain('conversation:')
  expect(atRest).not.toMatch(/9190000\d{5}/)
  expect(atRest).not.toContain('wamid')
})

test('however the same items are grouped, doubled and ordered, the same events stand there in the end', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const numbers = await someNumbers(intake, endpoint)
  const item = fc.record(
    {
      number: fc.nat({ max: numbers.length - 1 }),
      kind: fc.constantFrom<Item['kind']>('message', 'status', 'account'),
      person: fc.option(fc.nat({ max: 3 })),
      message: fc.nat({ max: 3 }),
      at: fc.option(fc.constantFrom('2026-11-18T06:40:00Z', '2026-11-18T06:41:00Z')),
    },
    { noNullPrototype: true },
  )
  // Where each is said: body numbers, so often as it is said.
  const places = fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 })

  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(item, places), { minLength: 1, maxLength: 14 }),
      fc.boolean(),
      async (items, atOnce) => {
        await intake.database.owner.query('delete from work; delete from events; delete from deliveries')
        const run = newId()
        const bodies: Said[][] = Array.from({ length: 5 }, () => [])
        const all = items.map(([{ number, kind, person, message, at }, where], n): Said => {
          const said: Said = {
            number: numbers[number] as TestNumber,
            item: {
              kind,
              id: `${run}-${n}`,
              ...(person === null ? {} : { person: phoneOf(person) }),
              message: messageIdOf(phoneOf(message), message),
              ...(at === null ? {} : { at }),
            },
          }
          for (const place of where) bodies[place]?.push(said)
          return said
        })
        const posts = bodies.filter((said) => said.length > 0).map((said) => () => post(endpoint, batchOf(said)))

        const answers = atOnce ? await Promise.all(posts.map((send) => send())) : []
        if (!atOnce) for (const send of posts) answers.push(await send())

        expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
        const expected = await Promise.all(all.map(({ number, item }) => expectedRow(intake, number, item)))
        expect((await rowsOf(intake)).map(lineOf).sort()).toEqual(expected.map(lineOf).sort())
      },
    ),
    { numRuns: 40 },
  )
})

test('a body of three megabytes with thousands of statuses is recorded within a second or two, and a larger one is refused', async () => {
  await using intake = await anIntake()
  const endpoint = await aSharedEndpoint(intake)
  const [a, b] = [await aNumber(intake, endpoint), await aNumber(intake, endpoint)]
  const filler = 'x'.repeat(320)
  const status = (n: number): Item => ({
    kind: 'status',
    id: `${n}`,
    message: messageIdOf(phoneOf(n), n),
    text: filler,
  })
  const batch: Batch = [a, b].map(({ account }) => ({
    account,
    items: Array.from({ length: 3_600 }, (_, n) => status(n)),
  }))
  const largest = 3 * 1024 * 1024
  const length = JSON.stringify(batch).length
  expect(length).toBeGreaterThan(2.9e6)
  expect(length).toBeLessThan(largest)

  const startedMs = performance.now()
  const answer = await post(endpoint, batch)
  const tookMs = performance.now() - startedMs
  const larger = await post(endpoint, [
    ...batch,
    { account: a.account, items: [{ ...status(1), text: filler.repeat(1_000) }] },
  ])

  expect(answer.status).toBe(200)
  expect(larger.status).toBe(413)
  const { rows } = await intake.database.owner.query('select count(*)::int as n from events')
  expect(rows).toEqual([{ n: 7_200 }])
  // Meta gives up after some ten seconds; the machine may be busy with other tests.
  expect(tookMs).toBeLessThan(10_000)
})
