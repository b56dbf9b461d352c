import type { OrderLine } from '@crossdock/contracts/order'
import { charge } from './lines.ts'
import type { OrderBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'
import { mergeTaxes, readTaxes } from './taxes.ts'

/**
 * What an order charges beside its lines and shipping, as fee lines. Usually none of it is there.
 * `original_*` is as placed, `current_*` after refunds and only used when the first is missing.
 */
export function readOtherCharges(body: OrderBody, lines: OrderLine[], money: ShopMoney): OrderLine[] {
  return [duties(body, money), additionalFees(body, money), tipWithoutLine(body, lines, money)].filter(
    (line) => line !== null,
  )
}

/** Import duties collected at checkout; `duties_included` means that the prices hold them already. */
function duties(body: OrderBody, money: ShopMoney): OrderLine | null {
  const amount =
    money.readOrNull('original_total_duties_set', body.original_total_duties_set) ??
    money.readOrNull('current_total_duties_set', body.current_total_duties_set)
  if (!amount || body.duties_included) return null
  const taxes = body.line_items.flatMap((line, index) =>
    line.duties.flatMap((duty, at) => readTaxes(`line_items.${index}.duties.${at}`, duty.tax_lines, money)),
  )
  return { ...charge('fee', 'duties', 'Duties', amount), taxes: mergeTaxes(taxes) }
}

function additionalFees(body: OrderBody, money: ShopMoney): OrderLine | null {
  const amount =
    money.readOrNull('original_total_additional_fees_set', body.original_total_additional_fees_set) ??
    money.readOrNull('current_total_additional_fees_set', body.current_total_additional_fees_set)
  return amount ? charge('fee', 'additional-fees', 'Additional fees', amount) : null
}

/** Tips come as lines and once more as `total_tip_received`; an order with the sum but no line gets one. */
function tipWithoutLine(body: OrderBody, lines: OrderLine[], money: ShopMoney): OrderLine | null {
  if (lines.some((line) => line.kind === 'tip')) return null
  const amount = money.readOrNull('total_tip_received', null, body.total_tip_received)
  return amount ? charge('tip', 'tip', 'Tip', amount) : null
}
