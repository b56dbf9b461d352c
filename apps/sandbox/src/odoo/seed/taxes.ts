import type { Store } from '../orm/store.ts'

interface TaxSeed {
  id: number
  name: string
  amount: number
  use: 'sale' | 'none'
  children?: number[]
  included?: boolean
  archived?: boolean
}

const CESS: TaxSeed[] = [
  { id: 9, name: '0% Exempt', amount: 0, use: 'sale', archived: true },
  { id: 18, name: '40% IGST S', amount: 40, use: 'sale', archived: true },
]

/** The Indian chart's sale taxes as Crossdock's set-up leaves them: tax-excluded groups, and included twins of two. */
const GST: TaxSeed[] = [
  { id: 14, name: '28% IGST S', amount: 28, use: 'sale' },
  { id: 15, name: '18% IGST S', amount: 18, use: 'sale' },
  { id: 16, name: '12% IGST S', amount: 12, use: 'sale' },
  { id: 17, name: '5% IGST S', amount: 5, use: 'sale' },
  ...group({ id: 27, name: '28% GST S', amount: 28 }, [25, 26]),
  ...group({ id: 30, name: '18% GST S', amount: 18 }, [28, 29]),
  ...group({ id: 33, name: '12% GST S', amount: 12 }, [31, 32]),
  ...group({ id: 36, name: '5% GST S', amount: 5 }, [34, 35]),
  ...group({ id: 299, name: '5% GST S (incl)', amount: 5, included: true }, [297, 298]),
  { id: 300, name: '5% IGST S (incl)', amount: 5, use: 'sale', included: true },
  ...group({ id: 303, name: '18% GST S (incl)', amount: 18, included: true }, [301, 302]),
  { id: 304, name: '18% IGST S (incl)', amount: 18, use: 'sale', included: true },
]

/** A group and its halves; the halves are `type_tax_use: "none"`, so nobody picks one by itself. */
function group(
  tax: { id: number; name: string; amount: number; included?: boolean },
  children: [number, number],
): TaxSeed[] {
  const suffix = tax.included ? ' (incl)' : ''
  const half = tax.amount / 2
  const halves = ['SGST', 'CGST'].map(
    (kind, index): TaxSeed => ({
      id: children[index] ?? 0,
      name: `${half}% ${kind} S${suffix}`,
      amount: half,
      use: 'none',
      ...(tax.included ? { included: true } : {}),
    }),
  )
  return [...halves, { ...tax, use: 'sale', children }]
}

export function seedTaxes(store: Store, stamps: { write_date: string; create_date: string }): void {
  for (const tax of [...CESS, ...GST].sort((a, b) => a.id - b.id)) {
    const cells = {
      ...stamps,
      name: tax.name,
      amount: tax.amount,
      amount_type: tax.children ? 'group' : 'percent',
      type_tax_use: tax.use,
      price_include_override: tax.included ? 'tax_included' : null,
      children_tax_ids: tax.children ?? [],
      sequence: 1,
      company_id: 1,
      country_id: 104,
      description: null,
      invoice_label: null,
      active: tax.archived !== true,
    }
    store.insert('account.tax', cells, tax.id)
  }
}
