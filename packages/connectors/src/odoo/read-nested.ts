import { z } from 'zod'
import type { CallOptions } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'

/** Which fields, and which of the records they lead to: `{ state: {}, order_line: { fields: { name: {} } } }`. */
export interface Specification {
  [field: string]: { fields?: Specification }
}

/**
 * Records with what hangs on them, in one call where several reads would pay for the way, the key and the look-up each
 * (odoo.md §1.2). Ids that are gone are absent. A link to one record is its id, or an object when its fields are asked for.
 */
export async function readNested<Row>(
  client: OdooClient,
  model: string,
  ids: number[],
  specification: Specification,
  row: z.ZodType<Row>,
  call: CallOptions,
): Promise<Row[]> {
  const { records } = await client.call({
    model,
    method: 'web_search_read',
    kind: 'repeatable',
    args: { domain: [['id', 'in', ids]], specification, order: 'id' },
    answer: z.object({ records: z.array(row) }),
    ...call,
  })
  return records
}
