import type { CanonicalOrder } from '@crossdock/contracts/order'
import { scrubText } from '@crossdock/contracts/scrub-text'
import type { StoredOrder } from '#modules/orders/index.ts'
import type { Task } from './passenger.ts'

const gone = ['voided', 'expired', 'refunded']

/** The channel paid back or took pieces out of what is confirmed in the ERP: nothing may be shipped without a look. */
export function takenBack(stored: StoredOrder, order: CanonicalOrder, erpName: string): Task[] {
  const tasks: Task[] = []
  if (stored.wanted === 'draft' && gone.includes(order.payment.status)) {
    const message = `The payment of ${stored.name} is gone (${order.payment.status}) while ${erpName} is confirmed. Do not ship it; take it back in the ERP, or cancel the order in the channel.`
    tasks.push({ kind: 'paid-back', message })
  }
  const lines = order.lines.filter((line) => line.currentQuantity < line.quantity)
  if (lines.length > 0) {
    const list = lines
      .map((line) => `${line.sku ?? scrubText(line.title)}: ${line.currentQuantity} of ${line.quantity} left`)
      .join(', ')
    const message = `The channel refunded or removed pieces of ${stored.name} (${list}); ${erpName} still holds all of them. Please adjust it by hand.`
    tasks.push({ kind: 'taken-back', message })
  }
  return tasks
}
