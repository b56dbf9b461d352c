import { type OrderLine, sumOfLines } from '@crossdock/contracts/order'
import { charge } from './lines.ts'
import type { OrderBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'
import { mergeTaxes, readTaxes } from './taxes.ts'

/** Which of the order's totals the lines are to come to. */
interface ReadFor {
  total: bigint
  /** After edits `current_*` holds; before, `original_*` does. The other one stands in for what is missing. */
  edited: boolean
}

/** `lines` and what the order charges beside them, as fee and tip lines. Usually there is nothing. */
export function readOtherCharges(body: OrderBody, lines: OrderLine[], money: ShopMoney, reading: ReadFor): OrderLine[] {
  const fees = [duties(body, lines, money, reading), additionalFees(body, money, reading)].filter(
    (line) => line !== null,
  )
  return withTip(body, [...lines, ...fees], money, reading)
}

/**
 * Import duties collected at checkout; `duties_included` means that the prices hold them already. Told on the lines only,
 * they are charged where the total is not reached without them.
 */
function duties(body: OrderBody, lines: OrderLine[], money: ShopMoney, { total, edited }: ReadFor): OrderLine | null {
  const original = money.readOrNull('original_total_duties_set', body.original_total_duties_set)
  const current = money.readOrNull('current_total_duties_set', body.current_total_duties_set)
  const told = edited ? (current ?? original) : (original ?? current)
  const isWhole = sumOfLines({ lines, taxesIncluded: body.taxes_included ?? false }) === total
  const amount = told ?? (isWhole ? 0n : dutiesOnLines(body, money))
  if (amount === 0n || body.duties_included) return null
  const taxes = body.line_items.flatMap((line, index) =>
    line.duties.flatMap((duty, at) => readTaxes(`line_items.${index}.duties.${at}`, duty.tax_lines, money)),
  )
  return { ...charge('fee', 'duties', 'Duties', amount), taxes: mergeTaxes(taxes) }
}

function dutiesOnLines(body: OrderBody, money: ShopMoney): bigint {
  const each = body.line_items.flatMap((line, index) =>
    line.duties.map((duty, at) => money.readOrNull(`line_items.${index}.duties.${at}`, duty) ?? 0n),
  )
  return each.reduce((sum, amount) => sum + amount, 0n)
}

function additionalFees(body: OrderBody, money: ShopMoney, { edited }: ReadFor): OrderLine | null {
  const original = money.readOrNull('original_total_additional_fees_set', body.original_total_additional_fees_set)
  const current = money.readOrNull('current_total_additional_fees_set', body.current_total_additional_fees_set)
  const amount = edited ? (current ?? original) : (original ?? current)
  return amount ? charge('fee', 'additional-fees', 'Additional fees', amount) : null
}

/**
 * Tips come as lines and once more as `total_tip_received`. What the sum has and the lines have not is either a line that
 * does not show that it is a tip (its title may be in any language), or there is no line: the total tells which.
 */
function withTip(body: OrderBody, lines: OrderLine[], money: ShopMoney, { total }: ReadFor): OrderLine[] {
  const received = money.readOrNull('total_tip_received', null, body.total_tip_received) ?? 0n
  const missing = lines.filter(({ kind }) => kind === 'tip').reduce((left, line) => left - line.net, received)
  if (missing <= 0n) return lines
  const unmarked = lines.find(({ kind, net, taxes }) => kind === 'fee' && net === missing && taxes.length === 0)
  if (unmarked && sumOfLines({ lines, taxesIncluded: body.taxes_included ?? false }) === total)
    return lines.map((line) => (line === unmarked ? { ...line, kind: 'tip' } : line))
  return [...lines, charge('tip', 'tip', 'Tip', missing)]
}
