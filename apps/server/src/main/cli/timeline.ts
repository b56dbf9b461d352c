import {
  deletedUnseen,
  holdReasons,
  recent,
  recordReasons,
  refundInWords,
  refundsOf,
  type StoredOrder,
  search,
  timelineOf,
} from '#modules/orders/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

/** `npm run timeline [-- ORDER]` */
export async function timeline({ app, tenant }: Inside, text: string | undefined): Promise<void> {
  await app.withTenant(tenant.tenantId, async (tx) => {
    const found = text === undefined ? await recent(tx, tenant.tenantId, 20) : await search(tx, tenant.tenantId, text)
    if (found.length === 0) {
      const deletedAt = text === undefined ? null : await deletedUnseen(tx, tenant.tenantId, text)
      if (deletedAt) return console.log(`Order ${text} was deleted in the channel (${when(deletedAt)}) before it came.`)
      console.log(
        text === undefined
          ? 'No orders yet. Try: npm run sandbox -- shopify order --count 20'
          : `No order ${text} in tenant ${tenant.slug}.`,
      )
      process.exitCode = text === undefined ? 0 : 1
      return
    }
    if (text === undefined) return printOrders(found)
    for (const order of found) {
      console.log(
        `${order.name}   ${order.erpState}${reasonOf(order)}   payment ${order.paymentStatus}   revision ${order.revision}`,
      )
      for (const mark of marksOf(order)) console.log(mark)
      console.log(`order ${order.orderId}   correlation ${order.correlationId}\n`)
      const entries = await timelineOf(tx, tenant.tenantId, order.orderId)
      printTable(
        ['when', 'what', ''],
        entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
      )
      const refunds = await refundsOf(tx, tenant.tenantId, order.connectionId, order.sourceId)
      if (refunds.length > 0) console.log('\nRefunds, recorded and not booked in the ERP yet:\n')
      for (const refund of refunds) console.log(`${refund.at ? when(refund.at) : 'undated'}  ${refundInWords(refund)}.`)
      console.log()
    }
  })
}

/** What is special about an order, in sentences. */
function marksOf({ deletedAt, needsRefetch }: StoredOrder): string[] {
  return [
    ...(deletedAt ? [`Deleted in the channel (${when(deletedAt)}).`] : []),
    ...(needsRefetch ? ['May be out of date: the channel has to send it again, or to be asked.'] : []),
  ]
}

function printOrders(orders: StoredOrder[]): void {
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

function reasonOf({ reasonCode, erpState }: StoredOrder): string {
  if (reasonCode === null) return ''
  const words: Record<string, string> = { ...recordReasons, ...holdReasons, dismissed: 'Somebody let it go.' }
  return erpState === 'parked' ? ` (${reasonCode})` : words[reasonCode] ? ` (${reasonCode.replaceAll('-', ' ')})` : ''
}
