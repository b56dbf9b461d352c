import type { ErpAmounts, Refusal } from '@crossdock/connectors/ports/erp'
import { currencyExponent, formatAmount } from '@crossdock/contracts/money'
import { lineDifferences } from './line-differences.ts'
import type { Seen } from './passenger.ts'

/** To the smallest unit: untaxed, tax, total, and each line. */
export function sameAmounts({ document, now }: Seen): boolean {
  const { expected, lines } = document.document
  const { amounts } = now
  return (
    lineDifferences(lines, now.lines).length === 0 &&
    expected.currency === amounts.currency &&
    expected.untaxed === amounts.untaxed &&
    expected.tax === amounts.tax &&
    expected.total === amounts.total
  )
}

export function amountsDiffer({ document, now }: Seen): Refusal {
  const differing = lineDifferences(document.document.lines, now.lines)
  const hint =
    differing.length > 0
      ? `Lines that differ: ${differing.join('; ')}.`
      : 'Check the taxes and the price list of its lines.'
  return {
    code: 'amounts-differ',
    facts: { expected: print(document.document.expected), got: print(now.amounts), erpName: now.name, hint },
  }
}

export function amountsOf({ now }: Seen): string {
  return `${formatAmount(BigInt(now.amounts.total), currencyExponent(now.amounts.currency) ?? 2)} ${now.amounts.currency}`
}

function print(amounts: ErpAmounts): string {
  const digits = currencyExponent(amounts.currency) ?? 2
  return `${formatAmount(BigInt(amounts.total), digits)} ${amounts.currency} (tax ${formatAmount(BigInt(amounts.tax), digits)})`
}
