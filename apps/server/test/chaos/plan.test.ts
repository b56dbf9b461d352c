import { toJson } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { faultKinds } from './fault-plan.ts'
import { countFaults, makePlan } from './plan.ts'
import { storyKinds } from './stories.ts'

const shops = ['one.myshopify.com', 'two.myshopify.com']
const plan = makePlan({ seed: 7, events: 1_500, minutes: 5, shops })

test('the same seed gives the same deliveries at the same times, and the same faults', () => {
  const again = makePlan({ seed: 7, events: 1_500, minutes: 5, shops })
  const other = makePlan({ seed: 8, events: 1_500, minutes: 5, shops })

  expect(JSON.stringify(again.deliveries) === JSON.stringify(plan.deliveries)).toBe(true)
  expect(again.faults).toEqual(plan.faults)
  expect(again.digest).toBe(plan.digest)
  expect(other.digest).not.toBe(plan.digest)
})

test('there are as many deliveries as were asked for, all within the time', () => {
  expect(plan.deliveries).toHaveLength(1_500)
  expect(plan.deliveries.every(({ atMs }) => atMs >= 0 && atMs <= 300_000)).toBe(true)
})

test('every story is told', () => {
  expect(new Set(plan.orders.map(({ kind }) => kind))).toEqual(new Set(storyKinds))
})

test('every version of every order is delivered at least once', () => {
  const told = new Set(plan.deliveries.map(({ delivery }) => delivery.body))

  const untold = plan.orders.flatMap(({ versions }) =>
    versions.filter(({ body }) => !told.has(toJson(body)) && !told.has(toJson(body, { escapeUnicode: true }))),
  )

  expect(untold).toEqual([])
})

test('deliveries come doubled, late and out of order', () => {
  const first = new Map<string, number>()
  let doubled = 0
  let late = 0
  for (const { atMs, delivery } of plan.deliveries) {
    const before = first.get(delivery.webhookId)
    if (before === undefined) first.set(delivery.webhookId, atMs)
    else {
      doubled++
      if (atMs - before > 30_000) late++
    }
  }
  const overtaken = plan.orders.filter(({ sourceId }) => {
    const times = plan.deliveries.filter((one) => one.sourceId === sourceId).map(({ delivery }) => delivery.triggeredAt)
    return times.join() !== [...times].sort().join()
  })

  expect(doubled).toBeGreaterThan(250)
  expect(late).toBeGreaterThan(50)
  expect(overtaken.length).toBeGreaterThan(plan.orders.length / 4)
})

test('two shops number their orders alike, and no id of the channel is there twice', () => {
  const [one, two] = [0, 1].map((shop) => new Set(plan.orders.filter((o) => o.shop === shop).map(({ name }) => name)))

  expect([...(one ?? [])].filter((name) => two?.has(name)).length).toBeGreaterThan(50)
  expect(new Set(plan.orders.map(({ sourceId }) => sourceId)).size).toBe(plan.orders.length)
})

test('each buyer has a phone of their own, and buys in both shops', () => {
  const [one, two] = [0, 1].map((shop) => plan.orders.filter((order) => order.shop === shop).map(({ phone }) => phone))

  expect(new Set(one).size).toBe(one?.length)
  expect(new Set(two).size).toBe(two?.length)
  expect(one?.filter((phone) => two?.includes(phone)).length).toBeGreaterThan(50)
})

test('the buyer’s phone stands in every version of an order, however it is typed', () => {
  for (const { versions, phone } of plan.orders)
    for (const { body } of versions) {
      const typed = [body.phone, body.customer?.phone, body.billing_address?.phone, body.shipping_address?.phone]
      const digits = typed.flatMap((text) => text?.replace(/\D/g, '').slice(-10) ?? [])
      expect(new Set(digits)).toEqual(new Set([phone.slice(-10)]))
    }
})

test('some orders are cancelled when all has become quiet, and nothing else is told then', () => {
  const calm = plan.deliveries.filter(({ whenCalm }) => whenCalm)
  const kinds = new Set(
    plan.orders.filter((o) => calm.some(({ sourceId }) => sourceId === o.sourceId)).map((o) => o.kind),
  )

  expect(kinds).toEqual(new Set(['cancelled-when-calm']))
  expect(calm.every(({ atMs, delivery }) => atMs <= 2_000 && /cancelled|updated/.test(delivery.topic))).toBe(true)
})

test('buyers ask, and some say STOP once: long before their order is heard of, and in the midst of it', () => {
  const stops = plan.talk.filter(({ kind }) => kind === 'stop')
  const longBefore = stops.filter(({ atMs, shop, phone }) => {
    const order = plan.orders.find((one) => one.shop === shop && one.phone === phone)
    return plan.deliveries.every((one) => one.whenCalm || one.sourceId !== order?.sourceId || one.atMs >= atMs + 20_000)
  })

  expect(plan.talk.filter(({ kind }) => kind === 'question').length).toBeGreaterThan(20)
  expect(new Set(stops.map(({ shop, phone }) => `${shop} ${phone}`)).size).toBe(stops.length)
  expect(longBefore.length).toBeGreaterThan(3)
  expect(stops.length - longBefore.length).toBeGreaterThan(3)
  expect(plan.talk.every(({ atMs }) => atMs >= 0 && atMs <= 300_000)).toBe(true)
})

test('also in the short run of `npm test` somebody says STOP long before their order', () => {
  const short = makePlan({ seed: 3, events: 400, minutes: 0.75, shops })
  const firstOf = (shop: number, phone: string): number => {
    const order = short.orders.find((one) => one.shop === shop && one.phone === phone)
    const told = short.deliveries.filter((one) => one.sourceId === order?.sourceId && !one.whenCalm)
    return Math.min(...told.map(({ atMs }) => atMs))
  }

  const stops = short.talk.filter(({ kind }) => kind === 'stop')
  expect(stops.some(({ atMs, shop, phone }) => firstOf(shop, phone) >= atMs + 20_000)).toBe(true)
})

test('the versions of an order lie whole seconds apart', () => {
  for (const { versions } of plan.orders)
    for (const [index, { body }] of versions.entries()) {
      const before = versions[index - 1]
      if (before) expect(Date.parse(body.updated_at) - Date.parse(before.body.updated_at)).toBeGreaterThanOrEqual(2_000)
    }
})

test('every kind of fault strikes at least once, also in a short run', () => {
  const kinds = Object.keys(faultKinds)

  expect([...countFaults(makePlan({ seed: 1, events: 100, minutes: 0.5, shops })).keys()].sort()).toEqual(kinds.sort())
})
