import { divideHalfUp } from '@crossdock/contracts/money'
import { type CatalogueItem, demoCatalogue } from '../demo-catalogue.ts'
import type { TaxRules } from './gst.ts'
import type { PlannedLine } from './lines.ts'
import { rupees, spread, withoutGst } from './money.ts'
import type { DiscountApplication, OrderBody } from './order-body.ts'
import type { OrderOverrides } from './order-overrides.ts'
import type { Random } from './random.ts'

/** What the overrides leave open, decided. */
interface Choice {
  rules: TaxRules
  cashOnDelivery: boolean
  discount: NonNullable<OrderOverrides['discount']>
  shipping: bigint
  products: CatalogueItem[]
  sku: string | undefined
}

export function choose(overrides: OrderOverrides, random: Random): Choice {
  const catalogue = overrides.catalogue ?? demoCatalogue
  const lineCount = overrides.lineCount ?? random.int(1, Math.min(4, catalogue.length))
  const products = new Set<CatalogueItem>()
  while (products.size < Math.min(lineCount, catalogue.length)) products.add(random.pick(catalogue))
  return {
    rules: {
      included: overrides.taxesIncluded ?? random.chance(0.8),
      sameState: overrides.sameState ?? random.chance(0.5),
    },
    cashOnDelivery: overrides.cashOnDelivery ?? random.chance(0.3),
    discount: overrides.discount ?? random.pick(['none', 'none', 'line', 'order', 'both']),
    shipping: overrides.shipping ?? random.pick([0n, 4900n, 9900n, 11800n]),
    products: [...products],
    sku: overrides.sku,
  }
}

interface Plan {
  lines: PlannedLine[]
  applications: DiscountApplication[]
  codes: OrderBody['discount_codes']
}

/** Quantities, prices and discounts of the product lines. */
export function planLines({ products, rules, discount, sku }: Choice, random: Random): Plan {
  const lines: PlannedLine[] = products.map((product, index) => ({
    product: index === 0 && sku !== undefined ? { ...product, sku } : product,
    unitPrice: rules.included ? product.price : withoutGst(product.price, product.gstRate),
    quantity: random.pick([1, 1, 1, 2, 3, 5]),
    lineDiscount: null,
    orderDiscount: null,
  }))
  const applications: DiscountApplication[] = []
  const codes: OrderBody['discount_codes'] = []
  const first = lines[0]

  if (first && (discount === 'line' || discount === 'both')) {
    const amount = divideHalfUp(first.unitPrice * BigInt(first.quantity), 10n)
    first.lineDiscount = { amount, application: applications.length }
    applications.push({ ...automatic, value: '10.0', title: 'Festive 10%' })
  }
  if (discount === 'order' || discount === 'both') {
    const wanted = BigInt(random.int(50, 300)) * 100n
    const weights = lines.map((line) => line.unitPrice * BigInt(line.quantity) - (line.lineDiscount?.amount ?? 0n))
    // A code takes no more off than the goods cost; half of it here, in whole rupees.
    const goods = weights.reduce((sum, weight) => sum + weight, 0n)
    const most = (goods / 200n) * 100n
    const amount = wanted < most ? wanted : most
    for (const [index, share] of spread(amount, weights).entries()) {
      const line = lines[index]
      if (line && share > 0n) line.orderDiscount = { amount: share, application: applications.length }
    }
    applications.push({ ...across, value: `${amount / 100n}.0`, code: 'DIWALI' })
    codes.push({ code: 'DIWALI', amount: rupees(amount), type: 'fixed_amount' })
  }
  return { lines, applications, codes }
}

const automatic = {
  target_type: 'line_item',
  type: 'automatic',
  value_type: 'percentage',
  allocation_method: 'each',
  target_selection: 'entitled',
} as const

const across = {
  target_type: 'line_item',
  type: 'discount_code',
  value_type: 'fixed_amount',
  allocation_method: 'across',
  target_selection: 'all',
} as const
