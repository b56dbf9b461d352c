import type { OrderLine } from '@crossdock/contracts/order'
import { expect, test } from 'vitest'
import { type LineRow, rowsOf } from './lines.ts'
import type { TaxMatch } from './taxes.ts'

const rupees = { currencyId: 20, digits: 2, exactLineTaxes: true }

function aLine(words: { quantity: number; net: bigint; tax?: bigint }): OrderLine {
  const { quantity, net, tax = 0n } = words
  return {
    sourceId: '1',
    kind: 'item',
    sku: 'MUG',
    title: 'Mug',
    quantity,
    currentQuantity: quantity,
    unitPrice: net,
    discount: 0n,
    net,
    taxes: tax === 0n ? [] : [{ title: 'IGST', rate: '0.05', amount: tax }],
    requiresShipping: true,
    productSourceId: null,
    variantSourceId: null,
  }
}

const untaxed: TaxMatch = { taxIds: [], priceInclude: true, parts: [] }

test('tax on top: the worked example of the contract', () => {
  const line = aLine({ quantity: 5, net: 154571n, tax: 7729n })
  const tax = { taxIds: [17], priceInclude: false, parts: [{ taxId: 17, amount: 7729n }] }

  const [row] = rowsOf({ line, productId: 12, tax }, { taxesIncluded: false }, rupees)

  expect(row).toMatchObject({ productId: 12, quantity: 5, priceUnit: '309.14', taxIds: [17], name: 'Mug' })
  expect(JSON.parse(row?.extraTaxData ?? '')).toEqual({
    currency_id: 20,
    rate: 1,
    price_unit: 309.14,
    discount: 0,
    quantity: 5,
    manual_total_excluded_currency: 1545.71,
    manual_total_excluded: 1545.71,
    manual_tax_amounts: {
      17: { base_amount_currency: 1545.71, base_amount: 1545.71, tax_amount_currency: 77.29, tax_amount: 77.29 },
    },
  })
})

test('tax within the price: the group on the line, its parts in the cell', () => {
  const line = aLine({ quantity: 4, net: 166280n, tax: 7918n })
  const parts = [
    { taxId: 34, amount: 3959n },
    { taxId: 35, amount: 3959n },
  ]

  const [row] = rowsOf(
    { line, productId: 12, tax: { taxIds: [36], priceInclude: true, parts } },
    { taxesIncluded: true },
    rupees,
  )

  const cell = JSON.parse(row?.extraTaxData ?? '')
  expect(row).toMatchObject({ priceUnit: '415.70', taxIds: [36] })
  expect(cell.manual_total_excluded).toBe(1583.62)
  expect(Object.keys(cell.manual_tax_amounts)).toEqual(['34', '35'])
})

test('prices with tax on taxes that come on top: the price is net of tax', () => {
  const line = aLine({ quantity: 1, net: 105_00n, tax: 5_00n })
  const tax = { taxIds: [17], priceInclude: false, parts: [{ taxId: 17, amount: 500n }] }

  const [row] = rowsOf({ line, productId: 12, tax }, { taxesIncluded: true }, rupees)

  expect(row?.priceUnit).toBe('100.00')
})

test('an untaxed amount that does not divide becomes two rows with the same sum', () => {
  const rows = rowsOf(
    { line: aLine({ quantity: 3, net: 10000n }), productId: 12, tax: untaxed },
    { taxesIncluded: true },
    rupees,
  )

  const seen = rows.map(({ quantity, priceUnit, extraTaxData }: LineRow) => [quantity, priceUnit, extraTaxData])
  expect(seen).toEqual([
    [2, '33.33', ''],
    [1, '33.34', ''],
  ])
})

test('without the exact cell the price per piece gets six digits', () => {
  const line = aLine({ quantity: 3, net: 10000n, tax: 500n })
  const tax = { taxIds: [17], priceInclude: false, parts: [{ taxId: 17, amount: 500n }] }

  const [row] = rowsOf({ line, productId: 12, tax }, { taxesIncluded: false }, { ...rupees, exactLineTaxes: false })

  expect(row).toMatchObject({ priceUnit: '33.333333', extraTaxData: '' })
})

test('a currency without decimals stays without', () => {
  const tax = { taxIds: [9], priceInclude: true, parts: [{ taxId: 9, amount: 100n }] }

  const [row] = rowsOf(
    { line: aLine({ quantity: 2, net: 1101n, tax: 100n }), productId: 1, tax },
    { taxesIncluded: true },
    { currencyId: 25, digits: 0, exactLineTaxes: true },
  )

  expect(row?.priceUnit).toBe('551')
  expect(JSON.parse(row?.extraTaxData ?? '').manual_total_excluded).toBe(1001)
})
