import { seeded } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { expectedEnds } from './expected-ends.ts'
import { cutOverAt } from './plan.ts'
import { type StoryKind, scarceItem, tellStory, unknownSku, type Version } from './stories.ts'

const world = { cutOverAt, missing: new Set([unknownSku]), scarce: new Set([scarceItem.sku]) }

function tell(kind: StoryKind, placedAt = new Date('2026-11-02T10:00:00Z')): Version[] {
  const random = seeded(3)
  const setting = { seed: 5, firstId: 6_100_000_000_000n, number: 1001, phone: '+917006000001', mendedSku: 'LATE' }
  return tellStory(kind, { ...setting, placedAt, random })
}

const ends = (kind: StoryKind) => expectedEnds(tell(kind), world)

test.each<[StoryKind, string, string | undefined, string[]]>([
  ['paid', 'confirmed', 'sale', []],
  ['cash-on-delivery', 'held', 'draft', []],
  ['cash-on-delivery-paid', 'confirmed', 'sale', []],
  ['transfer-paid', 'confirmed', 'sale', []],
  ['edited-before-payment', 'confirmed', 'sale', []],
  ['cancelled-before-payment', 'cancelled', 'cancel', []],
  ['cancelled-after-payment', 'cancelled', 'cancel', []],
  ['cancelled-when-calm', 'cancelled', 'cancel', []],
  ['refunded-in-part', 'confirmed', 'sale', ['taken-back']],
  ['unknown-sku', 'parked', undefined, []],
  ['unknown-sku-mended', 'confirmed', 'sale', []],
  ['unknown-sku-cancelled', 'cancelled', undefined, []],
  ['test-order', 'recorded', undefined, []],
  ['does-not-add-up', 'unknown', undefined, []],
  ['does-not-add-up-corrected', 'confirmed', 'sale', []],
])('%s: the hub says %s, Odoo %s', (kind, hub, state, tasks) => {
  expect(ends(kind)).toHaveLength(1)
  expect(ends(kind)[0]).toMatchObject({ hub, tasks })
  expect(ends(kind)[0]?.odoo?.state).toBe(state)
})

test('an order placed before the cut-over is only recorded', () => {
  expect(expectedEnds(tell('before-cut-over', new Date('2026-09-01T10:00:00Z')), world)).toEqual([
    { hub: 'recorded', odoo: null, tasks: [] },
  ])
})

test('the order in which the versions are heard changes nothing', () => {
  const versions = tell('edited-before-payment')

  expect(expectedEnds([...versions].reverse(), world)).toEqual(expectedEnds(versions, world))
})

test('an edit before the payment decides the amount', () => {
  const versions = tell('edited-before-payment')

  expect(versions[0]?.body.total_price).not.toBe(versions[2]?.body.total_price)
  expect(expectedEnds(versions, world)[0]?.odoo?.total).toBe(versions[2]?.body.total_price)
})

test('an edit after the payment came in time, or owes a person a task', () => {
  const versions = tell('edited-after-payment')

  expect(expectedEnds(versions, world)).toMatchObject([
    { odoo: { total: versions[1]?.body.total_price }, tasks: [] },
    { odoo: { total: versions[0]?.body.total_price }, tasks: ['changed-after-confirmation'] },
  ])
})

test('what is scarce is there, or the order is short and a person knows', () => {
  expect(ends('scarce')).toMatchObject([
    { hub: 'confirmed', tasks: [] },
    { hub: 'short', tasks: ['short'] },
  ])
})
