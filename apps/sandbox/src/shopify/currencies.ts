import { currencyExponent, formatAmount, parseAmount } from '@crossdock/contracts/money'
import type { OrderBody } from './order-body.ts'

/**
 * The same order in a shop that books in another currency. The smallest units stay, so it still adds up: 3844.10 INR
 * becomes 384.410 KWD or 384410 JPY.
 */
export function inCurrency(body: OrderBody, currency: string): OrderBody {
  const exponent = exponentOf(currency)
  return mapMoney(body, (key, value) => {
    if (key === 'currency' || key === 'currency_code' || key === 'presentment_currency') return currency
    return isAmount(key, value) ? formatAmount(parseAmount(value, 2), exponent) : value
  })
}

/**
 * The same order as a customer sees it who pays in another currency. `factor` is smallest units of theirs for one of the
 * shop's: a whole number, so that what adds up in the shop's currency does in theirs too.
 */
export function shownIn(body: OrderBody, { currency, factor }: { currency: string; factor: bigint }): OrderBody {
  const exponent = exponentOf(currency)
  const shown = mapMoney(body, (key, value, holder) => {
    if (holder !== 'presentment_money') return value
    return key === 'currency_code' ? currency : formatAmount(parseAmount(value, 2) * factor, exponent)
  })
  // Money that went back went back in the customer's currency.
  for (const refund of shown.refunds)
    for (const transaction of refund.transactions)
      Object.assign(transaction, {
        currency,
        amount: formatAmount(parseAmount(transaction.amount, 2) * factor, exponent),
      })
  return { ...shown, presentment_currency: currency }
}

function exponentOf(currency: string): number {
  const exponent = currencyExponent(currency)
  if (exponent === null) throw new RangeError(`no currency ${currency}`)
  return exponent
}

/** Plain amounts and those in sets, but no rates and no discounts in percent. */
function isAmount(key: string, value: string): boolean {
  return key !== 'value' && /^-?\d+\.\d{2}$/.test(value)
}

function mapMoney(body: OrderBody, map: (key: string, value: string, holder: string) => string): OrderBody {
  const walk = (value: unknown, key: string, holder: string): unknown => {
    if (typeof value === 'string') return map(key, value, holder)
    if (Array.isArray(value)) return value.map((inner) => walk(inner, key, holder))
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name, key)]))
  }
  return walk(body, '', '') as OrderBody
}
