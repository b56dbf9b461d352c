import { expect, test } from 'vitest'
import type { TaxRow } from './schemas.ts'
import { mappedTax, matchTaxes } from './taxes.ts'

let nextId = 1

function aTax(name: string, amount: number, more: Partial<TaxRow> = {}): TaxRow {
  return {
    id: nextId++,
    name,
    amount,
    amount_type: 'percent',
    type_tax_use: 'sale',
    price_include: false,
    children_tax_ids: [],
    active: true,
    sequence: 1,
    ...more,
  }
}

/** A group and its two halves. */
function aGroup(name: string, halves: [TaxRow, TaxRow], more: Partial<TaxRow> = {}): TaxRow[] {
  const [a, b] = halves.map((half) => ({ ...half, type_tax_use: 'none' })) as [TaxRow, TaxRow]
  return [a, b, aTax(name, a.amount + b.amount, { amount_type: 'group', children_tax_ids: [a.id, b.id], ...more })]
}

const cgst = { title: 'CGST', rate: '0.025', amount: 4958n }
const sgst = { title: 'SGST', rate: '0.025', amount: 4957n }

test('two halves become the group, and each amount goes to its own half', () => {
  const [s, c, group] = aGroup('5% GST S', [aTax('2.5% SGST S', 2.5), aTax('2.5% CGST S', 2.5)])

  const match = matchTaxes([s, c, group] as TaxRow[], [cgst, sgst], false)

  expect(match?.taxIds).toEqual([group?.id])
  expect(new Map(match?.parts.map(({ taxId, amount }) => [taxId, amount]))).toEqual(
    new Map([
      [c?.id, 4958n],
      [s?.id, 4957n],
    ]),
  )
})

test('a half that names no kind takes what is left (28% GST S of Odoo 19.0)', () => {
  const [first, second, group] = aGroup('28% GST S', [aTax('14% GST S', 14), aTax('14% CGST S', 14)])
  const charged = [
    { title: 'CGST', rate: '0.14', amount: 1n },
    { title: 'SGST', rate: '0.14', amount: 2n },
  ]

  const match = matchTaxes([first, second, group] as TaxRow[], charged, false)

  expect(match?.parts).toEqual([
    { taxId: second?.id, amount: 1n },
    { taxId: first?.id, amount: 2n },
  ])
})

test('a group with an archived half is no match: Odoo would compute nothing', () => {
  const group = aGroup('5% GST S', [aTax('2.5% SGST S', 2.5, { active: false }), aTax('2.5% CGST S', 2.5)])

  expect(matchTaxes(group, [cgst, sgst], false)).toBeNull()
})

test('an equal rate of another kind is no match', () => {
  const igst = aTax('5% IGST S', 5)
  const plain = aTax('5%', 5)

  expect(matchTaxes([igst], [{ title: 'VAT', rate: '0.05', amount: 5n }], false)).toBeNull()
  expect(matchTaxes([plain], [{ title: 'IGST', rate: '0.05', amount: 5n }], false)).toBeNull()
  expect(matchTaxes([igst, plain], [{ title: 'VAT', rate: '0.05', amount: 5n }], false)?.taxIds).toEqual([plain.id])
})

test('taxes made for the prices as quoted come first, others serve when there are none', () => {
  const excluded = aTax('20% VAT', 20)
  const included = aTax('20% VAT (incl)', 20, { price_include: true, sequence: 9 })
  const vat = [{ title: 'VAT', rate: '0.2', amount: 20n }]

  expect(matchTaxes([excluded, included], vat, true)).toMatchObject({ taxIds: [included.id], priceInclude: true })
  expect(matchTaxes([excluded, included], vat, false)).toMatchObject({ taxIds: [excluded.id], priceInclude: false })
  expect(matchTaxes([excluded], vat, true)).toMatchObject({ taxIds: [excluded.id], priceInclude: false })
})

test('of several that fit, the lowest sequence and then the lowest id is taken', () => {
  const late = aTax('20% services', 20, { sequence: 5 })
  const first = aTax('20% goods', 20, { sequence: 2 })
  const second = aTax('20% goods again', 20, { sequence: 2 })

  const match = matchTaxes([late, second, first], [{ title: 'VAT', rate: '0.2', amount: 1n }], false)

  expect(match?.taxIds).toEqual([first.id])
})

test('reverse charge, letters of undertaking and tax collected at source are never taken', () => {
  const igst = [{ title: 'IGST', rate: '0.05', amount: 1n }]
  const special = [
    aTax('5% IGST RC', 5, { l10n_in_reverse_charge: true }),
    aTax('5% IGST S (EXP-LUT)', 5, { l10n_in_is_lut: true }),
    aTax('5% IGST TCS', 5, { l10n_in_tax_type: 'tcs' }),
  ]

  expect(matchTaxes(special, igst, false)).toBeNull()
})

test('a third charge beside two halves gets a tax of its own', () => {
  const group = aGroup('28% GST S', [aTax('14% SGST S', 14), aTax('14% CGST S', 14)])
  const cess = aTax('12% CESS S', 12)
  const charged = [
    { title: 'CESS', rate: '0.12', amount: 3n },
    { title: 'CGST', rate: '0.14', amount: 1n },
    { title: 'SGST', rate: '0.14', amount: 2n },
  ]

  const match = matchTaxes([...group, cess], charged, false)

  expect(match?.taxIds.toSorted()).toEqual([group[2]?.id, cess.id].toSorted())
  expect(match?.parts).toHaveLength(3)
})

test('what is charged at nothing is no tax', () => {
  expect(matchTaxes([], [{ title: 'GST', rate: '0', amount: 0n }], true)).toEqual({
    taxIds: [],
    parts: [],
    priceInclude: true,
  })
})

test('a tax a person chose takes all charges together, whatever their rates', () => {
  const sales = aTax('Sales tax 7.25%', 7.25)

  const state = { title: 'State tax', rate: '0.06', amount: 600n }
  const county = { title: 'County tax', rate: '0.0125', amount: 125n }

  expect(mappedTax([sales], sales.id, [state, county])?.parts).toEqual([{ taxId: sales.id, amount: 725n }])
})

test('a group a person chose gives each part its charge: by kind, else by rate', () => {
  const [s, c, group] = aGroup('5% GST S', [aTax('2.5% SGST S', 2.5), aTax('2.5% CGST S', 2.5)])
  const rows = [s, c, group] as TaxRow[]
  const [low, high, two] = aGroup('State and county', [aTax('County', 1.25), aTax('State', 6)])
  const levies = [
    { title: 'State', rate: '0.06', amount: 600n },
    { title: 'County', rate: '0.0125', amount: 125n },
  ]

  expect(mappedTax(rows, group?.id ?? 0, [cgst, sgst])?.parts).toEqual(
    expect.arrayContaining([
      { taxId: c?.id, amount: 4958n },
      { taxId: s?.id, amount: 4957n },
    ]),
  )
  expect(mappedTax([low, high, two] as TaxRow[], two?.id ?? 0, levies)?.parts).toEqual([
    { taxId: low?.id, amount: 125n },
    { taxId: high?.id, amount: 600n },
  ])
})

test.each([
  ['archived', { active: false }],
  ['for purchases', { type_tax_use: 'purchase' }],
  ['a fixed amount', { amount_type: 'fixed' }],
])('a chosen tax that is %s by now does not fit', (_, change) => {
  const tax = aTax('5%', 5, change)

  expect(mappedTax([tax], tax.id, [cgst])).toBeNull()
})

test('a chosen group with more or fewer parts than charges does not fit', () => {
  const [s, c, group] = aGroup('5% GST S', [aTax('2.5% SGST S', 2.5), aTax('2.5% CGST S', 2.5)])

  expect(mappedTax([s, c, group] as TaxRow[], group?.id ?? 0, [cgst])).toBeNull()
})
