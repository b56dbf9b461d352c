import { expect, test } from 'vitest'
import type { Mapped } from './mapped.ts'
import { warehouseFor } from './warehouses.ts'

const mapped = (warehouses: Record<string, number>): Mapped => ({
  product: () => undefined,
  fallbackProduct: () => undefined,
  tax: () => undefined,
  warehouse: (place) => warehouses[place],
})
const config = { warehouseId: 1 }

test('an order of no place takes its pieces from the connection’s own warehouse', () => {
  expect(warehouseFor({}, { config, surroundings: { warehouses: [1, 2] }, mapped: mapped({}) })).toBe(1)
})

test('a place that nobody mapped is a question, but only where there is a choice', () => {
  const counter = { locationSourceId: '81200000001' }

  expect(warehouseFor(counter, { config, surroundings: { warehouses: [1] }, mapped: mapped({}) })).toBe(1)
  expect(warehouseFor(counter, { config, surroundings: { warehouses: [1, 2] }, mapped: mapped({}) })).toMatchObject({
    code: 'location-unmapped',
    need: { kind: 'location', key: '81200000001' },
  })
})

test('a mapped place is its warehouse, unless that one is gone', () => {
  const counter = { locationSourceId: '81200000001' }
  const to2 = mapped({ '81200000001': 2 })

  expect(warehouseFor(counter, { config, surroundings: { warehouses: [1, 2] }, mapped: to2 })).toBe(2)
  expect(warehouseFor(counter, { config, surroundings: { warehouses: [1] }, mapped: to2 })).toMatchObject({
    code: 'mapping-broken',
  })
})
