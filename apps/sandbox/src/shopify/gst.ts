import { divideHalfUp } from '@crossdock/contracts/money'
import { type MoneySet, moneySet, paisa, rupees } from './money.ts'

export interface TaxLine {
  channel_liable: boolean
  price: string
  price_set: MoneySet
  /** A fraction: 0.025 is 2.5 %. */
  rate: number
  title: string
}

export interface TaxRules {
  /** Prices hold the tax. */
  included: boolean
  /** Within the state of the shop: CGST and SGST, half the rate each. Across states: IGST. */
  sameState: boolean
}

/** The taxes of one line that costs `net` paisa, each rounded half up on its own, as Shopify does it. */
export function gstLines(net: bigint, gstRate: number, { included, sameState }: TaxRules): TaxLine[] {
  if (net === 0n || gstRate === 0) return []
  const whole = BigInt(gstRate) * 100n
  const parts = sameState
    ? [
        { title: 'CGST', basisPoints: whole / 2n },
        { title: 'SGST', basisPoints: whole / 2n },
      ]
    : [{ title: 'IGST', basisPoints: whole }]
  return parts.map(({ title, basisPoints }) => {
    const tax = divideHalfUp(net * basisPoints, included ? 10_000n + whole : 10_000n)
    return taxLine(title, Number(basisPoints) / 10_000, tax)
  })
}

/** The order's own list: sums by title and rate. */
export function mergedTaxLines(lines: readonly TaxLine[]): TaxLine[] {
  const merged = new Map<string, TaxLine>()
  for (const line of lines) {
    const key = `${line.title} ${line.rate}`
    const before = merged.get(key)
    merged.set(key, taxLine(line.title, line.rate, paisa(line.price) + (before ? paisa(before.price) : 0n)))
  }
  return [...merged.values()]
}

function taxLine(title: string, rate: number, amount: bigint): TaxLine {
  return { channel_liable: false, price: rupees(amount), price_set: moneySet(amount), rate, title }
}
