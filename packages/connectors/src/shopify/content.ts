import { AppError, type ErrorCode } from '@crossdock/contracts/errors'
import { type CanonicalOrder, type OrderLine, sumOfLines, taxOf } from '@crossdock/contracts/order'
import { readOtherCharges } from './charges.ts'
import { cutDown, type FiguresFor, type Held, heldPieces, paidBackValue, readingsOfSubtotals } from './edits.ts'
import { readLineItem, readShippingLines } from './lines.ts'
import type { OrderBody } from './schemas.ts'
import type { ShopMoney } from './shop-money.ts'

export interface Content {
  lines: OrderLine[]
  totals: Pick<CanonicalOrder['totals'], 'total' | 'tax'>
  edited: boolean
  /** How the refunds' subtotals were read. */
  subtotalsHoldTax: boolean
}

/**
 * What the order holds: its lines as placed and later edited, and the total they come to. To the smallest unit, or it
 * throws `order-does-not-add-up` or `edited-order-does-not-add-up`. A test order is taken as it comes: nothing carries it,
 * and those of Shopify contradict themselves.
 *
 * `total_price` is as placed, and the contract leaves open whether it counts lines that were added later; after a removal
 * it still counts what is gone. So an edited order is held against what it says of now: `current_total_price`, and what
 * refunds with money took off it.
 */
export function readContent(body: OrderBody, orderName: string, money: ShopMoney): Content {
  const total = money.read('total_price', body.total_price_set, body.total_price)
  const placed = readAll(body, money, { total, edited: false })
  const sum = sumOf(body, placed)
  const readings = readingsOfSubtotals(body)
  const subtotalsHoldTax = readings[0]
  const held = heldPieces(body, money, subtotalsHoldTax)
  const changed = body.line_items.some((line) => held !== null && held.get(line.id)?.pieces !== line.quantity)
  const unedited = { lines: placed, edited: false, subtotalsHoldTax }
  if (body.test || (sum === total && !changed)) {
    const tax = money.readOrNull('total_tax', body.total_tax_set, body.total_tax)
    return { ...unedited, totals: { total, tax: tax ?? taxOfAll(placed) } }
  }
  const facts = (lines: string, charged: string) => ({ order: orderName, sum: lines, total: charged })
  const refuse = (code: ErrorCode, lines: bigint, charged: bigint): AppError =>
    new AppError(code, `${orderName}: lines ${money.format(lines)}, total ${money.format(charged)}`, {
      facts: facts(money.format(lines), money.format(charged)),
    })
  // A sum that is off proves no edit: only a total that agrees with everything else that is as placed does.
  if (sum !== total && !changed && !agreesWithPlaced(body, total, money))
    throw refuse('order-does-not-add-up', sum, total)
  if (body.cancelled_at != null) {
    // Edited and then cancelled: whatever it held is taken back, and nothing is booked.
    return { ...unedited, totals: { total: sum, tax: taxOfAll(placed) }, edited: true }
  }

  const now = money.readOrNull('current_total_price', body.current_total_price_set, body.current_total_price)
  const paidBack = paidBackValue(body, money, subtotalsHoldTax)
  if (held === null || now === null || paidBack === null) {
    if (sum !== total) throw refuse('order-does-not-add-up', sum, total)
    // Pieces are gone, but nothing tells what that did to the total: it stands as placed, and staff are told.
    return { ...unedited, totals: { total, tax: taxOfAll(placed) } }
  }
  for (const reading of readings) {
    const content = readEdited(body, money, now, reading)
    if (content) return content
  }
  // Worth as much now as when it was placed, with nothing gone and nothing paid back, it was never edited.
  if (!changed && now === total && paidBack.total === 0n) throw refuse('order-does-not-add-up', sum, total)
  const wanted = now + paidBack.total
  const lines = readAll(body, money, { total: wanted, edited: true, held, figuresFor: 'all-pieces' })
  throw refuse('edited-order-does-not-add-up', sumOf(body, lines), wanted)
}

/** Null when it does not add up, read so. */
function readEdited(body: OrderBody, money: ShopMoney, now: bigint, subtotalsHoldTax: boolean): Content | null {
  const held = heldPieces(body, money, subtotalsHoldTax)
  const paidBack = paidBackValue(body, money, subtotalsHoldTax)
  if (held === null || paidBack === null) return null
  const taxNow = money.readOrNull('current_total_tax', body.current_total_tax_set, body.current_total_tax)
  const total = now + paidBack.total
  for (const figuresFor of ['all-pieces', 'held-pieces'] as const) {
    const lines = readAll(body, money, { total, edited: true, held, figuresFor })
    const tax = taxOfAll(lines)
    if (sumOf(body, lines) === total && (taxNow === null || taxNow + paidBack.tax === tax))
      return { lines, totals: { total, tax }, edited: true, subtotalsHoldTax }
  }
  return null
}

type Reading =
  | { total: bigint; edited: false }
  | { total: bigint; edited: true; held: Map<string, Held>; figuresFor: FiguresFor }

function readAll(body: OrderBody, money: ShopMoney, reading: Reading): OrderLine[] {
  const items = body.line_items.map((line, index) => {
    const whole = readLineItem(line, index, money, body.line_item_groups)
    const held = reading.edited ? reading.held.get(line.id) : undefined
    return held && reading.edited ? cutDown(whole, held, reading.figuresFor) : whole
  })
  const lines = [...items, ...readShippingLines(body.shipping_lines, money)]
  return readOtherCharges(body, lines, money, reading)
}

const sumOf = (body: OrderBody, lines: OrderLine[]): bigint =>
  sumOfLines({ lines, taxesIncluded: body.taxes_included ?? false })

const taxOfAll = (lines: OrderLine[]): bigint => lines.reduce((sum, line) => sum + taxOf(line), 0n)

/**
 * Whether the total is what the other figures as placed come to: `subtotal_price` (lines after all discounts), shipping,
 * tips, duties and fees, and the tax on top (shopify.md §5.1). Shipping may have been removed since.
 */
function agreesWithPlaced(body: OrderBody, total: bigint, money: ShopMoney): boolean {
  const subtotal = money.readOrNull('subtotal_price', body.subtotal_price_set, body.subtotal_price)
  if (subtotal === null) return false
  const tax = money.readOrNull('total_tax', body.total_tax_set, body.total_tax) ?? 0n
  const rest = readOtherCharges(body, [], money, { total, edited: false })
  const before = subtotal + rest.reduce((sum, line) => sum + line.net, 0n) + (body.taxes_included ? 0n : tax)
  const all = readShippingLines(
    body.shipping_lines.map((line) => ({ ...line, is_removed: false })),
    money,
  )
  const kept = readShippingLines(body.shipping_lines, money)
  const charged = [all, kept].map((lines) => lines.reduce((sum, line) => sum + line.net, 0n))
  const told = money.readOrNull('total_shipping_price_set', body.total_shipping_price_set)
  return [...charged, told].some((shipping) => shipping !== null && before + shipping === total)
}
