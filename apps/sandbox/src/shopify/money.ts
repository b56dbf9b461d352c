import { divideHalfUp, formatAmount, parseAmount } from '@crossdock/contracts/money'

/** Amounts are paisa. */
export interface MoneySet {
  shop_money: { amount: string; currency_code: string }
  presentment_money: { amount: string; currency_code: string }
}

export const rupees = (paisa: bigint): string => formatAmount(paisa, 2)
export const paisa = (rupeeText: string): bigint => parseAmount(rupeeText, 2)
export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** Both sides of an amount; the demo shop sells in its own currency only. */
export function moneySet(amount: bigint): MoneySet {
  const money = { amount: rupees(amount), currency_code: 'INR' }
  return { shop_money: { ...money }, presentment_money: { ...money } }
}

/** A price that holds GST of `gstRate` percent, without it. */
export const withoutGst = (price: bigint, gstRate: number): bigint => divideHalfUp(price * 100n, 100n + BigInt(gstRate))

/**
 * `amount` in parts proportional to `weights`, exact to the paisa: everyone gets the whole paisa of its share, those with
 * the largest remainders one more. This is how Shopify splits an order discount over its lines.
 */
export function spread(amount: bigint, weights: readonly bigint[]): bigint[] {
  const all = sum(weights)
  if (all === 0n) return weights.map(() => 0n)
  const shares = weights.map((weight) => (amount * weight) / all)
  const left = Number(amount - sum(shares))
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % all }))
    .sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))
  const luckier = new Set(byRemainder.slice(0, left).map(({ index }) => index))
  return shares.map((share, index) => (luckier.has(index) ? share + 1n : share))
}
