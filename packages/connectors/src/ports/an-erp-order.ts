import { randomUUID } from 'node:crypto'
import { parseAmount } from '@crossdock/contracts/money'
import type { Address, CanonicalOrder, OrderLine, OrderTax } from '@crossdock/contracts/order'
import { sumOfLines, taxOf } from '@crossdock/contracts/order'
import type { ErpOrder } from './erp.ts'

/** A line as a test says it: amounts in rupees, taxes as title, rate and amount. */
export interface LineWords {
  sku?: string | null
  kind?: OrderLine['kind']
  title?: string
  quantity?: number
  net: string
  taxes?: [title: string, rate: string, amount: string][]
  requiresShipping?: boolean
}

export interface OrderWords {
  lines: LineWords[]
  taxesIncluded?: boolean
  currency?: string
  customer?: CanonicalOrder['customer']
  billingAddress?: Address | null
  shippingAddress?: Address | null
}

const rupees = (text: string): bigint => parseAmount(text, 2)

/** A taxed line's halves: `gst('0.025', '49.58')` is CGST and SGST of 2.5 % each. */
export const gst = (rate: string, each: string): [string, string, string][] => [
  ['CGST', rate, each],
  ['SGST', rate, each],
]
export const igst = (rate: string, amount: string): [string, string, string][] => [['IGST', rate, amount]]

export function anAddress(words: Partial<Address> = {}): Address {
  return {
    name: 'Ananya Rao',
    company: null,
    line1: '14 Example Layout, 3rd Cross',
    line2: 'Flat 2B',
    city: 'Bengaluru',
    postalCode: '560001',
    regionCode: 'KA',
    regionName: 'Karnataka',
    countryCode: 'IN',
    phone: '+919000000001',
    ...words,
  }
}

/** An order nobody else has: the test names what matters to it, totals follow from its lines. */
export function anErpOrder(words: OrderWords): ErpOrder {
  const { taxesIncluded = true, currency = 'INR' } = words
  const lines = words.lines.map((line, index) => lineOf(line, index))
  const total = sumOfLines({ lines, taxesIncluded })
  const tax = lines.reduce((sum, line) => sum + taxOf(line), 0n)
  const sourceId = randomUUID()
  const order: CanonicalOrder = {
    version: 1,
    channel: 'contract',
    sourceId,
    name: `#${sourceId.slice(0, 8)}`,
    placedAt: '2026-11-18T10:15:28+05:30',
    updatedAt: '2026-11-18T10:15:30+05:30',
    cancelledAt: null,
    cancelReason: null,
    test: false,
    confirmed: true,
    edited: false,
    source: 'web',
    currency,
    presentment: { currency, total, outstanding: 0n },
    taxesIncluded,
    payment: {
      status: 'paid',
      gateways: ['card'],
      outstanding: 0n,
      cashOnDelivery: false,
      cashRounding: 0n,
      terms: null,
    },
    fulfilment: 'none',
    customer:
      words.customer === undefined
        ? { sourceId: '1', name: 'Ananya Rao', email: 'ananya.rao@example.com', phone: '+919000000001' }
        : words.customer,
    company: null,
    purchaseOrder: null,
    billingAddress: words.billingAddress === undefined ? anAddress() : words.billingAddress,
    shippingAddress: words.shippingAddress === undefined ? anAddress() : words.shippingAddress,
    lines,
    refunds: [],
    totals: { total, tax, refunded: 0n },
    note: null,
    tags: [],
    attributes: [],
  }
  return {
    orderId: randomUUID(),
    revision: 1,
    order,
    customerKey: order.customer ? randomUUID() : 'guest',
    billingKey: order.billingAddress ? randomUUID() : null,
    shippingKey: order.shippingAddress ? randomUUID() : null,
  }
}

/** A later revision of the same order, for the same people. */
export function revised(before: ErpOrder, lines: LineWords[]): ErpOrder {
  const { order } = anErpOrder({ lines, taxesIncluded: before.order.taxesIncluded })
  const { sourceId, name, channel } = before.order
  return { ...before, revision: before.revision + 1, order: { ...order, sourceId, name, channel } }
}

function lineOf(words: LineWords, index: number): OrderLine {
  const { kind = 'item', quantity = 1, net, taxes = [] } = words
  return {
    sourceId: String(index + 1),
    kind,
    sku: words.sku ?? null,
    title: words.title ?? `Line ${index + 1}`,
    quantity,
    currentQuantity: quantity,
    unitPrice: rupees(net),
    discount: 0n,
    net: rupees(net),
    taxes: taxes.map(([title, rate, amount]) => ({ title, rate, amount: rupees(amount) })),
    requiresShipping: words.requiresShipping ?? kind === 'item',
    productSourceId: null,
    variantSourceId: null,
  }
}

/**
 * Orders as channels charge them: tax per line and per tax, rounded half up; quantities that seldom divide the net. The
 * same numbers at every run.
 */
export function manyOrders(count: number, skus: readonly string[]): ErpOrder[] {
  let seed = 20_261_118
  const below = (limit: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed % limit
  }
  return Array.from({ length: count }, (_, orderIndex) => {
    const taxesIncluded = orderIndex % 2 === 0
    const lines = Array.from({ length: 1 + below(4) }, (_, index): OrderLine => {
      const percent = [0, 5, 12, 18, 28][below(5)] ?? 5
      const net = BigInt(1 + below(500_000))
      const quantity = 1 + below(7)
      const base = lineOf({ sku: skus[below(skus.length)] ?? null, net: '0.00', quantity }, index)
      return { ...base, net, unitPrice: net, taxes: taxesOf(net, percent, taxesIncluded, below(2) === 0) }
    })
    const total = sumOfLines({ lines, taxesIncluded })
    const built = anErpOrder({ lines: [], taxesIncluded })
    const tax = lines.reduce((sum, line) => sum + taxOf(line), 0n)
    const presentment = { currency: 'INR', total, outstanding: 0n }
    return { ...built, order: { ...built.order, lines, presentment, totals: { total, tax, refunded: 0n } } }
  })
}

function taxesOf(net: bigint, percent: number, taxesIncluded: boolean, interState: boolean): OrderTax[] {
  if (percent === 0) return []
  const amount = (ofPercent: number): bigint => {
    const divisor = taxesIncluded ? 100 + percent : 100
    return BigInt(Math.floor((Number(net) * ofPercent) / divisor + 0.5))
  }
  const rate = (ofPercent: number): string => String(ofPercent / 100)
  if (interState) return [{ title: 'IGST', rate: rate(percent), amount: amount(percent) }]
  const half = { rate: rate(percent / 2), amount: amount(percent / 2) }
  return [
    { title: 'CGST', ...half },
    { title: 'SGST', ...half },
  ]
}
