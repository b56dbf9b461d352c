import {
  deletedUnseen,
  recent,
  refundInWords,
  refundsOf,
  type StoredOrder,
  search,
  timelineOf,
} from '#modules/orders/index.ts'
import { printTable, when } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { orderJson, printOrders, reasonOf } from './order-words.ts'

export function timelineCommand({ program, inTenant }: Crossdock): void {
  program
    .command('timeline')
    .description('what happened to an order; without one: the latest orders')
    .argument('[order]', 'its label (#1042 or 1042), the channel’s id, or ours')
    .action((text?: string) => inTenant((hub) => (text === undefined ? latest(hub) : timeline(hub, text))))
}

async function latest({ app, tenant: { tenantId } }: Inside): Promise<Answer> {
  const orders = await app.withTenant(tenantId, (tx) => recent(tx, tenantId, 20))
  return {
    json: { orders: orders.map(orderJson) },
    print: () =>
      orders.length === 0
        ? console.log('No orders yet. Try: npm run sandbox -- shopify order --count 20')
        : printOrders(orders),
  }
}

interface Story {
  order: StoredOrder
  entries: Awaited<ReturnType<typeof timelineOf>>
  refunds: Awaited<ReturnType<typeof refundsOf>>
}

async function timeline({ app, tenant: { tenantId, slug } }: Inside, text: string): Promise<Answer> {
  const { stories, deletedAt } = await app.withTenant(tenantId, async (tx) => {
    const stories: Story[] = []
    for (const order of await search(tx, tenantId, text)) {
      const entries = await timelineOf(tx, tenantId, order.orderId)
      stories.push({ order, entries, refunds: await refundsOf(tx, tenantId, order.connectionId, order.sourceId) })
    }
    return { stories, deletedAt: stories.length > 0 ? null : await deletedUnseen(tx, tenantId, text) }
  })
  const json = {
    orders: stories.map(({ order, entries, refunds }) => ({
      ...orderJson(order),
      timeline: entries.map(({ at, kind, message, correlation_id }) => ({
        at,
        kind,
        message,
        correlationId: correlation_id,
      })),
      refunds: refunds.map((refund) => ({ at: refund.at, sentence: refundInWords(refund) })),
    })),
    deletedBeforeItCameAt: deletedAt,
  }
  return {
    json,
    exitCode: stories.length > 0 || deletedAt ? exit.done : exit.notDone,
    print() {
      for (const story of stories) printStory(story)
      if (deletedAt) console.log(`Order ${text} was deleted in the channel (${when(deletedAt)}) before it came.`)
      else if (stories.length === 0) console.log(`No order ${text} in tenant ${slug}.`)
    },
  }
}

function printStory({ order, entries, refunds }: Story): void {
  const { name, erpState, paymentStatus, revision, orderId, correlationId } = order
  console.log(`${name}   ${erpState}${reasonOf(order)}   payment ${paymentStatus}   revision ${revision}`)
  for (const mark of marksOf(order)) console.log(mark)
  console.log(`order ${orderId}   correlation ${correlationId}\n`)
  printTable(
    ['when', 'what', ''],
    entries.map((entry) => [when(entry.at), entry.kind, entry.message]),
  )
  if (refunds.length > 0) console.log('\nRefunds, recorded and not booked in the ERP yet:\n')
  for (const refund of refunds) console.log(`${refund.at ? when(refund.at) : 'undated'}  ${refundInWords(refund)}.`)
  console.log()
}

/** What is special about an order, in sentences. */
function marksOf({ deletedAt, needsRefetch }: StoredOrder): string[] {
  return [
    ...(deletedAt ? [`Deleted in the channel (${when(deletedAt)}).`] : []),
    ...(needsRefetch ? ['May be out of date: the channel has to send it again, or to be asked.'] : []),
  ]
}
