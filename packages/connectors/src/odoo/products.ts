import type { OrderLine } from '@crossdock/contracts/order'
import type { CallOptions, Refusal } from '../ports/erp.ts'
import type { OdooClient } from './client.ts'
import { productRow } from './schemas.ts'

/** Service products that the set-up makes: what a channel charges beside goods. */
export const serviceProducts = {
  shipping: { sku: 'CROSSDOCK-SHIPPING', name: 'Shipping' },
  fee: { sku: 'CROSSDOCK-FEE', name: 'Fee' },
  tip: { sku: 'CROSSDOCK-TIP', name: 'Tip' },
  'gift-card': { sku: 'CROSSDOCK-GIFT-CARD', name: 'Gift card sold' },
  rounding: { sku: 'CROSSDOCK-ROUNDING', name: 'Rounding' },
} as const

/** Product ids by SKU (internal reference). More than one id: the SKU is ambiguous. */
export type Products = ReadonlyMap<string, number[]>

export async function findProducts(
  client: OdooClient,
  companyId: number,
  skus: string[],
  call: CallOptions,
): Promise<Products> {
  const found = new Map<string, number[]>()
  if (skus.length === 0) return found
  const rows = await client.searchRead(
    'product.product',
    [
      ['default_code', 'in', skus],
      ['company_id', 'in', [false, companyId]],
    ],
    ['default_code', 'type'],
    productRow,
    call,
  )
  for (const row of rows) found.set(row.default_code, [...(found.get(row.default_code) ?? []), row.id])
  return found
}

/** The SKU whose product a line uses; null when the line has none and cannot do without. */
export function skuFor(line: OrderLine): string | null {
  if (line.kind === 'item') return line.sku
  if (line.kind === 'custom') return line.sku ?? (line.requiresShipping ? null : serviceProducts.fee.sku)
  return serviceProducts[line.kind].sku
}

/** @returns the product's id, or why there is none, for the merchant */
export function productFor(line: OrderLine, products: Products): number | Refusal {
  const sku = skuFor(line)
  if (sku === null) return { code: 'sku-missing', facts: { title: line.title } }
  const [productId, another] = products.get(sku) ?? []
  const service = Object.values(serviceProducts).find((product) => product.sku === sku)
  if (productId === undefined) {
    return service
      ? { code: 'service-product-missing', facts: { sku, purpose: service.name.toLowerCase() } }
      : { code: 'sku-unknown', facts: { sku, title: line.title } }
  }
  return another === undefined ? productId : { code: 'sku-ambiguous', facts: { sku } }
}
