import { AppError } from '@crossdock/contracts/errors'
import { currencyExponent, formatAmount, parseAmount } from '@crossdock/contracts/money'
import type { MoneySet } from './schemas.ts'
import { unreadable } from './unreadable.ts'

/** Reads amounts in the currency the shop books in. Plain amounts are in it, `*_set` carries both currencies. */
export interface ShopMoney {
  readonly currency: string
  /** Smallest units; null when the body has the amount neither way. Throws `payload-unreadable`. */
  readOrNull(field: string, set: MoneySet, plain?: string | null): bigint | null
  /** Smallest units. Throws `payload-unreadable`, also when the amount is missing. */
  read(field: string, set: MoneySet, plain?: string | null): bigint
  /** For people: "3844.10 INR". */
  format(units: bigint): string
}

/** Throws `currency-unknown` for a code that ISO 4217 does not know: how many digits it has would be a guess. */
export function shopMoney(currency: string, orderName: string): ShopMoney {
  const exponent = exponentOf(currency, orderName)

  function readOrNull(field: string, set: MoneySet, plain?: string | null): bigint | null {
    const shopSide = set?.shop_money
    if (shopSide?.currency_code && shopSide.currency_code !== currency) {
      throw unreadable(`${field} is in ${shopSide.currency_code}, the order in ${currency}`)
    }
    const text = shopSide?.amount ?? plain
    return text == null ? null : units(field, text, exponent)
  }

  return {
    currency,
    readOrNull,
    read(field, set, plain) {
      const amount = readOrNull(field, set, plain)
      if (amount === null) throw unreadable(`${field} is missing`)
      return amount
    },
    format: (amount) => `${formatAmount(amount, exponent)} ${currency}`,
  }
}

/** Digits after the point, or `currency-unknown`. */
export function exponentOf(currency: string, orderName: string): number {
  const exponent = currencyExponent(currency)
  if (exponent !== null) return exponent
  throw new AppError('currency-unknown', `no ISO 4217 currency ${JSON.stringify(currency.slice(0, 12))}`, {
    facts: { order: orderName, currency: currency.slice(0, 12) },
  })
}

/** A decimal string in smallest units, or `payload-unreadable` naming the field. */
export function units(field: string, text: string, exponent: number): bigint {
  try {
    return parseAmount(text, exponent)
  } catch (error) {
    throw unreadable(`${field} is not an amount`, error)
  }
}
