import type { OrderLine } from '@crossdock/contracts/order'
import type { CallOptions, Refusal } from '../ports/erp.ts'
import { productKeys, productNeed } from '../ports/mapping-keys.ts'
import type { OdooClient } from './client.ts'
import { fallbackNeed, type Mapped, mappingBroken } from './mapped.ts'
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

/**
 * A mapping goes first, then the SKU, then the fall-back product. What the set-up made for charges is never asked about:
 * a line typed in by hand or of a product that is gone may be mapped by its title, or else is a fee.
 *
 * @returns the product's id, or why there is none, for the merchant
 */
export function productFor(line: OrderLine, products: Products, mapped: Mapped): number | Refusal {
  const isGoods = line.kind === 'item' || line.kind === 'custom'
  const target = isGoods || line.kind === 'fee' ? mapped.product(productKeys(line)) : undefined
  if (target !== undefined) return target ?? mappingBroken(productNeed(line), line.title)
  const sku = skuFor(line)
  const [productId, another] = sku === null ? [] : (products.get(sku) ?? [])
  if (productId !== undefined) {
    return another === undefined
      ? productId
      : { code: 'sku-ambiguous', facts: { sku: sku ?? '' }, ...(isGoods ? { need: productNeed(line) } : {}) }
  }
  const service = Object.values(serviceProducts).find((product) => product.sku === sku)
  if (service)
    return { code: 'service-product-missing', facts: { sku: service.sku, purpose: service.name.toLowerCase() } }
  const fallback = mapped.fallbackProduct()
  if (fallback !== undefined) return fallback ?? mappingBroken(fallbackNeed, line.title)
  const need = productNeed(line)
  return sku === null
    ? { code: 'sku-missing', facts: { title: line.title }, need }
    : { code: 'sku-unknown', facts: { sku, title: line.title }, need }
}
