import type { Env } from './orm/model.ts'
import { create } from './orm/records.ts'
import { insertQuant, setOnHand } from './sales/quants.ts'

export interface SandboxProduct {
  sku: string
  name: string
  listPrice: number
  /** Pieces on the shelf; null is a service, which has none. */
  stock: number | null
  /** The tax-excluded GST group of this rate; none when left out. */
  taxPercent?: number
}

export function addProducts(env: Env, products: SandboxProduct[]): void {
  const warehouse = env.store.rows('stock.warehouse')[0]
  const shelf = Number(warehouse?.lot_stock_id)
  env.store.atomically(() => {
    for (const product of products) {
      const isService = product.stock === null
      const row = create(env, 'product.product', {
        name: product.name,
        default_code: product.sku,
        list_price: product.listPrice,
        type: isService ? 'service' : 'consu',
        is_storable: !isService,
        taxes_id: [[6, 0, taxOf(env, product.taxPercent)]],
      })
      if (product.stock) setOnHand(env, insertQuant(env, row.id, shelf, { quantity: 0 }), product.stock)
    }
  })
  env.store.commits += 1
}

function taxOf(env: Env, percent: number | undefined): number[] {
  if (!percent) return []
  const group = env.store
    .rows('account.tax')
    .find(
      (tax) =>
        tax.amount_type === 'group' && tax.amount === percent && tax.price_include_override === null && tax.active,
    )
  if (!group) throw new Error(`The sandbox has no GST group of ${percent} %; it has 5, 12, 18 and 28`)
  return [group.id]
}
