import { firstPricelist } from '../models/partner.ts'
import { isObject } from '../orm/json.ts'
import type { Env } from '../orm/model.ts'
import type { Row } from '../orm/store.ts'
import { asId, asIds, asNumber } from '../orm/values.ts'
import { type LineTaxes, lineAmounts, lineTaxes, orderAmounts, type Rounding } from './taxes.ts'

/** An order's currency is its pricelist's, not its company's (money page, 4). */
export function orderCurrency(env: Env, order: Row | undefined): number | null {
  const pricelist = env.store.row('product.pricelist', asId(order?.pricelist_id) ?? firstPricelist(env))
  return asId(pricelist?.currency_id) ?? asId(env.store.row('res.company', 1)?.currency_id)
}

function roundingOf(env: Env, currencyId: number | null): Rounding {
  return {
    precision: asNumber(env.store.row('res.currency', currencyId)?.rounding) || 0.01,
    perLine: env.store.row('res.company', 1)?.tax_calculation_rounding_method !== 'round_globally',
  }
}

function taxesOf(env: Env, line: Row, currencyId: number | null): LineTaxes {
  const data = line.extra_tax_data
  return lineTaxes(
    env,
    {
      priceUnit: asNumber(line.price_unit),
      discount: asNumber(line.discount),
      quantity: asNumber(line.product_uom_qty),
      taxIds: asIds(line.tax_ids),
      currencyId,
      extraTaxData: data !== null && data !== undefined && isObject(data) ? data : null,
    },
    roundingOf(env, currencyId),
  )
}

export function amountsOfLine(env: Env, line: Row): { subtotal: number; tax: number; total: number } {
  const currencyId = orderCurrency(env, env.store.row('sale.order', asId(line.order_id)))
  return lineAmounts(taxesOf(env, line, currencyId), roundingOf(env, currencyId))
}

export function amountsOfOrder(env: Env, order: Row): { untaxed: number; tax: number; total: number } {
  const currencyId = orderCurrency(env, order)
  const lines = env.store.linked('sale.order.line', 'order_id', order.id).filter((line) => line.display_type === null)
  return orderAmounts(
    lines.map((line) => taxesOf(env, line, currencyId)),
    roundingOf(env, currencyId),
  )
}
