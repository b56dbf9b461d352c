import {
  type DeliveryState,
  deliveryStates,
  type MessageStatus,
  type MessagingPort,
  type OutboundMessage,
  type Sent,
} from '@crossdock/connectors/ports/messaging'
import { AppError } from '@crossdock/contracts/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JobContext } from '#jobs/define-job.ts'
import { furthest, type MessageState } from '#modules/messaging/delivery-progress.ts'
import { resumeByHand, stoppedNumbers, wishesOf } from '#modules/messaging/index.ts'
import { sendMessage } from '#modules/messaging/jobs/send-message.ts'
import { MessagingRegistry } from '#modules/messaging/messaging-registry.ts'
import { queueMessage } from '#modules/messaging/queue-message.ts'
import { newId } from '#platform/ids.ts'
import { createLog } from '#platform/log.ts'
import { aMessagingBench, type MessagingBench, typed } from '#test/harness/a-messaging-bench.ts'

/** A provider that answers when the test lets it. */
function aPort(answer: () => Promise<Sent>): MessagingPort {
  return {
    provider: 'whatsapp-cloud',
    capabilities: {
      window: { hours: 24 },
      templates: true,
      echoesReference: true,
      userIds: true,
      textLimit: 4096,
      buttons: 3,
    },
    send: answer,
    checkAccess: () => Promise.reject(new Error('not asked')),
    listTemplates: async () => [],
  }
}

const accepted = (providerMessageId: string): Sent => ({
  providerMessageId,
  state: 'accepted',
  recipient: { waId: null, userId: null },
})

/** A free text to somebody who has just written, queued. */
async function aQueuedMessage(
  bench: MessagingBench,
  phone: string,
): Promise<{ messageId: string; conversationId: string }> {
  const { app, deps, tenantId, connectionId } = bench
  await bench.receive({ ...typed('hi'), from: { ...somebody, phone, userId: null } })
  const { messageId } = await app.withTenant(tenantId, (tx) =>
    queueMessage(tx, deps, tenantId, {
      connectionId,
      to: { phone, userId: null, name: null },
      content: { kind: 'text', body: 'hello' },
      purpose: 'staff',
      idempotencyKey: newId(),
      correlationId: newId(),
    }),
  )
  const [row] = await bench.rows<{ conversation_id: string }>('select conversation_id from messages where id = $1', [
    messageId,
  ])
  return { messageId, conversationId: row?.conversation_id ?? '' }
}

/** One run of the job, as a worker does it. */
function send(bench: MessagingBench, message: { messageId: string; conversationId: string }, port: MessagingPort) {
  const { app, deps, tenantId } = bench
  const providers = new Map([['whatsapp-cloud', { port: () => port, account: () => null }]])
  const context: JobContext = {
    signal: new AbortController().signal,
    draining: new AbortController().signal,
    token: '1',
    log: createLog('silent'),
    read: (tenant, work) => app.withTenant(tenant, work),
    commit: (tenant, work) => app.withTenant(tenant, work),
  }
  const item = { workId: newId(), tenantId, correlationId: newId(), attempt: 1, payload: { tenantId, ...message } }
  const messaging = new MessagingRegistry(app, deps.vault, deps.clock, providers)
  return sendMessage.run?.(item, context, { ...deps, messaging, settleMs: 1_000 })
}

async function stateOf(bench: MessagingBench, messageId: string): Promise<string> {
  const [row] = await bench.rows<{ state: string }>('select state from messages where id = $1', [messageId])
  return row?.state ?? ''
}

const somebody = { parentUserId: null, name: null, username: null }

function aStatus(state: DeliveryState, providerMessageId: string, reference: string | null): MessageStatus {
  const failure = { code: 'message-refused', providerCode: '1', detail: 'no', retryAfterMs: null } as const
  return {
    providerMessageId,
    reference,
    state,
    at: '2026-11-28T10:00:01Z',
    recipient: { phone: null, userId: null },
    failure: state === 'failed' ? failure : null,
    pricing: null,
  }
}

test('statuses before, while and after the call returns, doubled, in any order, with our reference or without: one end', async () => {
  await using bench = await aMessagingBench()
  let round = 0
  const told = fc.array(fc.record({ state: fc.constantFrom(...deliveryStates), named: fc.boolean() }), {
    minLength: 1,
    maxLength: 6,
  })

  await fc.assert(
    fc.asyncProperty(told, fc.nat(6), async (statuses, early) => {
      const wamid = `wamid.${newId()}`
      // A second each: the pace of the number is another test's.
      bench.setNow(new Date(Date.parse('2026-11-28T10:00:00Z') + round * 1_000).toISOString())
      const message = await aQueuedMessage(bench, `+9190000${String(20_000 + round++)}`)
      const tell = async (from: number, to?: number): Promise<void> => {
        for (const { state, named } of statuses.slice(from, to))
          await bench.status(aStatus(state, wamid, named ? message.messageId : null))
      }

      await send(
        bench,
        message,
        aPort(async () => {
          await tell(0, early)
          return accepted(wamid)
        }),
      )
      await tell(early)
      await tell(0)

      const end = statuses.map(({ state }) => state).reduce<MessageState>(furthest, 'accepted')
      expect(await stateOf(bench, message.messageId)).toBe(end)
      expect(await bench.rows('select from early_statuses')).toEqual([])
    }),
    { numRuns: 30 },
  )
})

test('a status that names another user id for the number: it has changed hands, and that person’s STOP holds for it', async () => {
  await using bench = await aMessagingBench()
  const { app, deps, tenantId } = bench
  const phone = '+919000030006'
  await bench.receive({ from: { ...somebody, phone, userId: 'IN.1' }, sentAt: '2026-11-28T09:00:00Z' })
  const first = await aQueuedMessage(bench, phone)

  await bench.status({ ...aStatus('sent', 'wamid.1', first.messageId), recipient: { phone, userId: 'IN.2' } })
  await bench.receive({ ...typed('STOP'), from: { ...somebody, phone: null, userId: 'IN.2' } })
  const second = await aQueuedMessage(bench, phone)

  expect(second.conversationId).not.toBe(first.conversationId)
  const wants = await app.withTenant(tenantId, async (tx) =>
    wishesOf(tx, deps.vault, tenantId, { conversationId: second.conversationId }),
  )
  expect(wants.all?.choice).toBe('stop')
})

test('a late status, of a number that the person has given up since, gives it back to nobody', async () => {
  await using bench = await aMessagingBench()
  const [phone, next] = ['+919000030007', '+919000030017']
  const message = await aQueuedMessage(bench, phone)
  await bench.status({ ...aStatus('sent', 'wamid.1', message.messageId), recipient: { phone, userId: null } })
  const from = { ...somebody, phone, userId: null }
  await bench.receive({
    from,
    sentAt: '2026-11-28T10:30:00Z',
    type: 'system',
    content: { kind: 'system', change: 'number', person: { ...from, phone: next }, previousUserId: null },
  })

  await bench.status({ ...aStatus('delivered', 'wamid.1', null), recipient: { phone, userId: null } })

  expect(await bench.rows('select from conversation_keys where ended_at is null')).toHaveLength(1)
})

test('what waits for somebody whose number became another conversation’s still goes to them', async () => {
  await using bench = await aMessagingBench()
  const phone = '+919000030008'
  await bench.receive({ from: { ...somebody, phone: null, userId: 'IN.1' } })
  const message = await aQueuedMessage(bench, phone)
  await bench.receive({ from: { ...somebody, phone, userId: 'IN.1' }, sentAt: '2026-11-28T10:00:00Z' })
  const to: object[] = []
  const port = {
    ...aPort(async () => accepted('wamid.1')),
    send: async (outbound: OutboundMessage) => {
      to.push(outbound.to)
      return accepted('wamid.1')
    },
  }

  await send(bench, message, port)

  expect(to).toEqual([{ phone }])
})

test('a status of a message that another program sends from the number is kept aside, and nothing else happens', async () => {
  await using bench = await aMessagingBench()

  await bench.status(aStatus('delivered', 'wamid.theirs', null))

  expect(await bench.rows('select state from early_statuses')).toEqual([{ state: 'delivered' }])
})

test('a worker that dies in the call: its successor does not call again, and a status settles it', async () => {
  await using bench = await aMessagingBench()
  const message = await aQueuedMessage(bench, '+919000030001')
  let calls = 0
  const port = aPort(async () => {
    calls++
    throw new AppError('outcome-unknown', 'no answer')
  })
  await expect(send(bench, message, port)).rejects.toMatchObject({ code: 'message-waits' })

  await expect(send(bench, message, port)).rejects.toMatchObject({ code: 'message-waits' })
  await bench.status(aStatus('sent', 'wamid.late', message.messageId))
  await send(bench, message, port)

  expect(calls).toBe(1)
  expect(await stateOf(bench, message.messageId)).toBe('sent')
})

test('a message about no order that did not arrive, or of which nothing is heard, stands in the story of its number', async () => {
  await using bench = await aMessagingBench()
  const failed = await aQueuedMessage(bench, '+919000030009')
  const silent = await aQueuedMessage(bench, '+919000030010')
  const port = aPort(async () => {
    throw new AppError('outcome-unknown', 'no answer')
  })
  await expect(send(bench, silent, port)).rejects.toMatchObject({ code: 'message-waits' })
  bench.setNow('2026-11-28T10:00:05Z')

  await bench.status(aStatus('failed', 'wamid.no', failed.messageId))
  await send(bench, silent, port)

  const story = await bench.rows<{ message: string }>(
    `select message from connection_timeline where kind = 'messaging-undelivered' order by id`,
  )
  expect(story.map(({ message }) => message)).toEqual([
    expect.stringMatching(`Message ${failed.messageId} did not reach the customer. .*refused`),
    expect.stringMatching(`Message ${silent.messageId} did not reach the customer. Nobody answered`),
  ])
})

test('something thrown that is no answer counts as silence, never as a refusal', async () => {
  await using bench = await aMessagingBench()
  const message = await aQueuedMessage(bench, '+919000030002')
  const port = aPort(async () => {
    throw new TypeError('a surprise')
  })

  await expect(send(bench, message, port)).rejects.toMatchObject({ code: 'message-waits' })

  expect(await stateOf(bench, message.messageId)).toBe('outcome-unknown')
})

test.each([
  ['busy', 'provider-busy', 'queued'],
  ['not reachable', 'provider-unreachable', 'queued'],
  ['refused', 'message-refused', 'failed'],
  ['withheld', 'message-too-soon', 'queued'],
  ['a closed window', 'message-window-closed', 'refused'],
] as const)('answered with %s (%s): nothing went out, and the message is %s', async (_, code, state) => {
  await using bench = await aMessagingBench()
  const message = await aQueuedMessage(bench, '+919000030003')
  const port = aPort(async () => {
    throw new AppError(code, 'as the provider said')
  })

  await Promise.resolve(send(bench, message, port)).catch((thrown: AppError) => thrown)

  expect(await stateOf(bench, message.messageId)).toBe(state)
})

test('a status that says it is out all the same is believed over a refusal', async () => {
  await using bench = await aMessagingBench()
  const message = await aQueuedMessage(bench, '+919000030004')
  const port = aPort(async () => {
    await bench.status(aStatus('sent', 'wamid.out', message.messageId))
    throw new AppError('provider-busy', 'try later')
  })

  await send(bench, message, port)

  expect(await stateOf(bench, message.messageId)).toBe('sent')
})

test('the same key is the same message, also when two ask at once', async () => {
  await using bench = await aMessagingBench()
  const { app, deps, tenantId, connectionId } = bench
  const queue = (body: string) =>
    app.withTenant(tenantId, (tx) =>
      queueMessage(tx, deps, tenantId, {
        connectionId,
        to: { phone: '+919000030005', userId: null, name: null },
        content: { kind: 'text', body },
        purpose: 'staff',
        idempotencyKey: 'once',
        correlationId: newId(),
      }),
    )

  const [one, two] = await Promise.all([queue('hello'), queue('hello')])
  const other = await queue('something else')

  expect([one.isNew, two.isNew].toSorted()).toEqual([false, true])
  expect(two.messageId).toBe(one.messageId)
  expect(other).toMatchObject({ messageId: one.messageId, isNew: false, isSame: false })
  expect(await bench.rows('select from messages')).toHaveLength(1)
})

test('a failure that is told late says how things stood when the message went out, and stops no number that was settled since', async () => {
  await using bench = await aMessagingBench()
  const { app, tenantId, connectionId } = bench
  const fails = async (phone: string, sentAt: Date) => {
    const { messageId } = await aQueuedMessage(bench, phone)
    await bench.rows(`update messages set state = 'sent', sending_at = $2 where id = $1`, [messageId, sentAt])
    const detail = 'there is a problem with the payment'
    const failure = { code: 'number-blocked', providerCode: '131042', detail, retryAfterMs: null } as const
    const at = new Date(Date.now() + 60_000).toISOString()
    await bench.status({
      providerMessageId: `wamid.${newId()}`,
      reference: messageId,
      state: 'failed',
      at,
      failure,
      recipient: { phone: null, userId: null },
      pricing: null,
    })
  }
  const stopped = async () =>
    (await app.withTenant(tenantId, (tx) => stoppedNumbers(tx, tenantId))).map(({ why }) => why)
  const hour = 3_600_000
  await fails('+919000000001', new Date(Date.now() - 2 * hour))
  const first = await stopped()
  await app.withTenant(tenantId, (tx) =>
    resumeByHand(tx, { tenantId, connectionId, correlationId: newId() }, 'The bill is paid.'),
  )

  await fails('+919000000002', new Date(Date.now() - hour))
  const late = await stopped()
  await fails('+919000000003', new Date(Date.now() + hour))

  expect([first, late, await stopped()]).toEqual([
    ['there is a problem with the payment'],
    [],
    ['there is a problem with the payment'],
  ])
})
