import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wantsOf } from '#modules/messaging/consent-store.ts'
import { keysOf } from '#modules/messaging/conversation-store.ts'
import { noteWish } from '#modules/messaging/index.ts'
import { aMessagingBench, anInbound, aPerson, type MessagingBench, typed } from '#test/harness/a-messaging-bench.ts'

const at = (minutes: number): string => new Date(Date.parse('2026-11-28T09:00:00Z') + minutes * 60_000).toISOString()

async function wants(bench: MessagingBench, phone = aPerson.phone) {
  const { app, deps, tenantId } = bench
  return app.withTenant(tenantId, async (tx) =>
    wantsOf(tx, tenantId, await keysOf(deps.vault, tenantId, { phone, userId: null })),
  )
}

interface ConversationLine {
  id: string
  last_inbound_at: Date | null
  customer_id: string | null
  moved_to: string | null
}

const conversations = (bench: MessagingBench): Promise<ConversationLine[]> =>
  bench.rows('select id, last_inbound_at, customer_id, moved_to from conversations order by id')

test('messages in any order and however often are one row each, and the window only ever moves forward', async () => {
  await using bench = await aMessagingBench()
  let round = 0

  const twiceInAnyOrder = fc
    .uniqueArray(fc.nat(55), { minLength: 2, maxLength: 5 })
    .chain((minutes) =>
      fc.tuple(fc.constant(minutes), fc.shuffledSubarray([...minutes, ...minutes], { minLength: minutes.length * 2 })),
    )
  await fc.assert(
    fc.asyncProperty(twiceInAnyOrder, async ([minutes, order]) => {
      const phone = `+9190000${String(10_000 + round++)}`
      const messages = new Map(
        minutes.map((minute) => [minute, anInbound({ from: { ...aPerson, phone }, sentAt: at(minute) })]),
      )

      for (const minute of order) await bench.receive(messages.get(minute) ?? {})

      const [conversation] = await bench.rows<{ n: number; last: Date }>(
        `select count(m.*)::int as n, max(c.last_inbound_at) as last from conversations c
         join messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id
         where c.id = (select conversation_id from messages order by id desc limit 1)`,
      )
      expect(conversation).toEqual({ n: minutes.length, last: new Date(at(Math.max(...minutes))) })
    }),
    { numRuns: 25 },
  )
})

test('the window is counted from the provider’s time, and a clock that runs ahead does not lengthen it', async () => {
  await using bench = await aMessagingBench()
  bench.setNow('2026-11-30T10:00:00Z')

  await bench.receive({ sentAt: '2026-11-28T09:00:00Z' })
  const late = await conversations(bench)
  await bench.receive({ sentAt: '2026-11-30T12:00:00Z' })
  const ahead = await conversations(bench)

  expect(late[0]?.last_inbound_at).toEqual(new Date('2026-11-28T09:00:00Z'))
  expect(ahead[0]?.last_inbound_at).toEqual(new Date('2026-11-30T10:00:00Z'))
})

test.each([
  ['a reaction', { content: { kind: 'reaction', to: 'wamid.x', emoji: '👍' }, text: '👍' }],
  ['a message in a group', { groupId: 'g1' }],
  [
    'news about the person',
    { content: { kind: 'system', change: 'identity', person: null, previousUserId: null }, text: 'identity' },
  ],
] as const)('%s is kept and opens no window', async (_, message) => {
  await using bench = await aMessagingBench()

  await bench.receive(message)

  expect(await conversations(bench)).toEqual([expect.objectContaining({ last_inbound_at: null })])
  expect(await bench.rows('select from messages')).toHaveLength(1)
})

describe('STOP and START', () => {
  test('the newest word holds, whatever the order of arrival', async () => {
    await using bench = await aMessagingBench()

    await bench.receive({ ...typed('START'), sentAt: at(20) })
    await bench.receive({ ...typed('Stop.'), sentAt: at(10) })

    expect((await wants(bench)).all).toEqual({ choice: 'allow', at: new Date(at(20)) })
  })

  test('that it is heard is said once, in the language it was said in', async () => {
    await using bench = await aMessagingBench()

    await bench.receive({ ...typed('बंद करो'), sentAt: at(50) })
    await bench.receive({ ...typed('stop'), sentAt: at(51) })

    expect((await wants(bench)).all?.choice).toBe('stop')
    const out = await bench.rows<{ purpose: string }>(`select purpose from messages where direction = 'out'`)
    expect(out).toEqual([{ purpose: 'opt-out-confirmation' }])
  })

  test('a STOP that comes a day late holds, and nobody answers it', async () => {
    await using bench = await aMessagingBench()
    bench.setNow('2026-11-29T11:00:00Z')

    await bench.receive({ ...typed('STOP'), sentAt: at(0) })

    expect((await wants(bench)).all?.choice).toBe('stop')
    expect(await bench.rows(`select from messages where direction = 'out'`)).toEqual([])
  })

  test('a word inside a sentence, or forwarded from somebody else, changes nothing', async () => {
    await using bench = await aMessagingBench()

    await bench.receive(typed('please stop by at five'))
    await bench.receive({ ...typed('STOP'), forwarded: true })

    expect(await wants(bench)).toEqual({ all: null, marketing: null })
  })

  test('the button under an offer ends offers only', async () => {
    await using bench = await aMessagingBench()

    await bench.receive({
      content: { kind: 'choice', source: 'template', id: 'x', title: 'Stop promotions' },
      text: 'Stop promotions',
    })

    expect(await wants(bench)).toMatchObject({ all: null, marketing: { choice: 'stop' } })
  })
})

describe('who somebody is', () => {
  const asha = { ...aPerson, userId: 'IN.1' }
  const moved = (person: object, previousUserId: string | null, sentAt: string) =>
    ({
      from: asha,
      sentAt,
      type: 'system',
      content: { kind: 'system', change: 'number', person: { ...asha, ...person }, previousUserId },
      text: 'changed number',
    }) as const

  test('phone and user id lead to one conversation and one customer', async () => {
    await using bench = await aMessagingBench()

    await bench.receive({ from: asha, sentAt: at(1) })
    await bench.receive({ from: { ...asha, phone: null }, sentAt: at(2) })
    await bench.receive({ from: { ...asha, userId: null }, sentAt: at(3) })

    expect(await conversations(bench)).toEqual([expect.objectContaining({ customer_id: expect.any(String) })])
    expect(await bench.rows('select from customers')).toHaveLength(1)
  })

  test('a changed number keeps the conversation, its story and what was said about messages', async () => {
    await using bench = await aMessagingBench()
    await bench.receive({ from: asha, ...typed('STOP'), sentAt: at(1) })

    await bench.receive(moved({ phone: '+919000000002', userId: 'IN.2' }, 'IN.1', at(5)))
    await bench.receive({ from: { ...asha, phone: '+919000000002', userId: 'IN.2' }, sentAt: at(9) })

    expect(await conversations(bench)).toHaveLength(1)
    expect((await wants(bench, '+919000000002')).all?.choice).toBe('stop')
    const ended = await bench.rows<{ kind: string; ended_reason: string }>(
      'select kind, ended_reason from conversation_keys where ended_at is not null order by kind',
    )
    expect(ended).toEqual([
      { kind: 'phone', ended_reason: 'The provider told that the person changed it.' },
      { kind: 'user', ended_reason: 'The provider told that the person changed it.' },
    ])
  })

  test('news of a changed number that come again make nobody up', async () => {
    await using bench = await aMessagingBench()
    const known = { ...aPerson }
    await bench.receive({ from: known, sentAt: at(1) })
    const news = {
      ...moved({ phone: '+919000000002', userId: null }, null, at(5)),
      from: known,
      providerMessageId: 'wamid.moved',
    }

    await bench.receive(news)
    await bench.receive(news)

    expect(await conversations(bench)).toHaveLength(1)
  })

  test('a changed number of somebody unknown: they are known as they are reached now', async () => {
    await using bench = await aMessagingBench()
    const next = { phone: '+919000000002', userId: 'IN.2' }
    await bench.receive(moved(next, 'IN.1', at(5)))

    await bench.receive({ from: { ...asha, ...next }, sentAt: at(9) })

    const [conversation, ...more] = await bench.rows<{ keys: number }>(
      'select (select count(*)::int from conversation_keys k where k.conversation_id = c.id) as keys from conversations c',
    )
    expect(more).toEqual([])
    expect(conversation?.keys).toBe(2)
  })

  test('a late message from before the change goes to the same conversation and changes nothing back', async () => {
    await using bench = await aMessagingBench()
    await bench.receive({ from: asha, sentAt: at(1) })
    await bench.receive(moved({ phone: '+919000000002', userId: 'IN.2' }, 'IN.1', at(5)))

    await bench.receive({ from: asha, sentAt: at(3) })

    expect(await conversations(bench)).toHaveLength(1)
    expect(await bench.rows('select from conversation_keys where ended_at is null')).toHaveLength(2)
  })

  test('a number that is told of after the new one wrote: two conversations, and the old one says where it goes on', async () => {
    await using bench = await aMessagingBench()
    await bench.receive({ from: asha, sentAt: at(1) })
    await bench.receive({ from: { ...asha, phone: '+919000000002', userId: 'IN.2' }, sentAt: at(6) })

    await bench.receive(moved({ phone: '+919000000002', userId: 'IN.2' }, 'IN.1', at(5)))

    const [old, now] = await conversations(bench)
    expect(old?.moved_to).toBe(now?.id)
    expect(now?.moved_to).toBeNull()
  })

  test('a number that changed hands is another person: no shared story, no shared customer', async () => {
    await using bench = await aMessagingBench()
    await bench.receive({ from: asha, sentAt: at(1) })

    await bench.receive({ from: { ...asha, userId: 'IN.9', name: 'Bela' }, sentAt: at(30) })

    const [first, second] = await conversations(bench)
    expect(second).toBeDefined()
    expect(second?.customer_id).not.toBe(first?.customer_id)
    expect(await bench.rows('select phone from conversations where id = $1', [first?.id])).toEqual([{ phone: null }])
  })

  test('what the holder before agreed to is no consent of whoever has the number now, and their STOP goes on to hold', async () => {
    await using bench = await aMessagingBench()
    const wish = (scope: 'all' | 'marketing', choice: 'allow' | 'stop') =>
      bench.app.withTenant(bench.tenantId, (tx) =>
        noteWish(tx, bench.deps, bench.tenantId, { phone: asha.phone }, { scope, choice }),
      )
    bench.setNow(at(2))
    await bench.receive({ from: asha, sentAt: at(1) })
    await wish('marketing', 'allow')
    await wish('all', 'stop')
    const before = await wants(bench)
    bench.setNow(at(30))

    await bench.receive({ from: { ...asha, userId: 'IN.9', name: 'Bela' }, sentAt: at(30) })
    const after = await wants(bench)
    bench.setNow(at(40))
    await wish('marketing', 'allow')

    expect(before).toMatchObject({ marketing: { choice: 'allow' }, all: { choice: 'stop' } })
    expect(after).toMatchObject({ marketing: null, all: { choice: 'stop' } })
    expect(await wants(bench)).toMatchObject({ marketing: { choice: 'allow' } })
  })

  test('the same number at two tenants is two strangers', async () => {
    await using bench = await aMessagingBench()
    const other = await bench.number()

    await bench.receive({ ...typed('STOP') })
    await bench.receive({ ...typed('hello') }, other)

    const keys = await bench.rows<{ key: string }>('select distinct key from conversation_keys')
    expect(keys).toHaveLength(2)
    const stopped = await bench.rows<{ tenant_id: string }>('select tenant_id from consents')
    expect(stopped).toEqual([{ tenant_id: bench.tenantId }])
  })
})
