import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import { type OrderLine, sumOfLines, taxOf } from '@crossdock/contracts/order'
import { z } from 'zod'
import type { CallOptions, ErpDocument, ErpLine, ErpOrder, PlanOutcome, Refusal } from '../ports/erp.ts'
import { taxKey } from '../ports/mapping-keys.ts'
import { carriable } from './carriable.ts'
import type { OdooConfig } from './config.ts'
import type { Surroundings } from './discover.ts'
import { type LineFacts, type LineRow, rowsOf } from './lines.ts'
import { type Mapped, mappingBroken } from './mapped.ts'
import { partnerFields, partnersOf } from './partners.ts'
import type { Places } from './places.ts'
import { type Products, productFor } from './products.ts'
import type { TaxRow } from './schemas.ts'
import { mappedTax, matchTaxes, printTaxes, type TaxMatch } from './taxes.ts'
import { warehouseFor } from './warehouses.ts'

/** Rows as they are sent, now and at any retry. */
export const frozenRows = z.object({
  partnerFields: z.array(z.string()),
  partnerRows: z.array(z.array(z.string())),
  orderFields: z.array(z.string()),
  /** The first row carries the order and its first line, each further one a line. */
  orderRows: z.array(z.array(z.union([z.string(), z.number()]))),
})
export type FrozenRows = z.output<typeof frozenRows>

export interface PlanMaterial {
  config: OdooConfig
  surroundings: Surroundings
  taxes: readonly TaxRow[]
  products: Products
  mapped: Mapped
  places: Places
}

/**
 * Lines that stand for something: nothing is booked for zero pieces, nor for a charge of nothing without a tax. Where
 * nothing else is left, what was ordered for free is booked after all, or there would be no document of it. Empty when
 * no pieces are left: free shipping alone is none.
 */
export function bookedLines(lines: readonly OrderLine[]): OrderLine[] {
  const held = lines.filter((line) => line.quantity > 0)
  const worth = held.filter((line) => line.kind === 'item' || line.kind === 'custom' || !isFree(line))
  return worth.length > 0 ? worth : held.filter((line) => line.kind !== 'shipping')
}

function isFree(line: OrderLine): boolean {
  return line.net === 0n && taxOf(line) === 0n
}

export async function planOrder(erpOrder: ErpOrder, material: PlanMaterial, call: CallOptions): Promise<PlanOutcome> {
  const { order, orderId } = erpOrder
  const { config, surroundings } = material
  const refusals: Refusal[] = []

  const currency = surroundings.currencies.get(order.currency)
  const pricelistId = surroundings.pricelists.get(order.currency)
  // Without price lists an order takes the company's currency, whatever we mean (odoo-money-and-crashes.md §4).
  const inCurrency =
    pricelistId !== undefined ||
    (surroundings.pricelists.size === 0 && surroundings.company.currency === order.currency)
  if (!currency || !inCurrency || currency.digits !== currencyExponent(order.currency)) {
    refusals.push({ code: 'currency-not-in-erp', facts: { currency: order.currency } })
  }
  const booked = bookedLines(order.lines).map((line) => ({ ...line, title: carriable(line.title) }))
  // Without a row of its own an order is part of whatever stands before it in the call.
  if (booked.length === 0) refusals.push({ code: 'order-empty', facts: { order: order.name } })
  const sum = sumOfLines({ lines: booked, taxesIncluded: order.taxesIncluded })
  const tax = booked.reduce((all, line) => all + taxOf(line), 0n)
  if (sum !== order.totals.total || tax !== order.totals.tax) {
    const print = (units: bigint): string =>
      `${formatAmount(units, currencyExponent(order.currency) ?? 2)} ${order.currency}`
    const say = (total: bigint, ofIt: bigint): string => `${print(total)} (tax ${print(ofIt)})`
    refusals.push({
      code: 'order-does-not-add-up',
      facts: { sum: say(sum, tax), total: say(order.totals.total, order.totals.tax) },
    })
  }
  const facts: LineFacts[] = []
  for (const line of booked) {
    const product = productFor(line, material.products, material.mapped)
    const tax = taxFor(line, order.taxesIncluded, material)
    if (typeof product !== 'number') refusals.push(product)
    if ('code' in tax) refusals.push(tax)
    if (typeof product === 'number' && !('code' in tax)) facts.push({ line, productId: product, tax })
  }
  const warehouseId = warehouseFor(order, material)
  if (typeof warehouseId === 'object') refusals.push(warehouseId)
  if (refusals.length > 0 || !currency || typeof warehouseId === 'object') return { orderId, ok: false, refusals }

  const options = {
    currencyId: currency.id,
    digits: currency.digits,
    exactLineTaxes: surroundings.capabilities.exactLineTaxes,
  }
  const partners = await partnersOf(erpOrder, config.namespace, material.places, call)
  const externalId = `crossdock.${config.namespace}-${orderId}`
  const keepsPrice = surroundings.capabilities.keepsPushedPrice
  const head: Record<string, string | number> = {
    id: externalId,
    client_order_ref: carriable(order.name),
    origin: carriable(`${order.channel} ${order.sourceId}`),
    date_order: new Date(order.placedAt).toISOString().slice(0, 19).replace('T', ' '),
    'partner_id/id': partners.customer,
    'partner_invoice_id/id': partners.invoice,
    'partner_shipping_id/id': partners.delivery,
    'company_id/.id': config.companyId,
    ...(warehouseId === undefined ? {} : { 'warehouse_id/.id': warehouseId }),
    ...(pricelistId === undefined ? {} : { 'pricelist_id/.id': pricelistId }),
  }
  const rows = facts.flatMap((fact) => rowsOf(fact, order, options))
  const cells = rows.map((row) => cellsOf(row, options.exactLineTaxes, keepsPrice))
  const headCells = Object.values(head)
  const blank = headCells.map(() => '')
  const payload: FrozenRows = {
    partnerFields,
    partnerRows: partners.rows.map((row) => row.map(carriable)),
    orderFields: [...Object.keys(head), ...lineFields(options.exactLineTaxes, keepsPrice)],
    orderRows: cells.map((line, index) => [...(index === 0 ? headCells : blank), ...line]),
  }
  const { total } = order.totals
  const document: ErpDocument = {
    version: 1,
    orderId,
    externalId,
    shape: payload.orderFields.join(),
    expected: {
      currency: order.currency,
      untaxed: (total - tax).toString(),
      tax: tax.toString(),
      total: total.toString(),
    },
    lines: facts.flatMap((fact) => expectedOf(fact, rowsOf(fact, order, options), order.taxesIncluded)),
    payload,
  }
  return { orderId, ok: true, document }
}

function taxFor(line: OrderLine, pricesInclude: boolean, { taxes, mapped }: PlanMaterial): TaxMatch | Refusal {
  const charged = isFree(line) ? [] : line.taxes
  const key = taxKey(charged, pricesInclude)
  const label = printTaxes(charged, pricesInclude)
  const need = key === null ? undefined : { kind: 'tax' as const, key, label }
  const target = key === null ? undefined : mapped.tax(key)
  if (target !== undefined && need) return mappedTax(taxes, target, charged) ?? mappingBroken(need, line.title)
  const found = matchTaxes(taxes, charged, pricesInclude)
  return found ?? { code: 'tax-unmapped', facts: { tax: label, title: line.title }, ...(need ? { need } : {}) }
}

function lineFields(exact: boolean, keepsPrice: boolean): string[] {
  return [
    'order_line/product_id/.id',
    'order_line/product_uom_qty',
    'order_line/price_unit',
    'order_line/discount',
    'order_line/tax_ids/.id',
    'order_line/name',
    ...(exact ? ['order_line/extra_tax_data'] : []),
    ...(keepsPrice ? ['order_line/technical_price_unit'] : []),
  ]
}

function cellsOf(row: LineRow, exact: boolean, keepsPrice: boolean): (string | number)[] {
  return [
    row.productId,
    row.quantity,
    Number(row.priceUnit),
    0,
    row.taxIds.join(','),
    row.name,
    ...(exact ? [row.extraTaxData] : []),
    // Anything else than the price: it is ours, not the price list's, and stays when staff edit the quantity.
    ...(keepsPrice ? [-1] : []),
  ]
}

/** What Odoo must compute for each row; an untaxed line in two rows has two expectations. */
function expectedOf({ line, productId }: LineFacts, rows: LineRow[], taxesIncluded: boolean): ErpLine[] {
  const [only] = rows
  if (rows.length === 1 && only) {
    const tax = taxOf(line)
    const untaxed = taxesIncluded ? line.net - tax : line.net
    return [
      {
        name: line.title,
        productId: String(productId),
        quantity: only.quantity,
        untaxed: untaxed.toString(),
        total: (untaxed + tax).toString(),
      },
    ]
  }
  return rows.map((row) => {
    const amount = (BigInt(row.priceUnit.replace('.', '')) * BigInt(row.quantity)).toString()
    return { name: line.title, productId: String(productId), quantity: row.quantity, untaxed: amount, total: amount }
  })
}
