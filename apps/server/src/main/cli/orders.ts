import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import type { CanonicalOrder } from '@crossdock/contracts/order'
import { openDocument, recent, type StoredOrder, search } from '#modules/orders/index.ts'
import { printTable } from '../print-table.ts'
import type { Answer } from './answer.ts'
import type { Crossdock } from './crossdock.ts'
import { exit, Misunderstood } from './exit-codes.ts'
import type { Inside } from './inside.ts'
import { orderJson, printOrders, reasonOf } from './order-words.ts'

const mostListed = 1_000

export function orderCommands({ program, inTenant }: Crossdock): void {
  const orders = program.command('orders').description('the orders that came, and where they stand in the ERP')
  orders
    .command('list', { isDefault: true })
    .description('the latest ones')
    .option('--limit <n>', 'how many', '20')
    .action(({ limit }: { limit: string }) => inTenant((hub) => list(hub, limit)))
  orders
    .command('show')
    .description('one order: its lines and amounts; whom it is for stays sealed')
    .argument('<order>', 'its label (#1042 or 1042), the channel’s id, or ours')
    .action((text: string) => inTenant((hub) => show(hub, text)))
}

async function list({ app, tenant: { tenantId } }: Inside, limitText: string): Promise<Answer> {
  const limit = Number(limitText)
  if (!Number.isInteger(limit) || limit < 1 || limit > mostListed)
    throw new Misunderstood(`--limit takes a whole number from 1 to ${mostListed}.`)
  const orders = await app.withTenant(tenantId, (tx) => recent(tx, tenantId, limit))
  return {
    json: { orders: orders.map(orderJson) },
    print: () => (orders.length === 0 ? console.log('No orders yet.') : printOrders(orders)),
  }
}

async function show({ app, vault, tenant: { tenantId, slug } }: Inside, text: string): Promise<Answer> {
  const found = await app.withTenant(tenantId, (tx) => search(tx, tenantId, text))
  const orders = await Promise.all(
    found.map(async (stored) => ({ stored, order: await openDocument(vault, tenantId, stored) })),
  )
  return {
    json: { orders: orders.map(({ stored, order }) => ({ ...orderJson(stored), ...amountsOf(order) })) },
    exitCode: orders.length > 0 ? exit.done : exit.notDone,
    print() {
      if (orders.length === 0) console.log(`No order ${text} in tenant ${slug}.`)
      for (const { stored, order } of orders) printOrder(stored, order)
    },
  }
}

/** Everything of an order that is not somebody's name, address or words. */
function amountsOf({ currency, placedAt, test, totals, lines }: CanonicalOrder) {
  return {
    placedAt,
    test,
    currency,
    totals,
    lines: lines.map(({ kind, sku, title, quantity, currentQuantity, unitPrice, discount, net, taxes }) => ({
      kind,
      sku,
      title,
      quantity,
      currentQuantity,
      unitPrice,
      discount,
      net,
      taxes,
    })),
  }
}

function printOrder(stored: StoredOrder, order: CanonicalOrder): void {
  const money = (units: bigint): string => formatAmount(units, currencyExponent(order.currency) ?? 2)
  const { name, erpState, paymentStatus, revision, orderId } = stored
  console.log(`${name}   ${erpState}${reasonOf(stored)}   payment ${paymentStatus}   revision ${revision}`)
  console.log(`order ${orderId}   placed ${order.placedAt}${order.test ? '   a test' : ''}\n`)
  printTable(
    ['pieces', 'SKU', 'amount', 'what'],
    order.lines.map((line) => [String(line.currentQuantity), line.sku ?? '', money(line.net), line.title]),
  )
  const { total, tax } = order.totals
  console.log(`\ntotal ${money(total)} ${order.currency}, of it tax ${money(tax)}\n`)
}
