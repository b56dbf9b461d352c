import { z } from 'zod'

/**
 * Money is an integer count of the currency's smallest unit (paisa, cent; yen has none) and a currency code.
 * In memory a bigint, in JSON and at rest a string of digits: `"384410"` is 3,844.10 INR.
 */
export const minorUnits = z.codec(z.string().regex(/^-?\d{1,18}$/), z.bigint(), {
  decode: (text) => BigInt(text),
  encode: (amount) => amount.toString(),
})

/** ISO 4217 alphabetic code, upper case. */
export const currencyCode = z.string().regex(/^[A-Z]{3}$/)

/**
 * Digits after the point of a currency (ISO 4217 "minor unit"), or null when the runtime does not know the currency.
 * `Intl` invents two digits for any three letters, so the code is looked up in the runtime's own list first.
 */
export function currencyExponent(currency: string): number | null {
  if (!knownCurrencies.has(currency)) return null
  const options = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return isoExceptions[currency] ?? options.maximumFractionDigits ?? 2
}

const knownCurrencies = new Set(Intl.supportedValuesOf('currency'))

/** Where CLDR's customary digits differ from ISO 4217's, ISO decides: providers and Odoo book in ISO units. */
const isoExceptions: Record<string, number> = {
  HUF: 2,
  IDR: 2,
  TWD: 2,
  COP: 2,
  PKR: 2,
  IRR: 2,
  LBP: 2,
  MMK: 2,
  RSD: 2,
  ALL: 2,
  AMD: 2,
  CRC: 2,
  NOK: 2,
  SEK: 2,
  CZK: 2,
  KES: 2,
  NGN: 2,
  LKR: 2,
  MUR: 2,
  UZS: 2,
  MNT: 2,
  TZS: 2,
  KZT: 2,
  GYD: 2,
  AFN: 2,
  IQD: 3,
  SYP: 2,
  YER: 2,
  SOS: 2,
  ZMW: 2,
  LAK: 2,
  MGA: 2,
  KPW: 2,
  SLL: 2,
}

/**
 * A decimal string ("12.5", "0.0", "1545.71") in smallest units. Exact: digits beyond the currency's own are refused
 * unless they are zeros, since rounding here would invent or lose money.
 */
export function parseAmount(text: string, exponent: number): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim())
  if (!match) throw new RangeError(`not a decimal amount: ${JSON.stringify(text.slice(0, 40))}`)
  const [, sign, whole, fraction = ''] = match
  const kept = fraction.slice(0, exponent).padEnd(exponent, '0')
  if (/[1-9]/.test(fraction.slice(exponent))) throw new RangeError(`more digits than the currency has: ${text}`)
  const units = BigInt(`${whole}${kept}`)
  return sign === '-' ? -units : units
}

/** Smallest units as a plain decimal string: `formatAmount(384410n, 2)` is `"3844.10"`. */
export function formatAmount(units: bigint, exponent: number): string {
  const negative = units < 0n
  const digits = (negative ? -units : units).toString().padStart(exponent + 1, '0')
  const whole = digits.slice(0, digits.length - exponent)
  const text = exponent === 0 ? whole : `${whole}.${digits.slice(-exponent)}`
  return negative ? `-${text}` : text
}

/** `units / by`, rounded half away from zero: how a price per piece comes out of a line total. */
export function divideHalfUp(units: bigint, by: bigint): bigint {
  if (by <= 0n) throw new RangeError('divisor must be positive')
  const negative = units < 0n
  const magnitude = negative ? -units : units
  const rounded = (magnitude * 2n + by) / (by * 2n)
  return negative ? -rounded : rounded
}
