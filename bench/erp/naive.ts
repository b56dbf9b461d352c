import type { OdooClient } from '@crossdock/connectors/odoo'
import type { OrderBody } from '@crossdock/sandbox/shopify'
import { z } from 'zod'

const id = z.object({ id: z.int() })

/**
 * The way such a script is first written: an order at a time, a call for each thing. No external id, no comparison, no
 * fence, no look at the reservation; it pays the customer's search, the products', the order and its confirmation.
 */
export async function naively(client: OdooClient, bodies: readonly OrderBody[]): Promise<void> {
  for (const body of bodies) {
    const partnerId = await partnerOf(client, body)
    const lines: unknown[] = []
    for (const line of body.line_items) {
      const [product] = await client.searchRead('product.product', [['default_code', '=', line.sku]], ['id'], id)
      lines.push([
        0,
        0,
        {
          product_id: product?.id,
          product_uom_qty: line.quantity,
          price_unit: Number(line.price),
          name: line.title,
          tax_ids: [[6, 0, []]],
        },
      ])
    }
    const [orderId] = await client.call({
      model: 'sale.order',
      method: 'create',
      kind: 'once',
      args: { vals_list: [{ partner_id: partnerId, client_order_ref: body.name, order_line: lines }] },
      answer: z.array(z.int()),
    })
    await client.call({
      model: 'sale.order',
      method: 'action_confirm',
      kind: 'once',
      args: { ids: [orderId] },
      answer: z.unknown(),
    })
  }
}

async function partnerOf(client: OdooClient, { customer, email }: OrderBody): Promise<number> {
  const name = [customer?.first_name, customer?.last_name].join(' ')
  const domain = email ? [['email', '=', email]] : [['name', '=', name]]
  const [known] = await client.searchRead('res.partner', domain, ['id'], id, { limit: 1 })
  if (known) return known.id
  const [made] = await client.call({
    model: 'res.partner',
    method: 'create',
    kind: 'once',
    args: { vals_list: [{ name, ...(email ? { email } : {}) }] },
    answer: z.array(z.int()),
  })
  return made ?? 0
}
