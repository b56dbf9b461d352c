import fc from 'fast-check'

/**
 * Indian orders as Shopify charges them, made independently of every other generator here: the referee of the money tests.
 * All arithmetic is in paise; each tax of each line is rounded half up on its own; an order's discount is split by largest
 * remainder over its lines (shopify.md §5.1, odoo-money-and-crashes.md §2).
 */
export interface GstOrder {
  /** The webhook's body. */
  body: Record<string, unknown>
  /** What was charged, in paise: the whole, and the tax in it. */
  total: bigint
  tax: bigint
}

interface LineWords {
  sku: string
  quantity: number
  unitPrice: bigint
  percent: number
  /** Off each line, in percent; 0 = none. */
  percentOff: number
  /** Off the line, in paise, at most what is left of it. */
  amountOff: bigint
}

interface OrderWords {
  included: boolean
  sameState: boolean
  lines: LineWords[]
  /** Off the whole order: percent, or paise, or nothing. */
  orderOff: { percent: number } | { amount: bigint } | null
  shipping: bigint | null
  codFee: bigint | null
  tip: bigint | null
  giftCard: bigint | null
}

const paise = (most: number): fc.Arbitrary<bigint> => fc.bigInt({ min: 1n, max: BigInt(most) })

export function gstOrders(skus: readonly string[]): fc.Arbitrary<GstOrder> {
  const line: fc.Arbitrary<LineWords> = fc.record({
    sku: fc.constantFrom(...skus),
    quantity: fc.integer({ min: 1, max: 7 }),
    unitPrice: paise(500_000),
    percent: fc.constantFrom(0, 5, 12, 18, 28),
    percentOff: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 95 })),
    amountOff: fc.oneof(fc.constant(0n), paise(20_000)),
  })
  const words: fc.Arbitrary<OrderWords> = fc.record({
    included: fc.boolean(),
    sameState: fc.boolean(),
    lines: fc.array(line, { minLength: 1, maxLength: 5 }),
    orderOff: fc.oneof(
      fc.constant(null),
      fc.record({ percent: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ amount: paise(50_000) }),
    ),
    shipping: fc.option(fc.oneof(fc.constant(0n), paise(30_000))),
    codFee: fc.option(paise(9_900)),
    tip: fc.option(paise(5_000)),
    giftCard: fc.option(paise(200_000)),
  })
  return fc.tuple(words, fc.bigInt({ min: 1n, max: 2n ** 60n })).map(([order, id]) => charge(order, id))
}

const half = (dividend: bigint, divisor: bigint): bigint => (dividend * 2n + divisor) / (divisor * 2n)
const rupees = (amount: bigint): string => `${amount / 100n}.${(amount % 100n).toString().padStart(2, '0')}`
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n)
const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)

interface Charged {
  body: Record<string, unknown>
  net: bigint
  tax: bigint
}

function charge(order: OrderWords, id: bigint): GstOrder {
  const gross = order.lines.map(({ unitPrice, quantity }) => unitPrice * BigInt(quantity))
  const ownOff = order.lines.map(({ percentOff, amountOff }, index) => {
    const whole = gross[index] ?? 0n
    const byPercent = half(whole * BigInt(percentOff), 100n)
    return byPercent + least(amountOff, whole - byPercent)
  })
  const left = gross.map((whole, index) => whole - (ownOff[index] ?? 0n))
  const shares = split(orderDiscount(order, sum(left)), left)
  const goods = order.lines.map((line, index): Charged => {
    const offs = [ownOff[index] ?? 0n, shares[index] ?? 0n].filter((off) => off > 0n)
    const net = (gross[index] ?? 0n) - sum(offs)
    return item(BigInt(index) + 1n, line, offs, net, order)
  })
  const extras: Charged[] = [
    ...(order.codFee === null ? [] : [custom(91n, 'COD fee', order.codFee, 18, order, {})]),
    ...(order.tip === null ? [] : [custom(92n, 'Tip', order.tip, 0, order, { tip: { payment_gateway: 'card' } })]),
    ...(order.giftCard === null ? [] : [custom(93n, 'Gift card', order.giftCard, 0, order, { gift_card: true })]),
  ]
  const shipping = order.shipping === null ? [] : [shippingLine(order.shipping, order)]
  const all = [...goods, ...extras, ...shipping]
  const tax = sum(all.map((one) => one.tax))
  const total = sum(all.map((one) => one.net)) + (order.included ? 0n : tax)
  return {
    total,
    tax,
    body: {
      id: id.toString(),
      name: `#${id}`,
      created_at: '2026-11-18T10:15:28+05:30',
      processed_at: '2026-11-18T10:15:28+05:30',
      updated_at: '2026-11-18T10:15:30+05:30',
      confirmed: true,
      test: false,
      source_name: 'web',
      currency: 'INR',
      presentment_currency: 'INR',
      taxes_included: order.included,
      financial_status: 'paid',
      payment_gateway_names: ['Razorpay'],
      customer: { id: '7', first_name: 'Ananya', last_name: 'Rao', email: null, phone: null },
      billing_address: null,
      shipping_address: null,
      line_items: [...goods, ...extras].map((one) => one.body),
      shipping_lines: shipping.map((one) => one.body),
      refunds: [],
      total_price: rupees(total),
      total_tax: rupees(tax),
      total_outstanding: '0.00',
      total_tip_received: rupees(order.tip ?? 0n),
    },
  }
}

function orderDiscount({ orderOff }: OrderWords, of: bigint): bigint {
  if (orderOff === null) return 0n
  return 'percent' in orderOff ? half(of * BigInt(orderOff.percent), 100n) : least(orderOff.amount, of)
}

/** By largest remainder: what is left over after rounding down goes to the largest fractions, first come first. */
function split(discount: bigint, over: readonly bigint[]): bigint[] {
  const whole = sum(over)
  if (whole === 0n || discount === 0n) return over.map(() => 0n)
  const shares = over.map((part) => (part * discount) / whole)
  const byRemainder = over
    .map((part, index) => ({ index, remainder: (part * discount) % whole }))
    .sort((one, other) =>
      one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
    )
  for (const { index } of byRemainder.slice(0, Number(discount - sum(shares))))
    shares[index] = (shares[index] ?? 0n) + 1n
  return shares
}

function taxesOn(net: bigint, percent: number, { included, sameState }: OrderWords): { lines: object[]; tax: bigint } {
  if (percent === 0 || net === 0n) return { lines: [], tax: 0n }
  const basisPoints = BigInt(percent) * 100n
  const parts = sameState
    ? [
        ['CGST', basisPoints / 2n],
        ['SGST', basisPoints / 2n],
      ]
    : [['IGST', basisPoints]]
  const taxes = (parts as [string, bigint][]).map(([title, points]) => ({
    title,
    rate: Number(points) / 10_000,
    amount: half(net * points, included ? 10_000n + basisPoints : 10_000n),
  }))
  return {
    lines: taxes.map(({ title, rate, amount }) => ({ title, rate, price: rupees(amount) })),
    tax: sum(taxes.map(({ amount }) => amount)),
  }
}

function item(id: bigint, line: LineWords, offs: bigint[], net: bigint, order: OrderWords): Charged {
  const { lines, tax } = taxesOn(net, line.percent, order)
  const body = {
    id: id.toString(),
    product_id: '1',
    variant_id: '1',
    sku: line.sku,
    name: `Item ${id}`,
    title: `Item ${id}`,
    quantity: line.quantity,
    current_quantity: line.quantity,
    price: rupees(line.unitPrice),
    requires_shipping: true,
    gift_card: false,
    discount_allocations: offs.map((off, index) => ({ amount: rupees(off), discount_application_index: index })),
    tax_lines: lines,
  }
  return { body, net, tax }
}

function custom(id: bigint, title: string, price: bigint, percent: number, order: OrderWords, more: object): Charged {
  const { lines, tax } = taxesOn(price, percent, order)
  const body = {
    id: id.toString(),
    product_id: null,
    variant_id: null,
    sku: null,
    name: title,
    title,
    quantity: 1,
    current_quantity: 1,
    price: rupees(price),
    requires_shipping: false,
    gift_card: false,
    discount_allocations: [],
    tax_lines: lines,
    ...more,
  }
  return { body, net: price, tax }
}

function shippingLine(price: bigint, order: OrderWords): Charged {
  const { lines, tax } = taxesOn(price, 18, order)
  const body = {
    id: '81',
    title: 'Courier',
    price: rupees(price),
    discounted_price: rupees(price),
    discount_allocations: [],
    tax_lines: lines,
    is_removed: false,
  }
  return { body, net: price, tax }
}
