import { divideHalfUp } from '@crossdock/contracts/money'
import { type OrderLine, taxOf } from '@crossdock/contracts/order'
import { lineIdOf } from './refunds.ts'
import type { LineItem, OrderBody, RefundBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'

/**
 * What is left of an order's lines after the merchant edited it (shopify.md §5.1).
 *
 * A line keeps all its pieces in `quantity`, and its discounts and taxes are for all of them; `current_quantity` is what is
 * left after refunds and removals. Refunds of money are booked on their own, so refunded pieces still count; removed ones
 * do not. What was removed is: `quantity` − `current_quantity` − pieces that were paid back.
 */

/** How many pieces of a line the order holds, and how it came to that. */
export interface Held {
  pieces: number
  /** Taken out by a refund that moved no money, at the price it tells; null = the price has to be worked out. */
  removed: { net: bigint; tax: bigint } | null
}

/**
 * Whether the `subtotal` of a refund's line holds its tax. Where prices do not, it does not; where they do, the contract
 * leaves it open (shopify.md §14): likeliest first, and the order's totals tell.
 */
export function readingsOfSubtotals({ taxes_included }: OrderBody): readonly [boolean, ...boolean[]] {
  return taxes_included ? [true, false] : [false]
}

/** Null when the body does not tell enough to say what was removed and what was paid back. */
export function heldPieces(body: OrderBody, money: ShopMoney, subtotalsHoldTax: boolean): Map<string, Held> | null {
  const { refunds } = body
  const paidBackUnseen = /refunded$/.test(body.financial_status ?? '') && refunds?.length === 0
  // A cancelled order is taken back as a whole: what it was is what has to be cancelled.
  if (!refunds || paidBackUnseen || body.cancelled_at != null) return null
  return new Map(
    body.line_items.map((line) => {
      const current = line.current_quantity ?? line.quantity
      const ofLine = refunds.flatMap((refund, index) =>
        refund.refund_line_items
          .filter((one) => lineIdOf(one, `refunds.${index}`) === line.id)
          .map((one) => ({ one, removal: isRemoval(refund, one, line) })),
      )
      const paidBack = ofLine.reduce((sum, { one, removal }) => sum + (removal ? 0 : one.quantity), 0)
      const removals = ofLine.filter(({ removal }) => removal).map(({ one }) => one)
      // More cannot have been paid back than there was, unless the edit itself raised it.
      const pieces = Math.min(current + paidBack, Math.max(line.quantity, current))
      const explained = removals.reduce((sum, one) => sum + one.quantity, 0) === line.quantity - pieces
      const taxBeside = (body.taxes_included ?? false) && !subtotalsHoldTax
      return [line.id, { pieces, removed: explained ? priceOf(removals, money, taxBeside) : null }]
    }),
  )
}

/**
 * Taking a line out of an order that is not shipped leaves a refund that moves no money. A refund with money, or of pieces
 * that came back, is a refund.
 */
function isRemoval(refund: RefundBody, line: RefundBody['refund_line_items'][number], of: LineItem): boolean {
  const moves = refund.transactions.some(
    ({ kind, status }) => kind === 'refund' && (status === 'success' || status === 'pending'),
  )
  if (moves) return false
  if (line.restock_type === 'cancel') return true
  return line.restock_type === 'no_restock' && of.fulfillment_status !== 'fulfilled'
}

/** As the line tells its price: with tax, where prices hold it. */
function priceOf(removals: RefundBody['refund_line_items'], money: ShopMoney, taxBeside: boolean): Held['removed'] {
  let net = 0n
  let tax = 0n
  for (const one of removals) {
    const oneNet = money.readOrNull('refunds.subtotal', one.subtotal_set, one.subtotal)
    const oneTax = money.readOrNull('refunds.total_tax', one.total_tax_set, one.total_tax)
    if (oneNet === null || oneTax === null) return null
    net += oneNet + (taxBeside ? oneTax : 0n)
    tax += oneTax
  }
  return removals.length > 0 ? { net, tax } : null
}

/** Whose pieces a line's discounts and taxes are for: the documentation says all, and the totals tell. */
export type FiguresFor = 'all-pieces' | 'held-pieces'

/** The line with the pieces that are held: its discounts and taxes in proportion, unless the removal told its price. */
export function cutDown(line: OrderLine, { pieces, removed }: Held, figuresFor: FiguresFor): OrderLine {
  const { quantity } = line
  if (pieces === quantity) return line
  const held = { ...line, quantity: pieces }
  if (pieces === 0) return { ...held, discount: 0n, net: 0n, taxes: [] }
  if (quantity === 0 || figuresFor === 'held-pieces')
    return { ...held, net: line.unitPrice * BigInt(pieces) - line.discount }
  if (removed) {
    const net = line.net - removed.net
    return {
      ...held,
      discount: line.unitPrice * BigInt(pieces) - net,
      net,
      taxes: spreadTaxes(line, taxOf(line) - removed.tax),
    }
  }
  const share = (amount: bigint): bigint => divideHalfUp(amount * BigInt(pieces), BigInt(quantity))
  const discount = share(line.discount)
  return {
    ...held,
    discount,
    net: line.unitPrice * BigInt(pieces) - discount,
    taxes: line.taxes.map((tax) => ({ ...tax, amount: share(tax.amount) })).filter((tax) => tax.amount !== 0n),
  }
}

/** `total` over the line's taxes in proportion, to the last unit. */
function spreadTaxes(line: OrderLine, total: bigint): OrderLine['taxes'] {
  const all = taxOf(line)
  if (all === 0n) return []
  let before = 0n
  let given = 0n
  return line.taxes
    .map((tax) => {
      before += tax.amount
      const upToHere = divideHalfUp(total * before, all)
      const amount = upToHere - given
      given = upToHere
      return { ...tax, amount }
    })
    .filter((tax) => tax.amount !== 0n)
}

/**
 * What refunds with money took off `current_total_price`: it counts again, since they are booked on their own. Null when a
 * refund does not say what it is worth.
 */
export function paidBackValue(
  body: OrderBody,
  money: ShopMoney,
  subtotalsHoldTax: boolean,
): { total: bigint; tax: bigint } | null {
  let total = 0n
  let tax = 0n
  const add = (net: bigint, itsTax: bigint): void => {
    total += net + (subtotalsHoldTax ? 0n : itsTax)
    tax += itsTax
  }
  const lines = new Map(body.line_items.map((line) => [line.id, line]))
  for (const [index, refund] of (body.refunds ?? []).entries()) {
    const field = `refunds.${index}`
    for (const one of refund.refund_line_items) {
      const line = lines.get(lineIdOf(one, field))
      if (line && isRemoval(refund, one, line)) continue
      const net = money.readOrNull(`${field}.subtotal`, one.subtotal_set, one.subtotal)
      const itsTax = money.readOrNull(`${field}.total_tax`, one.total_tax_set, one.total_tax)
      if (net === null || itsTax === null) return null
      add(net, itsTax)
    }
    for (const one of refund.refund_shipping_lines) {
      const net = money.readOrNull(`${field}.refund_shipping_lines`, one.subtotal_amount_set)
      if (net === null) return null
      add(net, money.readOrNull(`${field}.refund_shipping_lines`, one.tax_amount_set) ?? 0n)
    }
    // The same shipping refund shows in both (shopify.md §5.2); here it is negative.
    if (refund.refund_shipping_lines.length === 0)
      for (const one of refund.order_adjustments.filter(({ kind }) => kind === 'shipping_refund'))
        add(
          -(money.readOrNull(`${field}.order_adjustments`, one.amount_set, one.amount) ?? 0n),
          -(money.readOrNull(`${field}.order_adjustments`, one.tax_amount_set, one.tax_amount) ?? 0n),
        )
    total += money.readOrNull(`${field}.total_duties_set`, refund.total_duties_set) ?? 0n
    total += money.readOrNull(`${field}.total_additional_fees_set`, refund.total_additional_fees_set) ?? 0n
  }
  return { total, tax }
}
