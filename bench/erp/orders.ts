import type { ErpOrder } from '@crossdock/connectors/ports/erp'
import { shopifyOrders } from '@crossdock/connectors/shopify'
import { anOrderBody, type Delivery, type OrderBody, toJson } from '@crossdock/sandbox/shopify'
import { newId } from '#server/platform/ids.ts'

/** Paid orders of one to four lines, each by a person of its own. Ids are never used twice in a run. */
export class Orders {
  readonly #random: () => number
  #made = 0

  constructor(seed: number) {
    let state = seed
    this.#random = () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
      return state
    }
  }

  bodies(count: number): OrderBody[] {
    return Array.from({ length: count }, () => {
      this.#made++
      return anOrderBody({
        seed: this.#random(),
        firstId: 3_000_000_000_000n + BigInt(this.#made) * 1_000n,
        number: 1_000 + this.#made,
        cashOnDelivery: false,
      })
    })
  }
}

export function deliveryOf(body: OrderBody, shop: string): Delivery {
  return {
    topic: 'orders/create',
    shop,
    webhookId: newId(),
    eventId: newId(),
    triggeredAt: new Date().toISOString(),
    body: toJson(body),
  }
}

/** As the hub hands it to an ERP. */
export function erpOrderOf(body: OrderBody): ErpOrder {
  const order = shopifyOrders.readOrder(Buffer.from(toJson(body)), 'orders/create', { defaultCountry: 'IN' })
  const orderId = newId()
  return {
    orderId,
    revision: 1,
    order,
    customerKey: orderId,
    billingKey: order.billingAddress ? orderId : null,
    shippingKey: order.shippingAddress ? orderId : null,
  }
}
