import { AppError } from '@crossdock/contracts/errors'
import type { CallOptions, ErpDocument } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { type FrozenRows, frozenRows } from './plan.ts'
import { done, orderState, stateRowOfOrder } from './schemas.ts'
import { loadPartnerIds } from './write-drafts.ts'

const LINE = 'order_line/'

/**
 * Replaces what a draft holds: `load` never changes what it made, so a later revision is one `write`, in which `[5]`
 * takes every line away and the new ones follow. Sent twice it ends the same. People go first, by external id, since
 * `write` wants database ids.
 *
 * @throws `erp-order-vanished`, `changed-after-confirmation`, `rows-outdated` (something the content refers to is gone),
 * `provider-refused` (the new content is not taken)
 */
export async function rewriteDraft(
  client: OdooClient,
  orderId: number,
  document: ErpDocument,
  call: CallOptions,
): Promise<void> {
  const rows = frozenRows.parse(document.payload)
  const [order] = await client.searchRead(
    'sale.order',
    [['id', '=', orderId]],
    ['state', 'order_line'],
    stateRowOfOrder,
    call,
  )
  const label = String(rows.orderRows[0]?.[rows.orderFields.indexOf('client_order_ref')] ?? document.orderId)
  const facts = { provider: 'Odoo', order: label, erpName: String(orderId) }
  if (!order) throw new AppError('erp-order-vanished', `sale.order ${orderId} is gone`, { facts })
  if (order.state !== 'draft' && order.state !== 'sent')
    throw new AppError('changed-after-confirmation', `sale.order ${orderId} is ${order.state}`, { facts })

  const partnerIds = await loadPartnerIds(client, rows, call)
  try {
    await client.call({
      model: 'sale.order',
      method: 'write',
      kind: 'repeatable',
      answer: done,
      context: { tracking_disable: true },
      ...call,
      args: { ids: [orderId], vals: valuesOf(rows, partnerIds) },
    })
  } catch (thrown) {
    if (!(thrown instanceof AppError) || !isMissing(thrown)) throw thrown
    const [still] = await client.searchRead('sale.order', [['id', '=', orderId]], ['state'], orderState, call)
    if (!still) throw new AppError('erp-order-vanished', `sale.order ${orderId} is gone`, { facts })
    throw new AppError('rows-outdated', thrown.message, { facts: { ...facts, ...thrown.facts } })
  }
}

/** Odoo's words for an id that is not there (odoo.md §1.4); which one, it does not say to us. */
function isMissing({ code, facts }: AppError): boolean {
  return code === 'provider-refused' && /^Record does not exist or has been deleted/.test(facts.detail ?? '')
}

/** Never change; and a company written along, even the same one, has Odoo take each line's taxes from its product anew. */
const KEPT = new Set(['id', 'company_id/.id'])

/** The rows of `load` as the values of `write`. */
export function valuesOf(
  { orderFields, orderRows }: FrozenRows,
  partnerIds: ReadonlyMap<string, number>,
): Record<string, unknown> {
  const product = orderFields.indexOf(`${LINE}product_id/.id`)
  const header: Record<string, unknown> = {}
  for (const [index, column] of orderFields.entries()) {
    if (KEPT.has(column) || column.startsWith(LINE)) continue
    const [field, value] = fieldValue(column, orderRows[0]?.[index] ?? '', partnerIds)
    header[field] = value
  }
  const lines = orderRows
    .filter((row) => (row[product] ?? '') !== '')
    .map((row) => {
      const values: Record<string, unknown> = {}
      for (const [index, column] of orderFields.entries()) {
        if (!column.startsWith(LINE)) continue
        const [field, value] = fieldValue(column.slice(LINE.length), row[index] ?? '', partnerIds)
        values[field] = value
      }
      return [0, 0, values]
    })
  return { ...header, order_line: [[5, 0, 0], ...lines] }
}

/** A cell of `load` says `/id` for an external id, `/.id` for a database id, and empty text for "none". */
function fieldValue(
  column: string,
  cell: string | number,
  partnerIds: ReadonlyMap<string, number>,
): [field: string, value: unknown] {
  const [field = '', reference] = column.split('/')
  if (field === 'tax_ids') return [field, [[6, 0, String(cell).split(',').filter(Boolean).map(Number)]]]
  if (cell === '') return [field, false]
  if (reference === 'id') return [field, partnerIds.get(String(cell)) ?? false]
  if (reference === '.id') return [field, Number(cell)]
  return [field, field === 'extra_tax_data' ? JSON.parse(String(cell)) : cell]
}
