import type { CallOptions, ErpDocument } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { broken } from './errors.ts'
import { frozenRows } from './plan.ts'
import { done, loadAnswer } from './schemas.ts'
import { exactlyOnce } from './write-drafts.ts'

/**
 * Replaces what a draft holds: `[5]` takes every line away and the new ones follow, in one write. Sent twice it ends the
 * same. People go first, by external id, since `write` wants database ids.
 */
export async function rewriteDraft(
  client: OdooClient,
  orderId: number,
  document: ErpDocument,
  call: CallOptions,
): Promise<void> {
  const rows = frozenRows.parse(document.payload)
  const partners = await client.call({
    model: 'res.partner',
    method: 'load',
    kind: 'repeatable',
    args: { fields: rows.partnerFields, data: rows.partnerRows },
    context: exactlyOnce,
    answer: loadAnswer,
    ...call,
  })
  if (partners.ids === false) throw broken('the people of a changed order could not be written')
  const partnerIds = new Map(rows.partnerRows.map((row, index) => [row[0], (partners.ids as number[])[index]]))
  const [head] = rows.orderRows
  if (!head) throw broken('a document without rows')
  const cell = (row: (string | number)[], field: string): string | number => row[rows.orderFields.indexOf(field)] ?? ''
  const optional = (field: string, name: string): Record<string, unknown> =>
    rows.orderFields.includes(field) ? { [name]: cell(head, field) } : {}
  const lines = rows.orderRows.map((row) => [
    0,
    0,
    {
      product_id: cell(row, 'order_line/product_id/.id'),
      product_uom_qty: cell(row, 'order_line/product_uom_qty'),
      price_unit: cell(row, 'order_line/price_unit'),
      discount: 0,
      tax_ids: [
        [6, 0, cell(row, 'order_line/tax_ids/.id') === '' ? [] : [Number(cell(row, 'order_line/tax_ids/.id'))]],
      ],
      name: cell(row, 'order_line/name'),
      ...(rows.orderFields.includes('order_line/extra_tax_data') && cell(row, 'order_line/extra_tax_data') !== ''
        ? { extra_tax_data: JSON.parse(String(cell(row, 'order_line/extra_tax_data'))) }
        : {}),
      ...(rows.orderFields.includes('order_line/technical_price_unit') ? { technical_price_unit: -1 } : {}),
    },
  ])
  await client.call({
    model: 'sale.order',
    method: 'write',
    kind: 'repeatable',
    answer: done,
    context: { tracking_disable: true },
    ...call,
    args: {
      ids: [orderId],
      vals: {
        client_order_ref: cell(head, 'client_order_ref'),
        partner_id: partnerIds.get(String(cell(head, 'partner_id/id'))),
        partner_invoice_id: partnerIds.get(String(cell(head, 'partner_invoice_id/id'))),
        partner_shipping_id: partnerIds.get(String(cell(head, 'partner_shipping_id/id'))),
        ...optional('pricelist_id/.id', 'pricelist_id'),
        order_line: [[5], ...lines],
      },
    },
  })
}
