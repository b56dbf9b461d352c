import { holdReasons, recent, recordReasons, type StoredOrder, search, timelineOf } from '#modules/orders/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Inside } from './inside.ts'

/** `npm run timeline [-- ORDER]` */
export async function timeline({ app, tenant }: Inside, text: string | undefined): Promise<void> {
  await app.withTenant(tenant.tenantId, async (tx) => {
    const found = text === undefined ? await recent(tx, tenant.tenantId, 20) : await search(tx, tenant.tenantId, text)
    if (found.length === 0) {
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
      console.log(`order ${order.orderId}   correlation ${order.correlationId}\n`)
      const entries = await timelineOf(tx, tenant.tenantId, order.orderId)
      printTable(
        ['when', 'what', ''],
        entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
      )
      console.log()
    }
  })
}

function printOrders(orders: StoredOrder[]): void {
  printTable(
    ['order', 'in the ERP', 'payment', 'changed in channel'],
    orders.map((order) => [
      order.name,
      `${order.erpState}${reasonOf(order)}`,
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
