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
  return moneyOf('shop_money', currency, exponentOf(currency, orderName))
}

/** What the customer saw: only `*_set` has it, so plain amounts are passed over. */
export function presentmentMoney(currency: string, orderName: string): ShopMoney {
  return moneyOf('presentment_money', currency, exponentOf(currency, orderName))
}

function moneyOf(side: 'shop_money' | 'presentment_money', currency: string, exponent: number): ShopMoney {
  function readOrNull(field: string, set: MoneySet, plain?: string | null): bigint | null {
    const told = set?.[side]
    if (told?.currency && told.currency !== currency) {
      throw unreadable(`${field} is in ${told.currency.slice(0, 12)}, the order in ${currency}`)
    }
    const text = told?.amount ?? (side === 'shop_money' ? plain : null)
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
function units(field: string, text: string, exponent: number): bigint {
  try {
    return parseAmount(text, exponent)
  } catch (error) {
    throw unreadable(`${field} is not an amount`, error)
  }
}
