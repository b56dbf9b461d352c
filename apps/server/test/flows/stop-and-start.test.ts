import { toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { listMessages, writeToCustomer } from '#modules/messaging/index.ts'
import { newId } from '#platform/ids.ts'
import { aShop } from '#test/harness/a-hub.ts'
import { anOrderFrom, aShopThatWrites, type WritingShop } from '#test/harness/a-shop-that-writes.ts'
import { aWhatsAppNumber } from '#test/harness/a-whatsapp-number.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'

const phone = '+917006000031'

async function anOrder(stage: WritingShop, n: number): Promise<void> {
  await sendWebhook(stage.shop, toJson(anOrderFrom(phone, { seed: n, number: n, firstId: BigInt(n) * 1_000_000n })))
  await stage.becomes(`#${n}`, 'confirmed')
  await stage.calm()
}

/** As staff or a program does. */
async function write(stage: WritingShop, content: Parameters<typeof writeToCustomer>[3]['content'], to = phone) {
  const { app, vault, clock, ringer } = stage.hub.floor
  const { tenantId } = stage.shop
  const { connectionId } = stage.number
  const message = { connectionId, to: { phone: to }, content, idempotencyKey: newId(), correlationId: newId() }
  const queued = await app.withTenant(tenantId, (tx) =>
    writeToCustomer(tx, { vault, clock, ringer }, tenantId, message),
  )
  await stage.calm()
  const page = await app.withTenant(tenantId, (tx) =>
    listMessages(tx, vault, tenantId, {}, { before: null, limit: 50, people: true }),
  )
  return page.messages.find(({ messageId }) => messageId === queued.messageId)
}

const text = (body: string) => ({ kind: 'text', body }) as const
const offer: Parameters<typeof writeToCustomer>[3]['content'] = {
  kind: 'template',
  template: {
    name: 'festival_offer',
    language: 'en',
    category: 'marketing',
    header: [{ name: null, text: 'Asha' }],
    body: [
      { name: null, text: 'Rs 799' },
      { name: null, text: '999' },
    ],
  },
}

test('after STOP nothing goes out but one word that it was heard, until START', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.writes(phone, 'Hello')
  await stage.calm()

  await stage.number.writes(phone, 'बंद करो')
  await stage.calm()
  await anOrder(stage, 1)
  const free = await write(stage, text('Are you sure?'))
  const before = stage.number.got(phone).map((message) => message.text)
  // Meta's times are whole seconds, and of two wishes in one second the STOP holds.
  stage.number.box.world.clock.advance(1_000)
  await stage.number.writes(phone, 'START')
  await stage.calm()
  await anOrder(stage, 2)

  expect(before).toEqual([expect.stringContaining('START लिखें')])
  expect(await stage.notices('#1')).toEqual([
    { notice: 'order-confirmation', state: 'refused', failure_code: 'message-opted-out' },
  ])
  expect(free).toMatchObject({ state: 'refused', reason: { code: 'message-opted-out' } })
  expect(stage.number.got(phone).map((message) => message.text)).toEqual([
    ...before,
    expect.stringContaining('thank you for your order #2'),
  ])
})

test.each([
  ['after the notice that she answers', []],
  ['having written before, under the id alone', ['Do you have it in blue?']],
])('a STOP under a user id, without a number, holds for the number too: %s', async (_, before) => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.control(`/phones/${phone}/private`)
  await stage.number.control(`/phones/${phone}/receipts-off`)
  for (const words of before) await stage.number.writes(phone, words)
  await stage.calm()
  await anOrder(stage, 6)

  await stage.number.writes(phone, 'STOP')
  await stage.calm()
  await anOrder(stage, 7)

  expect(await stage.notices('#6')).toMatchObject([{ state: 'delivered' }])
  expect(await stage.notices('#7')).toMatchObject([{ state: 'refused', failure_code: 'message-opted-out' }])
})

test('a STOP under a user id that is told of before anything links it with the number holds from then on', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.control(`/phones/${phone}/private`)
  await stage.number.writes(phone, 'STOP')
  await stage.calm()

  await anOrder(stage, 8)
  await anOrder(stage, 9)

  // Nobody could know at the first that the number is hers.
  expect(await stage.notices('#8')).toMatchObject([{ state: 'delivered' }])
  expect(await stage.notices('#9')).toMatchObject([{ state: 'refused', failure_code: 'message-opted-out' }])
})

test('whoever writes again after STOP is answered; the shop begins nothing by itself', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.writes(phone, 'STOP')
  await stage.calm()
  // The stand-in and Meta tell time in whole seconds.
  await stage.number.control('/sandbox/clock', { aheadMs: 2_000 })
  await stage.number.writes(phone, 'Where is my parcel?')
  await stage.calm()
  await stage.hub.database.owner.query(`update consents set at = at - interval '5 seconds'`)

  const answer = await write(stage, text('It comes today.'))
  await anOrder(stage, 3)

  expect(answer?.state).toBe('delivered')
  expect(await stage.notices('#3')).toMatchObject([{ state: 'refused', failure_code: 'message-opted-out' }])
})

test('the switch in WhatsApp against marketing ends marketing and leaves the notices of orders', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.writes(phone, 'Hello')
  await stage.number.control(`/phones/${phone}/resume`)
  await stage.calm()
  const wanted = await write(stage, offer)

  await stage.number.control('/sandbox/clock', { aheadMs: 2_000 })
  await stage.number.control(`/phones/${phone}/stop`)
  await stage.calm()
  const unwanted = await write(stage, offer)
  await anOrder(stage, 4)

  expect(wanted?.state).toBe('delivered')
  expect(unwanted).toMatchObject({ state: 'refused', reason: { code: 'message-opted-out' } })
  expect(await stage.notices('#4')).toMatchObject([{ state: 'delivered' }])
})

test('marketing goes to nobody who has not agreed', async () => {
  await using stage = await aShopThatWrites([])
  await stage.number.writes(phone, 'Hello')
  await stage.calm()

  const message = await write(stage, offer)

  expect(message).toMatchObject({ state: 'refused', reason: { code: 'message-no-consent' } })
  expect(stage.number.box.world.requests).toEqual([])
})

test('a free text to somebody who has never written is refused by us, and the provider is not asked', async () => {
  await using stage = await aShopThatWrites([])

  const message = await write(stage, text('Buy now'))

  expect(message).toMatchObject({ state: 'refused', reason: { code: 'message-window-closed' } })
  expect(stage.number.box.world.requests).toEqual([])
})

test('a person who wrote 25 hours ago, told of only now, opens no window', async () => {
  const stage = await aShopThatWrites([], { number: { now: () => Date.now() - 25 * 3_600_000 } })
  await using _ = stage
  await stage.number.writes(phone, 'Hello')
  await stage.calm()

  const message = await write(stage, text('Hello to you'))

  expect(message).toMatchObject({ state: 'refused', reason: { code: 'message-window-closed' } })
})

test('the same person at two tenants: a STOP to one is nothing to the other', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const other = await aShop(stage.hub)
  await using theirs = await aWhatsAppNumber(stage.hub, other.tenantId)
  await theirs.writes(phone, 'STOP')
  await theirs.box.settled()

  await anOrder(stage, 5)

  expect(theirs.got(phone)).toHaveLength(1)
  expect(stage.number.got(phone)).toEqual([expect.objectContaining({ state: 'delivered' })])
})

test('a body that is delivered twice, and everything in it doubled and shuffled, is one row each', async () => {
  await using stage = await aShopThatWrites([], { number: { mood: { double: true, shuffle: true, batch: true } } })

  for (let n = 0; n < 10; n++) await stage.number.writes(phone, `message ${n}`)
  await stage.number.control(`/phones/${phone}/story`, {})
  await stage.calm()
  await stage.number.control('/sandbox/again')
  await stage.calm()

  const { rows } = await stage.hub.database.owner.query(
    'select count(*)::int as n, count(distinct provider_key)::int as different from messages',
  )
  expect(rows[0].n).toBe(rows[0].different)
  expect(rows[0].n).toBeGreaterThan(20)
  const { rows: dead } = await stage.hub.database.owner.query(
    `select kind, cause_detail from work where state = 'dead'`,
  )
  expect(dead).toEqual([])
})
