import type { CanonicalOrder } from '@crossdock/contracts/order'
import type { Refusal } from '../ports/erp.ts'
import type { OdooConfig } from './config.ts'
import { type Mapped, mappingBroken } from './mapped.ts'

/**
 * The warehouse that an order takes its pieces from: the one its place is mapped to, else the connection's own. A place
 * that nobody mapped is a question as soon as there are several warehouses: the pieces would leave the wrong shelf.
 */
export function warehouseFor(
  { locationSourceId }: Pick<CanonicalOrder, 'locationSourceId'>,
  {
    config,
    surroundings,
    mapped,
  }: { config: Pick<OdooConfig, 'warehouseId'>; surroundings: { warehouses: readonly number[] }; mapped: Mapped },
): number | undefined | Refusal {
  if (locationSourceId === undefined) return config.warehouseId
  const need = { kind: 'location' as const, key: locationSourceId, label: `place ${locationSourceId} of the channel` }
  const target = mapped.warehouse(locationSourceId)
  if (target !== undefined) return surroundings.warehouses.includes(target) ? target : mappingBroken(need, need.label)
  if (surroundings.warehouses.length <= 1) return config.warehouseId
  return { code: 'location-unmapped', facts: { location: locationSourceId }, need }
}
