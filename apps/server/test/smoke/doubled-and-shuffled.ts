import { anOrderBody, type Delivery, seeded, toJson, updatedBody } from '@crossdock/sandbox/shopify'
import { phoneOfPerson } from '../harness/told-on-whatsapp.ts'

export interface Charged {
  name: string
  sourceId: string
  /** As the channel says it: "3844.10". */
  total: string
  /** Of the buyer, and nobody else's. */
  phone: string
  firstName: string
}

/**
 * Paid orders, each told by its creation and a later change, every delivery twice, all of it shuffled. The same seed
 * gives the same deliveries.
 */
export function doubledAndShuffled(
  count: number,
  seed: number,
  shop: string,
): { deliveries: Delivery[]; charged: Charged[] } {
  const random = seeded(seed)
  const deliveries: Delivery[] = []
  const charged: Charged[] = []
  for (let index = 0; index < count; index++) {
    const placedAt = new Date(Date.now() - (count - index) * 1_000)
    const changedAt = new Date(placedAt.getTime() + 500_000)
    const body = anOrderBody({
      seed: random.int(0, 2 ** 31 - 1),
      firstId: 7_000_000_000_000n + BigInt(seed) * 1_000_000n + BigInt(index) * 1_000n,
      number: 1_001 + index,
      placedAt,
      cashOnDelivery: false,
      phone: phoneOfPerson(seed * 1_000 + index),
    })
    charged.push({
      name: body.name,
      sourceId: body.id.toString(),
      total: body.total_price,
      phone: phoneOfPerson(seed * 1_000 + index),
      firstName: body.customer?.first_name ?? '',
    })
    const tell = (topic: string, content: object, at: Date, n: number): Delivery => ({
      topic,
      shop,
      webhookId: `w-${seed}-${index}-${n}`,
      eventId: `e-${seed}-${index}-${n}`,
      triggeredAt: at.toISOString(),
      body: toJson(content),
    })
    const created = tell('orders/create', body, placedAt, 1)
    const changed = tell('orders/updated', updatedBody(body, changedAt), changedAt, 2)
    deliveries.push(created, created, changed, changed)
  }
  for (let i = deliveries.length - 1; i > 0; i--) {
    const j = random.int(0, i)
    ;[deliveries[i], deliveries[j]] = [deliveries[j] as Delivery, deliveries[i] as Delivery]
  }
  return { deliveries, charged }
}
