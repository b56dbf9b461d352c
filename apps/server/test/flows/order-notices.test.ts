import { cancelledBody, paidBody, toJson, unpaidBody } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { chooseQuiet } from '#modules/messaging/index.ts'
import { anOrderFrom, aShopThatWrites } from '#test/harness/a-shop-that-writes.ts'
import { sendWebhook } from '#test/harness/send-webhook.ts'
import { waitFor } from '#test/harness/wait-for.ts'

const phone = '+917006000001'

test('a confirmed order is told once, in words that the order fills in, and its timeline says how far that came', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const body = anOrderFrom(phone, { seed: 1, number: 1 })

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#1', 'confirmed')
  await stage.calm()
  await stage.number.control(`/phones/${phone}/read`)
  await stage.calm()

  const rupees = `₹${Number(body.total_price).toLocaleString('en', { minimumFractionDigits: 2 })}`
  expect(stage.number.got(phone)).toEqual([
    {
      text: `Hello ${body.customer?.first_name}, thank you for your order #1 over ${rupees}. We tell you as soon as it is on its way.`,
      state: 'read',
      reference: expect.any(String),
    },
  ])
  expect(await stage.told('#1')).toEqual(['notice-queued', 'notice-sent', 'notice-delivered', 'notice-read'])
})

test('an order that comes again and again, and changes, is told once', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const body = anOrderFrom(phone, { seed: 2, number: 2 })

  for (let round = 0; round < 3; round++) {
    const updated_at = new Date(Date.parse(body.updated_at) + round * 1_000).toISOString()
    await sendWebhook(stage.shop, toJson({ ...body, updated_at, note: `round ${round}` }), { topic: 'orders/updated' })
    await stage.becomes('#2', 'confirmed')
  }
  await stage.calm()

  expect(stage.number.got(phone)).toHaveLength(1)
})

test('nothing is told before the order stands confirmed: an unpaid one is told when its payment comes', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const body = anOrderFrom(phone, { seed: 3, number: 3 })

  await sendWebhook(stage.shop, toJson(unpaidBody(body)))
  await stage.becomes('#3', 'held')
  await stage.calm()
  const before = stage.number.got(phone)
  await sendWebhook(stage.shop, toJson(paidBody(unpaidBody(body), new Date(Date.parse(body.created_at) + 60_000))), {
    topic: 'orders/updated',
  })
  await stage.becomes('#3', 'confirmed')
  await stage.calm()

  expect(before).toEqual([])
  expect(stage.number.got(phone)).toHaveLength(1)
})

test('a cancellation after the confirmation is told, once', async () => {
  await using stage = await aShopThatWrites(['order-confirmation', 'order-cancelled'])
  const body = anOrderFrom(phone, { seed: 4, number: 4 })
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#4', 'confirmed')
  await stage.calm()

  const cancelled = toJson(cancelledBody(body, new Date(Date.parse(body.created_at) + 60_000)))
  for (const topic of ['orders/cancelled', 'orders/updated']) await sendWebhook(stage.shop, cancelled, { topic })
  await stage.becomes('#4', 'cancelled')
  await stage.calm()

  expect(stage.number.got(phone).map(({ text }) => text)).toEqual([
    expect.stringContaining('thank you for your order'),
    expect.stringContaining('has been cancelled'),
  ])
})

test('who never heard of a confirmation hears of no cancellation, and the timeline says why', async () => {
  await using stage = await aShopThatWrites(['order-confirmation', 'order-cancelled'])
  const body = unpaidBody(anOrderFrom(phone, { seed: 5, number: 5 }))
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#5', 'held')

  await sendWebhook(stage.shop, toJson(cancelledBody(body, new Date(Date.parse(body.created_at) + 60_000))), {
    topic: 'orders/cancelled',
  })
  await stage.becomes('#5', 'cancelled')
  await stage.calm()

  expect(stage.number.got(phone)).toEqual([])
  expect(await stage.told('#5')).toEqual(['notice-none'])
})

test('cash on delivery that waits to be verified asks the customer, and confirms it too where the shop wants that', async () => {
  await using stage = await aShopThatWrites(['order-confirmation', 'needs-something'], { choices: { whileHeld: true } })
  const body = anOrderFrom(phone, { seed: 6, number: 6, cashOnDelivery: true })

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#6', 'held')
  await stage.calm()

  expect(
    stage.number
      .got(phone)
      .map(({ text }) => text)
      .toSorted(),
  ).toEqual([
    expect.stringContaining('we need something from you: your confirmation of the order'),
    expect.stringContaining('thank you for your order'),
  ])
})

test('an order without a place to send it to asks for the address', async () => {
  await using stage = await aShopThatWrites(['needs-something'])
  const body = anOrderFrom(phone, { seed: 7, number: 7 })

  await sendWebhook(stage.shop, toJson({ ...body, shipping_address: null }))
  await stage.becomes('#7', 'confirmed')
  await stage.calm()

  expect(stage.number.got(phone)).toEqual([
    expect.objectContaining({ text: expect.stringContaining('the complete delivery address') }),
  ])
})

test.each([
  ['the shop did not switch it on', { notices: [], phone, cutOverAt: undefined }],
  ['the order names no phone', { notices: ['order-confirmation'] as const, phone: null, cutOverAt: undefined }],
])('nothing goes out when %s', async (_, { notices, phone: number }) => {
  await using stage = await aShopThatWrites([...notices])

  await sendWebhook(stage.shop, toJson(anOrderFrom(number, { seed: 8, number: 8 })))
  await stage.becomes('#8', 'confirmed')
  await stage.calm()

  expect(stage.number.box.world.requests).toEqual([])
  expect(await stage.notices('#8')).toEqual([])
})

test('an order from before the notice was switched on is not told', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  const placedAt = new Date('2019-12-31T12:00:00Z')
  await stage.hub.database.owner.query(`update connections set cut_over_at = '2019-01-01'`)

  await sendWebhook(stage.shop, toJson(anOrderFrom(phone, { seed: 9, number: 9, placedAt })))
  await stage.becomes('#9', 'confirmed')
  await stage.calm()

  expect(await stage.notices('#9')).toEqual([])
})

test('a customer reads the language they bought in, whatever the country reads', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'], { choices: { languageOf: { IN: 'en' } } })
  const body = { ...anOrderFrom(phone, { seed: 13, number: 13 }), customer_locale: 'hi' }

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#13', 'confirmed')
  await stage.calm()

  expect(stage.number.got(phone)).toEqual([expect.objectContaining({ text: expect.stringContaining('नमस्ते') })])
})

test('a customer of whom that is not told reads what their country reads', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'], { choices: { languageOf: {} } })
  const body = { ...anOrderFrom(phone, { seed: 10, number: 10 }), customer_locale: null }

  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#10', 'confirmed')
  await stage.calm()

  // Most people in India speak Hindi, as far as the language data knows.
  expect(stage.number.got(phone)).toEqual([expect.objectContaining({ text: expect.stringContaining('नमस्ते') })])
})

test('a notice that cannot be made holds up no order: a person is told instead of the customer', async () => {
  await using stage = await aShopThatWrites(['order-confirmation'])
  await stage.hub.database.owner.query(`update notice_settings set choices = '{"templates": [], "languageOf": {}}'`)

  await sendWebhook(stage.shop, toJson(anOrderFrom(phone, { seed: 11, number: 11 })))
  await stage.becomes('#11', 'confirmed')
  await stage.calm()

  expect(await stage.told('#11')).toEqual(['notice-refused'])
  expect(await stage.tasks('#11')).toEqual([expect.stringContaining('Write to the customer yourself')])
})

test('a confirmation that still waits is withdrawn when the order is cancelled, and neither is told', async () => {
  await using stage = await aShopThatWrites(['order-confirmation', 'order-cancelled'])
  const { app } = stage.hub.floor
  const { tenantId } = stage.shop
  const inHours = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16)
  const quiet = { from: inHours(-1), until: inHours(2), timeZone: 'UTC' }
  await app.withTenant(tenantId, (tx) => chooseQuiet(tx, tenantId, { quiet }))
  const body = anOrderFrom(phone, { seed: 12, number: 12 })
  await sendWebhook(stage.shop, toJson(body))
  await stage.becomes('#12', 'confirmed')
  await waitFor('the notice to wait for the morning', async () => (await stage.told('#12')).includes('notice-waits'))

  await sendWebhook(stage.shop, toJson(cancelledBody(body, new Date(Date.parse(body.created_at) + 60_000))), {
    topic: 'orders/cancelled',
  })
  await stage.becomes('#12', 'cancelled')

  expect(await stage.notices('#12')).toEqual([
    { notice: 'order-confirmation', state: 'refused', failure_code: 'message-outdated' },
  ])
  expect(await stage.told('#12')).toEqual(['notice-queued', 'notice-waits', 'notice-refused', 'notice-none'])
  expect(stage.number.box.world.requests).toEqual([])
})
