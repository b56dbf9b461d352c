import { cancelledBody, toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { chooseQuiet, resumeNumber, sendAgain } from '#modules/messaging/index.ts'
import { saveChannelAccess } from '#modules/tenants/index.ts'
import { newId } from '#platform/ids.ts'
import { anOrderFrom, aShopThatWrites, type WritingShop } from '#test/harness/a-shop-that-writes.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

// The stand-in misbehaves as the number that is written to says: see apps/sandbox/src/whatsapp-cloud/sentinels.ts.
const answers = (code: number): string => `+917001${String(code).padStart(6, '0')}`
const failsLater = (code: number): string => `+917002${String(code).padStart(6, '0')}`
const behaves = (number: number): string => `+917003${String(number).padStart(6, '0')}`

const bodyOf = (phone: string, n: number) => anOrderFrom(phone, { seed: n, number: n, firstId: BigInt(n) * 1_000_000n })

async function confirmed(stage: WritingShop, phone: string, n = 1): Promise<string> {
  const body = bodyOf(phone, n)
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes(body.name, 'confirmed')
  return body.name
}

/** The order that is confirmed first. */
async function cancel(stage: WritingShop, phone: string): Promise<void> {
  const body = bodyOf(phone, 1)
  const cancelled = cancelledBody(body, new Date(Date.parse(body.created_at) + 60_000))
  await sendWebhook(stage.shop, toJson(cancelled), { topic: 'orders/cancelled' })
  await stage.becomes(body.name, 'cancelled')
}

/** From an hour ago until in two hours. */
function quietNow(): Parameters<typeof chooseQuiet>[2] {
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
  return { quiet: { from: inHours(-1), until: inHours(2), timeZone: 'UTC' } }
}

const stateOf = async (stage: WritingShop, order: string) => (await stage.notices(order)).map(({ state }) => state)

/** `hurry`: what waits for its time looks again at once. */
async function reaches(stage: WritingShop, order: string, state: string, hurry?: 'hurry'): Promise<void> {
  await waitFor(`the notice of ${order} to be ${state}`, async () => {
    if (hurry) await stage.hub.database.owner.query(`update work set next_at = now() where state = 'waiting'`)
    const states = await stateOf(stage, order)
    if (states.at(-1) === state) return true
    throw new Error(`it is ${JSON.stringify(await stage.notices(order))}`)
  })
}

const sends = (stage: WritingShop): number => stage.number.box.world.requests.length

test.each([
  ['never answers', 1],
  ['drops the line after it took the message', 3],
])('a provider that %s is not asked again: a status settles it', async (_, behaviour) => {
  const phone = behaves(behaviour)
  await using stage = await aShopThatWrites(['order-confirmation'], {
    number: { config: { callTimeoutMs: 400 }, pace: { sentMs: 700 } },
  })

  const order = await confirmed(stage, phone)
  await reaches(stage, order, 'outcome-unknown')
  await reaches(stage, order, 'delivered')

  expect(sends(stage)).toBe(1)
  expect(stage.number.got(phone)).toHaveLength(1)
  expect(await stage.told(order)).toContain('notice-outcome-unknown')
  expect(await stage.tasks(order)).toEqual([])
})

test('a message of which nothing is ever heard becomes a task for a person, and is not repeated', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'], { env: { MESSAGE_SETTLE_MS: '800' } })

  const order = await confirmed(stage, behaves(2))
  await stage.calm()

  expect(await stateOf(stage, order)).toEqual(['outcome-unknown'])
  expect(await stage.tasks(order)).toEqual([expect.stringContaining('Nobody answered')])
  expect(sends(stage)).toBeLessThanOrEqual(1)
})

test('a status that comes before the call has returned counts', async () => {
  const phone = behaves(8)
  await using stage = await aShopThatWrites(['order-confirmation'])

  const order = await confirmed(stage, phone)
  await stage.calm()

  expect(await stateOf(stage, order)).toEqual(['delivered'])
  expect(stage.number.got(phone)).toHaveLength(1)
})

test('statuses doubled and reordered end where they would have ended in order', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'], {
    number: { mood: { double: true, shuffle: true } },
  })

  const order = await confirmed(stage, behaves(10))
  await stage.calm()

  expect(await stateOf(stage, order)).toEqual(['delivered'])
  expect((await stage.told(order)).filter((kind) => kind === 'notice-delivered')).toHaveLength(1)
})

test.each([
  ['is overloaded (131016)', 131016],
  ['limits the number (130429)', 130429],
])('a provider that %s is asked again, and the customer gets one', async (_, code) => {
  const phone = answers(code)
  await using stage = await aShopThatWrites(['order-confirmation'])

  const order = await confirmed(stage, phone)
  await reaches(stage, order, 'delivered')

  expect(stage.number.got(phone)).toHaveLength(1)
  expect(sends(stage)).toBe(3)
})

test('a dead token stops the number and not the messages: with another token they go out', async () => {
  const phone = '+917006000011'
  await using stage = await aShopThatWrites(['order-confirmation'], { number: { accessToken: 'EAADEAD' } })
  const { tenantId } = stage.shop
  const { connectionId, box } = stage.number
  const order = await confirmed(stage, phone)
  await waitFor('the number to be paused', async () => (await timelineOf(stage)).includes('messaging-paused'))
  const before = await stateOf(stage, order)

  const { app, vault } = stage.hub.floor
  const config = { wabaId: box.world.business.accounts[0]?.wabaId, baseUrl: box.url }
  await app.withTenant(tenantId, (tx) =>
    saveChannelAccess(tx, vault, tenantId, connectionId, { config, secrets: { accessToken: box.accessToken } }),
  )
  await reaches(stage, order, 'delivered', 'hurry')

  expect(before).toEqual(['queued'])
  expect(stage.number.got(phone)).toHaveLength(1)
  expect(await timelineOf(stage)).toContain('messaging-resumed')
})

test('a blocked account stops the number until a person says that it is settled', async () => {
  const phone = '+917006000012'
  await using stage = await aShopThatWrites(['order-confirmation'])
  const { tenantId } = stage.shop
  const { connectionId } = stage.number
  await stage.number.control('/sandbox/trouble', { code: 131042 })
  const order = await confirmed(stage, phone)
  await waitFor('the number to be paused', async () => (await timelineOf(stage)).includes('messaging-paused'))

  await stage.number.control('/sandbox/trouble', { code: null })
  await stage.hub.floor.app.withTenant(tenantId, (tx) =>
    resumeNumber(tx, { tenantId, connectionId, correlationId: newId() }, 'the bill is paid'),
  )
  await reaches(stage, order, 'delivered', 'hurry')

  expect(stage.number.got(phone)).toHaveLength(1)
})

test('who is not on WhatsApp is a task, and after a third time nothing more is tried', async () => {
  const phone = failsLater(131026)
  await using stage = await aShopThatWrites(['order-confirmation'])

  for (let n = 1; n <= 4; n++) {
    await confirmed(stage, phone, n)
    await stage.calm()
  }

  expect(await stateOf(stage, '#1')).toEqual(['failed'])
  expect(await stage.tasks('#1')).toEqual([expect.stringContaining('Try another way')])
  expect(await stage.notices('#4')).toEqual([
    { notice: 'order-confirmation', state: 'refused', failure_code: 'message-unreachable' },
  ])
  expect(await stage.tasks('#4')).toEqual([expect.stringContaining('Try another way')])
  expect(sends(stage)).toBe(3)
})

test('a notice that could not be sent in its time is a task', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.hub.floor.app.withTenant(stage.shop.tenantId, (tx) => chooseQuiet(tx, stage.shop.tenantId, quietNow()))
  const order = await confirmed(stage, '+917006000015')
  await waitFor('it to wait', async () => (await stage.told(order)).includes('notice-waits'))

  await stage.hub.database.owner.query(`update messages set expires_at = now()`)
  await reaches(stage, order, 'refused', 'hurry')

  expect(await stage.tasks(order)).toEqual([expect.stringContaining('it could not be sent in time')])
})

test('what the provider held back is tried once more, a day later', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])

  const order = await confirmed(stage, failsLater(131049))
  await waitFor('the second message', async () => (await stage.notices(order)).length === 2)

  const { rows } = await stage.hub.database.owner.query(
    `select extract(epoch from not_before - clock_timestamp()) / 3600 as hours from messages where state = 'queued'`,
  )
  expect(Number(rows[0].hours)).toBeGreaterThan(23)
  expect(sends(stage)).toBe(1)
})

test('a template that is not approved holds the notice back for a person, who mends it and replays', async () => {
  const phone = '+917006000013'
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.number.control('/sandbox/template', { name: 'order_confirmation', language: 'en', status: 'PAUSED' })
  await stage.calm()
  const order = await confirmed(stage, phone)
  await reaches(stage, order, 'refused')
  const before = await stage.notices(order)

  await stage.number.control('/sandbox/template', { name: 'order_confirmation', language: 'en', status: 'APPROVED' })
  await stage.calm()
  const { rows } = await stage.hub.database.owner.query(`select id from work where state = 'dead'`)
  await stage.replayWork(rows[0].id)
  await reaches(stage, order, 'delivered')

  expect(before).toEqual([{ notice: 'order-confirmation', state: 'refused', failure_code: 'template-refused' }])
  expect(stage.number.got(phone)).toHaveLength(1)
  expect(await stage.tasks(order)).toEqual([])
})

test('what is tried once more a day later is withdrawn when the order is cancelled, and that is told to nobody', async () => {
  await using stage = await aShopThatWrites(['order-confirmation', 'order-cancelled'])
  const order = await confirmed(stage, failsLater(131049))
  await waitFor('the second message', async () => (await stage.notices(order)).length === 2)

  await cancel(stage, failsLater(131049))

  expect(await stage.notices(order)).toEqual([
    { notice: 'order-confirmation', state: 'failed', failure_code: 'message-too-soon' },
    { notice: 'order-confirmation', state: 'refused', failure_code: 'message-outdated' },
  ])
  expect(await stage.tasks(order)).toEqual([])
})

test('what was sent again in its place does not go out too when its dead letter is replayed, and counts as told', async () => {
  const phone = '+917006000014'
  await using stage = await aShopThatWrites(['order-confirmation', 'order-cancelled'])
  await stage.number.control('/sandbox/template', { name: 'order_confirmation', language: 'en', status: 'PAUSED' })
  await stage.calm()
  const order = await confirmed(stage, phone)
  await reaches(stage, order, 'refused')
  await stage.number.control('/sandbox/template', { name: 'order_confirmation', language: 'en', status: 'APPROVED' })
  await stage.calm()
  const { app, vault, clock } = stage.hub.floor
  const { owner } = stage.hub.database
  const { rows: refused } = await owner.query(`select id from messages where state = 'refused'`)
  const { rows: dead } = await owner.query(`select id from work where state = 'dead'`)

  await app.withTenant(stage.shop.tenantId, (tx) =>
    sendAgain(tx, { vault, clock, ringer: { ring: () => undefined } }, stage.shop.tenantId, refused[0].id),
  )
  await reaches(stage, order, 'delivered')
  await stage.replayWork(dead[0].id)
  await stage.calm()
  const before = await stateOf(stage, order)
  await cancel(stage, phone)
  await stage.calm()

  expect(before).toEqual(['refused', 'delivered'])
  expect(stage.number.got(phone).map(({ text }) => text)).toEqual([
    expect.stringContaining('thank you for your order'),
    expect.stringContaining('has been cancelled'),
  ])
})

async function timelineOf({ hub, number }: WritingShop): Promise<string[]> {
  const { rows } = await hub.database.owner.query(
    'select kind from connection_timeline where connection_id = $1 order by id',
    [number.connectionId],
  )
  return rows.map(({ kind }) => kind)
}
