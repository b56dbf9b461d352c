import { shopifyOrders, shopifyWebhooks } from '@crossdock/connectors/shopify'
import { expect, test } from 'vitest'
import { ordersScenario, type PlannedDelivery } from './scenario.ts'
import { headersOf } from './sender.ts'

const base = { count: 6, shop: 'crossdock-demo.myshopify.com', seed: 7, startAt: new Date('2026-11-20T04:30:00Z') }

const updatedAt = ({ body }: PlannedDelivery) => JSON.parse(body).updated_at as string

test('is one creation an order when nothing else is asked for', () => {
  const deliveries = ordersScenario(base)

  expect(deliveries.map((delivery) => delivery.topic)).toEqual(Array(6).fill('orders/create'))
  expect(new Set(deliveries.map((delivery) => delivery.orderId)).size).toBe(6)
  expect(new Set(deliveries.map((delivery) => delivery.webhookId)).size).toBe(6)
})

test('is heard and read by the connector, whatever is asked for', () => {
  for (const delivery of ordersScenario({ ...base, count: 60, duplicates: true, outOfOrder: true })) {
    const body = Buffer.from(delivery.body)

    const heard = shopifyWebhooks.hear(body, headersOf(delivery, 'secret'), ['secret'])

    expect(heard).toMatchObject({
      ok: true,
      events: [
        { dedupeKey: delivery.webhookId, subject: { sourceId: delivery.orderId }, occurredAt: updatedAt(delivery) },
      ],
    })
    expect(shopifyOrders.readOrder(body, delivery.topic, { defaultCountry: 'IN' }).sourceId).toBe(delivery.orderId)
  }
})

test('duplicates repeat deliveries and let one event speak twice', () => {
  const deliveries = ordersScenario({ ...base, duplicates: true })
  const repeated = deliveries.filter((delivery) => delivery.remark === 'same delivery again')
  const sameEvent = deliveries.filter((delivery) => delivery.remark === 'same event, other topic')

  expect(repeated).toHaveLength(3)
  for (const again of repeated) {
    const first = deliveries.find((delivery) => delivery.webhookId === again.webhookId)
    expect(again.body).toBe(first?.body)
  }
  expect(sameEvent).toHaveLength(3)
  for (const other of sameEvent) {
    const first = deliveries.find((delivery) => delivery.eventId === other.eventId)
    expect(other.webhookId).not.toBe(first?.webhookId)
  }
})

test('out of order lets newer versions arrive before older ones', () => {
  const deliveries = ordersScenario({ ...base, outOfOrder: true })
  const versions = Map.groupBy(deliveries, (delivery) => delivery.orderId)

  for (const story of versions.values()) {
    const times = story.map(updatedAt)
    expect(times).not.toEqual(times.toSorted())
  }
})

test('the same seed makes the same deliveries', () => {
  expect(ordersScenario({ ...base, duplicates: true, outOfOrder: true })).toEqual(
    ordersScenario({ ...base, duplicates: true, outOfOrder: true }),
  )
})
