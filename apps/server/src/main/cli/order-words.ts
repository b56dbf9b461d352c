import { holdReasons, recordReasons, type StoredOrder } from '#modules/orders/index.ts'
import { printTable, when } from '../print-table.ts'

/** An order for people and programs: how it stands, and nothing of whom it is for. */

export function orderJson(order: StoredOrder) {
  const { orderId, name, connectionId, sourceId, state, paymentStatus, erpState, reasonCode, revision } = order
  return {
    orderId,
    name,
    connectionId,
    sourceId,
    state,
    paymentStatus,
    erpState,
    reasonCode,
    revision,
    changedAt: order.version.occurredAt,
    deletedAt: order.deletedAt,
    needsRefetch: order.needsRefetch,
    correlationId: order.correlationId,
  }
}

export function printOrders(orders: StoredOrder[]): void {
  printTable(
    ['order', 'in the ERP', 'payment', 'changed in channel'],
    orders.map((order) => [
      order.name,
      `${order.erpState}${reasonOf(order)}${order.needsRefetch ? ', may be out of date' : ''}`,
      order.paymentStatus,
      when(order.version.occurredAt),
    ]),
  )
}

export function reasonOf({ reasonCode, erpState }: StoredOrder): string {
  if (reasonCode === null) return ''
  const words: Record<string, string> = { ...recordReasons, ...holdReasons, dismissed: 'Somebody let it go.' }
  return erpState === 'parked' ? ` (${reasonCode})` : words[reasonCode] ? ` (${reasonCode.replaceAll('-', ' ')})` : ''
}
