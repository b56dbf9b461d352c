import { seeded } from '@crossdock/sandbox/shopify'
import { expect, test } from 'vitest'
import { expectedEnds } from './expected-ends.ts'
import { expectedNotices } from './expected-notices.ts'
import { cutOverAt } from './plan.ts'
import { type StoryKind, scarceItem, tellStory, unknownSku, type Version } from './stories.ts'

const world = { cutOverAt, missing: new Set([unknownSku]), scarce: new Set([scarceItem.sku]) }

function tell(kind: StoryKind): Version[] {
  const placedAt = new Date(kind === 'before-cut-over' ? '2026-09-01T10:00:00Z' : '2026-11-02T10:00:00Z')
  const setting = { seed: 5, firstId: 6_100_000_000_000n, number: 1001, phone: '+917006000001', mendedSku: 'LATE' }
  return tellStory(kind, { ...setting, placedAt, random: seeded(3) })
}

/** By the end the order came to: what its buyer was told, in words. */
function stories(kind: StoryKind): string[][] {
  const versions = tell(kind)
  return expectedEnds(versions, world).map((end) =>
    expectedNotices(versions, end).map((story) => story.map(({ notice }) => notice).join(', ') || 'nothing'),
  )
}

const confirmed = 'order-confirmation'
const asked = 'needs-something'

test.each<[StoryKind, string[]]>([
  ['paid', [confirmed]],
  ['cash-on-delivery', [asked]],
  ['cash-on-delivery-paid', [confirmed, `${asked}, ${confirmed}`]],
  ['transfer-paid', [confirmed]],
  ['edited-before-payment', [confirmed]],
  ['cancelled-before-payment', ['nothing', asked]],
  ['cancelled-after-payment', ['nothing', `${confirmed}, order-cancelled`]],
  ['cancelled-when-calm', [`${confirmed}, order-cancelled`]],
  ['refunded-in-part', [confirmed]],
  ['unknown-sku', ['nothing']],
  ['unknown-sku-mended', [confirmed]],
  ['unknown-sku-cancelled', ['nothing']],
  ['test-order', ['nothing']],
  ['before-cut-over', ['nothing']],
  ['does-not-add-up', ['nothing']],
  ['does-not-add-up-corrected', [confirmed]],
])('%s: the buyer is told %j', (kind, told) => {
  expect(stories(kind)).toEqual([told])
})

test('who bought what is scarce is told when it is there, and nothing while it is short', () => {
  expect(stories('scarce')).toEqual([[confirmed], ['nothing']])
})

test('a confirmation names what was charged: after an edit before the payment the new amount', () => {
  const versions = tell('edited-before-payment')
  const [end] = expectedEnds(versions, world)

  expect(end && expectedNotices(versions, end)[0]?.[0]?.amounts).toEqual([versions[2]?.body.total_price])
})

test('what was edited after it was confirmed may be told as it was or as it is, what came in time as it is', () => {
  const versions = tell('edited-after-payment')
  const [before, after] = versions.map(({ body }) => body.total_price)

  const amounts = expectedEnds(versions, world).map((end) => expectedNotices(versions, end)[0]?.[0]?.amounts)
  expect(amounts).toEqual([[after], [before, after]])
})

test('what was not readable is not told of', () => {
  const versions = tell('does-not-add-up-corrected')
  const [end] = expectedEnds(versions, world)

  expect(end && expectedNotices(versions, end)[0]?.[0]?.amounts).toEqual([versions[1]?.body.total_price])
})
