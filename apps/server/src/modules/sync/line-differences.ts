import type { ErpLine } from '@crossdock/connectors/ports/erp'

/**
 * The lines that do not stand in the ERP as they were sent, by name. Compared as bags: the ERP may order them otherwise,
 * and two equal lines are two. Names are left out, since an ERP may trim or translate them.
 */
export function lineDifferences(sent: readonly ErpLine[], held: readonly ErpLine[]): string[] {
  const keyOf = (line: ErpLine): string => [line.productId, line.quantity, line.untaxed, line.total].join('|')
  const left = held.map(keyOf)
  const missing: string[] = []
  for (const line of sent) {
    const index = left.indexOf(keyOf(line))
    if (index >= 0) left.splice(index, 1)
    else missing.push(line.name)
  }
  return missing.length === 0 && left.length > 0 ? ['lines that were added in the ERP'] : missing
}
