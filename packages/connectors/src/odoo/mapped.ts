import type { CallOptions, ErpOrder, Refusal } from '../ports/erp.ts'
import { type ErpMapping, fallbackKey, type MappingNeed, productKeys } from '../ports/mapping-keys.ts'
import type { OdooClient } from './client.ts'
import { idRow } from './schemas.ts'

/** Saved mappings as a plan asks them: undefined = nobody mapped it, null = what it was mapped to is gone or archived. */
export interface Mapped {
  product(keys: readonly string[]): number | null | undefined
  fallbackProduct(): number | null | undefined
  /** Taxes and warehouses are checked where they are known. */
  tax(key: string): number | undefined
  warehouse(locationSourceId: string): number | undefined
}

export const fallbackNeed: MappingNeed = { kind: 'fallback-product', key: fallbackKey, label: 'the fall-back product' }

/** Products that these orders are mapped to are looked up, so that one deleted by hand is found before anything is sent. */
export async function mappedTo(
  client: OdooClient,
  companyId: number,
  mappings: readonly ErpMapping[],
  orders: readonly ErpOrder[],
  call: CallOptions,
): Promise<Mapped> {
  const targets = new Map(mappings.map(({ kind, key, targetId }) => [`${kind}|${key}`, Number(targetId)]))
  const keys = new Set(orders.flatMap(({ order }) => order.lines.flatMap((line) => productKeys(line))))
  const wanted = [
    targets.get(`fallback-product|${fallbackKey}`) ?? [],
    [...keys].flatMap((key) => targets.get(`product|${key}`) ?? []),
  ].flat()
  const alive = new Set(
    wanted.length === 0
      ? []
      : (
          await client.searchRead(
            'product.product',
            [
              ['id', 'in', [...new Set(wanted)]],
              ['company_id', 'in', [false, companyId]],
            ],
            ['id'],
            idRow,
            call,
          )
        ).map(({ id }) => id),
  )
  const product = (key: string): number | null | undefined => {
    const target = targets.get(key)
    return target === undefined || alive.has(target) ? target : null
  }
  return {
    product: (keys) => keys.map((key) => product(`product|${key}`)).find((target) => target !== undefined),
    fallbackProduct: () => product(`fallback-product|${fallbackKey}`),
    tax: (key) => targets.get(`tax|${key}`),
    warehouse: (locationSourceId) => targets.get(`location|${locationSourceId}`),
  }
}

export function mappingBroken(need: MappingNeed, title: string): Refusal {
  return { code: 'mapping-broken', facts: { what: need.label, title }, need }
}
