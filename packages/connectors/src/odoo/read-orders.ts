import type { CallOptions, ErpOrderState } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import type { Surroundings } from './discover.ts'
import { broken } from './errors.ts'
import { readNested, type Specification } from './read-nested.ts'
import { metadataRow, orderRow } from './schemas.ts'

const specification: Specification = {
  name: {},
  state: {},
  currency_id: {},
  amount_untaxed: {},
  amount_tax: {},
  amount_total: {},
  invoice_ids: {},
  order_line: {
    fields: {
      name: {},
      product_id: {},
      product_uom_qty: {},
      price_subtotal: {},
      price_total: {},
      qty_delivered: {},
      qty_invoiced: {},
      display_type: {},
    },
  },
}

/** Ids that Odoo no longer has are simply absent from its answer (odoo.md §1.4). */
export async function readOrders(
  client: OdooClient,
  surroundings: Surroundings,
  erpIds: string[],
  call: CallOptions,
): Promise<ErpOrderState[]> {
  if (erpIds.length === 0) return []
  const ids = erpIds.map(Number)
  const orders = await readNested(client, 'sale.order', ids, specification, orderRow, call)
  // Not `get_external_id`: its answer has numbers for keys, which XML-RPC cannot carry, and names one of several at random.
  const metadata = await client.call({
    model: 'sale.order',
    method: 'get_metadata',
    kind: 'repeatable',
    args: { ids: orders.map((order) => order.id) },
    answer: metadataRow.array(),
    ...call,
  })
  const externalIds = new Map(metadata.map(({ id, xmlids }) => [id, ours(xmlids)]))
  return orders.map((order) => {
    const code = surroundings.currencyCodes.get(order.currency_id)
    const digits = code === undefined ? undefined : surroundings.currencies.get(code)?.digits
    if (code === undefined || digits === undefined)
      throw broken(`order ${order.id} is in a currency that cannot be read`)
    const own = order.order_line.filter(({ display_type }) => display_type === '')
    return {
      erpId: String(order.id),
      externalId: externalIds.get(order.id) ?? null,
      name: order.name,
      state: order.state === 'sale' ? 'confirmed' : order.state === 'cancel' ? 'cancelled' : 'draft',
      amounts: {
        currency: code,
        untaxed: minor(order.amount_untaxed, digits),
        tax: minor(order.amount_tax, digits),
        total: minor(order.amount_total, digits),
      },
      lines: own.map((line) => ({
        name: line.name,
        productId: line.product_id === null ? null : String(line.product_id),
        quantity: line.product_uom_qty,
        untaxed: minor(line.price_subtotal, digits),
        total: minor(line.price_total, digits),
      })),
      started: order.invoice_ids.length > 0 || own.some((line) => line.qty_delivered > 0 || line.qty_invoiced > 0),
    }
  })
}

/** An import or a module may have named the order too; the oldest of ours counts. */
function ours(xmlids: readonly { xmlid: string }[]): string | null {
  const names = xmlids.map(({ xmlid }) => xmlid)
  return names.find((name) => name.startsWith('crossdock.')) ?? names[0] ?? null
}

/** Floats carry noise (77.28999999999996): rounded to the currency before anything is compared (odoo.md §10.4). */
function minor(amount: number, digits: number): string {
  const units = Math.round(amount * 10 ** digits)
  if (!Number.isSafeInteger(units)) throw broken('an amount is too large to be read exactly')
  return units.toString()
}
