import { z } from 'zod'
import type { CallOptions, ErpChoice } from '../ports/erp.ts'
import type { MappingKind } from '../ports/mapping-keys.ts'
import type { OdooClient } from './client.ts'

const choiceRow = z.object({ id: z.int(), display_name: z.string() })

/** Where to look, what may be chosen there, and by which fields people find it. */
const sources: Record<MappingKind, { model: string; domain: (companyId: number) => unknown[]; fields: string[] }> = {
  product: {
    model: 'product.product',
    domain: (companyId) => [
      ['sale_ok', '=', true],
      ['company_id', 'in', [false, companyId]],
    ],
    fields: ['default_code', 'name'],
  },
  'fallback-product': {
    model: 'product.product',
    domain: (companyId) => [
      ['sale_ok', '=', true],
      ['company_id', 'in', [false, companyId]],
    ],
    fields: ['default_code', 'name'],
  },
  tax: {
    model: 'account.tax',
    domain: (companyId) => [
      ['type_tax_use', '=', 'sale'],
      ['company_id', '=', companyId],
    ],
    fields: ['name'],
  },
  // Where money arrives: a bank, a till.
  gateway: {
    model: 'account.journal',
    domain: (companyId) => [
      ['type', 'in', ['bank', 'cash']],
      ['company_id', '=', companyId],
    ],
    fields: ['name', 'code'],
  },
  location: {
    model: 'stock.warehouse',
    domain: (companyId) => [['company_id', '=', companyId]],
    fields: ['name', 'code'],
  },
}

const mostChoices = 20

/** Archived records are not offered: Odoo hides them from searches (odoo.md §10.11). */
export async function choices(
  client: OdooClient,
  companyId: number,
  kind: MappingKind,
  wanted: { id: string } | { search: string },
  call: CallOptions,
): Promise<ErpChoice[]> {
  const { model, domain, fields } = sources[kind]
  const rows = await client.searchRead(
    model,
    [...domain(companyId), ...('id' in wanted ? [['id', '=', idOf(wanted.id)]] : holding(fields, wanted.search))],
    ['display_name'],
    choiceRow,
    { ...call, limit: mostChoices },
  )
  return rows.map(({ id, display_name }) => ({ id: String(id), label: display_name }))
}

/** Ids are 32 bits there; anything else is nobody's. */
function idOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0
}

function holding(fields: string[], text: string): unknown[] {
  if (text.trim() === '') return []
  return [...fields.slice(1).map(() => '|'), ...fields.map((field) => [field, 'ilike', text.trim()])]
}
