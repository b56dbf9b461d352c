import type { CallOptions, ErpDocument, ErpOrderState } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import type { Surroundings } from './discover.ts'
import { frozenRows } from './plan.ts'
import { readOrders } from './read-orders.ts'
import { idRow } from './schemas.ts'

/**
 * By what each order says it comes from, then by external id: nobody but an administrator may search external ids
 * themselves (odoo.md §5.2), and asking for one that is absent is an error.
 */
export async function findOrders(
  client: OdooClient,
  surroundings: Surroundings,
  documents: readonly ErpDocument[],
  call: CallOptions,
): Promise<ErpOrderState[]> {
  const origins = documents.map(({ payload }) => {
    const { orderFields, orderRows } = frozenRows.parse(payload)
    return String(orderRows[0]?.[orderFields.indexOf('origin')] ?? '')
  })
  if (origins.length === 0) return []
  const orders = await client.searchRead('sale.order', [['origin', 'in', origins]], ['id'], idRow, {
    ...call,
    context: { active_test: false },
  })
  const wanted = new Set(documents.map(({ externalId }) => externalId))
  const states = await readOrders(
    client,
    surroundings,
    orders.map(({ id }) => String(id)),
    call,
  )
  return states.filter(({ externalId }) => externalId !== null && wanted.has(externalId))
}
